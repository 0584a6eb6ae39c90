import { createStore } from 'zustand/vanilla'

/** Whether somebody is being led through a story, step by step: its words then need more room than its puzzle. */
export const ledStore = createStore<{ readonly led: boolean }>(() => ({ led: false }))
