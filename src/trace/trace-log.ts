import type { Packet } from '../model'
import type { PacketId, Place, TraceEvent } from './event'
import { traceLine } from './log-line'

/** One line of the trace view: what the kernel would log with TRACE on, and between those lines what it does not log. */
export interface TraceRow {
  /** The cursor just after the event. */
  readonly cursor: number
  readonly event: TraceEvent
  readonly packet: PacketId
  /** `kernel` rows are TRACE lines; `note` rows tell what happened between them. */
  readonly kind: 'kernel' | 'note'
  readonly place: Place | null
  /** The packet just before the event: TRACE logs before a rule's target acts. */
  readonly headers: Packet
  readonly in: string | null
  readonly out: string | null
  readonly mark: number
}

/** The rows of a whole run, in order. */
export function traceRows(events: readonly TraceEvent[]): readonly TraceRow[] {
  const now: { headers: Packet; in: string | null; out: string | null; mark: number }[] = []
  const rows: TraceRow[] = []
  events.forEach((event, index) => {
    if (event.kind === 'packet appeared') {
      now[event.packet] = {
        headers: event.headers,
        in: event.origin.kind === 'wire' ? event.origin.interface : null,
        out: null,
        mark: event.mark,
      }
    }
    const packet = now[event.packet]
    if (packet === undefined) return
    const kind = rowKind(event)
    if (kind !== null)
      rows.push({ cursor: index + 1, event, packet: event.packet, kind, place: 'place' in event ? event.place : null, ...packet })
    if (event.kind === 'hook entered') {
      packet.in = event.in
      packet.out = event.out
    } else if (event.kind === 'packet changed') {
      packet.headers = event.headers
      packet.mark = event.mark
    }
  })
  return rows
}

function rowKind(event: TraceEvent): TraceRow['kind'] | null {
  switch (event.kind) {
    case 'rule matched':
    case 'policy applied':
      return 'kernel'
    case 'chain returned':
      // A RETURN rule is logged as the rule it is; the chain's own end has a line of its own.
      return event.place.kind === 'return' ? 'kernel' : null
    case 'stage skipped':
      // Tables that hold nothing are passed by every packet: nobody asks about them.
      return event.reason === 'table not loaded' ? null : 'note'
    case 'packet appeared':
    case 'connection looked up':
    case 'nat bound':
    case 'packet changed':
    case 'routed':
    case 'rule unknown':
    case 'line logged':
    case 'tracking disabled':
    case 'connection expected':
    case 'connection confirmed':
    case 'connection vanished':
    case 'limit reached':
    case 'packet ended':
      return 'note'
    default:
      return null
  }
}

/** `filter:FORWARD:rule:16`, as the kernel and xtables-monitor write it. */
export function placeText(place: Place): string {
  return `${place.table}:${place.chain}:${place.kind}:${place.number}`
}

/** The kernel's line for a row with a place, as TRACE writes it, less the link-layer addresses, which a page does not know. */
export function kernelLine(row: Pick<TraceRow, 'place' | 'headers' | 'in' | 'out' | 'mark'>): string {
  if (row.place === null) return ''
  const line = traceLine(row.place, row.headers, { in: row.in, out: row.out, mac: null, mark: row.mark, owner: null })
  return line.replace(/ MAC=\S*(?= )/, '').trimEnd()
}

/** The line without its `TRACE: place ` beginning. */
export function kernelLineRest(row: TraceRow): string {
  return kernelLine(row).replace(/^TRACE: \S+ /, '')
}
