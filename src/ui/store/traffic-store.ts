import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { World } from '../../trace/world'
import type { TrafficFrame } from '../../worker/protocol'

/** What running traffic ticks: apart from the page's state, so that a frame redraws numbers and nothing else. */
export interface TrafficState {
  readonly frame: TrafficFrame | null
  /** What has been counted since traffic was started, while that is what the page shows; null where it shows the run's counters. */
  readonly counters: World['counters'] | null
}

export const NO_TRAFFIC: TrafficState = { frame: null, counters: null }

export const trafficStore = createStore<TrafficState>(() => NO_TRAFFIC)

export function useTraffic<T>(select: (state: TrafficState) => T): T {
  return useStore(trafficStore, select)
}
