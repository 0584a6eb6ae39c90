import { absent } from '../extensions/fetched-later'
import type { RareParts } from './rare-parts'

let parts: RareParts | null = null

/** What not every run meets. Where it is still to be fetched, the run ends here and is begun again (`fetched-later.ts`). */
export function rare(): RareParts {
  return parts ?? absent('engine', 'this part of the engine')
}

/** Makes the rare parts known. */
export function bring(all: RareParts): void {
  parts = all
}
