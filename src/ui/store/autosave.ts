import { createStore, get, set } from 'idb-keyval'
import { writeDocument } from '../../scenario/write-document'
import { fetched } from './fetched'
import type { Kept } from './kept'
import { pageStore } from './page'
import { viewOf } from './shown'
import type { PageState } from './state'

const KEY = 'page'

/** Quiet for this many milliseconds before it is written; a page that is hidden or closed is written at once. */
const WRITE_PAUSE = 400

let opened: ReturnType<typeof createStore> | null = null

function database(): ReturnType<typeof createStore> {
  opened ??= createStore('five-chains', 'page')
  return opened
}

/**
 * What was kept, or null when there is nothing (or nothing that can be read any more). This tab's own comes before another's. It is
 * checked like any other input: it may be years old, or another program's.
 */
export async function readKept(): Promise<Kept | null> {
  for (const read of [readTab, () => get<unknown>(KEY, database())]) {
    const value = await read()
    if (value === null || value === undefined) continue
    // A first visit has nothing to be checked, and does not wait for the checker.
    const { checkKept } = await fetched(() => import('./check-kept'))
    const kept = checkKept(value)
    if (kept !== null) return kept
  }
  return null
}

/**
 * A closing page has no time for a database, but a reloaded tab finds again what it left in its session: also when another tab has
 * saved something else meanwhile.
 */
function writeTab(value: object): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(value))
  } catch {
    // Larger than a session holds: the database has it, but for the last moment.
    removeTab()
  }
}

function readTab(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
  } catch {
    return null
  }
}

function removeTab(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Storage is forbidden here altogether, which the database reports.
  }
}

/**
 * Keeps the whole page in the browser's own database so that a reload loses nothing: writes it whenever it has changed. `onFailure`
 * is told once when this browser keeps nothing.
 */
export function autosave(onFailure: () => void): void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let failed = false
  const write = () => {
    timer = null
    set(KEY, keptValue(pageStore.getState()), database()).catch(() => {
      if (!failed) onFailure()
      failed = true
    })
  }
  pageStore.subscribe((state, before) => {
    const changed =
      state.scenario !== before.scenario ||
      (state.cursor !== before.cursor && !state.playback.playing) ||
      state.shown !== before.shown ||
      state.tab !== before.tab ||
      state.theme !== before.theme ||
      state.language !== before.language ||
      state.playback !== before.playback ||
      state.breakpoints !== before.breakpoints
    if (!changed) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(write, WRITE_PAUSE)
  })
  const writeNow = () => {
    writeTab(keptValue(pageStore.getState()))
    if (timer === null) return
    clearTimeout(timer)
    write()
  }
  addEventListener('pagehide', writeNow)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && writeNow())
}

function keptValue(state: PageState): object {
  return {
    document: writeDocument(state.scenario, viewOf(state)),
    window: {
      editorTab: state.tab.editor,
      logTab: state.tab.log,
      theme: state.theme,
      language: state.language,
      speed: state.playback.speed,
      breakpoints: state.breakpoints,
    },
  }
}
