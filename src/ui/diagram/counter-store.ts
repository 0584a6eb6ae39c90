import { useCallback, useSyncExternalStore } from 'react'
import type { Counters } from '../../model'
import { countedNow, followCounted } from '../store/counted'

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

/** Follows what is counted. Answers how to stop. */
export function followCounters(): () => void {
  const showNow = () => show(countedNow())
  showNow()
  return followCounted(showNow)
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
