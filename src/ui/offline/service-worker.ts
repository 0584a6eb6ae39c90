/**
 * Keeps every file of the page, so that it works without a network after a first visit. It knows this page's own files and nothing else:
 * what a person types or pastes is never asked of a server, and so never comes by here.
 *
 * Files are named by their content, but for the page itself: so it never matters which deployment's cache has one, and a page's own files
 * always fit it. The page comes from the network where that answers: a new deployment is there at the next visit.
 *
 * It is no part of the page's bundle: vite.config.ts takes the types off and puts the names in.
 */

/** What there is besides the page, and what tells this deployment from others; written in when the page is built. */
declare const FILES: readonly string[]
declare const DEPLOYMENT: string

/** What of a service worker's world is wanted here: TypeScript has it in a library that cannot stand beside the page's own. */
interface Lasting {
  waitUntil(done: Promise<unknown>): void
}
interface Asked {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface ServiceWorkerWorld {
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(kind: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(kind: 'fetch', listener: (event: Asked) => void): void
}

const world = self as unknown as ServiceWorkerWorld
/** The folder that the page is served from: its address, too. */
const HOME = world.registration.scope
const OURS = `five-chains ${HOME} `
const CACHE = OURS + DEPLOYMENT
/** Whoever waits longer than this for the network, in milliseconds, gets the page as it was kept. */
const PATIENCE = 3_000

world.addEventListener('install', (event) => event.waitUntil(keepAll()))
world.addEventListener('activate', (event) => event.waitUntil(takeOver()))
world.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  if (method !== 'GET' || !url.startsWith(HOME)) return
  if (mode !== 'navigate') event.respondWith(keptFile(event.request))
  else if (isPage(url)) event.respondWith(newestPage())
})

function isPage(url: string): boolean {
  const { origin, pathname } = new URL(url)
  return origin + pathname === HOME || origin + pathname === `${HOME}index.html`
}

/** One file after another, so that nobody's line is filled; what there was before is not fetched again. Complete, or not at all. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  for (const file of FILES) {
    const address = HOME + file
    const known = isNamedByContent(file) ? await caches.match(address, { ignoreVary: true }) : undefined
    const answer = known ?? (await fetch(address, { cache: isNamedByContent(file) ? 'default' : 'no-cache' }))
    // Some servers answer whatever is not there with a page.
    if (!answer.ok || answer.headers.get('content-type')?.includes('text/html') === true) throw new Error(`${file} could not be fetched`)
    await cache.put(address, answer)
  }
  const page = await fetch(HOME, { cache: 'no-cache' })
  const text = await page.text()
  const named = text.match(/assets\/[\w.-]+/g) ?? []
  // Another deployment has come meanwhile, or this is not our page at all.
  if (!page.ok || named.length === 0 || named.some((file) => !FILES.includes(file))) throw new Error('the page is another one')
  // Made anew: a page that a server redirected to may not be shown at another address.
  await cache.put(HOME, new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } }))
  await world.skipWaiting()
}

function isNamedByContent(file: string): boolean {
  return file.startsWith('assets/')
}

/** The files of the deployment before this one stay for pages of it that are still open. */
async function takeOver(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
  await world.clients.claim()
}

async function keptFile(request: Request): Promise<Response> {
  const here = await (await caches.open(CACHE)).match(request, { ignoreVary: true })
  return here ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

async function newestPage(): Promise<Response> {
  const fetched = fetch(HOME, { cache: 'no-cache', redirect: 'manual' }).then(
    (answer) => (answer.ok || answer.type === 'opaqueredirect' ? answer : null),
    () => null,
  )
  const patience = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE)
  })
  const kept = async () => (await caches.open(CACHE)).match(HOME, { ignoreVary: true })
  return (await Promise.race([fetched, patience])) ?? (await kept()) ?? (await fetched) ?? Response.error()
}
