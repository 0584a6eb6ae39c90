import type { Scenario } from '../../scenario/scenario'

/** What can be undone: whole scenarios, which share their unchanged texts. */
export interface History {
  readonly past: readonly Scenario[]
  readonly future: readonly Scenario[]
  /** What the newest step was made of, and when; typing goes on in the same step while both agree. */
  readonly last: { readonly what: string; readonly at: number } | null
}

export const NO_HISTORY: History = { past: [], future: [], last: null }

/** Steps that can be taken back. Texts are shared between steps, so that the bound is about sense and not about memory. */
export const HISTORY_LENGTH = 200

/** Typing with pauses shorter than this, in milliseconds, is one step. */
export const TYPING_PAUSE = 1_200

/** Remembers `before` as a step; `what` names the kind of change, null for one that always stands alone. */
export function remember(history: History, before: Scenario, what: string | null, at: number): History {
  if (what !== null && history.last?.what === what && at - history.last.at < TYPING_PAUSE) {
    return { past: history.past, future: [], last: { what, at } }
  }
  return { past: [...history.past, before].slice(-HISTORY_LENGTH), future: [], last: what === null ? null : { what, at } }
}

/** The scenario before the last step, or null when there is none. */
export function stepBack(history: History, present: Scenario): { history: History; scenario: Scenario } | null {
  const scenario = history.past.at(-1)
  if (scenario === undefined) return null
  return { history: { past: history.past.slice(0, -1), future: [present, ...history.future], last: null }, scenario }
}

/** The scenario that was undone last, or null. */
export function stepForward(history: History, present: Scenario): { history: History; scenario: Scenario } | null {
  const [scenario, ...future] = history.future
  if (scenario === undefined) return null
  return { history: { past: [...history.past, present], future, last: null }, scenario }
}
