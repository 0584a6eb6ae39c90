import { describeEvent } from '../../trace/describe'
import type { RuleLookup } from '../../trace/sentence'
import { kernelLineRest, placeText, type TraceRow } from '../../trace/trace-log'
import type { PacketNow } from '../../trace/world'
import { plain } from '../texts/Emphasis'
import { say } from '../texts/say'
import type { Texts } from '../texts/use-texts'

/** A row of the trace in three columns: where, what was decided, and the packet or the note. */
export interface TraceWords {
  readonly place: string
  readonly verdict: string
  readonly text: string
}

export function traceWords(row: TraceRow, texts: Texts, rules: RuleLookup, packet: PacketNow | null): TraceWords {
  const { event } = row
  if (row.kind === 'kernel' && row.place !== null)
    return { place: placeText(row.place), verdict: verdictOf(row, rules), text: kernelLineRest(row) }
  if (event.kind === 'line logged') return { place: texts.logs.sources.log, verdict: '', text: event.line.trimEnd() }
  const then = packet === null ? null : { ...packet, headers: row.headers, mark: row.mark }
  return { place: source(row, texts), verdict: '', text: plain(say(texts, describeEvent(event, then, rules))) }
}

function verdictOf(row: TraceRow, rules: RuleLookup): string {
  if (row.event.kind === 'policy applied') return row.event.policy
  if (row.event.kind !== 'rule matched') return ''
  const target = rules(row.event.place)?.target
  if (target === undefined || target.kind === 'none') return ''
  return target.kind === 'jump' ? `↪ ${target.name}` : target.kind === 'goto' ? `⇥ ${target.name}` : target.name
}

function source(row: TraceRow, texts: Texts): string {
  const words = texts.logs.sources
  switch (row.event.kind) {
    case 'connection looked up':
    case 'connection confirmed':
    case 'connection vanished':
    case 'tracking disabled':
    case 'connection expected':
      return words.conntrack
    case 'nat bound':
      return words.nat
    case 'packet changed':
      return row.event.by.kind === 'nat'
        ? words.nat
        : row.event.by.kind === 'rule'
          ? placeText(row.event.by.place)
          : row.event.by.kind === 'untold'
            ? words.packet
            : words.routing
    case 'routed':
      return words.routing
    case 'stage skipped':
      return row.event.stage
    default:
      return words.packet
  }
}
