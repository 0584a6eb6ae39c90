import type { ExportFormat } from '../../worker/protocol-export'
import { pageStore } from '../store/page-store'
import type { PageState } from '../store/state'
import { currentSimulation } from '../store/simulate'

/** How far the simulation is at the moment that is looked at: null at its end, and while recorded packets are shown in its place. */
export function exportCursor({ run, cursor, shown }: Pick<PageState, 'run' | 'cursor' | 'shown'>): number | null {
  return shown === 'recorded' || run === null || cursor >= run.events.length ? null : cursor
}

/** The moment that is looked at in a format; null when there is no simulation to ask. Rejects when the worker is lost. */
export async function askExport(format: ExportFormat): Promise<string | null> {
  const state = pageStore.getState()
  const answer = await currentSimulation()?.ask('export', { scenario: state.scenario, cursor: exportCursor(state), format })
  return answer?.text ?? null
}
