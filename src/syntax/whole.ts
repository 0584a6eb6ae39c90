import { bring } from './rare'
import { RARE_PARTS } from './rare-parts'

/** Nothing that texts may say is absent for whoever imports this. */
bring(RARE_PARTS)
