import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import type { Landed, Seen } from '../rule-editing/rule-actions'
import { fetchedOrTold } from '../store/fetched'
import { pageStore } from '../store/page-store'
import { readNow } from '../store/said-of-rules'
import type { Camera } from './camera'
import { dragRule, type RuleDrag } from './drag-rule'
import { pictureStore } from './picture'
import { chainOf } from './rows-on-screen'
import { openRuleMenu, ruleMenuStore } from './rule-menu'
import { whenDrawn } from './when-drawn'

/** How far the pointer goes before a press becomes a drag, in pixels. */
const DRAG_BEGINS = 5

/** Rules are changed seldom: what does it is loaded when it is wanted. */
const ruleActions = () => fetchedOrTold(() => import('../rule-editing/rule-actions'))

/** Dragging a rule, its menu, and Alt with an arrow key: what changes the rules where they are seen. */
export function useRuleGestures(frame: RefObject<HTMLDivElement | null>, camera: Camera): void {
  const { getViewport, setViewport } = useReactFlow()
  useEffect(() => {
    const root = frame.current
    if (root === null) return
    const pan = (byX: number, byY: number) => {
      const { x, y, zoom } = getViewport()
      const { bounds } = pictureStore.getState().layout
      const across = revealing(byX, x + bounds.x * zoom, { length: bounds.width * zoom, seen: root.clientWidth })
      const down = revealing(byY, y + bounds.y * zoom, { length: bounds.height * zoom, seen: root.clientHeight })
      if (across === 0 && down === 0) return
      camera.moved(true)
      void setViewport({ x: x + across, y: y + down, zoom })
    }
    const stopDragging = followDrags(root, pan)
    root.addEventListener('contextmenu', onContextMenu)
    root.addEventListener('click', onClick, { capture: true })
    root.addEventListener('keydown', onKeyDown)
    return () => {
      stopDragging()
      root.removeEventListener('contextmenu', onContextMenu)
      root.removeEventListener('click', onClick, { capture: true })
      root.removeEventListener('keydown', onKeyDown)
    }
  }, [frame, camera, getViewport, setViewport])
}

/** Beyond the picture's edge so much of the background is shown, in pixels. */
const BACKGROUND = 40

/** How far the picture may go so that more of it comes into sight, and no further. */
function revealing(by: number, start: number, { length, seen }: { readonly length: number; readonly seen: number }): number {
  if (by > 0) return Math.max(0, Math.min(by, BACKGROUND - start))
  return Math.min(0, Math.max(by, seen - BACKGROUND - start - length))
}

function followDrags(root: HTMLElement, pan: (x: number, y: number) => void): () => void {
  let pressed: { readonly row: HTMLElement; readonly x: number; readonly y: number; readonly pointer: number } | null = null
  let drag: (RuleDrag & { readonly rule: Seen<string> }) | null = null

  const finish = (how: 'drop' | 'cancel') => {
    pressed = null
    if (drag === null) return
    const ended = drag
    drag = null
    root.classList.remove('diagram--dragging')
    // The press that began the drag is no click.
    const swallow = (event: MouseEvent) => event.stopPropagation()
    addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', swallow, { capture: true }))
    const place = how === 'drop' ? ended.drop() : null
    if (how === 'cancel') ended.cancel()
    if (place === null) return
    const { table, chain, number } = place.gap
    void ruleActions()
      .then((made) => made?.dropRule(ended.rule, { what: { table, chain, number }, in: place.in }) ?? null)
      .then((landed) => (landed === null ? undefined : focusRule(landed)))
  }
  const onPointerDown = (event: PointerEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.chain-rule') : null
    if (row === null || event.button !== 0 || event.pointerType === 'touch') return
    pressed = { row, x: event.clientX, y: event.clientY, pointer: event.pointerId }
  }
  const onMove = (event: PointerEvent) => {
    if (pressed === null || event.pointerId !== pressed.pointer) return
    if (drag === null) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < DRAG_BEGINS) return
      const [key, reading] = [pressed.row.dataset.rule, readNow(pageStore.getState())]
      if (key === undefined || reading === null) return
      drag = { ...dragRule(pressed.row, wordsOf(pressed.row), root, pan), rule: { what: key, in: reading } }
      root.classList.add('diagram--dragging')
      root.setPointerCapture(pressed.pointer)
    }
    drag.move(event.clientX, event.clientY)
  }
  const onUp = (event: PointerEvent) => event.pointerId === pressed?.pointer && finish('drop')
  const onCancel = () => finish('cancel')
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || drag === null) return
    event.preventDefault()
    event.stopPropagation()
    finish('cancel')
  }
  // What begins on a rule moves the rule and not the view.
  const keepFromPanning = (event: MouseEvent) => {
    if (event.button === 0 && event.target instanceof Element && event.target.closest('.chain-rule') !== null) event.stopPropagation()
  }
  root.addEventListener('pointerdown', onPointerDown)
  root.addEventListener('mousedown', keepFromPanning, { capture: true })
  addEventListener('pointermove', onMove)
  addEventListener('pointerup', onUp)
  addEventListener('pointercancel', onCancel)
  addEventListener('blur', onCancel)
  addEventListener('keydown', onEscape, { capture: true })
  return () => {
    finish('cancel')
    root.removeEventListener('pointerdown', onPointerDown)
    root.removeEventListener('mousedown', keepFromPanning, { capture: true })
    removeEventListener('pointermove', onMove)
    removeEventListener('pointerup', onUp)
    removeEventListener('pointercancel', onCancel)
    removeEventListener('blur', onCancel)
    removeEventListener('keydown', onEscape, { capture: true })
  }
}

/** Number, conditions and target, without the comment and the counter. */
function wordsOf(row: HTMLElement): string {
  const conditions = row.querySelector('.chain-rule__conditions')?.firstChild?.textContent
  const [number, target] = ['number', 'target'].map((part) => row.querySelector(`.chain-rule__${part}`)?.textContent)
  return [number, conditions, target].filter((part) => part !== undefined && part !== null && part !== '').join('  ')
}

/** The row that a menu is about: a rule's, the end of a chain, or a base chain's line. */
function rowOf(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element)) return null
  const item = target.closest('.chain-rows__item')
  return item?.querySelector<HTMLElement>('[data-stop]') ?? target.closest<HTMLElement>('[data-stop="stage"][data-of]')
}

function openMenuOf(target: EventTarget | null, at: { readonly x: number; readonly y: number } | null): boolean {
  const row = rowOf(target)
  const place = row === null ? null : chainOf(row)
  if (row === null || place === null || row.dataset.stop === 'fold') return false
  const { left, bottom } = row.getBoundingClientRect()
  openRuleMenu({ ...place, ruleKey: row.dataset.rule ?? null, at: at ?? { x: left + 24, y: bottom } })
  return true
}

function onContextMenu(event: MouseEvent): void {
  const isFromKeyboard = event.button !== 2
  if (ruleMenuStore.getState().menu !== null && isFromKeyboard) event.preventDefault()
  else if (openMenuOf(event.target, isFromKeyboard ? null : { x: event.clientX, y: event.clientY })) event.preventDefault()
}

function onClick(event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('.row-menu') : null
  if (button === null) return
  const { left, bottom } = button.getBoundingClientRect()
  if (openMenuOf(button, { x: left, y: bottom })) event.stopPropagation()
}

function onKeyDown(event: KeyboardEvent): void {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-stop]') : null
  if (row === null) return
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    if (openMenuOf(row, null)) event.preventDefault()
    return
  }
  const isMove = event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
  const key = row.dataset.rule
  if (!isMove || key === undefined) return
  event.preventDefault()
  event.stopPropagation()
  nudge(key, event.key === 'ArrowUp' ? -1 : 1)
}

/** Where the rule of the last key press will be: a key that comes before it is there is about the same rule. */
let coming: Promise<string> | null = null

function nudge(ruleKey: string, by: 1 | -1): void {
  const mine = (coming ?? Promise.resolve(ruleKey)).then(async (key) => {
    const landed = (await (await ruleActions())?.nudgeRule(key, by)) ?? null
    if (landed !== null) await focusRule(landed)
    return landed?.key ?? key
  })
  coming = mine
  void mine.finally(() => {
    if (coming === mine) coming = null
  })
}

/** The focus goes with the rule, as soon as its row is drawn. */
async function focusRule({ key }: Pick<Landed, 'key'>): Promise<void> {
  const row = await whenDrawn(() => {
    const rows = document.querySelectorAll<HTMLElement>(`.chain-rule[data-rule="${CSS.escape(key)}"]`)
    // A chain that stands open in two places keeps the focus in the card where it was.
    const card = document.activeElement?.closest('.hook-card')
    return [...rows].find((one) => card?.contains(one) === true) ?? rows[0]
  })
  row?.focus({ preventScroll: true })
}
