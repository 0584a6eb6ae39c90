import { type RefObject, useEffect } from 'react'
import { actions } from '../store/page-store'
import { arrange, pictureStore } from './picture'

const STOPS = '[data-stop]'

/**
 * Every card is one stop of the Tab key: its current row, or its first. Within a card the arrow keys walk. Rows come and go (folding,
 * scrolling), so which one takes the Tab is settled whenever the card's rows change and whenever one gets the focus.
 */
export function useDiagramKeys(frame: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const root = frame.current
    if (root === null) return
    const settle = () => {
      for (const card of root.querySelectorAll('.hook-card, .uncalled-chains')) {
        const stops = card.querySelectorAll<HTMLElement>(STOPS)
        const holder = [...stops].find((stop) => stop.tabIndex === 0) ?? stops[0]
        if (holder !== undefined) holder.tabIndex = 0
      }
    }
    const focused = (event: FocusEvent) => {
      const stop = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(STOPS) : null
      const card = stop?.closest('.hook-card, .uncalled-chains')
      if (stop === null || card === null || card === undefined) return
      for (const other of card.querySelectorAll<HTMLElement>(`${STOPS}[tabindex="0"]`)) other.tabIndex = -1
      stop.tabIndex = 0
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
  }, [frame])
}

/** Keys on a row or stage: up and down walk, right opens (or enters) what it calls, left closes (or goes back), B sets a breakpoint. */
function handleKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const stop = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(STOPS) : null
  const card = stop?.closest<HTMLElement>('.hook-card, .uncalled-chains')
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
      if (stop.dataset.calls !== undefined) enterChain(stop.dataset.calls)
      else if (stop.dataset.instance !== undefined) arrange.showBaseChain(stop.dataset.instance, true)
      else return
      break
    case 'ArrowLeft':
      if (stop.dataset.calls !== undefined && pictureStore.getState().layout.byId.has(`chain:${stop.dataset.calls}`))
        arrange.showChain(stop.dataset.calls, false)
      else if (stop.dataset.instance !== undefined) arrange.showBaseChain(stop.dataset.instance, false)
      else if (!leaveChain(card)) return
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

function focusIn(card: Element | null | undefined, selector: string): void {
  card?.querySelector<HTMLElement>(selector)?.focus()
}

function cardOf(node: string): Element | null {
  return document.querySelector(`.hook-card[data-node="${CSS.escape(node)}"]`)
}

function enterChain(instance: string): void {
  const node = `chain:${instance}`
  if (pictureStore.getState().layout.byId.has(node)) focusIn(cardOf(node), STOPS)
  else arrange.showChain(instance, true)
}

/** From a user chain's card back to the rule that calls it. */
function leaveChain(card: HTMLElement): boolean {
  const node = pictureStore.getState().layout.byId.get(card.dataset.node ?? '')
  if (node?.kind !== 'chain') return false
  focusIn(cardOf(node.parent), `[data-calls="${CSS.escape(node.block.instance)}"]`)
  return true
}
