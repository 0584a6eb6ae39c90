import type { PageState } from '../store/state'
import { fixes as en } from '../texts/en/fixes'
import { fixes as zh } from '../texts/zh/fixes'

const TITLES = { en, zh }

/** What a quick fix would do, in words; one that has none is called by its name. */
export function fixTitle(language: PageState['language'], fix: { readonly title: string; readonly words: readonly string[] }): string {
  return TITLES[language][fix.title]?.(...fix.words) ?? fix.title
}
