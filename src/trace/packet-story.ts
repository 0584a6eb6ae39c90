import type { ConnectionState, Direction, Hook, StageName } from '../model'
import { conditionsOf, describeEvent, describeFate, telling } from './describe'
import type { Fate, FieldChange, PacketId, Place, TraceEvent } from './event'
import type { Condition, RuleLookup, Sentence } from './sentence'
import { type PacketTrack, type Timeline, worldAt } from './timeline'
import { type PacketNow, placeKey } from './world'
import { wouldMatch } from './would-hold'

/** All that can be said about one packet at a cursor: what the inspector shows. */
export interface PacketStory {
  readonly packet: PacketNow
  /** Null while it walks. */
  readonly fate: Fate | null
  readonly certain: boolean
  /** The packet on whose uncertain verdict this one depends: see dependences. */
  readonly dependsOn: PacketId | null
  /** Its end in a sentence; while it walks, what just happened to it. */
  readonly verdict: Sentence
  readonly just: Sentence
  /** At most two: what decided, and what that means. */
  readonly why: readonly Sentence[]
  /** The rules of one chain, in its order: those that were asked, and those behind that were not. */
  readonly chain: { readonly table: string; readonly name: string } | null
  readonly asked: readonly AskedRule[]
  readonly behind: readonly UnaskedRule[]
  /** From how it appeared to how it is, a line a field. */
  readonly changes: readonly FieldChange[]
  /** What conntrack calls the packet; null until it has been asked, or was told not to look. */
  readonly state: ConnectionState | null
  readonly tracking: {
    readonly state: ConnectionState
    readonly direction: Direction
    readonly connection: number | null
    readonly cursor: number
  } | null
  readonly routing: readonly { readonly cursor: number; readonly sentence: Sentence }[]
  readonly skipped: readonly { readonly cursor: number; readonly hook: Hook; readonly stage: StageName; readonly sentence: Sentence }[]
  /** Why its connection was forgotten while it walked; null when it was not. */
  readonly vanished: 'unconfirmed' | 'timeout' | 'clash' | 'closed' | 'flushed' | null
  /** Rules whose answer nobody knows. */
  readonly unknowns: readonly { readonly place: Place; readonly name: string }[]
}

export interface AskedRule {
  readonly place: Place
  readonly answer: 'yes' | 'no' | 'unknown'
  /** The condition that decided: the one that failed, or that is not known; null when all held or none was told. */
  readonly condition: Condition | null
  readonly conditions: readonly Condition[]
  /** The rule ended the packet's way through this chain. */
  readonly decided: boolean
  readonly cursor: number
}

export interface UnaskedRule {
  readonly place: Place
  /** What it would have said, as far as that can be proved. */
  readonly wouldMatch: 'yes' | 'no' | 'unknown'
}

/** Rules behind the deciding one that are looked at in thought; nobody reads more. */
const BEHIND = 50

interface Happened {
  readonly event: TraceEvent
  /** The cursor just after it. */
  readonly cursor: number
}

/** The story of the track's packet as it stands when `cursor` events have happened; null before it appeared. */
export function packetStory(timeline: Timeline, track: PacketTrack, cursor: number, rules: RuleLookup): PacketStory | null {
  const packet = worldAt(timeline, cursor).packets[track.id]
  if (packet === undefined) return null
  const events = eventsOf(timeline, track, cursor)
  const last = events.at(-1)
  const latest = timeline.events[cursor - 1]
  const just =
    latest === undefined
      ? ({ key: 'nothing yet' } as const)
      : describeEvent(latest.packet === track.id ? latest : (last?.event ?? latest), packet, rules)
  const deciding = decidingEvent(events, packet.fate)
  const visit = chainVisit(events, deciding)
  const tracking = trackingOf(events)
  const state = tracking?.state ?? (events.some(({ event }) => event.kind === 'tracking disabled') ? 'UNTRACKED' : null)
  const asked = visit.flatMap((at) => askedRule(at, rules))
  const lastAsked = asked.at(-1)
  const behind = lastAsked === undefined || !lastAsked.decided ? [] : rulesBehind(lastAsked.place, rules, { packet, state })
  const ended = last?.event.kind === 'packet ended' ? last.event : null
  const first = asked[0]
  const verdict = ended === null ? just : describeFate(ended.fate, ended.certain, ended.error)
  return {
    packet,
    fate: packet.fate,
    certain: track.dependsOn === null && (ended?.certain ?? !events.some(({ event }) => event.kind === 'rule unknown')),
    dependsOn: track.dependsOn,
    verdict,
    just,
    why: whySentences(packet, verdict, deciding, behind.length, events, rules),
    chain: first === undefined ? null : { table: first.place.table, name: first.place.chain },
    asked,
    behind,
    changes: mergeChanges(events),
    state,
    tracking,
    routing: routingSentences(packet, events, rules),
    skipped: events.flatMap((at) =>
      at.event.kind === 'stage skipped' && at.event.reason !== 'table not loaded'
        ? [{ cursor: at.cursor, hook: at.event.hook, stage: at.event.stage, sentence: describeEvent(at.event, packet, rules) }]
        : [],
    ),
    vanished: vanishedWhy(events, tracking?.connection ?? null),
    unknowns: unknownRules(events),
  }
}

function trackingOf(events: readonly Happened[]): PacketStory['tracking'] {
  for (const { event, cursor } of events.toReversed()) {
    if (event.kind === 'connection looked up')
      return { state: event.state, direction: event.direction, connection: event.connection, cursor }
  }
  return null
}

function eventsOf(timeline: Timeline, track: PacketTrack, cursor: number): readonly Happened[] {
  const events: Happened[] = []
  for (let index = track.first; index <= track.last && index < cursor; index++) {
    const event = timeline.events[index]
    if (event !== undefined && event.packet === track.id) events.push({ event, cursor: index + 1 })
  }
  return events
}

/**
 * The event that sealed a packet's fate: the rule or policy that stopped it, or for one that got through, filter's own last word,
 * because that is what people ask about. Null while it walks.
 */
function decidingEvent(events: readonly Happened[], fate: Fate | null): Happened | null {
  if (fate === null || fate.kind === 'died') return null
  const place = fate.kind === 'dropped' || fate.kind === 'rejected' ? fate.by : lastWordOfFilter(events)
  if (place === null) return null
  const key = placeKey(place)
  return (
    events.findLast(({ event }) => (event.kind === 'rule matched' || event.kind === 'policy applied') && placeKey(event.place) === key) ??
    null
  )
}

function lastWordOfFilter(events: readonly Happened[]): Place | null {
  for (const { event } of events.toReversed()) if (event.kind === 'verdict fell' && event.place.table === 'filter') return event.place
  return null
}

/** The events at rules of one chain, from the packet's last coming into it: the deciding event's chain, else where it walks now. */
function chainVisit(events: readonly Happened[], deciding: Happened | null): readonly Happened[] {
  const until = deciding === null ? events.length : events.indexOf(deciding) + 1
  const last = deciding ?? events.findLast(({ event }) => isAsked(event))
  if (last === undefined || !('place' in last.event) || last.event.place === null) return []
  const { table, chain } = last.event.place
  const begin = events
    .slice(0, until)
    .findLastIndex(({ event }) => event.kind === 'chain entered' && event.table === table && event.chain === chain)
  return events
    .slice(Math.max(0, begin), until)
    .filter(
      ({ event }) =>
        isAsked(event) && 'place' in event && event.place !== null && event.place.table === table && event.place.chain === chain,
    )
}

function isAsked(event: TraceEvent): boolean {
  return event.kind === 'rule matched' || event.kind === 'rule missed' || event.kind === 'rule unknown'
}

const ENDING_TARGETS = new Set(['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'QUEUE', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP'])

function askedRule({ event, cursor }: Happened, rules: RuleLookup): readonly AskedRule[] {
  if (event.kind !== 'rule matched' && event.kind !== 'rule missed' && event.kind !== 'rule unknown') return []
  const { place } = event
  const conditions = telling(conditionsOf(place, event.comparisons, rules))
  const answer = event.kind === 'rule matched' ? 'yes' : event.kind === 'rule missed' ? 'no' : 'unknown'
  const condition =
    answer === 'yes' ? null : (conditions.find(({ holds }) => holds === answer) ?? conditions.find(({ holds }) => holds !== 'yes') ?? null)
  const target = rules(place)?.target
  return [
    { place, answer, condition, conditions, decided: answer === 'yes' && target !== undefined && ENDING_TARGETS.has(target.name), cursor },
  ]
}

function rulesBehind(place: Place, rules: RuleLookup, asked: Parameters<typeof wouldMatch>[1]): readonly UnaskedRule[] {
  const behind: UnaskedRule[] = []
  for (let number = place.number + 1; number <= place.number + BEHIND; number++) {
    const at: Place = { ...place, kind: 'rule', number }
    const rule = rules(at)
    if (rule === null) break
    behind.push({ place: at, wouldMatch: wouldMatch(rule, asked) })
  }
  return behind
}

function whySentences(
  packet: PacketNow,
  verdict: Sentence,
  deciding: Happened | null,
  behind: number,
  events: readonly Happened[],
  rules: RuleLookup,
): readonly Sentence[] {
  if (packet.fate === null) return []
  if (deciding === null) {
    const routing = routingSentences(packet, events, rules).at(-1)?.sentence
    // Of what ended elsewhere than in routing, routing knows no reason.
    if (packet.fate.kind === 'died' && !(routing?.key === 'routed' && routing.outcome === 'refused')) return [verdict]
    return routing === undefined ? [] : [routing]
  }
  const decision = describeEvent(deciding.event, packet, rules)
  if (decision.key === 'rule matched' && behind > 0)
    return [decision, { key: 'rules behind', count: behind, ever: decision.conditions?.length !== 0 }]
  const binding = events.findLast(
    ({ event }) => event.kind === 'nat bound' && (event.manip === 'source' ? event.entry.sourceNat : event.entry.destinationNat),
  )
  return binding === undefined ? [decision] : [decision, describeEvent(binding.event, packet, rules)]
}

/** What routing said, each with the destination that the packet had then. */
function routingSentences(packet: PacketNow, events: readonly Happened[], rules: RuleLookup): PacketStory['routing'] {
  let then: PacketNow = { ...packet, headers: packet.first }
  return events.flatMap(({ event, cursor }) => {
    if (event.kind === 'packet changed') then = { ...then, headers: event.headers }
    return event.kind === 'routed' ? [{ cursor, sentence: describeEvent(event, then, rules) }] : []
  })
}

function mergeChanges(events: readonly Happened[]): readonly FieldChange[] {
  const merged = new Map<FieldChange['field'], FieldChange>()
  for (const { event } of events) {
    if (event.kind !== 'packet changed') continue
    for (const change of event.changes) merged.set(change.field, { ...change, from: merged.get(change.field)?.from ?? change.from })
  }
  return [...merged.values()].filter(({ from, to }) => from !== to)
}

function vanishedWhy(events: readonly Happened[], connection: number | null): PacketStory['vanished'] {
  for (const { event } of events) if (event.kind === 'connection vanished' && event.connection === connection) return event.why
  return null
}

function unknownRules(events: readonly Happened[]): PacketStory['unknowns'] {
  const found = new Map<string, { readonly place: Place; readonly name: string }>()
  for (const { event } of events)
    if (event.kind === 'rule unknown') found.set(placeKey(event.place), { place: event.place, name: event.name })
  return [...found.values()]
}
