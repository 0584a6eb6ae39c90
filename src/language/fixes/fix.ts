import type { Diagnostic, Ruleset } from '../../model'
import type { RulesForm, RulesReading } from '../../syntax/rules-reading'
import type { SourceText } from '../../syntax/source-text'
import type { OffsetEdit } from '../editing/offset-edits'
import type { WrittenCommand, WrittenWord } from '../editing/written-commands'

/** A text of rules, as fixes look at it. */
export interface FixedText {
  readonly text: string
  readonly source: SourceText
  readonly form: RulesForm
  readonly reading: RulesReading
  readonly ruleset: Ruleset
  readonly commands: readonly WrittenCommand[]
  /** Rules that nothing reaches, with the number of the rule of the same chain that is in the way. */
  readonly unreached: readonly UnreachedRule[]
}

/** A rule that no packet gets to, by its key, and the number of the one that takes them all. */
export interface UnreachedRule {
  readonly ruleKey: string
  readonly by: number
}

/** The lines that are asked about, and what is wrong on them. */
export interface FixPlace extends FixedText {
  readonly line: number
  readonly endLine: number
  readonly problems: readonly Diagnostic[]
}

/** One thing that could be done. Whether it helps is found out by reading the text again. */
export interface Offer {
  /** A key of the page's words (`editor.fixes`) with their parameters. */
  readonly title: string
  readonly words: readonly string[]
  readonly edits: readonly OffsetEdit[]
  /** It changes nothing that is wrong, only how it is written. */
  readonly matterOfTaste?: true
}

/**
 * What people get wrong in one way, and what to do about it. A family looks at one command as it is written, or at the lines of a
 * place where what is wrong may be no command at all.
 */
export type FixFamily =
  | { readonly of: 'command'; readonly name: string; offers(command: WrittenCommand, place: FixPlace): readonly Offer[] }
  | { readonly of: 'lines'; readonly name: string; offers(place: FixPlace): readonly Offer[] }

/** One word in another's place. */
export function replaceWord(word: WrittenWord, text: string): OffsetEdit {
  return { start: word.start, end: word.end, text }
}

/** Something before a word. */
export function before(word: WrittenWord, text: string): OffsetEdit {
  return { start: word.start, end: word.start, text }
}

/** The change of some words to others, for a title. */
export function change(from: string, to: string, edits: readonly OffsetEdit[]): Offer {
  return { title: 'change', words: [from, to], edits }
}

/** Words that are missing. */
export function add(what: string, edits: readonly OffsetEdit[]): Offer {
  return { title: 'add', words: [what], edits }
}

/** The indices of words that are options of extensions: `--name`. */
export function longOptions({ words }: WrittenCommand): readonly number[] {
  return words.flatMap(({ text }, at) => (text.startsWith('--') && text.length > 2 ? [at] : []))
}

/** The name of a long option, without dashes and `=value`. */
export function optionName(word: string): string {
  return word.slice(2).replace(/=.*$/s, '')
}
