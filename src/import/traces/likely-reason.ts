import { formatIpv4 } from '../../model'
import type { PacketId, TraceEvent } from '../../trace/event'
import type { TraceHop } from '../../trace/log-line'
import type { LikelyReason } from '../../worker/protocol-recordings'
import type { DifferenceReason, RuleTexts } from '../compare-trace'
import { normalized } from './recorded-rules'
import type { RecordedHop } from './recorded-walk'

/** Why a recorded and a simulated step part, likely: what either asked, or where each went. */
export function likelyReason(
  reason: DifferenceReason,
  recorded: RecordedHop | null,
  simulated: TraceHop | null,
  rules: RuleTexts,
  events: readonly TraceEvent[],
  packet: PacketId,
): LikelyReason {
  const real = recorded === null ? '' : recordedPlace(recorded)
  const own = simulated === null ? '' : simulatedPlace(simulated)
  switch (reason) {
    case 'rule not in ruleset':
      return { kind: 'missing rule', chain: `${recorded?.table ?? ''} ${recorded?.chain ?? ''}`, rule: recorded?.rule ?? '' }
    case 'another rule matched':
      return { kind: 'another rule', recorded: real, simulated: own, because: whyAnotherRule(recorded, simulated, rules, events, packet) }
    case 'another chain':
      return { kind: 'another chain', recorded: real, simulated: own, because: whyAnotherChain(recorded, simulated) }
    case 'packet differs':
      return differingPacket(recorded, simulated)
    case 'recorded ends earlier':
      return { kind: 'recording ends', simulated: own }
    case 'simulation ends earlier': {
      const end = events.findLast((event) => event.kind === 'packet ended' && event.packet === packet)
      return { kind: 'simulation ends', recorded: real, fate: end?.kind === 'packet ended' ? end.fate.kind : 'walking' }
    }
  }
}

/** `filter:FORWARD:rule:3`; a handle is no number and is not shown as one. */
export function recordedPlace({ table, chain, kind, number }: RecordedHop): string {
  return `${table}:${chain}:${kind}${number === null ? '' : `:${number}`}`
}

export function simulatedPlace({ place }: TraceHop): string {
  return `${place.table}:${place.chain}:${place.kind}:${place.number}`
}

type Because = Extract<LikelyReason, { kind: 'another rule' }>['because']

function whyAnotherRule(
  recorded: RecordedHop | null,
  simulated: TraceHop | null,
  rules: RuleTexts,
  events: readonly TraceEvent[],
  packet: PacketId,
): Because {
  const numbered = recorded?.number == null ? null : rules.words(recorded.table, recorded.chain, recorded.number)
  const own = simulated === null ? null : rules.words(simulated.place.table, simulated.place.chain, simulated.place.number)
  const words = `${recorded?.rule ?? numbered ?? ''} ${own ?? ''}`
  const unknown = events.some(
    (event) =>
      event.kind === 'rule unknown' &&
      event.packet === packet &&
      event.place.table === recorded?.table &&
      event.place.chain === recorded.chain &&
      (simulated === null || event.place.number <= simulated.place.number),
  )
  if (unknown) return 'unmodelled'
  if (/--(?:ct)?state\b|\bct state\b/.test(words)) return 'state'
  if (/-m (?:limit|hashlimit|recent|quota|statistic|connlimit)\b/.test(words)) return 'memory'
  if (/-m set\b|--match-set\b/.test(words)) return 'set'
  if (/-m (?:mark|connmark)\b/.test(words)) return 'mark'
  return recorded !== null && (rules.has(recorded) || isOrder(recorded, own)) ? 'order' : null
}

function isOrder({ rule, kind }: RecordedHop, own: string | null): boolean {
  return kind !== 'rule' && rule === null && own !== null && normalized(own) !== ''
}

/** nat is asked for first packets only; INPUT or FORWARD is routing's word; other addresses lead elsewhere. */
function whyAnotherChain(
  recorded: RecordedHop | null,
  simulated: TraceHop | null,
): Extract<LikelyReason, { kind: 'another chain' }>['because'] {
  if (recorded === null || simulated === null) return null
  const { headers } = recorded
  if (
    headers !== null &&
    (headers.packet.dst !== formatIpv4(simulated.headers.destination) || headers.packet.src !== formatIpv4(simulated.headers.source))
  )
    return 'nat'
  if ((recorded.table === 'nat') !== (simulated.place.table === 'nat')) return 'later packet'
  const [one, other] = [recorded.chain, simulated.place.chain]
  const ways = ['INPUT', 'FORWARD', 'OUTPUT']
  if (ways.includes(one) && ways.includes(other) && one !== other) return 'routing'
  return headers !== null && headers.out !== null && simulated.out !== null && headers.out !== simulated.out ? 'routing' : null
}

function differingPacket(recorded: RecordedHop | null, simulated: TraceHop | null): LikelyReason {
  const packet = recorded?.headers?.packet
  if (packet === undefined || simulated === null) return { kind: 'address', recorded: '', simulated: '' }
  const own = `${formatIpv4(simulated.headers.source)} → ${formatIpv4(simulated.headers.destination)}`
  const real = `${packet.src} → ${packet.dst}`
  if (own !== real) return { kind: 'address', recorded: real, simulated: own }
  return { kind: 'ttl', recorded: String(packet.ttl ?? ''), simulated: String(simulated.headers.ttl) }
}
