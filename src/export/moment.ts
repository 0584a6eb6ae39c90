import type { SimulationInput } from '../engine/simulation-input'
import type { ConnectionEntry, Counters, IpSet, Microseconds, Network, Ruleset, SetElement } from '../model'
import { SECOND } from '../model'
import type { TraceEvent } from '../trace/event'
import { emptyWorld, evolveThrough } from '../trace/evolve'
import { setElementText } from '../trace/set-element'
import { placeKey, type World } from '../trace/world'

/** All that the tools could be asked about at one moment of a run: what is exported is a function of this. */
export interface Moment {
  readonly now: Microseconds
  /** With what was counted so far. */
  readonly ruleset: Ruleset
  /** As rules left them, timeouts counted down, elements whose time is over gone. */
  readonly sets: readonly IpSet[]
  readonly network: Network
  /** Confirmed ones, oldest first. */
  readonly connections: readonly ConnectionEntry[]
  /** What happened so far. */
  readonly events: readonly TraceEvent[]
  /** By a single packet's index in the traffic. */
  readonly senders: { readonly [sending: number]: Sender }
}

/** What no event tells of the sender of a packet. */
export interface Sender {
  /** The frame's source address where the packet was sent with one of its own. */
  readonly mac: string | null
  readonly gid: number
}

/** The moment when `cursor` of the events have happened, or so much later; null is the end. */
export function momentAt(input: SimulationInput, events: readonly TraceEvent[], cursor: number | null, later: Microseconds = 0): Moment {
  const happened = cursor === null || cursor >= events.length ? events : events.slice(0, Math.max(0, cursor))
  const world = evolveThrough(emptyWorld(), happened, 0, happened.length)
  const now = world.now + later
  const senders: { [sending: number]: Sender } = {}
  for (const [index, sending] of input.traffic.entries())
    if (sending.kind === 'packet') senders[index] = { mac: sending.packet.smac?.toLowerCase() ?? null, gid: sending.packet.gid ?? 0 }
  return {
    now,
    ruleset: countedRuleset(input.ruleset, world.counters),
    sets: setsAt(input.sets, happened, now),
    network: input.network,
    connections: connectionsAt(input.connections, world, now),
    events: happened,
    senders,
  }
}

/** The ruleset with counters on top of those that it was loaded with. */
export function countedRuleset(ruleset: Ruleset, counters: World['counters']): Ruleset {
  const plus = (before: Counters, key: string): Counters => {
    const since = counters[key]
    return since === undefined ? before : { packets: before.packets + since.packets, bytes: before.bytes + since.bytes }
  }
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map(({ name, ...chain }) => ({
        ...chain,
        name,
        counters: plus(chain.counters, placeKey({ table: table.name, chain: name, kind: 'policy', number: 0 })),
        rules: chain.rules.map((rule, index) => ({
          ...rule,
          counters: plus(rule.counters, placeKey({ table: table.name, chain: name, kind: 'rule', number: index + 1 })),
        })),
      })),
    })),
  }
}

/** Connections that nothing has happened to yet are as they were given. */
function connectionsAt(given: readonly ConnectionEntry[], world: World, now: Microseconds): readonly ConnectionEntry[] {
  const known = Object.values(world.connections).filter(({ confirmed, expires }) => confirmed && expires > now)
  const ids = new Set(known.map(({ id }) => id))
  return [...given.filter(({ id, expires }) => !ids.has(id) && expires > now), ...known]
}

interface Member {
  readonly element: SetElement
  /** Null for ever. */
  readonly expires: Microseconds | null
}

function setsAt(sets: readonly IpSet[], events: readonly TraceEvent[], now: Microseconds): readonly IpSet[] {
  const living = new Map(
    sets.map((set) => [set.name, new Map(set.elements.map((element) => [setElementText(element), member(set, element, 0)]))]),
  )
  const byName = new Map(sets.map((set) => [set.name, set]))
  for (const event of events) {
    if (event.kind !== 'set changed') continue
    const [set, members] = [byName.get(event.set), living.get(event.set)]
    if (set === undefined || members === undefined) continue
    const key = setElementText(event.element)
    const before = members.get(key)
    if (event.change === 'removed') members.delete(key)
    // A look counts in an element and leaves its time as it is; adding it once more begins it anew.
    else if (event.change === 'updated' && before !== undefined && set.counters && event.element.packets === before.element.packets + 1)
      members.set(key, { element: event.element, expires: before.expires })
    else members.set(key, member(set, event.element, event.at))
  }
  return sets.map((set) => ({
    ...set,
    elements: [...(living.get(set.name)?.values() ?? [])]
      .filter(({ expires }) => expires === null || expires > now)
      .map(({ element, expires }) => (expires === null ? element : { ...element, timeout: Math.floor((expires - now) / SECOND) })),
  }))
}

function member(set: IpSet, element: SetElement, at: Microseconds): Member {
  const seconds = set.timeout === null ? null : (element.timeout ?? set.timeout)
  return { element, expires: seconds === null || seconds === 0 ? null : at + seconds * SECOND }
}
