import type { ConnectionState, Direction, Hook, Policy, StageName, TableName } from '../model'
import type { Changer, Copier, DeathPlace, FieldChange, Origin, PacketId, Place, RoutingDecision, SkipReason } from './event'

/**
 * What is said about an event, in no language: a key and what fills it in. The page's texts turn each key into words
 * (ui/texts/en/sentences.ts), so that what is true is decided here and how it is said there.
 */
export type Sentence =
  | { readonly key: 'nothing yet' }
  | { readonly key: 'arrived'; readonly label: string; readonly source: string; readonly destination: string; readonly interface: string }
  | { readonly key: 'left process'; readonly label: string; readonly source: string; readonly destination: string; readonly owner: string }
  | { readonly key: 'left host'; readonly label: string; readonly source: string; readonly destination: string }
  | {
      readonly key: 'answered'
      readonly label: string
      readonly source: string
      readonly destination: string
      readonly to: PacketId
      readonly by: Answerer
    }
  | {
      readonly key: 'copied'
      readonly label: string
      readonly source: string
      readonly destination: string
      readonly of: PacketId
      readonly by: Copier
    }
  | { readonly key: 'hook entered'; readonly hook: Hook; readonly in: string | null; readonly out: string | null }
  | { readonly key: 'stage entered'; readonly hook: Hook; readonly stage: StageName }
  | {
      readonly key: 'stage skipped'
      readonly hook: Hook
      readonly stage: StageName
      readonly reason: SkipReason
      readonly connection: number | null
    }
  | { readonly key: 'chain entered'; readonly table: TableName; readonly chain: string; readonly hook: boolean }
  | { readonly key: 'chain called'; readonly chain: string; readonly from: Place; readonly how: 'jump' | 'goto' }
  | { readonly key: 'rule missed'; readonly place: Place; readonly condition: Condition | null }
  | {
      readonly key: 'rule matched'
      readonly place: Place
      readonly conditions: readonly Condition[] | null
      readonly target: TargetFacts | null
    }
  /** Rules stand behind the one that decided: not asked this time, or (`ever` false) never at all. */
  | { readonly key: 'rules behind'; readonly count: number; readonly ever: boolean }
  | { readonly key: 'rule unknown'; readonly place: Place; readonly name: string }
  | { readonly key: 'chain returned'; readonly place: Place; readonly to: Place | null }
  | { readonly key: 'policy applied'; readonly place: Place; readonly policy: Policy; readonly rules: number }
  | {
      readonly key: 'verdict fell'
      readonly place: Place
      readonly verdict: 'ACCEPT' | 'DROP' | 'REJECT' | 'QUEUE' | 'STOLEN'
      readonly certain: boolean
    }
  | { readonly key: 'packet changed'; readonly by: Changer; readonly changes: readonly FieldChange[] }
  | { readonly key: 'trace enabled'; readonly place: Place }
  | { readonly key: 'line logged'; readonly place: Place | null }
  | { readonly key: 'tracking disabled'; readonly place: Place }
  | {
      readonly key: 'connection expected'
      readonly master: number
      readonly helper: string
      /** An address. */
      readonly from: string
      /** An address and port. */
      readonly to: string
    }
  | {
      readonly key: 'connection looked up'
      readonly state: ConnectionState
      readonly direction: Direction
      readonly connection: number | null
      readonly why: string
    }
  | { readonly key: 'connection changed'; readonly connection: number; readonly state: string | null; readonly why: string }
  | { readonly key: 'connection confirmed'; readonly connection: number }
  | {
      readonly key: 'connection vanished'
      readonly connection: number
      readonly why: 'unconfirmed' | 'timeout' | 'clash' | 'closed' | 'flushed'
    }
  | {
      readonly key: 'nat bound'
      readonly connection: number
      readonly manip: 'source' | 'destination'
      readonly changed: boolean
      readonly to: string
      readonly place: Place | null
      readonly clash: string | null
    }
  | {
      readonly key: 'routed'
      readonly reason: RoutingDecision['reason']
      readonly outcome: RoutingDecision['outcome']
      readonly route: string | null
      readonly table: string | null
      readonly out: string | null
      readonly destination: string
      readonly why: string
    }
  | { readonly key: 'set changed'; readonly set: string; readonly element: string; readonly change: 'added' | 'removed' | 'updated' }
  | { readonly key: 'recent changed'; readonly list: string; readonly address: string; readonly seen: number | null }
  | { readonly key: 'socket changed'; readonly socket: string; readonly state: string }
  | { readonly key: 'limit reached'; readonly limit: string; readonly bound: number }
  | { readonly key: 'transmitted'; readonly interface: string; readonly nextHop: string; readonly certain: boolean }
  | { readonly key: 'delivered'; readonly to: string; readonly certain: boolean }
  | { readonly key: 'untold'; readonly after: Hook; readonly out: string | null }
  | { readonly key: 'dropped'; readonly by: Place; readonly certain: boolean; readonly error: string | null }
  | { readonly key: 'rejected'; readonly by: Place; readonly answer: PacketId | null; readonly certain: boolean }
  | { readonly key: 'died'; readonly where: DeathPlace; readonly reason: string; readonly certain: boolean; readonly error: string | null }

type Answerer = Extract<Origin, { kind: 'answer' }>['by']

/** A test of a rule with what it found. */
export interface Condition {
  readonly subject: string
  readonly wants: string
  /** Empty where nothing is known. */
  readonly is: string
  readonly holds: 'yes' | 'no' | 'unknown'
}

export interface TargetFacts {
  readonly kind: 'none' | 'verdict' | 'jump' | 'goto' | 'extension' | 'unknown'
  readonly name: string
  readonly details: string
}

/** What a description needs to know of a rule beside what happened at it; the page's RuleView has it all. */
export interface RuleFacts {
  readonly tests: readonly { readonly subject: string; readonly wants: string }[]
  readonly target: TargetFacts
}

/** The rule at a place, null for a policy, a chain's end, or a rule that the text no longer has. */
export type RuleLookup = (place: Place) => RuleFacts | null
