import type { Scenario } from '../../scenario/scenario'
import type { ImportedView } from '../../worker/protocol'
import { actions, EMPTY_SCENARIO, pageStore } from '../store/page-store'
import { refresh } from '../store/simulate'
import { textsIn } from '../texts/use-texts'
import { keptText, type PendingImport } from './pending-import'

/** Puts what was imported on the page, in one step of Undo, and lets its packets be seen. */
export function takeImport(view: ImportedView, pending: PendingImport): void {
  const { language } = pageStore.getState()
  const before = pending.base.traffic.length
  actions.openDialog('none')
  actions.replaceScenario(imported(view, pending), null)
  if (view.walks > 0) {
    actions.showTab({ log: 'recorded' })
    refresh({ kind: 'at', cursor: 0, shown: 'recorded' }, actions.play)
  } else if (view.moves !== null) actions.showTab({ log: 'moves' })
  else if (view.packets > 0) refresh({ kind: 'at', cursor: 0 }, () => playFrom(before))
  actions.notify({ severity: 'information', text: textsIn(language).importing.done, diagnostics: [] })
}

/** Leaves the text as it is: in the editor where it stands, of a file as its rules. */
export function keepAsText({ from, text, name }: PendingImport): void {
  actions.openDialog('none')
  if (from === 'dialog') return
  keptText.setState({ text })
  if (from === 'file') actions.replaceScenario({ ...EMPTY_SCENARIO, title: name, host: { ...EMPTY_SCENARIO.host, rules: text } }, null)
}

function imported({ scenario, changed }: ImportedView, { from, rules, name }: PendingImport): Scenario {
  // Other rules are nobody's story.
  if (changed.includes('rules')) return { ...scenario, title: from === 'file' ? name : '', notes: '' }
  return { ...scenario, title: rules.title, notes: rules.notes, host: { ...scenario.host, rules: rules.rules } }
}

/** What was there before has been watched: the show begins with the first packet behind it. */
function playFrom(sending: number): void {
  const events = pageStore.getState().run?.events ?? []
  const at = events.findIndex((event) => event.kind === 'packet appeared' && event.sending !== null && event.sending >= sending)
  if (at > 0) actions.seek(at)
  actions.play()
}
