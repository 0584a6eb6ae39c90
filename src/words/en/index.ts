import { networkWords } from './network-words'
import { ruleWords } from './rule-words'
import { setWords } from './set-words'
import { thingWords } from './thing-words'

/** What hovers and completions say, in English. Matches, targets and options say themselves what they are. */
export const english = {
  ...ruleWords,
  network: networkWords,
  sets: setWords,
  things: thingWords,
  /** What one of iptables' own options does, by its long name. */
  baseOption: (_name: string, doc: string) => doc,
  /** What a match or target is, by the option that names it: `-m tcp`. */
  extension: (_owner: string, summary: string) => summary,
  /** What an option of one does. */
  option: (_owner: string, _option: string, doc: string) => doc,
}

/** What hovers and completions say, in one language. */
export type LanguageWords = typeof english
