import type { Place, TraceEvent } from '../../trace/event'
import type { RulesetView } from '../../worker/protocol'
import { RecordedRules } from './recorded-rules'
import { RecordedTables } from './recorded-tables'
import type { RecordedWalk } from './recorded-walk'
import { type ReadPacket, WalkReplay } from './replay-walk'

export interface ReplayedWalks {
  readonly rules: RulesetView
  readonly events: readonly TraceEvent[]
  readonly on: 'own' | 'mixed' | 'foreign'
  /** Walks whose packet the recording does not show, or that are not IPv4: nothing of them can be drawn. */
  readonly unseen: readonly RecordedWalk[]
  /** By walk and line: how many events have happened just after it. Empty for walks that cannot be drawn. */
  readonly cursors: readonly (readonly number[])[]
}

const NO_RULES: RulesetView = { tables: [], ruleCount: 0 }

/** Recorded walks as events over rules: the nth walk is packet n, from 1, whether or not it can be drawn. */
export function replayWalks(walks: readonly RecordedWalk[], rules: RulesetView, readPacket: ReadPacket): ReplayedWalks {
  const tables = new RecordedTables(walks)
  const isAboutRules = walks.some(({ hops }) => hops.some((hop) => rules.tables.some(({ name }) => name === tables.ownTable(hop))))
  const recorded = new RecordedRules(isAboutRules ? rules : NO_RULES)
  const begun = walks.flatMap(({ hops }) => hops.flatMap(({ at }) => at ?? [])).reduce((one, other) => Math.min(one, other), Infinity)
  const events: TraceEvent[] = []
  const unseen: RecordedWalk[] = []
  const cursors: (readonly number[])[] = []
  for (const [index, walk] of walks.entries()) {
    const replay = new WalkReplay(index + 1, walk, recorded, tables, readPacket, begun)
    const isSeen = replay.run()
    const begins = events.length
    cursors.push(isSeen ? replay.afterHop.map((after) => begins + after) : [])
    if (isSeen) for (const event of replay.events) events.push(event)
    else unseen.push(walk)
  }
  return {
    rules: recorded.view(),
    events: events.map((event) => withEnds(event, recorded)),
    on: !isAboutRules ? 'foreign' : recorded.namedOthers ? 'mixed' : 'own',
    unseen,
    cursors,
  }
}

/** A chain's end stands behind all rules that the whole recording named. */
function withEnds(event: TraceEvent, rules: RecordedRules): TraceEvent {
  const end = <P extends Place | null>(place: P): P =>
    place === null || place.kind === 'rule' ? place : { ...place, number: rules.count(place.table, place.chain) + 1 }
  switch (event.kind) {
    case 'policy applied':
    case 'verdict fell':
      return { ...event, place: end(event.place) }
    case 'chain returned':
      return { ...event, place: end(event.place), to: backTo(event.to, rules) }
    case 'packet ended':
      return event.fate.kind === 'dropped' ? { ...event, fate: { ...event.fate, by: end(event.fate.by) } } : event
    default:
      return event
  }
}

/** Behind a chain's last rule stands its end. */
function backTo(place: Place | null, rules: RecordedRules): Place | null {
  if (place === null || place.number <= rules.count(place.table, place.chain)) return place
  return {
    ...place,
    kind: rules.policy(place.table, place.chain) === null ? 'return' : 'policy',
    number: rules.count(place.table, place.chain) + 1,
  }
}
