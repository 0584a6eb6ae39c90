import { useSyncExternalStore } from 'react'

/** How much room there is: three columns, the inspector under the diagram, or one part at a time. */
export type Layout = 'wide' | 'medium' | 'phone'

const MEDIUM = '(max-width: 1180px)'
const PHONE = '(max-width: 760px)'

function current(): Layout {
  if (matchMedia(PHONE).matches) return 'phone'
  return matchMedia(MEDIUM).matches ? 'medium' : 'wide'
}

function subscribe(changed: () => void): () => void {
  const queries = [matchMedia(MEDIUM), matchMedia(PHONE)]
  for (const query of queries) query.addEventListener('change', changed)
  return () => {
    for (const query of queries) query.removeEventListener('change', changed)
  }
}

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, current)
}
