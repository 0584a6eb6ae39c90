import { useCallback, useSyncExternalStore } from 'react'
import type { Counters } from '../../model'
import { worldAt } from '../../trace/timeline'
import { pageStore, trafficStore } from '../store/page-store'
import { timelineOf } from '../timeline/use-timeline'

/**
 * Live counters, apart from everything else: a number that ticks redraws itself and nothing around it. Values are what has been
 * counted since the rules were loaded, keyed as the trace keys them; whoever shows one adds what the text brought along.
 */
type Counted = { readonly [placeKey: string]: Counters }

let counted: Counted = {}
/** The key of those who want to know of every change. */
const EVERYTHING = ''

const listeners = new Map<string, Set<() => void>>()
let frame = 0
let pending: Counted | null = null

/** Several changes within one animation frame are told once. */
function show(next: Counted): void {
  pending = next
  if (frame === 0) frame = requestAnimationFrame(flush)
}

function flush(): void {
  frame = 0
  if (pending === null) return
  const before = counted
  counted = pending
  pending = null
  for (const [key, told] of listeners)
    if (key === EVERYTHING || before[key]?.packets !== counted[key]?.packets) for (const tell of told) tell()
}

/** Follows the cursor, and traffic while it runs. Answers how to stop. */
export function followCounters(): () => void {
  const atCursor = () => {
    const { run, cursor } = pageStore.getState()
    show(run === null ? {} : worldAt(timelineOf(run), cursor).counters)
  }
  atCursor()
  const stopPage = pageStore.subscribe((page, before) => {
    if (page.run !== before.run || page.cursor !== before.cursor) atCursor()
  })
  const stopTraffic = trafficStore.subscribe((traffic, before) => {
    if (traffic.counters !== before.counters && traffic.frame !== null) show(traffic.counters)
  })
  return () => {
    stopPage()
    stopTraffic()
  }
}

function subscribe(key: string, changed: () => void): () => void {
  let told = listeners.get(key)
  if (told === undefined) {
    told = new Set()
    listeners.set(key, told)
  }
  const mine = told
  mine.add(changed)
  return () => {
    mine.delete(changed)
    if (mine.size === 0 && listeners.get(key) === mine) listeners.delete(key)
  }
}

/** Whether any rule from `from` to `to` of a chain (`filter/FORWARD`) has counted a packet since the rules were loaded. */
export function useAnyCounted(chain: string, from: number, to: number): boolean {
  const follow = useCallback((changed: () => void) => subscribe(EVERYTHING, changed), [])
  const snapshot = useCallback(() => {
    for (let number = from; number <= to; number++) if ((counted[`${chain}/${number}`]?.packets ?? 0) > 0) return true
    return false
  }, [chain, from, to])
  return useSyncExternalStore(follow, snapshot)
}

/** Packets at a place: what was loaded and what has been counted since. */
export function usePackets(key: string, loaded: number): number {
  const follow = useCallback((changed: () => void) => subscribe(key, changed), [key])
  return loaded + useSyncExternalStore(follow, () => counted[key]?.packets ?? 0)
}
