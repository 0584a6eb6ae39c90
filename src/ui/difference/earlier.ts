import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../scenario/scenario'
import { showPart } from '../app/phone-part'
import { openedAs } from '../store/opened-as'
import { actions, pageStore } from '../store/page-store'
import type { EditorTab, LogTab } from '../store/state'

/** The earlier state that the scenario on the page is compared with. */
export type Since = 'opened' | 'change' | 'pinned'

interface Earlier {
  readonly since: Since
  /** A state that the person marked. */
  readonly pinned: Scenario | null
}

export const earlierStore = createStore<Earlier>(() => ({ since: 'opened', pinned: null }))

/** The scenario on the page itself where there is no such state. */
export function earlierScenario(
  scenario: Scenario,
  { since, pinned }: Pick<Earlier, 'since' | 'pinned'>,
  past: readonly Scenario[],
): Scenario {
  switch (since) {
    case 'opened':
      return openedAs(scenario)
    case 'change':
      return past.at(-1) ?? scenario
    case 'pinned':
      return pinned ?? scenario
  }
}

/** Marks the scenario as it is, and compares with it. */
export function pinScenario(): void {
  earlierStore.setState({ pinned: pageStore.getState().scenario, since: 'pinned' })
}

/** The tab that gives its place back when the difference is left. */
let otherTab: LogTab = 'trace'

export function showDifference(since?: Since): void {
  const { tab } = pageStore.getState()
  if (tab.log !== 'difference') otherTab = tab.log
  if (since !== undefined) earlierStore.setState({ since })
  actions.showTab({ log: 'difference' })
  showPart('logs')
}

/** On a phone the tab may be chosen and another part be shown. */
function isInSight(): boolean {
  return document.getElementById('log-tab-difference') !== null
}

/** Shows what differs from before, or what stood there otherwise. */
export function toggleDifference(): void {
  const isShown = pageStore.getState().tab.log === 'difference' && isInSight()
  if (isShown) actions.showTab({ log: otherTab })
  else showDifference()
}

/** The texts that are compared, in the editor's order. */
export const SECTIONS: readonly EditorTab[] = ['rules', 'network', 'sets', 'services', 'connections']

/** Whether nothing differs that a run depends on. */
export function isSameScenario(a: Scenario, b: Scenario): boolean {
  return (
    a === b ||
    (SECTIONS.every((section) => (a.host[section] ?? '') === (b.host[section] ?? '')) &&
      a.seed === b.seed &&
      JSON.stringify([a.traffic, a.decisions]) === JSON.stringify([b.traffic, b.decisions]))
  )
}
