import type { ConnectionState, Hint, Span } from '../model'
import type { PacketSpec, Scenario } from '../scenario/scenario'

/**
 * Changes to the scenario's texts that need to understand them. Every answer is edits of the text as it stands, so that comments,
 * order and the person's own spelling stay, and Undo is one step.
 */
export interface EditingRequests {
  /** What can be done about what is wrong at a place of the rules, best first. */
  fixes: { ask: { scenario: Scenario; span: Span }; answer: readonly QuickFix[] }
  /** The chain, set or rule that a word names, where it is made, and everywhere that it is named. Null where the word names nothing. */
  named: { ask: { scenario: Scenario; section: EditedSection; line: number; column: number }; answer: NamedThing | null }
  /** Another name for the chain or set at a place, everywhere. */
  rename: { ask: { scenario: Scenario; section: EditedSection; line: number; column: number; to: string }; answer: Edited }
  /** The rules in the form in which iptables-save prints them, comments kept. */
  format: { ask: { scenario: Scenario }; answer: Edited }
  /** Lines that belong together: a table of a save file, a run of comments, a continued command. */
  folds: { ask: { text: string }; answer: readonly { readonly from: number; readonly to: number }[] }
  /** Moves, switches off or on, adds, copies, rewrites or removes one rule. */
  changeRule: { ask: { scenario: Scenario; change: RuleChange }; answer: Edited }
  /**
   * A rule that this packet would match where it is now, and nothing much wider: what to write and where. `target` is what stands
   * behind -j, with its options. `state` is what conntrack said of the packet; without it a bare SYN is taken to be new.
   */
  ruleForPacket: {
    ask: { scenario: Scenario; packet: PacketSpec; at: RulePlace; target: string; state?: ConnectionState | null }
    answer: Edited
  }
}

export type EditedSection = 'rules' | 'sets'

/** Before rule `number` of a chain, from 1; one more than there are rules is the end. */
export interface RulePlace {
  readonly table: string
  readonly chain: string
  readonly number: number
}

export type RuleChange =
  | { readonly kind: 'move'; readonly ruleKey: string; readonly to: RulePlace }
  /** A rule is switched off by making its line a comment, and on again by the way back: `line` is that comment's line. */
  | { readonly kind: 'switch off'; readonly ruleKey: string }
  | { readonly kind: 'switch on'; readonly line: number }
  /** `rule` is its words behind `-A CHAIN`. */
  | { readonly kind: 'insert'; readonly rule: string; readonly at: RulePlace }
  | { readonly kind: 'copy'; readonly ruleKey: string }
  /** Other words behind `-A CHAIN`. */
  | { readonly kind: 'rewrite'; readonly ruleKey: string; readonly rule: string }
  | { readonly kind: 'remove'; readonly ruleKey: string }

export interface TextEdit {
  readonly span: Span
  readonly text: string
}

/** `select` is where the person goes on: the new rule, the moved one. Its span is in the text after the edits. */
export type Edited =
  | {
      readonly kind: 'edited'
      readonly edits: { readonly [section in EditedSection]?: readonly TextEdit[] }
      readonly select: Span | null
    }
  /** Why it cannot be done, as a key of the page's words with their parameters; of a tool that would refuse, what its words mean. */
  | { readonly kind: 'refused'; readonly why: string; readonly words: readonly string[]; readonly hint?: Hint | null }

export interface QuickFix {
  /** A key of the page's words with their parameters: what will be done, in a few words. */
  readonly title: string
  readonly words: readonly string[]
  readonly edits: readonly TextEdit[]
  /** The message that it mends, where it mends one. */
  readonly mends: Span | null
}

export interface NamedThing {
  readonly kind: 'chain' | 'set' | 'rule'
  readonly name: string
  /** The word at the place asked about. */
  readonly at: Span
  /** Where it is made; null where nothing in the text makes it (a built-in chain of a list of commands, say). */
  readonly made: { readonly section: EditedSection; readonly span: Span } | null
  /** Every place that names it, the one that makes it included, in the order of the text. */
  readonly named: readonly { readonly section: EditedSection; readonly span: Span }[]
}
