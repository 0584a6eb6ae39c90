import type { ExportFormat } from '../model'
import type { Scenario } from '../scenario/scenario'

/** A moment of the scenario's run, written as the tools of a real host would print it. */
export interface ExportRequests {
  /** `cursor` counts events of the run; null is its end. `recorded`: of the scenario's recording, not of its simulation. */
  export: { ask: { scenario: Scenario; cursor: number | null; format: ExportFormat; recorded: boolean }; answer: { text: string } }
}
