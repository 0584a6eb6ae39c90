import { createStore } from 'zustand/vanilla'

/** What a phone shows of the workbench: one part at a time. */
export type Part = 'rules' | 'diagram' | 'inspector' | 'logs'

export const partStore = createStore<{ readonly part: Part }>(() => ({ part: 'diagram' }))

/** Brings a part before the person where not all are; elsewhere it is there already. */
export function showPart(part: Part): void {
  partStore.setState({ part })
}
