import { usePage } from '../store/page'
import { en } from './en'
import { zh } from './zh'

/** Everything that the page says, in one language. */
export type Texts = typeof en

const LANGUAGES: { readonly en: Texts; readonly zh: Texts } = { en, zh }

/** The words of a language, for what is not a component. */
export function textsIn(language: 'en' | 'zh'): Texts {
  return LANGUAGES[language]
}

/** The words in the language that the person chose. */
export function useTexts(): Texts {
  return usePage((page) => LANGUAGES[page.language])
}
