import type { FromWorker, Question, ToWorker } from './message'
import type { Requests } from './protocol'

/** Answers each request; null means that a newer one has made it moot. */
type Handlers = { [K in keyof Requests]: (ask: Requests[K]['ask']) => Requests[K]['answer'] }

/** Where time comes from: the worker's own clock, or a test's. Milliseconds. */
export interface ServerClock {
  now(): number
  after(milliseconds: number, then: () => void): void
}

export interface Server {
  receive(message: ToWorker): void
}

export function createServer(post: (message: FromWorker) => void, _clock: ServerClock): Server {
  const unavailable = (): never => {
    throw new Error('not there yet')
  }
  const handlers: Handlers = {
    open: unavailable,
    run: unavailable,
    save: unavailable,
    complete: () => [],
    hover: () => null,
    startTraffic: unavailable,
    stopTraffic: () => null,
  }
  function answer<K extends keyof Requests>(question: Question & { request: K; ask: Requests[K]['ask'] }): void {
    const answer = handlers[question.request](question.ask)
    post({ kind: 'answer', id: question.id, request: question.request, answer } as FromWorker)
  }
  return {
    receive(message) {
      if (message.kind === 'frame taken') return
      try {
        answer(message as Parameters<typeof answer>[0])
      } catch (thrown) {
        post({ kind: 'failure', id: message.id, failure: 'fault', message: thrown instanceof Error ? thrown.message : String(thrown) })
      }
    },
  }
}
