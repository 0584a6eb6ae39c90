import { formatIpv4, type Packet, type Ruleset } from '../../model'
import type { PacketId, TraceEvent } from '../../trace/event'
import { type TraceHop, traceHops } from '../../trace/log-line'
import { packetLabel } from '../../trace/packet-label'
import { endpoint } from '../../trace/packet-text'
import type { BesidePacket, BesideStep, StepWords } from '../../worker/protocol-recordings'
import { alignTrace, RuleTexts } from '../compare-trace'
import { likelyReason, recordedPlace, simulatedPlace } from './likely-reason'
import { changesBetween, type SeenPacket } from './packet-fields'
import { RecordedTables } from './recorded-tables'
import type { RecordedHop, RecordedWalk } from './recorded-walk'
import type { ReadPacket } from './replay-walk'

/** Each recorded walk beside the simulated packet that is like it; `events` are those of a run that sent what the recording saw. */
export function besidePackets(
  walks: readonly RecordedWalk[],
  events: readonly TraceEvent[],
  ruleset: Ruleset,
  readPacket: ReadPacket,
  cursors: readonly (readonly number[])[],
): readonly BesidePacket[] {
  const rules = new RuleTexts(ruleset)
  const tables = new RecordedTables(walks)
  const isOfRuleset = (hop: RecordedHop): boolean => ruleset.tables.some(({ name }) => name === tables.ownTable(hop))
  const hops = new Map<PacketId, TraceHop[]>()
  for (const hop of traceHops(events)) {
    const list = hops.get(hop.packet)
    if (list === undefined) hops.set(hop.packet, [hop])
    else list.push(hop)
  }
  const pairs = pairPackets(walks, events, readPacket)
  return walks.map((walk, index): BesidePacket => {
    const packet = index + 1
    const headers = walk.packet === null ? null : readPacket(walk.packet)
    const label =
      headers === null ? walk.id : `${packetLabel(headers)} ${endpoint(headers, 'source')} → ${endpoint(headers, 'destination')}`
    const alone = walk.hops.map((hop, at) => step(recordedWords(hop, walk.hops[at - 1], readPacket), null, 'alone', cursors[index]?.[at]))
    if (headers === null) return { packet, label, steps: alone, outcome: { kind: 'no packet' } }
    if (!walk.hops.some(isOfRuleset)) return { packet, label, steps: alone, outcome: { kind: 'other tables' } }
    const twin = pairs[index] ?? null
    if (twin === null) return { packet, label, steps: alone, outcome: { kind: 'not simulated' } }
    const own = hops.get(twin) ?? []
    const aligned = alignTrace(walk, own, ruleset)
    if (aligned.reason === 'other tables') return { packet, label, steps: alone, outcome: { kind: 'other tables' } }
    const steps = rowsOf(walk, own, aligned, rules, readPacket, cursors[index] ?? [])
    if (aligned.reason === null) return { packet, label, steps, outcome: { kind: 'same', steps: aligned.at } }
    const [one, other] = [aligned.real[aligned.at] ?? null, aligned.own[aligned.at] ?? null]
    const why = likelyReason(aligned.reason, one, other, rules, events, twin)
    return { packet, label, steps, outcome: { kind: 'differs', at: steps.findIndex(({ agrees }) => agrees === 'no'), why } }
  })
}

function step(
  recorded: StepWords | null,
  simulated: StepWords | null,
  agrees: BesideStep['agrees'],
  cursor: number | null = null,
): BesideStep {
  return { recorded, simulated, agrees, cursor }
}

/** The two columns: what was compared beside each other, and what only one of them can tell at its place. */
function rowsOf(
  walk: RecordedWalk,
  simulated: readonly TraceHop[],
  { real, own, before, at }: ReturnType<typeof alignTrace>,
  rules: RuleTexts,
  readPacket: ReadPacket,
  cursors: readonly number[],
): readonly BesideStep[] {
  const ownWords = (hop: TraceHop): StepWords => simulatedWords(hop, simulated[simulated.indexOf(hop) - 1], rules)
  const rows: BesideStep[] = before.map((hop) => step(null, ownWords(hop), 'alone'))
  const compared = new Set(real)
  let next = 0
  const agreement = (): BesideStep['agrees'] => (next < at ? 'yes' : next === at ? 'no' : 'after')
  for (const [index, hop] of walk.hops.entries()) {
    const words = recordedWords(hop, walk.hops[index - 1], readPacket)
    if (!compared.has(hop)) {
      rows.push(step(words, null, 'alone', cursors[index]))
      continue
    }
    const beside = own[next]
    rows.push(step(words, beside === undefined ? null : ownWords(beside), agreement(), cursors[index]))
    next++
  }
  for (; next < own.length; next++) {
    const hop = own[next]
    if (hop !== undefined) rows.push(step(null, ownWords(hop), agreement()))
  }
  return rows
}

function recordedWords(hop: RecordedHop, before: RecordedHop | undefined, readPacket: ReadPacket): StepWords {
  const seen = (one: RecordedHop | undefined): SeenPacket | null => {
    const headers = one?.headers ?? null
    const packet = headers === null ? null : readPacket(headers.packet)
    return headers === null || packet === null ? null : { headers: packet, mark: headers.mark }
  }
  const [then, now] = [seen(before), seen(hop)]
  return {
    place: recordedPlace(hop),
    rule: hop.rule ?? '',
    verdict: hop.verdict ?? '',
    changes: then === null || now === null ? [] : changesBetween(then, now),
  }
}

function simulatedWords(hop: TraceHop, before: TraceHop | undefined, rules: RuleTexts): StepWords {
  const rule = rules.rule(hop.place.table, hop.place.chain, hop.place.number)
  const target = rule?.target
  return {
    place: simulatedPlace(hop),
    rule: rule?.text ?? '',
    verdict:
      target === undefined || target.kind === 'none'
        ? ''
        : target.kind === 'jump' || target.kind === 'goto'
          ? `${target.kind} ${target.name}`
          : target.name,
    changes: before === undefined ? [] : changesBetween(before, hop),
  }
}

/** The simulated packet that is like each walk's, the nth like the nth; null where there is none. */
function pairPackets(walks: readonly RecordedWalk[], events: readonly TraceEvent[], readPacket: ReadPacket): readonly (PacketId | null)[] {
  const waiting = new Map<string, { readonly id: PacketId; readonly flags: number | null }[]>()
  for (const event of events) {
    if (event.kind !== 'packet appeared') continue
    const key = likeness(event.headers, event.origin.kind === 'wire' ? event.origin.interface : null)
    const list = waiting.get(key) ?? []
    waiting.set(key, list)
    list.push({ id: event.packet, flags: flagsOf(event.headers) })
  }
  return walks.map((walk) => {
    const headers = walk.packet === null ? null : readPacket(walk.packet)
    if (headers === null) return null
    const list = waiting.get(likeness(headers, walk.packet?.in ?? null)) ?? []
    const flags = flagsOf(headers)
    const exact = list.findIndex((one) => one.flags === flags)
    const [found] = list.splice(Math.max(0, exact), 1)
    return found?.id ?? null
  })
}

/** What two packets must have in common to be taken for the same one: where it came in, its ends and ports. */
function likeness({ source, destination, transport }: Packet, incoming: string | null): string {
  const ports = transport.kind === 'tcp' || transport.kind === 'udp' ? `${transport.sourcePort} ${transport.destinationPort}` : ''
  return `${incoming ?? ''} ${formatIpv4(source)} ${formatIpv4(destination)} ${transport.protocol} ${ports}`
}

function flagsOf({ transport }: Packet): number | null {
  return transport.kind === 'tcp' ? transport.flags : transport.kind === 'icmp' ? transport.type : null
}
