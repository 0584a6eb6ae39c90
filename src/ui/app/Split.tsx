import { type ReactNode, useRef, useState } from 'react'
import './split.css'

/** How far an arrow key moves the boundary, in percent of the whole. */
const KEY_STEP = 2

/**
 * Two parts with a boundary that is dragged, or moved by arrow keys when it has the focus. `share` is what the sized part has of
 * the whole at first, in percent; neither part gets smaller than its least pixels.
 */
export function Split({
  direction,
  sized,
  share: firstShare,
  grown = null,
  least,
  label,
  children: [first, second],
}: {
  direction: 'row' | 'column'
  /** Which of the two has the size; the other takes the rest. */
  sized: 'first' | 'second'
  share: number
  /** The share that the sized part has at least for now: what it holds needs more room. It goes back to what it had. */
  grown?: number | null
  /** Pixels of the sized part and of the other one. */
  least: { readonly sized: number; readonly other: number }
  label: string
  children: readonly [ReactNode, ReactNode]
}) {
  const [share, setShare] = useState(firstShare)
  const [ungrown, setUngrown] = useState<number | null>(null)
  if (grown !== null && ungrown === null) {
    setUngrown(share)
    setShare(Math.max(share, grown))
  } else if (grown === null && ungrown !== null) {
    setUngrown(null)
    setShare(ungrown)
  }
  const whole = useRef<HTMLDivElement>(null)
  const isRow = direction === 'row'

  /** The share within its bounds; percent of the whole as it is now. */
  const settle = (wanted: number) => {
    const box = whole.current?.getBoundingClientRect()
    const length = box === undefined ? 0 : isRow ? box.width : box.height
    if (length === 0) return
    const lowest = (100 * least.sized) / length
    const highest = 100 - (100 * least.other) / length
    setShare(Math.max(Math.min(wanted, highest), Math.min(lowest, 100)))
  }

  const drag = (event: React.PointerEvent<HTMLElement>) => {
    const box = whole.current?.getBoundingClientRect()
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const before = isRow ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height
    settle(100 * (sized === 'first' ? before : 1 - before))
  }

  const onKeyDown = (event: React.KeyboardEvent) => {
    const towardsEnd = event.key === (isRow ? 'ArrowRight' : 'ArrowDown')
    const towardsStart = event.key === (isRow ? 'ArrowLeft' : 'ArrowUp')
    if (!towardsEnd && !towardsStart) return
    event.preventDefault()
    settle(share + (towardsEnd === (sized === 'first') ? KEY_STEP : -KEY_STEP))
  }

  const length = isRow ? 'minWidth' : 'minHeight'
  const sizedStyle = { flex: `0 0 ${share}%`, [length]: least.sized }
  const otherStyle = { flex: '1 1 0', [length]: least.other }
  return (
    <div ref={whole} className="split" data-direction={direction}>
      <div className="split__part" style={sized === 'first' ? sizedStyle : otherStyle}>
        {first}
      </div>
      <hr
        className="split__grip"
        // A focusable separator is a control: its value is the part's share of the whole.
        tabIndex={0}
        aria-label={label}
        aria-orientation={isRow ? 'vertical' : 'horizontal'}
        aria-valuenow={Math.round(share)}
        aria-valuemin={0}
        aria-valuemax={100}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => setShare(firstShare)}
        onKeyDown={onKeyDown}
      />
      <div className="split__part" style={sized === 'first' ? otherStyle : sizedStyle}>
        {second}
      </div>
    </div>
  )
}
