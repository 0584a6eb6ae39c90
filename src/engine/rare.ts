import { placeFor } from '../extensions/fetched-later'
import type { RareParts } from './rare-parts'

/** `rare()` is what not every run meets: where it is still to be fetched, the run ends there and is begun again (`fetched-later.ts`). */
export const { bring, get: rare } = placeFor<RareParts>('engine')
