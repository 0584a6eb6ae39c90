import './ui/design/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './ui/app/App'
import { begin } from './ui/app/begin'
import { keepOffline } from './ui/offline/keep-offline'
import { fetched } from './ui/store/fetched'
import { createSimulation, openWorker } from './worker/client'

// The worker starts before anything is drawn: it reads the scenario while the page is being built.
const simulation = createSimulation(openWorker)
void begin(simulation)
keepOffline()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root, {
  // A bug throws, and React takes away everything that was drawn.
  onUncaughtError: (failure) => {
    reportError(failure)
    void fetched(() => import('./ui/app/Fault')).then(({ tellFault }) => tellFault(failure))
  },
}).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
