import type { Counters, Family, Parsed, Ruleset } from '../model'

/** How rules text is written. */
export type RulesForm = 'save' | 'commands'

/** What a text of rules means. */
export interface RulesReading extends Parsed<Ruleset> {
  readonly form: RulesForm
  /** `ipv6` when the text is for ip6tables: one diagnostic says so, and nothing of it is read as IPv4. */
  readonly family: Family
  /** What the real tool would leave behind and say, starting from a host without rules. */
  readonly outcome: ToolOutcome
  /** Bounds that were reached, in words. */
  readonly limits: readonly string[]
}

/** What iptables-restore, or the commands of a script one after another, do with the text. */
export interface ToolOutcome {
  /** The exit status of iptables-restore; of a script, that of the first command that failed. */
  readonly status: number
  /** Everything printed to standard error. */
  readonly stderr: string
  /** The tables afterwards, in the order of their first use. A save file stops at its first error: tables committed before stay. */
  readonly ruleset: Ruleset
}

/** Larger texts are not read: half a second of reading on a slow machine. */
export const MAX_TEXT_LENGTH = 16 * 1024 * 1024

/** Rules beyond this many are left out, and said to be. */
export const MAX_RULES = 200_000

/** Diagnostics beyond this many are only counted. */
export const MAX_DIAGNOSTICS = 500

/** What is said of counters that a number here cannot hold exactly, or null. */
export function largeCounters({ packets, bytes }: Counters): string | null {
  const most = Number.MAX_SAFE_INTEGER
  return Math.max(packets, bytes) > most ? `Counters above ${most} are kept to their first sixteen digits.` : null
}
