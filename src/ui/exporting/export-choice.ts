import { createStore } from 'zustand/vanilla'
import type { ExportFormat } from '../../model'
import { actions } from '../store/page-store'

/** The format that the dialog shows: the one chosen last. */
export const exportChoice = createStore<{ readonly format: ExportFormat }>(() => ({ format: 'save' }))

export function openExport(format: ExportFormat | null = null): void {
  if (format !== null) exportChoice.setState({ format })
  actions.openDialog('export')
}
