import { placeFor } from '../extensions/fetched-later'
import type { RareParts } from './rare-parts'

/** `rare()` is what few texts need: where it is still to be fetched, the reading ends there and is begun again (`fetched-later.ts`). */
export const { bring, get: rare } = placeFor<RareParts>('syntax')
