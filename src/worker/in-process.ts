import { createSimulation, type OpenChannel, type Simulation } from './client'
import type { FromWorker } from './message'
import { createServer } from './server'

/** The simulation without a worker, for tests: the same client and the same server, and messages that are copied on the way. */
export function createInProcessSimulation(): Simulation {
  const open: OpenChannel = (on) => {
    const send = (message: FromWorker) => queueMicrotask(() => on.message(structuredClone(message)))
    const server = createServer(send, {
      now: () => performance.now(),
      after: (milliseconds, then) => {
        setTimeout(then, milliseconds)
      },
    })
    send({ kind: 'ready' })
    return { post: (message) => queueMicrotask(() => server.receive(structuredClone(message))), terminate: () => {} }
  }
  return createSimulation(open)
}
