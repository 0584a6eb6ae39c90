import type { ExportFormat } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import { pageStore } from '../store/page-store'
import { hasRecordingShown } from '../store/shown'
import { currentSimulation } from '../store/simulate'
import type { PageState } from '../store/state'

/** How far what is shown has come, simulated or recorded packets: null at its end. */
export function exportCursor({ run, cursor }: Pick<PageState, 'run' | 'cursor'>): number | null {
  return run === null || cursor >= run.events.length ? null : cursor
}

/** A moment in a format; null when there is no simulation to ask. Rejects when the worker is lost. */
export async function askExport(
  scenario: Scenario,
  { cursor, recorded }: { readonly cursor: number | null; readonly recorded: boolean },
  format: ExportFormat,
): Promise<string | null> {
  const answer = await currentSimulation()?.ask('export', { scenario, cursor, format, recorded })
  return answer?.text ?? null
}

/** The moment that is looked at. */
export function askExportHere(format: ExportFormat): Promise<string | null> {
  const state = pageStore.getState()
  return askExport(state.scenario, { cursor: exportCursor(state), recorded: hasRecordingShown(state) }, format)
}
