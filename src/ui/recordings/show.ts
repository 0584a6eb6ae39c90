import { pageStore } from '../store/page'
import { stopPlayback } from '../store/playback'
import { currentSimulation, refresh } from '../store/simulate'
import type { PageState } from '../store/state'

/** Where each was left, to come back to. */
const left: { [shown in PageState['shown']]: number | null } = { simulation: null, recorded: null }

/** Shows the recorded packets in the place of the simulated ones, or these again. */
export function showPackets(shown: PageState['shown'], then: (() => void) | null = null): void {
  const state = pageStore.getState()
  if (state.shown === shown) return
  stopPlayback()
  left[state.shown] = state.cursor
  if (state.traffic.running) {
    pageStore.setState({ traffic: { ...state.traffic, running: false } })
    currentSimulation()
      ?.ask('stopTraffic', null)
      .catch(() => {})
  }
  pageStore.setState({ selection: null })
  const cursor = shown === 'simulation' ? (state.aside?.cursor ?? left.simulation) : (left.recorded ?? 0)
  refresh({ kind: 'at', cursor, shown }, then)
}
