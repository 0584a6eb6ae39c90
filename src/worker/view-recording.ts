import type { Prepared } from '../scenario/prepare'
import type { Replayed } from './protocol'
import type { Beside } from './protocol-recordings'

/** The scenario's recorded packets as events over its rules. */
export function replayRecording(_prepared: Prepared, _recording: string): Replayed {
  return { rules: { tables: [], ruleCount: 0 }, events: [], on: 'own', leftOut: [] }
}

/** Each recorded packet beside the simulated one. */
export function layBeside(_prepared: Prepared, _recording: string): Beside {
  return { packets: [] }
}
