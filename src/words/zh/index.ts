import type { LanguageWords } from '../en'
import { extensionDocs, optionDoc } from './extension-docs'
import { networkWords } from './network-words'
import { baseOptionDocs, ruleWords } from './rule-words'
import { setWords } from './set-words'
import { thingWords } from './thing-words'

/** What hovers and completions say, in Chinese. */
export const chinese: LanguageWords = {
  ...ruleWords,
  network: networkWords,
  sets: setWords,
  things: thingWords,
  baseOption: (name, doc) => baseOptionDocs[name] ?? doc,
  extension: (owner, summary) => extensionDocs[owner]?.summary ?? summary,
  option: optionDoc,
}
