import type { Family, MaskedAddress } from './address'
import type { Span } from './diagnostic'
import type { TableName } from './hook'

/** Everything `iptables-restore` loads: tables in the order in which they were first loaded. */
export interface Ruleset {
  readonly family: Family
  readonly tables: readonly Table[]
  /** What the things are made of that several rules share by a name (`recent seen`), whoever made them; absent for none. */
  readonly shared?: { readonly [thing: string]: Parameters }
}

export interface Table {
  readonly name: TableName
  /** Base chains first in the table's own order, then user chains in iptables-save's order. */
  readonly chains: readonly Chain[]
}

export interface Counters {
  readonly packets: number
  readonly bytes: number
}

export type Policy = 'ACCEPT' | 'DROP'

export interface Chain {
  readonly name: string
  /** The policy of a base chain, null for a user chain. */
  readonly policy: Policy | null
  readonly counters: Counters
  readonly rules: readonly Rule[]
  /** Where the text declares it; null for a base chain that it does not mention. */
  readonly span: Span | null
}

/** One rule: its conditions all hold, or the next one is asked. */
export interface Rule {
  readonly counters: Counters
  readonly header: HeaderMatch
  readonly matches: readonly MatchUse[]
  readonly target: TargetUse
  /** The line(s) of the user's text that made it. */
  readonly span: Span
  /** A name for the rule that survives edits of other lines: unique in the ruleset, e.g. `filter/FORWARD/16`. */
  readonly key: string
}

/** What every rule can say by itself: -s -d -i -o -p -f (struct ipt_ip). */
export interface HeaderMatch {
  readonly source: AddressMatch | null
  readonly destination: AddressMatch | null
  readonly in: InterfaceMatch | null
  readonly out: InterfaceMatch | null
  readonly protocol: ProtocolMatch | null
  readonly fragment: FragmentMatch | null
}

export interface AddressMatch extends MaskedAddress {
  readonly inverted: boolean
}

export interface InterfaceMatch {
  /** The name, or its beginning when `wildcard` (written `eth+`). */
  readonly name: string
  readonly wildcard: boolean
  readonly inverted: boolean
}

export interface ProtocolMatch {
  /** 0 matches every protocol and is never stored: such a rule has protocol null, unless inverted. */
  readonly number: number
  readonly inverted: boolean
}

/** `-f`: second and further fragments. */
export interface FragmentMatch {
  readonly inverted: boolean
}

/** JSON data: what an extension's option values are kept as. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }
export type Parameters = { readonly [key: string]: Value }

/** `-m name ...`: `modelled` has parameters its extension understands, `opaque` is kept word by word and answers unknown. */
export type MatchUse =
  | { readonly kind: 'modelled'; readonly name: string; readonly parameters: Parameters; readonly span: Span }
  | { readonly kind: 'opaque'; readonly name: string; readonly words: readonly string[]; readonly span: Span }

/** `-j`/`-g`. A rule without target only counts. */
export type TargetUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'verdict'; readonly verdict: 'ACCEPT' | 'DROP' | 'QUEUE' | 'RETURN'; readonly span: Span }
  | { readonly kind: 'jump'; readonly chain: string; readonly span: Span }
  | { readonly kind: 'goto'; readonly chain: string; readonly span: Span }
  | { readonly kind: 'modelled'; readonly name: string; readonly parameters: Parameters; readonly span: Span }
  | { readonly kind: 'opaque'; readonly name: string; readonly words: readonly string[]; readonly span: Span }

export const NO_CONDITIONS: HeaderMatch = { source: null, destination: null, in: null, out: null, protocol: null, fragment: null }
export const ZERO_COUNTERS: Counters = { packets: 0, bytes: 0 }
