import type { Counters } from '../../model'
import type { TrafficFrame } from '../../worker/protocol'
import { pageStore } from './page'
import { trafficStore } from './traffic-store'

/** Takes a frame of running traffic: its counters replace the ones of the same rules. */
export function takeFrame(frame: TrafficFrame): void {
  const { traffic } = pageStore.getState()
  if (!traffic.running) return
  const before = trafficStore.getState()
  let counters: { readonly [placeKey: string]: Counters } = before.counters
  if (frame.counters.length > 0) {
    const changed: { [placeKey: string]: Counters } = { ...before.counters }
    for (const counter of frame.counters) {
      const key = counter.number === 0 ? `${counter.table}/${counter.chain}/policy` : `${counter.table}/${counter.chain}/${counter.number}`
      changed[key] = { packets: counter.packets, bytes: counter.bytes }
    }
    counters = changed
  }
  trafficStore.setState({ frame, counters })
}
