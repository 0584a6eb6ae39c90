import { swallowClick } from './swallow-click'
import { moveView, viewStore, zoomedAt } from './view'

/** How far a pointer goes before a press becomes a drag, in pixels. */
const DRAG_BEGINS = 3

/** Pixels that a wheel's line, and a wheel's page, stand for. */
const WHEEL_UNITS = [1, 20, 400] as const
/** How much of a wheel's way the view goes, and by what power of two it grows for a pixel of it: a touchpad's pinch is a wheel with Ctrl. */
const WHEEL_PANS = 0.5
const WHEEL_ZOOMS = 0.002
const PINCH_ZOOMS = 0.01

interface Place {
  readonly x: number
  readonly y: number
}

/**
 * The view follows a hand: drags of mouse, pen and fingers, two fingers that pinch, wheel and touchpad. What scrolls by itself keeps
 * its wheel and its fingers, and a press on a rule is the rule's. `taken` hears that a hand has taken the view.
 */
export function followHand(pane: HTMLElement, taken: () => void): () => void {
  /** Where each pressed pointer was last. */
  const pointers = new Map<number, Place>()
  let dragging = false

  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, top } = pane.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  const onDown = (event: PointerEvent) => {
    if (event.button > 1 || isIn(event.target, '.chain-rows--scrolls')) return
    if (event.pointerType !== 'touch' && isIn(event.target, '.chain-rule')) return
    pointers.set(event.pointerId, placeOf(event))
  }
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId)
    if (before === undefined) return
    const now = placeOf(event)
    if (!dragging) {
      if (pointers.size < 2 && Math.hypot(now.x - before.x, now.y - before.y) < DRAG_BEGINS) return
      dragging = true
      pane.dataset.dragged = 'true'
      taken()
    }
    pane.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, now)
    const view = viewStore.getState()
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    if (other === undefined) {
      moveView({ ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y })
      return
    }
    const pinched = zoomedAt(view, middle(before, other), distance(now, other) / Math.max(1, distance(before, other)))
    moveView({ ...pinched, x: pinched.x + (now.x - before.x) / 2, y: pinched.y + (now.y - before.y) / 2 })
  }
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0 || !dragging) return
    dragging = false
    delete pane.dataset.dragged
    if (event.type === 'pointerup') swallowClick()
  }
  const onWheel = (event: WheelEvent) => {
    const zooms = event.ctrlKey || event.metaKey
    if (!zooms && isIn(event.target, '.chain-rows--scrolls')) return
    event.preventDefault()
    taken()
    const unit = WHEEL_UNITS[event.deltaMode as 0 | 1 | 2]
    const view = viewStore.getState()
    if (zooms) {
      const power = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL && Math.abs(event.deltaY) < 50 ? PINCH_ZOOMS : WHEEL_ZOOMS
      moveView(zoomedAt(view, placeOf(event), 2 ** (-event.deltaY * unit * power)))
      return
    }
    // Where a wheel has one direction only, Shift is for the other; macOS does so by itself.
    const turned = event.shiftKey && event.deltaX === 0
    const [right, down] = turned ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
    moveView({ ...view, x: view.x - right * unit * WHEEL_PANS, y: view.y - down * unit * WHEEL_PANS })
  }
  pane.addEventListener('pointerdown', onDown)
  addEventListener('pointermove', onMove)
  addEventListener('pointerup', onUp)
  addEventListener('pointercancel', onUp)
  pane.addEventListener('wheel', onWheel, { passive: false })
  return () => {
    pane.removeEventListener('pointerdown', onDown)
    removeEventListener('pointermove', onMove)
    removeEventListener('pointerup', onUp)
    removeEventListener('pointercancel', onUp)
    pane.removeEventListener('wheel', onWheel)
  }
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null
}

function middle(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
