import { usePage } from '../store/page-store'
import { exporting as english } from '../texts/en/exporting'
import { exporting as chinese } from '../texts/zh/exporting'

const WORDS = { en: english, zh: chinese }

export function useExportingTexts(): typeof english {
  return WORDS[usePage((state) => state.language)]
}
