import { diagram } from './diagram'
import { shell } from './shell'
import { timeline } from './timeline'

export const en = { diagram, shell, timeline }
