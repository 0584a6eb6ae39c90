import type { ConnectionEntry, Counters, Microseconds, SetElement } from '../model'
import type { PacketId, Place, TraceEvent } from './event'
import { setElementText } from './set-element'
import { type LoggedLine, type PacketNow, placeKey, type World } from './world'

/** Before anything happened. */
export function emptyWorld(): World {
  return { now: 0, counters: {}, packets: {}, connections: {}, log: [], sets: {}, recent: {}, current: null }
}

/** The world before the first event, where connections have been there before. */
export function worldBefore(connections: readonly ConnectionEntry[]): World {
  return { ...emptyWorld(), connections: Object.fromEntries(connections.map((entry) => [entry.id, entry])) }
}

/** The world after one more event. Pure: the world that is given stays as it is. */
export function evolve(world: World, event: TraceEvent): World {
  const draft = beginDraft(world)
  apply(draft, event)
  return draft.world
}

/**
 * The world after `events[from]` to `events[to - 1]`. Copies each record at most once however many events there are, which is what
 * makes a world at any cursor cheap (see timeline.ts).
 */
export function evolveThrough(world: World, events: readonly TraceEvent[], from: number, to: number): World {
  const draft = beginDraft(world)
  for (let i = from; i < to; i++) {
    const event = events[i]
    if (event !== undefined) apply(draft, event)
  }
  return draft.world
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A world in the making: records that are still the given world's are copied before their first change. */
interface Draft {
  readonly world: Mutable<World>
  readonly owned: { counters: boolean; packets: boolean; connections: boolean; log: boolean; sets: boolean; recent: boolean }
}

function beginDraft(world: World): Draft {
  return { world: { ...world }, owned: { counters: false, packets: false, connections: false, log: false, sets: false, recent: false } }
}

function apply(draft: Draft, event: TraceEvent): void {
  draft.world.now = event.at
  draft.world.current = event.packet
  switch (event.kind) {
    case 'packet appeared':
      ownPackets(draft)[event.packet] = {
        id: event.packet,
        origin: event.origin,
        sending: event.sending,
        first: event.headers,
        headers: event.headers,
        mark: event.mark,
        in: event.origin.kind === 'wire' ? event.origin.interface : null,
        out: null,
        connection: null,
        fate: null,
      }
      return
    case 'hook entered':
      changePacket(draft, event.packet, { in: event.in, out: event.out })
      return
    case 'packet changed':
      changePacket(draft, event.packet, { headers: event.headers, mark: event.mark })
      return
    case 'rule matched':
    case 'policy applied':
      count(draft, event.place, event.bytes)
      return
    case 'line logged':
      addLine(draft, { at: event.at, packet: event.packet, level: event.level, line: event.line })
      return
    case 'connection looked up':
      changePacket(draft, event.packet, { connection: event.connection })
      return
    case 'connection changed':
    case 'connection confirmed':
    case 'nat bound':
      ownConnections(draft)[event.entry.id] = event.entry
      return
    case 'connection vanished':
      if (event.connection in draft.world.connections) delete ownConnections(draft)[event.connection]
      return
    case 'routed':
      if (event.decision.out !== null && event.decision.outcome !== 'local') changePacket(draft, event.packet, { out: event.decision.out })
      return
    case 'set changed':
      ownSets(draft)[`${event.set} ${setElementText(event.element)}`] = event.change === 'removed' ? null : event.element
      return
    case 'recent changed':
      changeRecent(draft, event.list, event.address, event.stamps)
      return
    case 'packet ended':
      changePacket(draft, event.packet, { headers: event.headers, fate: event.fate })
      return
    // These tell what happened without leaving anything behind.
    case 'stage entered':
    case 'stage skipped':
    case 'chain entered':
    case 'chain returned':
    case 'rule missed':
    case 'rule unknown':
    case 'verdict fell':
    case 'trace enabled':
    case 'tracking disabled':
    case 'connection expected':
    case 'socket changed':
    case 'limit reached':
      return
    default:
      event satisfies never
  }
}

function changePacket(draft: Draft, id: PacketId, change: Partial<PacketNow>): void {
  const packet = draft.world.packets[id]
  if (packet !== undefined) ownPackets(draft)[id] = { ...packet, ...change }
}

function count(draft: Draft, place: Place, bytes: number): void {
  const key = placeKey(place)
  const before = draft.world.counters[key]
  ownCounters(draft)[key] = { packets: (before?.packets ?? 0) + 1, bytes: (before?.bytes ?? 0) + bytes }
}

function addLine(draft: Draft, line: LoggedLine): void {
  if (draft.owned.log) {
    ;(draft.world.log as LoggedLine[]).push(line)
    return
  }
  draft.owned.log = true
  draft.world.log = [...draft.world.log, line]
}

function changeRecent(draft: Draft, list: string, address: number, stamps: readonly Microseconds[] | null): void {
  if (!draft.owned.recent) {
    draft.owned.recent = true
    draft.world.recent = { ...draft.world.recent }
  }
  const { [address]: _before, ...others } = draft.world.recent[list] ?? {}
  ;(draft.world.recent as Mutable<World['recent']>)[list] = stamps === null ? others : { ...others, [address]: stamps }
}

function ownCounters(draft: Draft): Mutable<{ readonly [key: string]: Counters }> {
  if (!draft.owned.counters) {
    draft.owned.counters = true
    draft.world.counters = { ...draft.world.counters }
  }
  return draft.world.counters
}

function ownPackets(draft: Draft): Mutable<{ readonly [id: PacketId]: PacketNow }> {
  if (!draft.owned.packets) {
    draft.owned.packets = true
    draft.world.packets = { ...draft.world.packets }
  }
  return draft.world.packets
}

function ownConnections(draft: Draft): Mutable<{ readonly [id: number]: ConnectionEntry }> {
  if (!draft.owned.connections) {
    draft.owned.connections = true
    draft.world.connections = { ...draft.world.connections }
  }
  return draft.world.connections
}

function ownSets(draft: Draft): Mutable<{ readonly [key: string]: SetElement | null }> {
  if (!draft.owned.sets) {
    draft.owned.sets = true
    draft.world.sets = { ...draft.world.sets }
  }
  return draft.world.sets
}
