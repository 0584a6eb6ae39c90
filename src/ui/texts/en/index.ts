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

export const en = {
  editor,
  dialogs,
  ruleEditing,
  diagram,
  facts,
  inspector,
  logs,
  problems,
  recordings,
  sentences,
  shell,
  timeline,
  traffic,
}
