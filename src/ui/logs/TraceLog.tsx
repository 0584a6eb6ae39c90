import { useMemo } from 'react'
import { worldAt } from '../../trace/timeline'
import { placeText, type TraceRow, traceRows } from '../../trace/trace-log'
import { CutName } from '../design/CutName'
import { useRules } from '../inspector/use-story'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useTimeline } from '../timeline/use-timeline'
import { LineList } from './LineList'
import { traceWords } from './trace-words'

/** The run as TRACE would log it, with what the kernel does not log between, greyed. Pressing a line goes there. */
export function TraceLog() {
  const texts = useTexts()
  const timeline = useTimeline()
  const rules = useRules()
  const rows = useMemo(() => traceRows(timeline.events), [timeline])
  const cursor = usePage((page) => page.cursor)
  // The last world knows every packet; a row brings the headers it had then.
  const packets = useMemo(() => worldAt(timeline, timeline.events.length).packets, [timeline])
  const places = useMemo(() => widestPlace(rows), [rows])
  if (rows.length === 0) return <p className="logs__empty">{texts.logs.emptyTrace}</p>
  return (
    <LineList
      label={texts.logs.traceList}
      cursors={cursorsOf(rows)}
      cursor={cursor}
      places={places}
      line={(index) => {
        const row = rows[index]
        if (row === undefined) return null
        const { place, verdict, text } = traceWords(row, texts, rules, packets[row.packet] ?? null)
        return {
          tone: row.kind,
          label: `${place} ${verdict} ${text}`,
          parts: (
            <>
              <span className="log-line__place" data-table={row.place?.table}>
                {row.place === null ? place : <CutName name={place} end={place.lastIndexOf(':', place.lastIndexOf(':') - 1)} />}
              </span>
              <span className="log-line__verdict">
                <CutName name={verdict} />
              </span>
              <span className="log-line__text">{text}</span>
            </>
          ),
          begins: row.event.kind === 'packet appeared',
        }
      }}
    />
  )
}

/** The column of places is as wide as the longest, within bounds: these are characters. */
function widestPlace(rows: readonly TraceRow[]): number {
  let widest = 22
  for (const { place } of rows) if (place !== null) widest = Math.max(widest, placeText(place).length)
  return Math.min(widest, 48)
}

const cursorLists = new WeakMap<readonly TraceRow[], readonly number[]>()

function cursorsOf(rows: readonly TraceRow[]): readonly number[] {
  const known = cursorLists.get(rows)
  if (known !== undefined) return known
  const cursors = rows.map((row) => row.cursor)
  cursorLists.set(rows, cursors)
  return cursors
}
