import './ui/design/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './ui/app/App'
import { begin } from './ui/app/begin'
import { keepOffline } from './ui/offline/keep-offline'
import { createSimulation, openWorker } from './worker/client'

// The worker starts before anything is drawn: it reads the scenario while the page is being built.
const simulation = createSimulation(openWorker)
void begin(simulation)
keepOffline()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
