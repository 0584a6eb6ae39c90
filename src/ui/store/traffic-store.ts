import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Counters } from '../../model'
import type { TrafficFrame } from '../../worker/protocol'

/**
 * What running traffic ticks: apart from the page's state, so that a frame redraws numbers and nothing else. Counters are keyed as
 * the trace keys them (`filter/FORWARD/16`, `filter/FORWARD/policy`) and hold everything since traffic was started.
 */
export interface TrafficState {
  readonly frame: TrafficFrame | null
  readonly counters: { readonly [placeKey: string]: Counters }
}

export const trafficStore = createStore<TrafficState>(() => ({ frame: null, counters: {} }))

export function useTraffic<T>(select: (state: TrafficState) => T): T {
  return useStore(trafficStore, select)
}
