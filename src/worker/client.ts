import type { TraceEvent } from '../trace/event'
import type { FromWorker, Question, ToWorker } from './message'
import type { Requests, TrafficFrame } from './protocol'

/**
 * The page's end of the worker: typed questions, and a worker that can be lost without losing anything else. A question that
 * exceeds its time bound, or a fault, ends the worker; a new one is started and the page is told.
 */
export interface Simulation {
  ask<K extends keyof Requests>(request: K, ask: Requests[K]['ask']): Promise<Requests[K]['answer']>
  /** Frames of running traffic; the next one is sent when `listener` has returned. */
  onFrame(listener: (frame: TrafficFrame) => void): void
  onRestart(listener: (why: string) => void): void
  /** A piece of the worker's program did not come; whoever asked again would try again. */
  onNotFetched(listener: () => void): void
  close(): void
}

/** Why a question was not answered. `superseded`: a newer one of its kind took its place; nobody needs to be told. Of `not fetched` they have been. */
export class SimulationFailure extends Error {
  constructor(
    readonly reason: 'superseded' | 'fault' | 'timeout' | 'not fetched',
    message: string,
  ) {
    super(message)
    this.name = 'SimulationFailure'
  }
}

/** Anything that takes messages and gives messages: a Worker, or the server itself in tests. */
interface Channel {
  post(message: ToWorker): void
  terminate(): void
}

export type OpenChannel = (on: { message(message: FromWorker): void; fault(what: string): void }) => Channel

/**
 * How long a question may take, in milliseconds, before the worker is taken for lost; it counts from when those before it are
 * answered, since the worker takes one after another. A run is bounded by its own limits well before.
 */
export const TIME_BOUNDS: { readonly [K in keyof Requests]: number } = {
  open: 15_000,
  run: 30_000,
  outcomes: 30_000,
  save: 10_000,
  list: 10_000,
  export: 30_000,
  import: 15_000,
  replay: 15_000,
  beside: 30_000,
  counterMoves: 10_000,
  complete: 5_000,
  hover: 5_000,
  fixes: 10_000,
  named: 10_000,
  rename: 15_000,
  format: 15_000,
  folds: 5_000,
  changeRule: 15_000,
  ruleForPacket: 15_000,
  startTraffic: 15_000,
  stopTraffic: 5_000,
}

/** How long a worker may take to be fetched and to start, in milliseconds: over a slow line far longer than any question. */
const START_BOUND = 60_000

interface Pending {
  readonly request: keyof Requests
  resolve(answer: Requests[keyof Requests]['answer']): void
  reject(failure: SimulationFailure): void
  /** Events that came ahead of a run's answer. */
  readonly events: TraceEvent[]
}

/** A simulation behind a channel. `timeBounds` is an argument so that tests need not wait. */
export function createSimulation(
  openChannel: OpenChannel,
  timeBounds: { readonly [K in keyof Requests]: number } = TIME_BOUNDS,
): Simulation {
  /** In the order in which they were asked. */
  const pending = new Map<number, Pending>()
  /** The oldest of them, whose time runs. */
  let timed: { readonly id: number; readonly timer: ReturnType<typeof setTimeout> } | null = null
  /** Until its worker listens, the first question's own time does not run. */
  let isReady = false
  let nextId = 1
  let frameListener: (frame: TrafficFrame) => void = () => {}
  let restartListener: (why: string) => void = () => {}
  let notFetchedListener = () => {}
  /** Null after one that never listened: another is tried when there is a question for it. */
  let channel: Channel | null = start()

  function start(): Channel {
    let current: Channel | null = null
    const isCurrent = () => current === null || current === channel
    current = openChannel({
      message: (message) => isCurrent() && receive(message),
      fault: (what) => isCurrent() && restart('fault', what),
    })
    return current
  }

  function restart(reason: 'fault' | 'timeout', what: string): void {
    channel?.terminate()
    const lost = [...pending.values()]
    pending.clear()
    timeOldest()
    channel = isReady ? start() : null
    isReady = false
    for (const question of lost) question.reject(new SimulationFailure(reason, what))
    restartListener(what)
  }

  function stopTimer(): void {
    if (timed !== null) clearTimeout(timed.timer)
    timed = null
  }

  function timeOldest(): void {
    const [oldest] = pending
    if (timed !== null && timed.id === oldest?.[0]) return
    stopTimer()
    if (oldest === undefined) return
    const [id, { request }] = oldest
    const bound = isReady ? timeBounds[request] : START_BOUND
    timed = { id, timer: setTimeout(() => restart('timeout', `no answer within ${bound / 1000} s`), bound) }
  }

  function receive(message: FromWorker): void {
    if (message.kind === 'ready') {
      isReady = true
      stopTimer()
      timeOldest()
      return
    }
    if (message.kind === 'frame') {
      frameListener(message.frame)
      channel?.post({ kind: 'frame taken' })
      return
    }
    const question = pending.get(message.id)
    if (question === undefined) return
    if (message.kind === 'events') {
      for (const event of message.events) question.events.push(event)
      return
    }
    if (message.kind === 'failure' && message.failure === 'fault') {
      // A bug threw inside: its state is not to be trusted any more.
      restart('fault', message.message)
      return
    }
    pending.delete(message.id)
    timeOldest()
    if (message.kind === 'answer' && message.request === 'run' && question.events.length > 0)
      question.resolve({ ...message.answer, events: question.events.concat(message.answer.events) })
    else if (message.kind === 'answer') question.resolve(message.answer)
    else if (message.kind === 'failure') {
      question.reject(new SimulationFailure(message.failure, message.message))
      if (message.failure === 'not fetched') notFetchedListener()
    }
  }

  function ask<K extends keyof Requests>(request: K, ask: Requests[K]['ask']): Promise<Requests[K]['answer']> {
    const id = nextId++
    return new Promise<Requests[K]['answer']>((resolve, reject) => {
      pending.set(id, { request, resolve: resolve as Pending['resolve'], reject, events: [] })
      timeOldest()
      channel ??= start()
      channel.post({ kind: 'ask', id, request, ask } as Question)
    })
  }

  return {
    ask,
    onFrame: (listener) => {
      frameListener = listener
    },
    onRestart: (listener) => {
      restartListener = listener
    },
    onNotFetched: (listener) => {
      notFetchedListener = listener
    },
    close: () => {
      pending.clear()
      timeOldest()
      channel?.terminate()
    },
  }
}

/** The real thing: a module worker beside the page. */
export const openWorker: OpenChannel = (on) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'netfilter' })
  worker.onmessage = (event: MessageEvent<FromWorker>) => on.message(event.data)
  worker.onerror = (event) => {
    event.preventDefault()
    on.fault(event.message ?? 'the worker could not be loaded')
  }
  worker.onmessageerror = () => on.fault('a message could not be read')
  return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() }
}
