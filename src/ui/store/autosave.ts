import { createStore, get, set } from 'idb-keyval'
import * as v from 'valibot'
import { writeDocument } from '../../scenario/document'
import { openDocument } from '../../scenario/migrate'
import type { Scenario } from '../../scenario/scenario'
import { pageStore } from './page'
import type { PageState } from './state'

/**
 * Keeps the whole page in the browser's own database so that a reload loses nothing. What is read back is checked like any
 * other input: it may be years old, or another program's.
 */
export interface Kept {
  readonly scenario: Scenario
  /** Null follows the end. */
  readonly cursor: number | null
  readonly window: KeptWindow
}

/** How the window stands: the part of the state that is the person's own taste. */
type KeptWindow = Partial<Pick<PageState, 'tab' | 'theme' | 'language' | 'breakpoints'>> & { readonly speed?: number }

const KEY = 'page'

/** Quiet for this many milliseconds before it is written; a page that is hidden or closed is written at once. */
const WRITE_PAUSE = 400

const WindowShape = v.object({
  editorTab: v.fallback(v.picklist(['rules', 'network', 'sets', 'services', 'connections']), 'rules'),
  logTab: v.fallback(v.picklist(['trace', 'connections', 'log', 'counters', 'difference']), 'trace'),
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  language: v.fallback(v.picklist(['en', 'zh']), 'en'),
  speed: v.fallback(v.pipe(v.number(), v.minValue(0.1), v.maxValue(20)), 1),
  breakpoints: v.fallback(v.array(v.string()), []),
})

let opened: ReturnType<typeof createStore> | null = null

function database(): ReturnType<typeof createStore> {
  opened ??= createStore('five-chains', 'page')
  return opened
}

/** What was kept, or null when there is nothing (or nothing that can be read any more). This tab's own comes before another's. */
export async function readKept(): Promise<Kept | null> {
  return readValue(readTab()) ?? readValue(await get(KEY, database()))
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

function readValue(value: unknown): Kept | null {
  if (typeof value !== 'object' || value === null || !('document' in value)) return null
  const document = openDocument(value.document)
  if (!document.ok) return null
  const parsed = v.safeParse(WindowShape, 'window' in value ? value.window : {})
  if (!parsed.success) return { scenario: document.scenario, cursor: document.view.cursor, window: {} }
  const { editorTab, logTab, theme, language, speed, breakpoints } = parsed.output
  return {
    scenario: document.scenario,
    cursor: document.view.cursor,
    window: { tab: { editor: editorTab, log: logTab }, theme, language, speed, breakpoints },
  }
}

/** Writes the page whenever it has changed. `onFailure` is told once when this browser keeps nothing. */
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
  const atEnd = state.run === null || state.cursor >= state.run.events.length
  return {
    document: writeDocument(state.scenario, { cursor: atEnd ? null : state.cursor }),
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
