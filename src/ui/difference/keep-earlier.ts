import { openDocument } from '../../scenario/migrate'
import type { Scenario } from '../../scenario/scenario'
import { writeDocument } from '../../scenario/write-document'
import { madeOf, openedAs } from '../store/opened-as'
import { pageStore } from '../store/page-store'
import { earlierStore } from './earlier'

/** Under this name the tab's session holds the states that one compares with. */
const KEY = 'earlier'

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
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Larger than a session holds, or forbidden: then a reload begins anew.
  }
}

function documentOf(scenario: Scenario): object {
  return writeDocument(scenario, { cursor: null })
}

/** Gives the scenario that was kept its own past back; whatever cannot be read any more is left out. */
export function restoreEarlier(scenario: Scenario): void {
  const kept = read()
  const opened = scenarioIn(kept, 'opened')
  const pinned = scenarioIn(kept, 'pinned')
  if (opened !== null) madeOf(scenario, opened)
  if (pinned !== null) earlierStore.setState({ pinned })
}

function read(): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}

function scenarioIn(kept: object, name: string): Scenario | null {
  const value: unknown = Object.entries(kept).find(([key]) => key === name)?.[1] ?? null
  if (value === null) return null
  const document = openDocument(value)
  return document.ok ? document.scenario : null
}
