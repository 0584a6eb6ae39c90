import type { ConnectionState, Hook, Policy, StageName } from '../../model'
import type { PacketId, Place, RoutingDecision, SkipReason, TraceEvent } from '../../trace/event'
import { baseInstance, calledInstance } from './instance'

/** A place of the diagram where a packet can be. */
export type Station =
  | { readonly kind: 'wire'; readonly which: 'in' | 'out'; readonly interface: string }
  | { readonly kind: 'local' }
  | { readonly kind: 'routing'; readonly which: 'input' | 'output' }
  | { readonly kind: 'stage'; readonly hook: Hook; readonly stage: StageName }
  /** A rule of a chain; a number past the last rule is the chain's end (policy or return). */
  | { readonly kind: 'row'; readonly instance: string; readonly number: number }

/** One packet's walk in the diagram's own terms. Computed once a packet, whatever the cursor. */
export interface Walk {
  readonly packet: PacketId
  readonly steps: readonly Step[]
  /** User chains that it enters, by instance. */
  readonly entered: ReadonlySet<string>
  /** Rules that matched it, by `table/chain`: they must not vanish in a fold. */
  readonly matched: ReadonlyMap<string, ReadonlySet<number>>
}

export interface Step {
  /** Index of the event in the run. */
  readonly event: number
  /** Where the packet is after it. */
  readonly station: Station
  readonly fact: StepFact | null
}

/** What a step lets the picture say. */
export type StepFact =
  | { readonly kind: 'asked'; readonly row: string; readonly answer: 'missed' | 'matched' | 'unknown' }
  | { readonly kind: 'stage'; readonly hook: Hook; readonly stage: StageName; readonly word: StageWord }
  | { readonly kind: 'routed'; readonly which: 'input' | 'output'; readonly decision: RoutingDecision }
  /** A verdict fell, or the walk ended. */
  | { readonly kind: 'decided'; readonly against: boolean }

export type StageWord =
  | { readonly kind: 'entered' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'state'; readonly state: ConnectionState }
  | { readonly kind: 'confirmed' }

export function rowKey(instance: string, number: number): string {
  return `${instance}#${number}`
}

/** Chains within chains that are told apart. A text that jumps in a loop nests ten thousand deep before its run is ended. */
const DEEPEST = 16

/** Follows a packet through the run's events, from its first to its last. */
export function walkOf(events: readonly TraceEvent[], packet: PacketId, first: number, last: number): Walk {
  const steps: Step[] = []
  const entered = new Set<string>()
  const matched = new Map<string, Set<number>>()
  // The chains under way, innermost last; a goto takes its caller's place, as on the kernel's jump stack.
  let stack: string[] = []
  /** Calls under way that are nested too deep to be drawn. */
  let beyond = 0
  let station: Station = { kind: 'local' }
  let hook: Hook | null = null
  let stage: StageName | null = null
  const inner = () => stack.at(-1) ?? null
  for (let index = first; index <= last; index++) {
    const event = events[index]
    if (event === undefined || event.packet !== packet) continue
    let fact: StepFact | null = null
    switch (event.kind) {
      case 'packet appeared':
        station = event.origin.kind === 'wire' ? { kind: 'wire', which: 'in', interface: event.origin.interface } : { kind: 'local' }
        break
      case 'hook entered':
        // Looped back over lo: it comes in again, as from a wire.
        if (event.hook === 'PREROUTING' && hook === 'POSTROUTING' && event.in !== null) {
          steps.push({ event: index, station: { kind: 'wire', which: 'out', interface: event.in }, fact: null })
          station = { kind: 'wire', which: 'in', interface: event.in }
        }
        hook = event.hook
        stack = []
        break
      case 'stage entered':
      case 'stage skipped':
        hook = event.hook
        stage = event.stage
        stack = [baseInstance(event.hook, event.stage)]
        beyond = 0
        station = { kind: 'stage', hook: event.hook, stage: event.stage }
        fact = {
          kind: 'stage',
          hook: event.hook,
          stage: event.stage,
          word: event.kind === 'stage skipped' ? { kind: 'skipped', reason: event.reason } : { kind: 'entered' },
        }
        break
      case 'chain entered': {
        const caller = inner()
        if (event.from === null || caller === null) {
          if (hook !== null) stack = [baseInstance(hook, event.table)]
          break
        }
        if (caller.split('/').length >= DEEPEST) {
          if (event.how === 'jump') beyond += 1
          break
        }
        const called = calledInstance(caller, event.from.number)
        if (event.how === 'goto') stack.pop()
        stack.push(called)
        entered.add(called)
        station = { kind: 'row', instance: called, number: 0 }
        break
      }
      case 'rule missed':
      case 'rule matched':
      case 'rule unknown': {
        const instance = inner()
        if (instance === null) break
        station = { kind: 'row', instance, number: event.place.number }
        fact = {
          kind: 'asked',
          row: rowKey(instance, event.place.number),
          answer: event.kind === 'rule missed' ? 'missed' : event.kind === 'rule matched' ? 'matched' : 'unknown',
        }
        if (event.kind !== 'rule missed') {
          const chain = `${event.place.table}/${event.place.chain}`
          const rules = matched.get(chain)
          if (rules === undefined) matched.set(chain, new Set([event.place.number]))
          else rules.add(event.place.number)
        }
        break
      }
      case 'chain returned':
        if (beyond > 0) {
          beyond -= 1
          break
        }
        stack.pop()
        // A RETURN of the base chain, or an end after gotos only, goes to the policy.
        if (stack.length === 0 && hook !== null && stage !== null) stack = [baseInstance(hook, stage)]
        station = backAt(inner(), event.to, station)
        break
      case 'policy applied': {
        const instance = inner()
        if (instance !== null) station = { kind: 'row', instance, number: event.place.number }
        if (hook !== null && stage !== null) fact = { kind: 'stage', hook, stage, word: { kind: 'policy', policy: event.policy } }
        break
      }
      case 'connection looked up':
        if (hook !== null) fact = { kind: 'stage', hook, stage: 'conntrack', word: { kind: 'state', state: event.state } }
        break
      case 'connection confirmed':
        if (hook !== null) fact = { kind: 'stage', hook, stage: 'confirm', word: { kind: 'confirmed' } }
        break
      case 'routed':
        // A second look after OUTPUT changed the packet happens where it stands.
        if (event.decision.reason !== 'reroute') station = { kind: 'routing', which: event.decision.reason }
        fact = { kind: 'routed', which: event.decision.reason === 'input' ? 'input' : 'output', decision: event.decision }
        break
      case 'verdict fell':
        fact = { kind: 'decided', against: event.verdict === 'DROP' || event.verdict === 'REJECT' }
        break
      case 'packet ended':
        if (event.fate.kind === 'transmitted') station = { kind: 'wire', which: 'out', interface: event.fate.interface }
        else if (event.fate.kind === 'delivered') station = { kind: 'local' }
        fact = { kind: 'decided', against: event.fate.kind === 'dropped' || event.fate.kind === 'rejected' || event.fate.kind === 'died' }
        break
      default:
        break
    }
    steps.push({ event: index, station, fact })
  }
  return { packet, steps, entered, matched }
}

/** The caller goes on at `to`: one has come back to the rule before it, the one that jumped. */
function backAt(instance: string | null, to: Place | null, otherwise: Station): Station {
  if (instance === null || to === null) return otherwise
  return { kind: 'row', instance, number: to.kind === 'policy' ? to.number : Math.max(1, to.number - 1) }
}

/** Everything the picture says at a cursor. */
export interface Moment {
  readonly packet: PacketId | null
  /** Where it is; null before it appeared. */
  readonly station: Station | null
  /** Steps that have happened: the index of the last one, -1 before the first. */
  readonly step: number
  /** By `hook/stage`. */
  readonly stages: { readonly [stage: string]: StageWord }
  /** By rowKey. */
  readonly rows: { readonly [row: string]: 'missed' | 'matched' | 'unknown' }
  /** What the routing tables said, by where they were asked. */
  readonly routed: { readonly input: RoutingDecision | null; readonly output: RoutingDecision | null }
  /** The row or stage that this moment is about: `row:...` or `stage:...`. */
  readonly here: string | null
  /** It was stopped, and here. */
  readonly against: boolean
}

export const NO_MOMENT: Moment = {
  packet: null,
  station: null,
  step: -1,
  stages: {},
  rows: {},
  routed: { input: null, output: null },
  here: null,
  against: false,
}

/** How many of a walk's steps have happened when `cursor` events have. */
export function stepsBefore(walk: Walk, cursor: number): number {
  let low = 0
  let high = walk.steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((walk.steps[middle]?.event ?? 0) < cursor) low = middle + 1
    else high = middle
  }
  return low
}

export function momentAt(walk: Walk | null, cursor: number): Moment {
  if (walk === null) return NO_MOMENT
  const count = stepsBefore(walk, cursor)
  const stages: { [stage: string]: StageWord } = {}
  const rows: { [row: string]: 'missed' | 'matched' | 'unknown' } = {}
  const routed: { input: RoutingDecision | null; output: RoutingDecision | null } = { input: null, output: null }
  let against = false
  for (let i = 0; i < count; i++) {
    const fact: StepFact | null | undefined = walk.steps[i]?.fact
    if (fact === null || fact === undefined) continue
    if (fact.kind === 'asked') rows[fact.row] = fact.answer
    else if (fact.kind === 'stage') {
      const key = `${fact.hook}/${fact.stage}`
      if (fact.word.kind !== 'entered' || stages[key] === undefined) stages[key] = fact.word
    } else if (fact.kind === 'routed') routed[fact.which] = fact.decision
    else against = fact.against
  }
  const station = walk.steps[count - 1]?.station ?? null
  return { packet: walk.packet, station, step: count - 1, stages, rows, routed, here: station === null ? null : hereKey(station), against }
}

export function hereKey(station: Station): string {
  switch (station.kind) {
    case 'row':
      return `row:${rowKey(station.instance, station.number)}`
    case 'stage':
      return `stage:${station.hook}/${station.stage}`
    case 'routing':
      return `routing:${station.which}`
    case 'local':
      return 'local'
    case 'wire':
      return `${station.which}:${station.interface}`
  }
}
