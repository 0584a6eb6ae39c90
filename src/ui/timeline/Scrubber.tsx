import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import type { StepUnit } from '../../trace/timeline'
import { resolveColour } from '../design/colour'
import { actions, playhead, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { positionText } from './position'
import { type Mark, tickMarks } from './tick-marks'
import { useTimeline } from './use-timeline'

/** The whole run on one line; the thumb is where the page looks. A slider by keyboard: arrows step, page keys go by packet. */
export function Scrubber({ unit }: { readonly unit: StepUnit }) {
  const words = useTexts().timeline
  const timeline = useTimeline()
  const cursor = usePage((page) => page.cursor)
  const thumb = useRef<HTMLDivElement>(null)
  const done = useRef<HTMLDivElement>(null)
  const length = timeline.events.length

  // The thumb follows the playhead at every frame, without React.
  useEffect(() => {
    const move = (): void => {
      const { cursor, fraction } = playhead.get()
      const part = length === 0 ? 0 : Math.min(1, (cursor + fraction) / length)
      if (thumb.current !== null) thumb.current.style.left = `${part * 100}%`
      if (done.current !== null) done.current.style.width = `${part * 100}%`
    }
    move()
    return playhead.subscribe(move)
  }, [length])
  // A jump that the playhead was not told of (a new run) still moves the thumb.
  useEffect(() => {
    if (playhead.get().cursor !== cursor) playhead.set({ cursor, fraction: 0 })
  }, [cursor])

  const seekTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    actions.seek(Math.round(((event.clientX - box.left) / box.width) * length))
  }
  return (
    <div
      className="scrubber"
      role="slider"
      tabIndex={0}
      aria-label={words.scrubber}
      aria-valuemin={0}
      aria-valuemax={length}
      aria-valuenow={cursor}
      aria-valuetext={positionText(words, timeline, cursor)}
      onKeyDown={(event) => onKey(event, unit, length)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event)
      }}
    >
      <div className="scrubber__track" />
      <div className="scrubber__done" ref={done} />
      <Ticks />
      <div className="scrubber__thumb" ref={thumb} />
    </div>
  )
}

function onKey(event: KeyboardEvent, unit: StepUnit, length: number): void {
  const move = keyMove(event.key, unit, length)
  if (move === null) return
  event.preventDefault()
  move()
}

function keyMove(key: string, unit: StepUnit, length: number): (() => void) | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return () => actions.step(unit, 1)
    case 'ArrowLeft':
    case 'ArrowDown':
      return () => actions.step(unit, -1)
    case 'PageDown':
      return () => actions.step('packet', 1)
    case 'PageUp':
      return () => actions.step('packet', -1)
    case 'Home':
      return () => actions.seek(0)
    case 'End':
      return () => actions.seek(length)
    default:
      return null
  }
}

/** The ticks on a canvas: drawn again when the run, the width or the theme changes, never when the cursor moves. */
function Ticks() {
  const timeline = useTimeline()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const draw = (): void => drawMarks(element, tickMarks(timeline, element.clientWidth))
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    // The tokens mean other colours in another theme: the page's own, or the system's.
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    const chosen = new MutationObserver(draw)
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      chosen.disconnect()
      observer.disconnect()
      scheme.removeEventListener('change', draw)
    }
  }, [timeline])
  return <canvas className="scrubber__ticks" ref={canvas} />
}

const TALL = { tick: 0.56, short: 0.24, end: 0.72, strip: 0.2, bar: 0.36 } as const

function drawMarks(canvas: HTMLCanvasElement, marks: readonly Mark[]): void {
  const ratio = devicePixelRatio
  const width = canvas.clientWidth
  const height = canvas.clientHeight
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return
  context.scale(ratio, ratio)
  const colours = new Map<string, string>()
  for (const mark of marks) {
    let colour = colours.get(mark.colour)
    if (colour === undefined) {
      colour = resolveColour(canvas.parentElement ?? canvas, `--${mark.colour}`)
      colours.set(mark.colour, colour)
    }
    const tall = height * TALL[mark.shape]
    context.fillStyle = colour
    const left = mark.shape === 'bar' || mark.shape === 'strip' ? mark.x : mark.x - mark.width / 2
    context.fillRect(Math.max(0, Math.min(width - mark.width, left)), (height - tall) / 2, mark.width, tall)
  }
}
