import type { Scenario } from '../../scenario/scenario'
import { writeDocument } from '../../scenario/write-document'
import { openedAs } from '../store/opened-as'
import { pageStore } from '../store/page-store'
import { earlierStore } from './earlier'

/** Under this name the tab's session holds the states that one compares with. */
export const EARLIER_KEY = 'earlier'

/** What one compares with lives as long as the tab: a reload finds it again, like the scenario itself. */
export function keepEarlier(): void {
  addEventListener('pagehide', write)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && write())
}

function write(): void {
  const { scenario } = pageStore.getState()
  const { pinned } = earlierStore.getState()
  const opened = openedAs(scenario)
  const kept = { opened: opened === scenario ? null : documentOf(opened), pinned: pinned === null ? null : documentOf(pinned) }
  try {
    sessionStorage.setItem(EARLIER_KEY, JSON.stringify(kept))
  } catch {
    // Larger than a session holds, or forbidden: then a reload begins anew.
  }
}

function documentOf(scenario: Scenario): object {
  return writeDocument(scenario, { cursor: null })
}
