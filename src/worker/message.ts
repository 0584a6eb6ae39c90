import type { Announcements, Requests } from './protocol'

/** What crosses the border between page and worker: plain values, each question with a number that its answer repeats. */
export type ToWorker = Question | { readonly kind: 'frame taken' }

export type Question = {
  [K in keyof Requests]: { readonly kind: 'ask'; readonly id: number; readonly request: K; readonly ask: Requests[K]['ask'] }
}[keyof Requests]

export type FromWorker =
  | {
      [K in keyof Requests]: { readonly kind: 'answer'; readonly id: number; readonly request: K; readonly answer: Requests[K]['answer'] }
    }[keyof Requests]
  | { readonly kind: 'failure'; readonly id: number; readonly failure: 'superseded' | 'fault'; readonly message: string }
  | { readonly kind: 'frame'; readonly frame: Announcements['frame'] }
