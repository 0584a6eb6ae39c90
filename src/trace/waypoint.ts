import type { Hook, StageName } from '../model'
import type { TraceEvent } from './event'
import type { PacketTrack, Timeline } from './timeline'

/** A moment on the way of a packet, named so that it can be found in any run of the same traffic: whatever the rules are by then. */
export interface Waypoint {
  /** Index into the scenario's traffic. */
  readonly sending: number
  /** Which of its packets, answers included, in the order of appearance from 1; the first where it is not said. */
  readonly packet?: number
  readonly at: WaypointEvent
}

/** What happened there. A rule is meant when it was asked, whatever it said; a stage when it was entered or passed by. */
export type WaypointEvent =
  | 'appeared'
  | 'tracked'
  | 'routed'
  | 'translated'
  | 'logged'
  | 'ended'
  /** `of` is its table and chain: `filter FORWARD`. */
  | { readonly rule: number; readonly of: string }
  | { readonly stage: StageName; readonly hook: Hook }

/** The cursor just after it; null where this run has no such moment. */
export function findWaypoint(timeline: Timeline, waypoint: Waypoint): number | null {
  const track = timeline.packets.filter(({ sending }) => sending === waypoint.sending)[(waypoint.packet ?? 1) - 1]
  if (track === undefined) return null
  const { at } = waypoint
  if (at === 'appeared') return track.first + 1
  if (at === 'ended') return track.fate === null ? null : track.last + 1
  return cursorOf(timeline, track, (event) => isAt(event, at))
}

function cursorOf(timeline: Timeline, track: PacketTrack, is: (event: TraceEvent) => boolean): number | null {
  for (let index = track.first; index <= track.last; index++) {
    const event = timeline.events[index]
    if (event?.packet === track.id && is(event)) return index + 1
  }
  return null
}

function isAt(event: TraceEvent, at: Exclude<WaypointEvent, 'appeared' | 'ended'>): boolean {
  switch (at) {
    case 'tracked':
      return event.kind === 'connection looked up'
    case 'routed':
      return event.kind === 'routed'
    case 'translated':
      return event.kind === 'nat bound' && event.place !== null
    case 'logged':
      return event.kind === 'line logged'
  }
  if ('stage' in at)
    return (event.kind === 'stage entered' || event.kind === 'stage skipped') && event.stage === at.stage && event.hook === at.hook
  return (
    (event.kind === 'rule matched' || event.kind === 'rule missed' || event.kind === 'rule unknown') &&
    event.place.number === at.rule &&
    `${event.place.table} ${event.place.chain}` === at.of
  )
}
