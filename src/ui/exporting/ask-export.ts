import type { Scenario } from '../../scenario/scenario'
import type { ExportFormat } from '../../worker/protocol-export'
import { pageStore } from '../store/page-store'
import { currentSimulation } from '../store/simulate'
import type { PageState } from '../store/state'

/** How far the simulation is at the moment that is looked at: null at its end, and while recorded packets are shown in its place. */
export function exportCursor({ run, cursor, shown }: Pick<PageState, 'run' | 'cursor' | 'shown'>): number | null {
  return shown === 'recorded' || run === null || cursor >= run.events.length ? null : cursor
}

/** A moment in a format; null when there is no simulation to ask. Rejects when the worker is lost. */
export async function askExport(scenario: Scenario, cursor: number | null, format: ExportFormat): Promise<string | null> {
  const answer = await currentSimulation()?.ask('export', { scenario, cursor, format })
  return answer?.text ?? null
}

/** The moment that is looked at. */
export function askExportHere(format: ExportFormat): Promise<string | null> {
  const state = pageStore.getState()
  return askExport(state.scenario, exportCursor(state), format)
}
