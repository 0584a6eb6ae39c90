import type { EditorTab } from './state'

/**
 * The step of Undo that a change of a text belongs to: keys on one line are one, with the one that ends it. What changes more at once
 * (a paste, a completion) stands alone: null.
 */
export function typingStep(tab: EditorTab, before: string, after: string): string | null {
  if (Math.abs(after.length - before.length) !== 1) return null
  let line = 1
  for (let at = 0; before[at] === after[at]; at++) if (before[at] === '\n') line++
  return `text ${tab} ${line}`
}
