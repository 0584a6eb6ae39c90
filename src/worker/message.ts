import type { TraceEvent } from '../trace/event'
import type { Announcements, Requests } from './protocol'

/** What crosses the border between page and worker: plain values, each question with a number that its answer repeats. */
export type ToWorker = Question | { readonly kind: 'frame taken' }

export type Question = {
  [K in keyof Requests]: { readonly kind: 'ask'; readonly id: number; readonly request: K; readonly ask: Requests[K]['ask'] }
}[keyof Requests]

export type FromWorker =
  /** It has been loaded and listens. */
  | { readonly kind: 'ready' }
  | {
      [K in keyof Requests]: { readonly kind: 'answer'; readonly id: number; readonly request: K; readonly answer: Requests[K]['answer'] }
    }[keyof Requests]
  /** `not fetched`: a piece of the worker's program did not come. It asks for it again when it is asked again. */
  | { readonly kind: 'failure'; readonly id: number; readonly failure: 'superseded' | 'fault' | 'not fetched'; readonly message: string }
  /** A long run's events come in parts before its answer, so that the page takes them in between two frames and not all at once. */
  | { readonly kind: 'events'; readonly id: number; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'frame'; readonly frame: Announcements['frame'] }

/** Events in one message: reading a message of this many takes the page a few milliseconds. */
export const EVENTS_PER_MESSAGE = 4_000
