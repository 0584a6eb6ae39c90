import type { TraceEvent } from '../trace/event'
import { packetLabel } from '../trace/packet-label'
import type { Journey, JourneyStop, TrafficFrame } from './protocol'

type Totals = TrafficFrame['totals']

interface Walking {
  readonly stops: JourneyStop[]
  label: string
}

/** Packets under way at most; one whose end is never told (a limit was reached) is forgotten. */
const MOST_WALKING = 4_096

/** Makes journeys of an outline trace: where packets came by, for those who only watch them stream. Keeps the newest `most` until taken. */
export function createJourneys(most: number): { saw(event: TraceEvent): void; take(): readonly Journey[]; totals(): Totals } {
  const walking = new Map<number, Walking>()
  let ended: Journey[] = []
  const totals = { sent: 0, accepted: 0, dropped: 0, rejected: 0 }

  const stop = (packet: number, add: JourneyStop) => walking.get(packet)?.stops.push(add)

  return {
    saw(event) {
      switch (event.kind) {
        case 'packet appeared': {
          totals.sent += 1
          if (walking.size >= MOST_WALKING) walking.clear()
          const first: JourneyStop =
            event.origin.kind === 'wire' ? { kind: 'wire in', interface: event.origin.interface } : { kind: 'local' }
          walking.set(event.packet, { stops: [first], label: packetLabel(event.headers) })
          return
        }
        case 'stage entered':
        case 'stage skipped':
          stop(event.packet, { kind: 'stage', hook: event.hook, stage: event.stage })
          return
        case 'routed':
          stop(event.packet, { kind: 'routing', which: event.decision.reason === 'input' ? 'input' : 'output' })
          return
        case 'packet ended': {
          const fate = event.fate.kind
          // A recording's word: no run has it.
          if (fate === 'untold') return
          if (fate === 'transmitted' || fate === 'delivered') totals.accepted += 1
          else if (fate === 'rejected') totals.rejected += 1
          else totals.dropped += 1
          const walk = walking.get(event.packet)
          if (walk === undefined) return
          walking.delete(event.packet)
          if (event.fate.kind === 'transmitted') walk.stops.push({ kind: 'wire out', interface: event.fate.interface })
          if (event.fate.kind === 'delivered') walk.stops.push({ kind: 'local' })
          ended.push({ stops: walk.stops, label: walk.label, fate })
          if (ended.length > 2 * most) ended = ended.slice(-most)
          return
        }
        default:
          return
      }
    },
    take() {
      const taken = ended.slice(-most)
      ended = []
      return taken
    },
    totals: () => ({ ...totals }),
  }
}
