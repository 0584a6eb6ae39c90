import type { Opened } from '../../worker/protocol'
import { pageStore } from '../store/page-store'
import { readNow } from '../store/said-of-rules'
import { pictureStore } from './picture'
import { type Gap, gapAt } from './rows-on-screen'

/** A rule that is being dragged. */
export interface RuleDrag {
  move(x: number, y: number): void
  /** Ends it; the place where it was let go with the reading of the text whose rows were drawn there, or null. */
  drop(): { readonly gap: Gap; readonly in: Opened } | null
  cancel(): void
}

/** Nearer than this to an edge, in pixels, what is below the pointer begins to move; so many pixels a frame at most. */
const EDGE = 36
const FASTEST = 14
/** Folded rules unfold when a rule is held over them so long, in milliseconds. */
const UNFOLDS_AFTER = 550

/**
 * Follows the pointer with the rule's words and a line where it would go. Everything is drawn once a frame by hand, outside the page's
 * state: the rows are not drawn again before the rule has moved. `pan` moves the whole diagram.
 */
export function dragRule(row: HTMLElement, words: string, frame: HTMLElement, pan: (x: number, y: number) => void): RuleDrag {
  const label = document.createElement('div')
  label.className = 'rule-drag'
  label.textContent = words
  const line = document.createElement('div')
  line.className = 'rule-drop'
  line.hidden = true
  label.ariaHidden = line.ariaHidden = 'true'
  document.body.append(line, label)
  row.dataset.dragged = 'true'
  let pointer: { readonly x: number; readonly y: number } | null = null
  let gap: Gap | null = null
  /** The picture that the line was drawn in. */
  let drawnIn = pictureStore.getState().layout
  let meantIn = readNow(pageStore.getState())
  let held: { readonly fold: HTMLElement; readonly since: number } | null = null

  const draw = (now: number) => {
    request = requestAnimationFrame(draw)
    if (pointer === null) return
    const { x, y } = pointer
    label.style.transform = `translate(${x + 14}px, ${y + 10}px)`
    gap = gapAt(x, y)
    drawnIn = pictureStore.getState().layout
    meantIn = readNow(pageStore.getState())
    line.hidden = gap === null
    if (gap !== null) {
      line.style.transform = `translate(${gap.left}px, ${gap.y - 1.5}px)`
      line.style.width = `${gap.right - gap.left}px`
      unfoldWhenHeld(gap.fold, now)
    }
    moveAtEdges(x, y)
  }
  const unfoldWhenHeld = (fold: HTMLElement | null, now: number) => {
    if (fold === null) held = null
    else if (held?.fold !== fold) held = { fold, since: now }
    else if (now - held.since > UNFOLDS_AFTER) {
      held = null
      fold.click()
    }
  }
  const moveAtEdges = (x: number, y: number) => {
    const box = gap?.scrolls
    if (box !== null && box !== undefined) {
      const { top, bottom } = box.getBoundingClientRect()
      const by = pushed(y, top, bottom)
      const before = box.scrollTop
      if (by !== 0) box.scrollTop += by
      if (box.scrollTop !== before) return
    }
    const { left, right, top, bottom } = frame.getBoundingClientRect()
    const [byX, byY] = [pushed(x, left, right), pushed(y, top, bottom)]
    if (byX !== 0 || byY !== 0) pan(-byX, -byY)
  }
  let request = requestAnimationFrame(draw)

  const end = () => {
    cancelAnimationFrame(request)
    label.remove()
    line.remove()
    delete row.dataset.dragged
  }
  return {
    move(x, y) {
      pointer = { x, y }
    },
    drop() {
      // Rows that have changed since the last frame have moved away under the line that was seen.
      if (pointer !== null && drawnIn === pictureStore.getState().layout) gap = gapAt(pointer.x, pointer.y)
      end()
      return gap === null || meantIn === null ? null : { gap, in: meantIn }
    },
    cancel: end,
  }
}

/** How far to go this frame: nothing in the middle, faster towards an edge. */
function pushed(at: number, from: number, to: number): number {
  if (to - from < 3 * EDGE) return 0
  if (at < from + EDGE) return -FASTEST * Math.min(1, (from + EDGE - at) / EDGE)
  if (at > to - EDGE) return FASTEST * Math.min(1, (at - to + EDGE) / EDGE)
  return 0
}
