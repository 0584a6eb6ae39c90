import type { Hint, Ipv4, MaskedAddress } from '../model'

/**
 * One `--option` of an extension, as data: what libxtables keeps in an xt_option_entry (include/xtables.h), plus words for
 * people. The driver in parse-use.ts is the only reader.
 */
export interface Option {
  /** Without the dashes; as messages name it. */
  readonly name: string
  /** Other spellings of the same option (`--sport` of `--source-port`): getopt knows them all, messages use `name`. */
  readonly aliases: readonly string[]
  readonly type: OptionType
  readonly invertible: boolean
  readonly required: boolean
  /** Names of options that cannot stand beside it, in the order in which iptables looks for them: that of their numbers. */
  readonly excludes: readonly string[]
  /** Names of options that must stand beside it. */
  readonly needs: readonly string[]
  /** May be given more than once: the last one counts, or all of them do (kept as an array). */
  readonly repeatable: boolean
  readonly repeat: 'once' | 'last' | 'all'
  /** Takes the next word of the command line too (`--match-set NAME src,dst`). */
  readonly takesSecondWord: boolean
  /** What extensions older than libxtables' own driver say instead of `can only be used once` and `cannot be inverted`. */
  readonly repeatRefusal: string | null
  readonly inversionRefusal: string | null
  /** Takes a `!` before it, and does as if there were none. */
  readonly ignoresInversion: boolean
  /** One sentence. */
  readonly doc: string
}

/**
 * The closed set of value types: XTTYPE_* of xtables.h by the names of what they hold. Integers are read as strtoul(3) with
 * base 0 reads them: `0x` is hexadecimal, a leading `0` octal.
 */
export type OptionType =
  /** No value: the option is there or not. */
  | FlagType
  | OptionalWord<unknown>
  /** XTTYPE_UINT8/16/32/64. A 64-bit number is kept as decimal text, because JSON has none. */
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32; readonly min: number; readonly max: number }
  | { readonly kind: 'integer64' }
  /** XTTYPE_UINT*RC: `a:b:c`, at most `count` numbers; an omitted one is 0, an omitted second the largest. */
  | { readonly kind: 'integers'; readonly bits: 8 | 16 | 32; readonly count: number }
  | { readonly kind: 'integers64'; readonly count: number }
  /** XTTYPE_DOUBLE. */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  /** XTTYPE_STRING: rejected outside min..max characters (0 for no bound), cut to `keep`. */
  | { readonly kind: 'text'; readonly min: number; readonly max: number; readonly keep: number }
  /** XTTYPE_TOSMASK: `value[/mask]` or a name like Minimize-Delay, which has `nameMask`. */
  | { readonly kind: 'tosMask'; readonly nameMask: number }
  /** XTTYPE_MARKMASK32: `value[/mask]`. */
  | { readonly kind: 'markMask' }
  /** XTTYPE_SYSLOGLEVEL: 0-7 or a name. */
  | { readonly kind: 'logLevel' }
  /** XTTYPE_HOST and XTTYPE_HOSTMASK. Names are not resolved: there is no resolver. */
  | { readonly kind: 'host' }
  | { readonly kind: 'hostMask' }
  /** XTTYPE_PLENMASK: a prefix length or a dotted mask, kept as the mask. */
  | { readonly kind: 'prefixMask' }
  | { readonly kind: 'protocol' }
  /** XTTYPE_PORT, XTTYPE_PORTRC: by number or service name. */
  | { readonly kind: 'port' }
  | { readonly kind: 'portRange' }
  /** XTTYPE_ETHERMAC, kept as `02:00:00:00:00:01`. */
  | { readonly kind: 'mac' }
  /** XTTYPE_NONE with an argument: the extension reads it for itself, as a pure function. */
  | CustomType<unknown>

/** Types that few options have: `rare-values.ts` reads them. */
export type RareType = Extract<
  OptionType,
  { readonly kind: 'integer64' | 'integers' | 'integers64' | 'decimal' | 'tosMask' | 'markMask' | 'mac' }
>

interface FlagType {
  readonly kind: 'flag'
  /** Why the flag cannot stand here, for the few that depend on what was given before. */
  readonly refuse?: (at: OptionSite) => Refusal | null
}

/** An option that may take the next word of the command line or do without (`--rateest-bps [VALUE]`): null where there is none. */
export interface OptionalWord<V> {
  readonly kind: 'flag'
  readWord(word: string | null, at: OptionSite): V | Refusal
}

export interface CustomType<V> {
  readonly kind: 'custom'
  /** How people write the argument, for hovers and completion: `STATE[,STATE...]`. */
  readonly placeholder: string
  /** The words an argument is made of, where they are a fixed list, for completion. */
  readonly choices: readonly string[]
  read(argument: string, at: OptionSite): V | Refusal
}

/** The JSON value that an option of this type is kept as. */
type ValueOf<T> =
  T extends OptionalWord<infer V>
    ? V
    : T extends { kind: 'flag' }
      ? true
      : T extends { kind: 'integer' | 'decimal' | 'logLevel' | 'protocol' | 'port' }
        ? number
        : T extends { kind: 'integer64' | 'text' | 'mac' }
          ? string
          : T extends { kind: 'integers' }
            ? readonly number[]
            : T extends { kind: 'integers64' }
              ? readonly string[]
              : T extends { kind: 'tosMask' | 'markMask' }
                ? ValueMask
                : T extends { kind: 'host' | 'prefixMask' }
                  ? Ipv4
                  : T extends { kind: 'hostMask' }
                    ? MaskedAddress
                    : T extends { kind: 'portRange' }
                      ? readonly [number, number]
                      : T extends CustomType<infer V>
                        ? V
                        : never

/** `value/mask` of a mark or a TOS byte. */
export type ValueMask = { readonly value: number; readonly mask: number }

/** Where an argument is being read: what a custom reader may need for its messages and decisions. */
export interface OptionSite {
  readonly extension: string
  readonly option: string
  /** Which of the option's names was written. */
  readonly spelling: string
  readonly inverted: boolean
  /** The rule's `-p` as far as the command line has been read: iptables looks at it while it reads options. */
  readonly protocol: number | null
  readonly protocolInverted: boolean
  /** The values of the options read before. */
  readonly given: { readonly [option: string]: unknown }
  /** The next word, for options with `takesSecondWord`; null where there is none. */
  readonly secondWord: string | null
  /** Whether the host has this ipset; null where nobody knows, and every set is taken to exist. */
  readonly hasSet: ((name: string) => boolean) | null
  /** Says something beside on stderr, and reads on. */
  warn(line: string): void
}

/** A reader's no, in iptables' words (without `iptables v1.8.9 (legacy): `). Exit status 2 unless said otherwise. */
export class Refusal {
  constructor(
    readonly message: string,
    readonly hint: Hint | null = null,
    readonly status: number = 2,
  ) {}
}

/** How an extension file declares an option; see extension.ts for the record that comes out of it. */
export interface OptionDeclaration {
  readonly type: OptionType
  readonly doc: string
  readonly aliases?: readonly string[]
  readonly invertible?: true
  readonly required?: true
  readonly excludes?: readonly string[]
  readonly needs?: readonly string[]
  /** `last`: repeating it replaces the value. `all`: every use is kept. */
  readonly repeat?: 'last' | 'all'
  readonly takesSecondWord?: true
  readonly repeatRefusal?: string
  readonly inversionRefusal?: string
  readonly ignoresInversion?: true
}

/** What an extension's options come out as: one value an option, `{ inverted, value }` where it can be inverted. */
export type ParametersOf<O extends { readonly [name: string]: OptionDeclaration }> = {
  readonly [K in keyof O as O[K] extends { readonly required: true } ? K : never]: GivenAs<O[K]>
} & {
  readonly [K in keyof O as O[K] extends { readonly required: true } ? never : K]?: GivenAs<O[K]>
}

type GivenAs<D extends OptionDeclaration> = D extends { readonly repeat: 'all' } ? readonly OneGivenAs<D>[] : OneGivenAs<D>
type OneGivenAs<D extends OptionDeclaration> = D extends { readonly invertible: true } ? Invertible<ValueOf<D['type']>> : ValueOf<D['type']>

/** A value with the `!` that may stand before its option. */
export type Invertible<V> = { readonly inverted: boolean; readonly value: V }

export const flag = { kind: 'flag' } as const
export const uint8 = { kind: 'integer', bits: 8, min: 0, max: 0xff } as const
export const uint16 = { kind: 'integer', bits: 16, min: 0, max: 0xffff } as const
export const uint32 = { kind: 'integer', bits: 32, min: 0, max: 0xffffffff } as const
export const uint64 = { kind: 'integer64' } as const
export const markMask = { kind: 'markMask' } as const
export const logLevel = { kind: 'logLevel' } as const
export const host = { kind: 'host' } as const
export const hostMask = { kind: 'hostMask' } as const
export const prefixMask = { kind: 'prefixMask' } as const
export const port = { kind: 'port' } as const
export const portRange = { kind: 'portRange' } as const
export const mac = { kind: 'mac' } as const

/** An integer with bounds of its own. iptables takes a bound of 0 for the type's own, and so do we. */
export function integer(bits: 8 | 16 | 32, bounds: { readonly min?: number; readonly max?: number }) {
  return { kind: 'integer', bits, min: bounds.min ?? 0, max: bounds.max ? bounds.max : 2 ** bits - 1 } as const
}

/** `a:b`, or as many as `count` says. */
export function integers(bits: 8 | 16 | 32, count = 2) {
  return { kind: 'integers', bits, count } as const
}

export function integers64(count = 2) {
  return { kind: 'integers64', count } as const
}

export function decimal(min: number, max: number) {
  return { kind: 'decimal', min, max } as const
}

/** Text of at most `keep` characters; longer text is cut, or refused where `max` is given. */
export function text(bounds: { readonly keep?: number; readonly min?: number; readonly max?: number } = {}) {
  return { kind: 'text', min: bounds.min ?? 0, max: bounds.max ?? 0, keep: bounds.keep ?? Number.MAX_SAFE_INTEGER } as const
}

export function tosMask(nameMask: number) {
  return { kind: 'tosMask', nameMask } as const
}

/** An argument that the extension reads for itself. */
export function custom<V>(
  placeholder: string,
  read: (argument: string, at: OptionSite) => V | Refusal,
  choices: readonly string[] = [],
): CustomType<V> {
  return { kind: 'custom', placeholder, choices, read }
}
