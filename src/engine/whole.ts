import { bring } from './rare'
import { RARE_PARTS } from './rare-parts'

/** Nothing of the engine is absent for whoever imports this. */
bring(RARE_PARTS)
