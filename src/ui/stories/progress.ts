import { createStore, useStore } from 'zustand'

/** How far somebody has come in a story: the step that is open (null: its puzzle) and those that were seen. */
export interface Progress {
  readonly step: number | null
  readonly seen: readonly number[]
}

type ProgressOf = { readonly [story: string]: Progress }

const KEY = 'five-chains-lessons'
const NOT_BEGUN: Progress = { step: null, seen: [] }

/** The person's own, like the arrangement of the diagram: it goes into no link. */
export const progressStore = createStore<ProgressOf>(() => readKept())

export function progressIn(story: string): Progress {
  return progressStore.getState()[story] ?? NOT_BEGUN
}

export function useProgress(story: string): Progress {
  return useStore(progressStore, (all) => all[story] ?? NOT_BEGUN)
}

export function setProgress(story: string, progress: Progress): void {
  progressStore.setState({ [story]: progress })
  try {
    localStorage.setItem(KEY, JSON.stringify(progressStore.getState()))
  } catch {
    // Storage is full or forbidden: what was seen is remembered as long as the page is.
  }
}

export function setSeen(story: string, step: number): void {
  const { seen } = progressIn(story)
  setProgress(story, { step, seen: seen.includes(step) ? seen : [...seen, step] })
}

function readKept(): ProgressOf {
  const kept: { [story: string]: Progress } = {}
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null) return kept
    for (const [story, progress] of Object.entries(value)) {
      const { step, seen } = Object(progress)
      if (!Array.isArray(seen)) continue
      kept[story] = { step: Number.isInteger(step) ? step : null, seen: seen.filter((one) => Number.isInteger(one)) }
    }
  } catch {
    // Not readable, or forbidden: everybody begins anew.
  }
  return kept
}
