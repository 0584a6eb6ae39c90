import type { Hint } from './hint'
/** A place in the user's text. Lines and columns count from 1 in UTF-16 units, ends are exclusive: as editors and Monaco count. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** Who says no: the tool that reads the text, the kernel when the rules are loaded, or Five Chains itself. */
export type Speaker = 'iptables' | 'iptables-restore' | 'kernel' | 'ipset' | 'ip' | 'fivechains'

/** Something to tell the user about a place of their text. User errors are values like this one; bugs throw. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'information'
  readonly speaker: Speaker
  /** The tool's own wording, exactly, where a tool would say it. May hold several lines. */
  readonly message: string
  readonly span: Span
  /** One line for people: what it means or what to do. Empty when the message says it all. */
  readonly hint: Hint | null
  /** The exit status the speaking tool ends with (1 kernel/EINVAL.., 2 parameter problem, ...); 0 for what stops nothing. */
  readonly status: number
}

/** Parsing never fails: there is always a value, and everything that is wrong with the text beside it. */
export interface Parsed<T> {
  readonly value: T
  readonly diagnostics: readonly Diagnostic[]
}
