import { Suspense } from 'react'
import type { Hint } from '../../model'
import { fetchedPart } from '../app/fetched-part'
import { usePage } from '../store/page-store'

const LINES = { en: fetchedPart(() => import('./EnglishHint')), zh: fetchedPart(() => import('./ChineseHint')) }

/** What a refusal means, behind the tool's own words. Its words come with the first that is shown. */
export function HintLine({ hint }: { readonly hint: Hint | null }) {
  const Line = LINES[usePage((page) => page.language)]
  return (
    hint !== null && (
      <Suspense fallback={null}>
        <Line hint={hint} />
      </Suspense>
    )
  )
}
