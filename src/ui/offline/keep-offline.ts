import { whenIdle } from '../app/when-idle'
import { pageStore } from '../store/page'

/** Nothing is fetched ahead before the page has had so long to itself, in milliseconds. */
const LATEST = 10_000

/**
 * Once the first packets walk and the browser has nothing better to do, all files of the page are kept for a visit without a network.
 * Where a browser cannot do that (a file, a plain http address) the page is as it always is.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => {
    navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI), { updateViaCache: 'none' }).catch(() => {})
  }
  const isAlive = () => pageStore.getState().run !== null
  if (isAlive()) whenIdle(register, LATEST)
  else {
    const stop = pageStore.subscribe(() => {
      if (!isAlive()) return
      stop()
      whenIdle(register, LATEST)
    })
  }
}
