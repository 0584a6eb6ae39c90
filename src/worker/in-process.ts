import { createSimulation, type OpenChannel, type Simulation } from './client'
import { createServer } from './server'

/** The simulation without a worker, for tests: the same client and the same server, and messages that are copied on the way. */
export function createInProcessSimulation(): Simulation {
  const open: OpenChannel = (on) => {
    const server = createServer((message) => queueMicrotask(() => on.message(structuredClone(message))), {
      now: () => performance.now(),
      after: (milliseconds, then) => {
        setTimeout(then, milliseconds)
      },
    })
    return { post: (message) => queueMicrotask(() => server.receive(structuredClone(message))), terminate: () => {} }
  }
  return createSimulation(open)
}
