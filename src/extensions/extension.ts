import type { Hook, Parameters, Parsed, TableName } from '../model'
import type { Option } from './option'
import type { CompileMatch, CompileTarget } from './semantics'

/**
 * Everything there is to know about one match or target, in one file: how it is written, how it is printed, where it may
 * stand, what it means, and examples that are documentation, test and conformance case at once.
 */
export interface Extension {
  readonly kind: 'match' | 'target'
  /** As after `-m` or `-j`. */
  readonly name: string
  /** One sentence for hovers and completion. */
  readonly summary: string
  readonly options: readonly Option[]
  /** Where the kernel's checkentry allows it; null for everywhere. */
  readonly tables: readonly TableName[] | null
  readonly hooks: readonly Hook[] | null
  /** The rule's `-p` must be one of these, uninverted (`-m tcp` needs `-p tcp`); null for any. */
  readonly protocols: readonly number[] | null
  /** Rejections that need the whole use: what iptables' x6_fcheck and the kernel's checkentry say. */
  check(parameters: Parameters, place: RulePlace): readonly Rejection[]
  /** The words after `-m name`/`-j NAME` in iptables-save, a leading space before each option; '' for none. */
  save(parameters: Parameters): string
  /** What `iptables -nvL` appends to the line; '' for nothing. */
  list(parameters: Parameters): string
  readonly meaning:
    | { readonly kind: 'match'; readonly compile: CompileMatch<Parameters> }
    | { readonly kind: 'target'; readonly compile: CompileTarget<Parameters> }
    /** Parsed and printed, but not modelled: answers unknown, for this reason. */
    | { readonly kind: 'unmodelled'; readonly reason: string }
  readonly examples: readonly Example[]
}

/** Where a use stands when it is checked. */
export interface RulePlace {
  readonly table: TableName
  readonly chain: string
  /** The base chains from which the rule can be reached; the kernel checks hooks only against these. */
  readonly hooks: readonly Hook[]
  readonly protocol: { readonly number: number; readonly inverted: boolean } | null
}

/** A no, in the words of who says it. */
export interface Rejection {
  readonly by: 'iptables' | 'kernel'
  /** The tool's text after `iptables v1.8.9 (legacy): `; for the kernel its one-line message (`Invalid argument`). */
  readonly message: string
  /** Exit status of the iptables command: 2 for a parameter problem, 1 for the kernel's refusal, ... */
  readonly status: number
  /** The option that is wrong, for the position of the marker; null for the whole use. */
  readonly option: string | null
  /** One line for people. */
  readonly hint: string
}

/** A rule, and what becomes of it. */
export type Example =
  | { readonly rule: string; readonly table?: TableName; readonly saved: string | '=' }
  | { readonly rule: string; readonly table?: TableName; readonly rejected: string; readonly by: 'iptables' | 'kernel' }

/** Turns the words of one use into parameters, as libxtables does (xtables_option_parse): see parse-use.ts. */
export type ParseUse = (extension: Extension, words: readonly string[]) => Parsed<Parameters>
