import { createStore } from 'zustand/vanilla'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import { actions, pageStore } from '../store/page-store'

/** What the import dialog is about. */
export interface PendingImport {
  /** Another one each time that the dialog is opened. */
  readonly id: number
  readonly text: string
  readonly from: 'dialog' | 'editor' | 'file'
  /** What the text is imported into. */
  readonly base: Scenario
  /** What it is imported into where it holds no rules: in the editor it may stand in their place already. */
  readonly instead: Scenario | null
  /** The file's name. */
  readonly name: string
}

const NOTHING: PendingImport = {
  id: 0,
  text: '',
  from: 'dialog',
  base: EMPTY_SCENARIO,
  instead: null,
  name: '',
}

export const pendingImport = createStore<PendingImport>(() => NOTHING)

/** Texts that the person wants to stay as they are. */
export const keptText = createStore<{ readonly text: string | null }>(() => ({ text: null }))

/** The rules text fills the rules alone: what stands in the editor is what is imported. */
export function withoutRules(scenario: Scenario): Scenario {
  return { ...scenario, host: { ...scenario.host, rules: '' } }
}

export function openImport(pending: Partial<PendingImport>): void {
  const { scenario } = pageStore.getState()
  pendingImport.setState({ ...NOTHING, id: pendingImport.getState().id + 1, base: scenario, ...pending }, true)
  actions.openDialog('import')
}
