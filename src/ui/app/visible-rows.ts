import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'

/** A row that is in the document: its number, and where it begins and ends in pixels from the first row. */
interface VisibleRow {
  readonly index: number
  readonly start: number
  readonly end: number
}

interface VisibleRows {
  readonly rows: readonly VisibleRow[]
  /** Height of all rows together, in pixels. */
  readonly height: number
  /** Brings a row to the middle of the box, where a whole row begins at its top, or just into it. */
  reveal(index: number, where: 'middle' | 'nearest'): void
}

/** Before its box is measured a list has this many rows. */
const FIRST_ROWS = 30

/** The rows of a long list that a scrolling box shows, all of one height, and `spare` more on either side. */
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight, spare }: { readonly count: number; readonly rowHeight: number; readonly spare: number },
): VisibleRows {
  const [{ first, end }, setRange] = useState({ first: 0, end: FIRST_ROWS })
  const isThere = count > 0
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null || !isThere) return
    const look = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - spare)
      const end = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + spare
      setRange((before) => (before.first === first && before.end === end ? before : { first, end }))
    }
    look()
    box.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(box)
    return () => {
      box.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [scroller, isThere, rowHeight, spare])

  const reveal = useCallback(
    (index: number, where: 'middle' | 'nearest') => {
      const box = scroller.current
      if (box === null) return
      const top = index * rowHeight
      const lowest = top + rowHeight - box.clientHeight
      if (where === 'middle') box.scrollTop = top - Math.round((box.clientHeight / rowHeight - 1) / 2) * rowHeight
      else if (top < box.scrollTop) box.scrollTop = top
      else if (lowest > box.scrollTop) box.scrollTop = lowest
    },
    [scroller, rowHeight],
  )
  // A list that became shorter may be scrolled past its end for a moment.
  const last = Math.min(end, count)
  const begin = Math.max(0, Math.min(first, last - 1))
  const rows = Array.from({ length: last - begin }, (_, offset) => {
    const index = begin + offset
    return { index, start: index * rowHeight, end: (index + 1) * rowHeight }
  })
  return { rows, height: count * rowHeight, reveal }
}
