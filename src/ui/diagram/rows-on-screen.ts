/** What the diagram's rows say about themselves in the document: which chain, and between which rules. */

/** The chain that a row, or a base chain's line without rows, belongs to: `data-of` is `table/chain`. */
export function chainOf(element: Element): { readonly table: string; readonly chain: string } | null {
  const of = element.closest<HTMLElement>('[data-of]')?.dataset.of
  if (of === undefined) return null
  const slash = of.indexOf('/')
  return { table: of.slice(0, slash), chain: of.slice(slash + 1) }
}

/** A place between two rules of a chain, and the line on the screen that shows it. */
export interface Gap {
  readonly table: string
  readonly chain: string
  /** A rule put here becomes this one, from 1. */
  readonly number: number
  readonly left: number
  readonly right: number
  readonly y: number
  /** The folded rules under the pointer, by the instance of their chain. */
  readonly fold: HTMLElement | null
  /** The box of rows, where it scrolls. */
  readonly scrolls: HTMLElement | null
}

/** The gap nearest to a point of the window; null beside all rows. */
export function gapAt(x: number, y: number): Gap | null {
  const under = document.elementFromPoint(x, y)
  // Between two rows there is a hair's breadth that belongs to neither.
  const item = under?.closest('.chain-rows__item')
  const row =
    item?.querySelector<HTMLElement>(':scope > [data-stop]') ?? under?.closest<HTMLElement>('[data-stop="stage"][data-of]') ?? null
  const place = row === null ? null : chainOf(row)
  if (row === null || place === null) return null
  const box = row.closest<HTMLElement>('.chain-rows')
  const { left, right, top, bottom } = row.getBoundingClientRect()
  const bounds = box?.getBoundingClientRect() ?? { top, bottom }
  const first = Number(row.dataset.first)
  const last = Number(row.dataset.last)
  // The end of a chain and a line without rows have one place only.
  const isBelow = last >= first && y > (top + bottom) / 2
  return {
    ...place,
    number: isBelow ? last + 1 : first,
    left,
    right,
    y: Math.max(bounds.top, Math.min(bounds.bottom, isBelow || box === null ? bottom : top)),
    fold: row.dataset.stop === 'fold' ? row : null,
    scrolls: box?.classList.contains('chain-rows--scrolls') === true ? box : null,
  }
}
