import { worldAt } from '../../trace/timeline'
import type { World } from '../../trace/world'
import { timelineOf, useWorld } from '../timeline/use-timeline'
import { pageStore } from './page'
import { trafficStore, useTraffic } from './traffic-store'

/**
 * What has been counted since the rules were loaded, wherever the page shows counters: the traffic's while it runs by itself and until
 * the timeline is moved, else the run's at the cursor. Keyed as the trace keys them (`filter/FORWARD/16`, `filter/FORWARD/policy`).
 */
export function countedNow(): World['counters'] {
  const { run, cursor } = pageStore.getState()
  return trafficStore.getState().counters ?? worldAt(timelineOf(run), cursor).counters
}

export function useCounted(): World['counters'] {
  const world = useWorld()
  return useTraffic(({ counters }) => counters) ?? world.counters
}

/** Whether the counters are the traffic's. */
export function useTrafficCounted(): boolean {
  return useTraffic(({ counters }) => counters !== null)
}

/** Tells when `countedNow` may say something else. Answers how to stop. */
export function followCounted(changed: () => void): () => void {
  const stopPage = pageStore.subscribe((page, before) => {
    if (page.run !== before.run || page.cursor !== before.cursor) changed()
  })
  const stopTraffic = trafficStore.subscribe((traffic, before) => {
    if (traffic.counters !== before.counters) changed()
  })
  return () => {
    stopPage()
    stopTraffic()
  }
}
