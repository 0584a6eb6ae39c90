/** The page's state for components: `usePage(select)` to read, `actions` to change. */
export { actions, historyStore } from './actions'
export { pageStore, usePage } from './page'
export { playhead } from './playhead'
export { trafficStore, useTraffic } from './traffic-store'
