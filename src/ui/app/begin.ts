import type { Simulation } from '../../worker/client'
import { connect, refresh } from '../store/simulate'

/** Wires the page to its simulation, and puts the first scenario on it. */
export function begin(simulation: Simulation): void {
  connect(simulation, () => {})
  refresh()
}
