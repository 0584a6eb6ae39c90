import { type RefObject, useEffect } from 'react'
import { actions } from '../store/page-store'
import type { Camera } from './camera'
import { arrange, pictureStore } from './picture'
import { whenDrawn } from './when-drawn'

const STOPS = '[data-stop]'
const CARDS = '.hook-card, .uncalled-chains'
/** What the Tab key comes to in a card: a user chain's button, and then its one stop. */
const TAB_STOPS = 'button:not([tabindex="-1"])'

/**
 * Every card is one stop of the Tab key: its current row, or its first. Within a card the arrow keys walk. Rows come and go (folding,
 * scrolling), so which one takes the Tab is settled whenever the card's rows change and whenever one gets the focus.
 */
export function useDiagramKeys(frame: RefObject<HTMLDivElement | null>, camera: Camera): void {
  useEffect(() => {
    const root = frame.current
    if (root === null) return
    const settle = () => {
      for (const card of root.querySelectorAll(CARDS)) {
        const stops = card.querySelectorAll<HTMLElement>(STOPS)
        const holder = [...stops].find((stop) => stop.tabIndex === 0) ?? stops[0]
        if (holder !== undefined) holder.tabIndex = 0
      }
    }
    const focused = (event: FocusEvent) => {
      const stop = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(STOPS) : null
      const card = stop?.closest(CARDS)
      if (stop === null || card === null || card === undefined) return
      for (const other of card.querySelectorAll<HTMLElement>(`${STOPS}[tabindex="0"]`)) other.tabIndex = -1
      stop.tabIndex = 0
    }
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab') tabOn(event, camera)
      else walk(event, camera)
    }
    settle()
    const watched = new MutationObserver(settle)
    watched.observe(root, { childList: true, subtree: true })
    root.addEventListener('focusin', focused)
    root.addEventListener('keydown', handleKey)
    return () => {
      watched.disconnect()
      root.removeEventListener('focusin', focused)
      root.removeEventListener('keydown', handleKey)
    }
  }, [frame, camera])
}

function isForOthers(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey
}

/** Of a large picture only what is in sight is in the document, and the browser knows no further: the Tab key goes on to the next card. */
function tabOn(event: KeyboardEvent, camera: Camera): void {
  const card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(CARDS) : null
  if (card === null || isForOthers(event)) return
  const here = [...card.querySelectorAll(TAB_STOPS)]
  if (event.target !== here.at(event.shiftKey ? 0 : -1)) return
  const cards = pictureStore.getState().layout.nodes.filter(({ kind }) => kind === 'hook' || kind === 'chain' || kind === 'uncalled')
  const at = cards.findIndex(({ id }) => id === card.dataset.node)
  const next = at < 0 ? undefined : cards[at + (event.shiftKey ? -1 : 1)]
  if (next === undefined || cardOf(next.id) !== null) return
  event.preventDefault()
  focusIn(next.id, event.shiftKey ? '[data-stop][tabindex="0"]' : TAB_STOPS, camera)
}

/** Keys on a row or stage: up and down walk, right opens (or enters) what it calls, left closes (or goes back), B sets a breakpoint. */
function walk(event: KeyboardEvent, camera: Camera): void {
  if (isForOthers(event)) return
  const stop = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(STOPS) : null
  const card = stop?.closest<HTMLElement>(CARDS)
  if (stop === null || card === null || card === undefined) return
  const stops = [...card.querySelectorAll<HTMLElement>(STOPS)]
  const at = stops.indexOf(stop)
  switch (event.key) {
    case 'ArrowDown':
      stops[at + 1]?.focus()
      break
    case 'ArrowUp':
      stops[at - 1]?.focus()
      break
    case 'Home':
      stops[0]?.focus()
      break
    case 'End':
      stops.at(-1)?.focus()
      break
    case 'ArrowRight':
      if (stop.dataset.calls !== undefined) enterChain(stop.dataset.calls, camera)
      else if (stop.dataset.instance !== undefined) arrange.showBaseChain(stop.dataset.instance, true)
      else return
      break
    case 'ArrowLeft':
      if (stop.dataset.calls !== undefined && pictureStore.getState().layout.byId.has(`chain:${stop.dataset.calls}`))
        arrange.showChain(stop.dataset.calls, false)
      else if (stop.dataset.instance !== undefined) arrange.showBaseChain(stop.dataset.instance, false)
      else if (!leaveChain(card, camera)) return
      break
    case 'b':
    case 'B':
      if (stop.dataset.rule === undefined) return
      actions.toggleBreakpoint(stop.dataset.rule)
      break
    default:
      return
  }
  event.preventDefault()
  event.stopPropagation()
}

/** Gives the focus to a part of a card, which is brought into sight first where it is not drawn. */
function focusIn(node: string, selector: string, camera: Camera): void {
  const part = () => cardOf(node)?.querySelector<HTMLElement>(selector)
  const drawn = part()
  const place = pictureStore.getState().layout.byId.get(node)
  if (drawn !== null && drawn !== undefined) drawn.focus()
  else if (place !== undefined) {
    camera.show(place)
    void whenDrawn(part).then((found) => found?.focus())
  }
}

function cardOf(node: string): Element | null {
  return document.querySelector(`:is(${CARDS})[data-node="${CSS.escape(node)}"]`)
}

function enterChain(instance: string, camera: Camera): void {
  const node = `chain:${instance}`
  if (pictureStore.getState().layout.byId.has(node)) focusIn(node, STOPS, camera)
  else arrange.showChain(instance, true)
}

/** From a user chain's card back to the rule that calls it. */
function leaveChain(card: HTMLElement, camera: Camera): boolean {
  const node = pictureStore.getState().layout.byId.get(card.dataset.node ?? '')
  if (node?.kind !== 'chain') return false
  focusIn(node.parent, `[data-calls="${CSS.escape(node.block.instance)}"]`, camera)
  return true
}
