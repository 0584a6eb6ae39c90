import { dependences } from './dependence'
import type { Fate, Origin, PacketId, Place, TraceEvent } from './event'
import { packetLabel } from './packet-label'
import { endpoint } from './packet-text'

/** What became of one packet of a run: enough to say what another run made of it. */
export interface PacketOutcome {
  readonly packet: PacketId
  readonly sending: number | null
  readonly origin: Origin
  /** As it appeared: `SYN`, `ping`. */
  readonly label: string
  /** As it appeared: `10.0.0.7:40000 → 198.51.100.9:443`. */
  readonly way: string
  /** The same as it ended, where it was rewritten. */
  readonly rewritten: string | null
  /** Null where the run ended first. */
  readonly fate: Fate | null
  readonly certain: boolean
  /** The rule or policy that stopped it; filter's last word on one that got through. */
  readonly by: Place | null
  /** What that rule says (its words behind `-A CHAIN`), or the policy; empty where nobody decided. */
  readonly rule: string
}

/** What became of every packet, in the order in which they appeared. `words` are a rule's or policy's, by its place. */
export function outcomesOf(events: readonly TraceEvent[], words: (place: Place) => string): readonly PacketOutcome[] {
  const depends = dependences(events)
  const outcomes = new Map<PacketId, PacketOutcome>()
  for (const event of events) {
    const known = outcomes.get(event.packet)
    switch (event.kind) {
      case 'packet appeared':
        outcomes.set(event.packet, {
          packet: event.packet,
          sending: event.sending,
          origin: event.origin,
          label: packetLabel(event.headers),
          way: wayOf(event.headers),
          rewritten: null,
          fate: null,
          certain: !depends.has(event.packet),
          by: null,
          rule: '',
        })
        break
      case 'verdict fell':
        if (known !== undefined && event.place.table === 'filter') outcomes.set(event.packet, { ...known, by: event.place })
        break
      case 'packet ended': {
        if (known === undefined) break
        const { fate } = event
        const way = wayOf(event.headers)
        const by = fate.kind === 'dropped' || fate.kind === 'rejected' ? fate.by : fate.kind === 'died' ? null : known.by
        outcomes.set(event.packet, {
          ...known,
          fate,
          certain: known.certain && event.certain,
          rewritten: way === known.way ? null : way,
          by,
          rule: by === null ? '' : words(by),
        })
        break
      }
      default:
    }
  }
  return [...outcomes.values()]
}

function wayOf(headers: Parameters<typeof endpoint>[0]): string {
  return `${endpoint(headers, 'source')} → ${endpoint(headers, 'destination')}`
}
