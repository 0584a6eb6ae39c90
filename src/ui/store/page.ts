import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { PageState } from './state'

export const INITIAL_STATE: PageState = {
  scenario: EMPTY_SCENARIO,
  opened: null,
  run: null,
  cursor: 0,
  shown: 'simulation',
  aside: null,
  playback: { playing: false, speed: 1 },
  selection: null,
  tab: { editor: 'rules', log: 'trace' },
  worker: { state: 'starting' },
  traffic: { running: false, mix: { packetsPerSecond: 200, flows: ['tcp', 'udp', 'ping', 'scan'] } },
  breakpoints: [],
  theme: 'system',
  language: 'en',
  notices: [],
  dialog: 'none',
}

/** The one store of the page. Only the functions of `actions` change it. */
export const pageStore = createStore<PageState>(() => INITIAL_STATE)

/** Reads from the page's state; the component is drawn again when what `select` gives changes (by identity). */
export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(pageStore, select)
}
