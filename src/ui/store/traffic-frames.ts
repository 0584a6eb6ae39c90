import type { Counters } from '../../model'
import type { TrafficFrame } from '../../worker/protocol'
import { pageStore } from './page'
import { NO_TRAFFIC, trafficStore } from './traffic-store'

/**
 * Counters of traffic that was stopped stay until something else is looked at: another moment, another run. Answers how to stop.
 */
export function followTraffic(): () => void {
  return pageStore.subscribe(({ traffic, cursor, run, scenario }, before) => {
    // Text that changed makes the counts of the old rules meaningless.
    if (scenario.host !== before.scenario.host) trafficStore.setState(NO_TRAFFIC)
    else if (!traffic.running && (cursor !== before.cursor || run !== before.run)) showRunCounters()
  })
}

/** The run's counters at the cursor, in the place of the traffic's. */
export function showRunCounters(): void {
  if (trafficStore.getState().counters !== null) trafficStore.setState({ counters: null })
}

/** Takes a frame of running traffic: its counters replace the ones of the same rules. */
export function takeFrame(frame: TrafficFrame): void {
  const { traffic } = pageStore.getState()
  if (!traffic.running) return
  const before = trafficStore.getState()
  let counters = before.counters ?? {}
  if (frame.counters.length > 0) {
    const changed: { [placeKey: string]: Counters } = { ...counters }
    for (const counter of frame.counters) {
      const key = counter.number === 0 ? `${counter.table}/${counter.chain}/policy` : `${counter.table}/${counter.chain}/${counter.number}`
      changed[key] = { packets: counter.packets, bytes: counter.bytes }
    }
    counters = changed
  }
  trafficStore.setState({ frame, counters })
}
