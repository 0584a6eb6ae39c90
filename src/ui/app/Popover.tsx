import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import './popover.css'

/**
 * A button and what it opens below itself, or above where there is more room: the browser's own popover, which closes with Escape or
 * a click beside it.
 */
export function Popover({
  button,
  buttonClass,
  buttonLabel,
  label,
  panelClass,
  children,
}: {
  button: ReactNode
  buttonClass: string
  /** The name of a button that shows no word. */
  buttonLabel?: string
  label: string
  panelClass: string
  children: ReactNode
}) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  useLayoutEffect(() => {
    if (!open || trigger.current === null || panel.current === null) return
    const { top, bottom, right } = trigger.current.getBoundingClientRect()
    const { width } = panel.current.getBoundingClientRect()
    const { clientHeight } = document.documentElement
    // Where there is more room above, it grows upward, however much there comes to be in it.
    const above = top > clientHeight - bottom
    panel.current.style.top = above ? 'auto' : `${bottom + GAP}px`
    panel.current.style.bottom = above ? `${clientHeight - top + GAP}px` : 'auto'
    panel.current.style.left = `${Math.max(EDGE, Math.min(right - width, document.documentElement.clientWidth - width - EDGE))}px`
  }, [open])
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={buttonClass}
        popoverTarget={id}
        aria-label={buttonLabel}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={`floating popover ${panelClass}`}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && children}
      </div>
    </>
  )
}

/** Pixels between button and panel, and between panel and window. */
const GAP = 6
const EDGE = 8
