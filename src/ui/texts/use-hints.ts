import { useEffect, useState } from 'react'
import { fetched } from '../store/fetched'
import { usePage } from '../store/page'
import type { Hints } from './en/hints'

/** The sentences of hints in a language, which come with the first hint that is shown. */
export async function loadHints(language: 'en' | 'zh'): Promise<Hints> {
  return (await fetched(() => (language === 'zh' ? import('./zh/hints') : import('./en/hints')))).hints
}

/** The same, once they are there; null until then, and where they are not wanted or cannot be fetched. */
export function useHints(wanted: boolean): Hints | null {
  const language = usePage((page) => page.language)
  const [known, setKnown] = useState<{ readonly language: 'en' | 'zh'; readonly hints: Hints } | null>(null)
  useEffect(() => {
    if (!wanted) return
    let gone = false
    // Where a hint has its place on the page it is said there that it could not be fetched.
    loadHints(language).then(
      (hints) => !gone && setKnown({ language, hints }),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [wanted, language])
  return known?.language === language ? known.hints : null
}
