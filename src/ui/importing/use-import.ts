import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import type { ImportedView } from '../../worker/protocol'
import { isRelated, withoutStory } from '../store/fresh-start'
import { actions, pageStore } from '../store/page-store'
import { refresh } from '../store/simulate'
import { keptText, type PendingImport } from './pending-import'
import { IMPORTING } from './words'

/** Puts what was imported on the page, in one step of Undo, and lets its packets be seen. */
export function takeImport(view: ImportedView, pending: PendingImport): void {
  const { language } = pageStore.getState()
  const scenario = imported(view, pending)
  actions.openDialog('none')
  actions.replaceScenario(scenario, null, leavesStory(view, pending) ? 'suggested' : undefined)
  if (view.walks > 0) {
    actions.showTab({ log: 'recorded' })
    refresh({ kind: 'at', cursor: 0, shown: 'recorded' }, actions.play)
  } else if (view.moves !== null) actions.showTab({ log: 'moves' })
  else if (view.packets > 0) refresh({ kind: 'at', cursor: 0 }, () => playFrom(scenario.traffic.length - view.packets))
  actions.notify({ severity: 'information', text: IMPORTING[language].done, diagnostics: [] })
}

/** Packets of a story went with its rules: what is suggested for the new ones takes their place, as where rules are pasted. */
function leavesStory(view: ImportedView, { base, instead }: PendingImport): boolean {
  return view.changed.includes('rules') && view.walks === 0 && view.moves === null && (instead ?? base).traffic.length > 0
}

/** Leaves the text as it is: in the editor where it stands, of a file as its rules. */
export function keepAsText({ from, text, name }: PendingImport): void {
  actions.openDialog('none')
  if (from === 'dialog') return
  keptText.setState({ text })
  if (from === 'file') actions.replaceScenario({ ...EMPTY_SCENARIO, title: name, host: { ...EMPTY_SCENARIO.host, rules: text } }, null)
}

function imported({ scenario, changed, packets }: ImportedView, { from, base, instead, name }: PendingImport): Scenario {
  if (!changed.includes('rules')) return scenario
  const titled = { ...scenario, title: from === 'file' ? name : '', notes: '' }
  if (isRelated((instead ?? base).host.rules, scenario.host.rules)) return titled
  // Other rules are nobody's story: what the import does not bring itself is inferred from them.
  const left = withoutStory(base)
  const kept = Object.fromEntries(KEPT.flatMap((section) => (changed.includes(section) ? [] : [[section, left.host[section] ?? '']])))
  const added = packets === 0 ? [] : scenario.traffic.slice(-packets)
  return { ...titled, host: { ...scenario.host, ...kept }, traffic: [...left.traffic, ...added] }
}

const KEPT = ['network', 'sets', 'services', 'connections'] as const

/** What was there before has been watched: the show begins with the first packet behind it. */
function playFrom(sending: number): void {
  const events = pageStore.getState().run?.events ?? []
  const at = events.findIndex((event) => event.kind === 'packet appeared' && event.sending !== null && event.sending >= sending)
  if (at > 0) actions.seek(at)
  actions.play()
}
