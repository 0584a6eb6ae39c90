import type { Hint, Span, TargetUse } from '../model'
import type { ParsedCommand, Refused } from './parsed-command'
import type { ChainEntry, RuleEntry, TableStore } from './table-store'

/** What a command did. `failed` is libiptc's or the kernel's no: one line, status 1. */
export type CommandResult =
  | { readonly kind: 'done'; readonly warnings: readonly string[]; readonly change: Change }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | {
      readonly kind: 'failed'
      readonly message: string
      readonly span: Span
      readonly hint: Hint | null
      readonly warnings: readonly string[]
    }

/** What has to be looked at again, and how to take it back when the kernel refuses it. */
export type Change =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'appended'; readonly chain: ChainEntry; readonly count: number }
  | { readonly kind: 'rules'; readonly chain: ChainEntry; readonly before: readonly RuleEntry[] }
  /** Chains, policies and counters: nothing that the kernel would refuse. */
  | { readonly kind: 'harmless' }

/** Where the words of a command stand. */
export interface CommandSite {
  /** The span of words by index; the whole command for -1. */
  span(word: number, lastWord: number): Span
}

/** A command on its way to its table. */
export interface Run {
  readonly store: TableStore
  readonly command: ParsedCommand
  readonly chain: ChainEntry | null
  readonly site: CommandSite
  readonly warnings: readonly string[]
}

/** What stands after -j, as the table knows it. */
export interface ResolvedTarget {
  readonly kind: 'target'
  readonly use: TargetUse
  readonly warning: string | null
  readonly intoBase: boolean
}
