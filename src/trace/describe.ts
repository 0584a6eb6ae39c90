import { type ConnectionEntry, formatIpv4, type Packet } from '../model'
import type { Comparison, Fate, Place, TraceEvent } from './event'
import { packetLabel } from './packet-label'
import { endpoint, routeText } from './packet-text'
import type { Condition, RuleLookup, Sentence } from './sentence'
import { setElementText } from './set-element'
import type { PacketNow } from './world'

/** One true sentence about an event. `packet` is the event's packet as it is just after it, null for events of no packet. */
export function describeEvent(event: TraceEvent, packet: PacketNow | null, rules: RuleLookup): Sentence {
  switch (event.kind) {
    case 'packet appeared':
      return describeArrival(event)
    case 'hook entered':
      return { key: 'hook entered', hook: event.hook, in: event.in, out: event.out }
    case 'stage entered':
      return { key: 'stage entered', hook: event.hook, stage: event.stage }
    case 'stage skipped':
      return { key: 'stage skipped', hook: event.hook, stage: event.stage, reason: event.reason, connection: packet?.connection ?? null }
    case 'chain entered':
      if (event.from === null || event.how === 'hook') return { key: 'chain entered', table: event.table, chain: event.chain, hook: true }
      return { key: 'chain called', chain: event.chain, from: event.from, how: event.how }
    case 'rule missed':
      return {
        key: 'rule missed',
        place: event.place,
        condition: conditionsOf(event.place, event.comparisons, rules).find((condition) => condition.holds !== 'yes') ?? null,
      }
    case 'rule matched':
      return {
        key: 'rule matched',
        place: event.place,
        conditions: heldConditions(event.place, event.comparisons, rules),
        target: rules(event.place)?.target ?? null,
      }
    case 'rule unknown':
      return { key: 'rule unknown', place: event.place, name: event.name }
    case 'chain returned':
      return { key: 'chain returned', place: event.place, to: event.to }
    case 'policy applied':
      return { key: 'policy applied', place: event.place, policy: event.policy, rules: event.place.number - 1 }
    case 'verdict fell':
      return { key: 'verdict fell', place: event.place, verdict: event.verdict, certain: event.certain }
    case 'packet changed':
      return { key: 'packet changed', by: event.by, changes: event.changes }
    case 'trace enabled':
      return { key: 'trace enabled', place: event.place }
    case 'line logged':
      return { key: 'line logged', place: event.place }
    case 'tracking disabled':
      return { key: 'tracking disabled', place: event.place }
    case 'connection expected': {
      const { master, helper, source, destination, destinationPort } = event
      const to = `${formatIpv4(destination)}:${destinationPort}`
      return { key: 'connection expected', master, helper, from: formatIpv4(source), to }
    }
    case 'connection looked up':
      return { key: 'connection looked up', state: event.state, direction: event.direction, connection: event.connection, why: event.why }
    case 'connection changed':
      return { key: 'connection changed', connection: event.entry.id, state: event.entry.tcpState, why: event.why }
    case 'connection confirmed':
      return { key: 'connection confirmed', connection: event.entry.id }
    case 'connection vanished':
      return { key: 'connection vanished', connection: event.connection, why: event.why }
    case 'nat bound':
      return {
        key: 'nat bound',
        connection: event.entry.id,
        manip: event.manip,
        changed: event.manip === 'source' ? event.entry.sourceNat : event.entry.destinationNat,
        to: boundTo(event.entry, event.manip),
        place: event.place,
        clash: event.clash,
      }
    case 'routed':
      return {
        key: 'routed',
        reason: event.decision.reason,
        outcome: event.decision.outcome,
        route: event.decision.route === null ? null : routeText(event.decision.route),
        table: event.decision.table,
        out: event.decision.out,
        destination: packet === null ? '' : formatIpv4(packet.headers.destination),
        why: event.decision.why,
      }
    case 'set changed':
      return { key: 'set changed', set: event.set, element: setElementText(event.element), change: event.change }
    case 'recent changed':
      return {
        key: 'recent changed',
        list: event.list,
        address: formatIpv4(event.address),
        seen: event.stamps === null ? null : event.stamps.length,
      }
    case 'socket changed':
      return { key: 'socket changed', socket: event.socket, state: event.state }
    case 'limit reached':
      return { key: 'limit reached', limit: event.limit, bound: event.bound }
    case 'packet ended':
      return describeFate(event.fate, event.certain, event.error)
  }
}

/** What became of a packet, as a sentence. */
export function describeFate(fate: Fate, certain: boolean, error: string | null): Sentence {
  switch (fate.kind) {
    case 'transmitted':
      return { key: 'transmitted', interface: fate.interface, nextHop: formatIpv4(fate.nextHop), certain }
    case 'delivered':
      return { key: 'delivered', to: fate.to, certain }
    case 'dropped':
      return { key: 'dropped', by: fate.by, certain, error }
    case 'rejected':
      return { key: 'rejected', by: fate.by, answer: fate.answer, certain }
    case 'died':
      return { key: 'died', where: fate.where, reason: fate.reason, certain, error }
    case 'untold':
      return { key: 'untold', after: fate.after, out: fate.out }
  }
}

/** A rule's comparisons with what the rule wanted: the answers in the words of the rule. */
export function conditionsOf(place: Place, comparisons: readonly Comparison[], rules: RuleLookup): readonly Condition[] {
  const tests = rules(place)?.tests ?? []
  return comparisons.map(({ test, is, holds }) => ({ subject: tests[test]?.subject ?? '', wants: tests[test]?.wants ?? '', is, holds }))
}

/** Without what goes without saying: that the header which a match reads is there. It is told only where it is not. */
export function telling(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.filter(({ subject, holds }) => holds !== 'yes' || !subject.endsWith(' header'))
}

/** Null where nobody says what the rule asked: an outline run of a rule that the text no longer has. */
function heldConditions(place: Place, comparisons: readonly Comparison[], rules: RuleLookup): readonly Condition[] | null {
  if (comparisons.length > 0) return telling(conditionsOf(place, comparisons, rules))
  const tests = rules(place)?.tests
  return tests === undefined ? null : telling(tests.map(({ subject, wants }) => ({ subject, wants, is: '', holds: 'yes' })))
}

function describeArrival(event: Extract<TraceEvent, { kind: 'packet appeared' }>): Sentence {
  const what = { label: packetLabel(event.headers), ...ends(event.headers) }
  switch (event.origin.kind) {
    case 'wire':
      return { key: 'arrived', ...what, interface: event.origin.interface }
    case 'host':
      return { key: 'left host', ...what }
    case 'process':
      return { key: 'left process', ...what, owner: event.origin.owner }
    case 'answer':
      return { key: 'answered', ...what, to: event.origin.to, by: event.origin.by }
    case 'copy':
      return { key: 'copied', ...what, of: event.origin.of, by: event.origin.by }
  }
}

function ends(packet: Packet): { readonly source: string; readonly destination: string } {
  return { source: endpoint(packet, 'source'), destination: endpoint(packet, 'destination') }
}

/** Where the connection's other side will see it: the reply tuple says what each original address became. */
function boundTo(entry: ConnectionEntry, manip: 'source' | 'destination'): string {
  const { reply } = entry
  const address = manip === 'source' ? reply.destination : reply.source
  const port = manip === 'source' ? reply.destinationPort : reply.sourcePort
  return reply.protocol === 1 || port === 0 ? formatIpv4(address) : `${formatIpv4(address)}:${port}`
}
