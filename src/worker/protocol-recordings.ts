import type { LeftOut } from '../import/imported'
import type { Counters } from '../model'
import type { Scenario } from '../scenario/scenario'
import type { Fate, FieldChange, TraceEvent } from '../trace/event'

/** What was recorded of a real host: its packets' ways, and its counters at two times. */
export interface RecordingRequests {
  /** Each recorded packet beside the simulated one, on the scenario's own rules. */
  beside: { ask: { scenario: Scenario }; answer: Beside }
  /** What the counters did between `scenario.before` and the rules' own. */
  counterMoves: { ask: { scenario: Scenario }; answer: CounterMoves }
}

/** A recorded trace in the terms of the page: the same events as a run's, as far as the trace tells them. */
export interface RecordedEvents {
  readonly events: readonly TraceEvent[]
  /** `own`: every line is of a rule of the scenario. `mixed`: some are not. `foreign`: none is. */
  readonly on: 'own' | 'mixed' | 'foreign'
  /** Lines of the trace that nobody could read. */
  readonly leftOut: readonly LeftOut[]
}

export interface Beside extends Pick<RecordedEvents, 'on' | 'leftOut'> {
  /** In the order of the trace: packet n of the replay is the nth, from 1. */
  readonly packets: readonly BesidePacket[]
}

export interface BesidePacket {
  readonly packet: number
  /** `SYN 10.0.0.1:1024 → 10.0.0.2:80`. */
  readonly label: string
  readonly steps: readonly BesideStep[]
  readonly outcome: BesideOutcome
}

/** A line of the two columns. Null where one of them says nothing. */
export interface BesideStep {
  readonly recorded: StepWords | null
  readonly simulated: StepWords | null
  /** `alone`: a step that the other cannot have, and that is no difference: before the recorder began, or of a table that these rules lack. `after`: behind the first difference. */
  readonly agrees: 'yes' | 'no' | 'alone' | 'after'
  /** The cursor of the replay just after the recorded step; null where there is none. */
  readonly cursor: number | null
}

export interface StepWords {
  /** `filter:FORWARD:rule:3`; without a number where the trace names none. */
  readonly place: string
  /** The rule, in the words of whoever tells it; empty for chain ends and policies. */
  readonly rule: string
  /** What was decided, as far as it is told: `ACCEPT`, `jump DOCKER`. */
  readonly verdict: string
  /** What of the packet changed since the step before, as both columns tell it. */
  readonly changes: readonly FieldChange[]
}

export type BesideOutcome =
  | { readonly kind: 'same'; readonly steps: number }
  | { readonly kind: 'differs'; readonly at: number; readonly why: LikelyReason }
  /** None of the trace's tables is in the scenario's rules. */
  | { readonly kind: 'other tables' }
  /** The trace does not show the packet, or the simulation never sees one like it. */
  | { readonly kind: 'no packet' }
  | { readonly kind: 'not simulated' }

/** Why two steps part, likely. `recorded` and `simulated` are places as StepWords say them. */
export type LikelyReason =
  /** The rule that the trace names is not in the chain. */
  | { readonly kind: 'missing rule'; readonly chain: string; readonly rule: string }
  /** Both have the rule; an earlier one of the chain matched in one of the two. */
  | {
      readonly kind: 'another rule'
      readonly recorded: string
      readonly simulated: string
      readonly because: 'state' | 'memory' | 'set' | 'mark' | 'unmodelled' | 'order' | null
    }
  /** A verdict or the routing sent them to different chains. */
  | {
      readonly kind: 'another chain'
      readonly recorded: string
      readonly simulated: string
      readonly because: 'routing' | 'nat' | 'later packet' | null
    }
  | { readonly kind: 'address'; readonly recorded: string; readonly simulated: string }
  | { readonly kind: 'ttl'; readonly recorded: string; readonly simulated: string }
  /** Where it stopped, and with what the other goes on. */
  | { readonly kind: 'recording ends'; readonly simulated: string }
  | { readonly kind: 'simulation ends'; readonly recorded: string; readonly fate: Fate['kind'] | 'walking' }

export interface CounterMoves {
  /** Biggest first. Rules that did not move are counted only. */
  readonly moved: readonly MovedCounter[]
  readonly still: number
  /** Rules that only one of the two has. */
  readonly unpaired: readonly UnpairedRule[]
}

export interface MovedCounter {
  readonly table: string
  readonly chain: string
  /** From 1, in the rules as they are now; null for the policy. */
  readonly number: number | null
  readonly ruleKey: string | null
  /** Its words after `-A CHAIN`; the policy's name for a policy. */
  readonly rule: string
  readonly before: Counters
  readonly after: Counters
  /** The counter went down: it was set back between the two, and what it counted since is unknown. */
  readonly reset: boolean
}

export interface UnpairedRule {
  readonly table: string
  readonly chain: string
  readonly number: number
  readonly rule: string
  readonly in: 'before' | 'after'
}
