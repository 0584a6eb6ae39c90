import { diagram } from './diagram'
import { dialogs } from './dialogs'
import { editor } from './editor'
import { facts } from './facts'
import { inspector } from './inspector'
import { logs } from './logs'
import { problems } from './problems'
import { recordings } from './recordings'
import { ruleEditing } from './rule-editing'
import { sentences } from './sentences'
import { shell } from './shell'
import { timeline } from './timeline'
import { traffic } from './traffic'

export const zh: typeof import('../en').en = {
  editor,
  dialogs,
  diagram,
  facts,
  inspector,
  logs,
  ruleEditing,
  problems,
  recordings,
  sentences,
  shell,
  timeline,
  traffic,
}
