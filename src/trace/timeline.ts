import type { ConnectionEntry, Hook, Microseconds, StageName } from '../model'
import { dependences } from './dependence'
import type { Fate, PacketId, TraceEvent } from './event'
import { emptyWorld, evolveThrough, worldBefore } from './evolve'
import { packetLabel } from './packet-label'
import type { World } from './world'

/**
 * A run that can be looked at from any moment. A cursor is how many events have happened: 0 is before the first,
 * `events.length` after the last, and `events[cursor - 1]` is the one that just did.
 */
export interface Timeline {
  readonly events: readonly TraceEvent[]
  /** In the order in which they appeared. */
  readonly packets: readonly PacketTrack[]
  readonly trackById: { readonly [id: PacketId]: PacketTrack }
  /** Worlds after every SNAPSHOT_EVERY events, filled in as they are asked for: a memo, not a fact. */
  readonly snapshots: World[]
  /** The world asked for last, so that playing forward costs only the new events. */
  readonly latest: { cursor: number; world: World }
}

/** One packet's part of the run. Its events need not be neighbours: a REJECT's answer walks while its packet waits. */
export interface PacketTrack {
  readonly id: PacketId
  /** As it appeared: `SYN`, `ping`. */
  readonly label: string
  /** Indexes into `events`: its first event, and its end (while it has none, its latest). */
  readonly first: number
  readonly last: number
  readonly from: Microseconds
  readonly until: Microseconds
  readonly sending: number | null
  readonly fate: Fate | null
  /** Its own verdict, and what it depends on. */
  readonly certain: boolean
  /** The packet whose verdict hangs on an unknown and without which this one would not be here, or not be so. */
  readonly dependsOn: PacketId | null
  readonly ticks: readonly Tick[]
}

/** A mark on the scrubber: something to stop at. */
export interface Tick {
  /** The cursor just after the event. */
  readonly cursor: number
  readonly at: Microseconds
  readonly packet: PacketId
  readonly kind: 'appeared' | 'stage' | 'skipped' | 'rule' | 'policy' | 'routing' | 'ended'
  /** Where it happened; null outside the hooks. */
  readonly hook: Hook | null
  readonly stage: StageName | null
}

/** What one step goes over. */
export type StepUnit = 'event' | 'rule' | 'stage' | 'verdict' | 'packet'

/** Events between snapshots: more means less memory, fewer means a quicker jump. At 1,000 a jump costs well under a frame. */
const SNAPSHOT_EVERY = 1_000

/** `connections` are those that were there before the first event. */
export function createTimeline(events: readonly TraceEvent[], connections: readonly ConnectionEntry[] = []): Timeline {
  const packets = tracksOf(events)
  const trackById: { [id: PacketId]: PacketTrack } = {}
  for (const track of packets) trackById[track.id] = track
  const world = worldBefore(connections)
  return { events, packets, trackById, snapshots: [world], latest: { cursor: 0, world } }
}

/** The world when `cursor` events have happened; out of range clamps. */
export function worldAt(timeline: Timeline, cursor: number): World {
  const { events, latest } = timeline
  const wanted = Math.max(0, Math.min(events.length, Math.trunc(cursor)))
  const nearest = Math.floor(wanted / SNAPSHOT_EVERY)
  const startsFromLatest = latest.cursor <= wanted && latest.cursor >= nearest * SNAPSHOT_EVERY
  if (startsFromLatest && latest.cursor === wanted) return latest.world
  const world = startsFromLatest
    ? evolveThrough(latest.world, events, latest.cursor, wanted)
    : evolveThrough(snapshot(timeline, nearest), events, nearest * SNAPSHOT_EVERY, wanted)
  latest.cursor = wanted
  latest.world = world
  return world
}

function snapshot(timeline: Timeline, index: number): World {
  const { snapshots, events } = timeline
  for (let next = snapshots.length; next <= index; next++) {
    const before = snapshots[next - 1] ?? emptyWorld()
    snapshots.push(evolveThrough(before, events, (next - 1) * SNAPSHOT_EVERY, next * SNAPSHOT_EVERY))
  }
  return snapshots[index] ?? emptyWorld()
}

/** The cursor of the next place to stop at; the run's end or beginning when there is none. */
export function nextStop(timeline: Timeline, cursor: number, unit: StepUnit, direction: 1 | -1): number {
  const { events } = timeline
  for (let next = cursor + direction; next > 0 && next <= events.length; next += direction) {
    const event = events[next - 1]
    if (event !== undefined && stopsAt(unit, event)) return next
  }
  return direction === 1 ? events.length : 0
}

function stopsAt(unit: StepUnit, event: TraceEvent): boolean {
  switch (unit) {
    case 'event':
      return true
    case 'rule':
      return (
        event.kind === 'rule missed' ||
        event.kind === 'rule matched' ||
        event.kind === 'rule unknown' ||
        event.kind === 'policy applied' ||
        event.kind === 'packet ended'
      )
    case 'stage':
      return (
        event.kind === 'packet appeared' ||
        event.kind === 'stage entered' ||
        (event.kind === 'stage skipped' && event.reason !== 'table not loaded') ||
        event.kind === 'routed' ||
        event.kind === 'packet ended'
      )
    case 'verdict':
      return event.kind === 'verdict fell' || event.kind === 'packet ended'
    case 'packet':
      return event.kind === 'packet ended'
  }
}

/** The packet that is being looked at: the one of the last event, or the first to come. */
export function packetAt(timeline: Timeline, cursor: number): PacketTrack | null {
  const event = timeline.events[Math.max(0, cursor - 1)]
  return event === undefined ? null : (timeline.trackById[event.packet] ?? null)
}

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

function tracksOf(events: readonly TraceEvent[]): readonly PacketTrack[] {
  const depends = dependences(events)
  const tracks: Growing<PacketTrack>[] = []
  const byId: Growing<PacketTrack>[] = []
  const places: { hook: Hook | null; stage: StageName | null }[] = []
  events.forEach((event, index) => {
    let track = byId[event.packet]
    let place = places[event.packet]
    if (event.kind === 'packet appeared' && track === undefined) {
      track = {
        id: event.packet,
        label: packetLabel(event.headers),
        first: index,
        last: index,
        from: event.at,
        until: event.at,
        sending: event.sending,
        fate: null,
        certain: !depends.has(event.packet),
        dependsOn: depends.get(event.packet) ?? null,
        ticks: [],
      }
      place = { hook: null, stage: null }
      tracks.push(track)
      byId[event.packet] = track
      places[event.packet] = place
    }
    // Events of no packet's own (a timeout seen before the first packet) have no track.
    if (track === undefined || place === undefined) return
    if (track.fate === null) {
      track.last = index
      track.until = event.at
    }
    if (event.kind === 'hook entered') place.hook = event.hook
    if (event.kind === 'stage entered' || event.kind === 'stage skipped') {
      place.hook = event.hook
      place.stage = event.stage
    }
    if (event.kind === 'packet ended') {
      track.fate = event.fate
      track.certain &&= event.certain
    }
    const kind = tickKind(event)
    if (kind === null) return
    const outside = kind === 'appeared' || kind === 'routing' || kind === 'ended'
    track.ticks.push({
      cursor: index + 1,
      at: event.at,
      packet: event.packet,
      kind,
      hook: outside ? null : place.hook,
      stage: outside ? null : place.stage,
    })
  })
  return tracks
}

function tickKind(event: TraceEvent): Tick['kind'] | null {
  switch (event.kind) {
    case 'packet appeared':
      return 'appeared'
    case 'stage entered':
      return 'stage'
    case 'stage skipped':
      return event.reason === 'table not loaded' ? null : 'skipped'
    case 'rule matched':
    case 'rule missed':
    case 'rule unknown':
      return 'rule'
    case 'policy applied':
      return 'policy'
    case 'routed':
      return 'routing'
    case 'packet ended':
      return 'ended'
    default:
      return null
  }
}
