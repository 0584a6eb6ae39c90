import type { FromWorker, ToWorker } from './message'
import { createServer } from './server'

/** The module worker's entry: the server, a port and a clock. */
const post = (message: FromWorker) => self.postMessage(message)
const server = createServer(post, {
  now: () => performance.now(),
  after: (milliseconds, then) => {
    setTimeout(then, milliseconds)
  },
})

self.onmessage = (event: MessageEvent<ToWorker>) => server.receive(event.data)
post({ kind: 'ready' })
