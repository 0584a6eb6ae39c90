import { fetched } from '../store/fetched'
import { usePage } from '../store/page'
import { en } from './en'

/** Everything that the page says, in one language. */
export type Texts = typeof en

/** English is always there; Chinese is loaded before the page is put into it. */
const languages: { readonly en: Texts; zh: Texts | null } = { en, zh: null }

/** Makes the words of a language ready; does nothing when they are. */
export async function loadTexts(language: 'en' | 'zh'): Promise<void> {
  if (language === 'zh' && languages.zh === null) languages.zh = (await fetched(() => import('./zh'))).zh
}

/** The words of a language, for what is not a component. */
export function textsIn(language: 'en' | 'zh'): Texts {
  return languages[language] ?? en
}

/** The words in the language that the person chose. */
export function useTexts(): Texts {
  return usePage((page) => textsIn(page.language))
}

/** Words of what is fetched when it is wanted: they come with it, in both languages. */
export interface Words<T> {
  readonly en: T
  readonly zh: T
}

/** Such words in the language that the person chose. */
export function useWords<T>(words: Words<T>): T {
  return words[usePage((page) => page.language)]
}
