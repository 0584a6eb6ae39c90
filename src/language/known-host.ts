import type { IpSet, Network, Ruleset } from '../model'
import type { LanguageWords } from '../words/en'

/** A text of a host, by the name of its section. */
export type Section = 'rules' | 'network' | 'sets' | 'services' | 'connections'

/** What is known of a host: its texts as they are shown, and what they mean. */
export interface KnownHost {
  readonly texts: { readonly [section in Section]: string }
  readonly ruleset: Ruleset
  readonly sets: readonly IpSet[]
  readonly network: Network
  /** Nobody has written the network: it was worked out from the rules. */
  readonly inferred: boolean
  /** What is said of it all, in the reader's language. */
  readonly words: LanguageWords
}

/** A place of one of the texts. Line and column count from 1. */
export interface PlaceInTexts {
  readonly section: Section
  readonly line: number
  readonly column: number
}
