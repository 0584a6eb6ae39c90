import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { useVisibleRows } from '../app/visible-rows'
import { actions } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { lastAtOrBefore } from './lines-at'

export interface Line {
  readonly tone: 'kernel' | 'note'
  /** The whole line, for those who hear it. */
  readonly label: string
  readonly parts: ReactNode
  /** The first line of a packet: a hairline stands above it. */
  readonly begins: boolean
}

const ROW = 20

/** Lines of a run: past ones, the current one lit, those to come dim. Only what is in view is in the document. */
export function LineList(props: {
  readonly label: string
  /** The cursor of each line, ascending. */
  readonly cursors: readonly number[]
  readonly cursor: number
  /** Width of the first column, in characters. */
  readonly places?: number
  readonly line: (index: number) => Line | null
}) {
  const { cursors, cursor } = props
  const words = useTexts().logs
  const scroller = useRef<HTMLDivElement>(null)
  const current = lastAtOrBefore(cursors, cursor)
  const { rows: shown, height, reveal } = useVisibleRows(scroller, { count: cursors.length, rowHeight: ROW, spare: 10 })
  useEffect(() => {
    reveal(Math.max(0, current), 'middle')
  }, [current, reveal])
  // One line takes the focus by Tab: the current one, or the first in view when that is elsewhere.
  const reachable = shown.some(({ index }) => index === current) ? current : shown[0]?.index
  return (
    <div className="log-lines" ref={scroller}>
      <ol
        className="log-lines__all"
        aria-label={props.label}
        style={{ height: height, '--places': `${props.places ?? 22}ch` } as CSSProperties}
      >
        {shown.map(({ index, start }) => {
          const line = props.line(index)
          const at = cursors[index]
          if (line === null || at === undefined) return null
          return (
            <li key={at} style={{ transform: `translateY(${start}px)` }}>
              <button
                type="button"
                className="log-line"
                tabIndex={index === reachable ? 0 : -1}
                data-tone={line.tone}
                data-time={index === current ? 'now' : index > current ? 'future' : 'past'}
                data-begins={line.begins}
                aria-label={words.goTo(line.label)}
                aria-current={index === current ? 'step' : undefined}
                onClick={() => actions.seek(at)}
                onKeyDown={(event) => {
                  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
                  const next = cursors[index + step]
                  if (step === 0 || next === undefined) return
                  event.preventDefault()
                  actions.seek(next)
                }}
              >
                {line.parts}
              </button>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
