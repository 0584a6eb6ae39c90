import { useEffect } from 'react'
import { toggleDifference } from '../difference/earlier'
import { actions, pageStore } from '../store/page-store'

/** The page's keys. They are nobody's while something is being typed or a dialog is open. */
export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || pageStore.getState().dialog !== 'none' || isTyping(event.target)) return
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z') {
    event.preventDefault()
    if (event.shiftKey) actions.redo()
    else actions.undo()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const act = actionOf(event)
  if (act === null) return
  event.preventDefault()
  act()
}

const WITH_ARROWS = ['tab', 'slider', 'separator', 'option', 'row', 'menu'].map((role) => `[role="${role}"]`).join()

function actionOf(event: KeyboardEvent): (() => void) | null {
  // Keys that a focused control uses itself stay with it; a button has no use for arrows.
  const target = event.target instanceof Element ? event.target : null
  const usesArrows = target?.closest(WITH_ARROWS) != null
  const onControl = usesArrows || target?.closest('button, a, summary') != null
  switch (event.key) {
    case ' ':
      return onControl ? null : pageStore.getState().playback.playing ? actions.pause : actions.play
    case 'ArrowRight':
      return usesArrows ? null : () => actions.step('event', 1)
    case 'ArrowLeft':
      return usesArrows ? null : () => actions.step('event', -1)
    case 'ArrowDown':
      return usesArrows ? null : () => actions.step('rule', 1)
    case 'ArrowUp':
      return usesArrows ? null : () => actions.step('rule', -1)
    case ']':
      return () => actions.step('stage', 1)
    case '[':
      return () => actions.step('stage', -1)
    case '.':
      return () => actions.step('verdict', 1)
    case ',':
      return () => actions.step('verdict', -1)
    case 'Home':
      return () => actions.seek(0)
    case 'End':
      return () => actions.seek(Number.MAX_SAFE_INTEGER)
    case 'n':
      return () => actions.openDialog('compose')
    case 's':
      return () => actions.openDialog('share')
    case 'd':
      return toggleDifference
    case '?':
      return () => actions.openDialog('help')
    case 'Escape':
      // An open popover closes by itself; a key taken from the browser would keep it open.
      return document.querySelector(':popover-open') === null ? () => actions.select(null) : null
    default:
      return null
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"], .monaco-editor') !== null
}
