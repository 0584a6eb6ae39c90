import { createStore } from 'zustand/vanilla'
import { SMALLEST, type Viewport } from './viewport'

/** As large as anything is ever drawn. */
const LARGEST = 2.5

/** What of the diagram is seen now; while it moves, every frame of it. */
export const viewStore = createStore<Viewport>(() => ({ x: 0, y: 0, zoom: 1 }))

let frame = 0

/** Goes to a view, gently over so many milliseconds; another move takes its place. */
export function moveView(to: Viewport, milliseconds = 0): void {
  cancelAnimationFrame(frame)
  if (milliseconds === 0) {
    viewStore.setState(to)
    return
  }
  const from = viewStore.getState()
  const begun = performance.now()
  const step = (now: number): void => {
    const passed = Math.min(1, Math.max(0, now - begun) / milliseconds)
    // Slow at both ends.
    const share = passed < 0.5 ? 4 * passed ** 3 : 1 - 4 * (1 - passed) ** 3
    const between = (a: number, b: number): number => a + (b - a) * share
    viewStore.setState({ x: between(from.x, to.x), y: between(from.y, to.y), zoom: between(from.zoom, to.zoom) })
    if (passed < 1) frame = requestAnimationFrame(step)
  }
  frame = requestAnimationFrame(step)
}

/** The view made larger by a factor; what is at a place of the pane, in pixels, stays there. */
export function zoomedAt({ x, y, zoom }: Viewport, at: { readonly x: number; readonly y: number }, by: number): Viewport {
  const next = Math.min(LARGEST, Math.max(SMALLEST, zoom * by))
  return { zoom: next, x: at.x - ((at.x - x) * next) / zoom, y: at.y - ((at.y - y) * next) / zoom }
}
