/** One `--option` of an extension, as data. The driver in parse-use.ts reads it the way libxtables reads xt_option_entry. */
export interface Option {
  /** Without the dashes. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: OptionType
  readonly invertible: boolean
  readonly required: boolean
  /** Names of options that cannot stand beside it. */
  readonly excludes: readonly string[]
  readonly needs: readonly string[]
  /** May be given more than once. */
  readonly repeatable: boolean
  /** One sentence. */
  readonly doc: string
}

/** The closed set of value types (XTTYPE_* of xtables.h, and the few that extensions read for themselves). To be completed by its owner. */
export type OptionType =
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly min: number; readonly max: number }
