import { diagram } from './diagram'
import { shell } from './shell'
import { timeline } from './timeline'

export const zh: typeof import('../en').en = { diagram, shell, timeline }
