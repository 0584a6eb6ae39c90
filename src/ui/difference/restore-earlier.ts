import { openDocument } from '../../scenario/migrate'
import type { Scenario } from '../../scenario/scenario'
import { madeOf } from '../store/opened-as'
import { earlierStore } from './earlier'
import { EARLIER_KEY } from './keep-earlier'

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
    const kept: unknown = JSON.parse(sessionStorage.getItem(EARLIER_KEY) ?? 'null')
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
