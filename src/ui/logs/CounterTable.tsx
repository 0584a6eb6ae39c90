import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { placeKey } from '../../trace/world'
import { useVisibleRows } from '../app/visible-rows'
import { useCounted } from '../store/counted'
import { actions, usePage } from '../store/page-store'
import type { PageState } from '../store/state'
import { useTexts } from '../texts/use-texts'
import { type ListingLine, listedTables, listing } from './counter-rows'
import { listedStore, tableToList, useListed } from './listed'

const ROW = 20

/** The rule or policy that the cursor is at. */
export function placeHere(page: PageState): string | null {
  const event = page.run?.events[page.cursor - 1]
  return event !== undefined && 'place' in event && event.place !== null ? placeKey(event.place) : null
}

/** `iptables -nvL --line-numbers` at the cursor, or of the traffic that runs by itself, one table at a time. */
export function CounterTable() {
  const words = useTexts().logs
  const view = usePage((page) => page.opened?.rules ?? null)
  const since = useCounted()
  const listed = useListed()
  const chosen = useStore(listedStore, (state) => state.table)
  const here = usePage(placeHere)
  const tables = useMemo(() => (view === null ? [] : listedTables(view)), [view])
  const table = tableToList(tables, chosen, here)
  const lines = useMemo(() => (view === null || table === null ? [] : listing(view, table, since, listed)), [view, table, since, listed])
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, height, reveal } = useVisibleRows(scroller, { count: lines.length, rowHeight: ROW, spare: 12 })
  const at = useMemo(() => lines.findIndex((line) => line.place !== null && line.place === here), [lines, here])
  useEffect(() => {
    if (at >= 0) reveal(at, 'nearest')
  }, [at, reveal])
  if (table === null) return <p className="logs__empty">{words.emptyCounters}</p>
  return (
    <div className="listing">
      <fieldset className="listing__tables" aria-label={words.tables}>
        {tables.map((name) => (
          <button
            key={name}
            type="button"
            className="listing__table table-name"
            data-table={name}
            aria-pressed={name === table}
            onClick={() => listedStore.setState({ table: name })}
          >
            {name}
          </button>
        ))}
        <code className="listing__command">iptables -t {table} -nvL --line-numbers</code>
      </fieldset>
      <div className="listing__lines">
        <div className="logs__scroller" ref={scroller}>
          <ol className="log-lines__all" aria-label={words.tabs.counters} style={{ height: height }}>
            {rows.map(({ index, start }) => {
              const line = lines[index]
              return line === undefined ? null : (
                <li key={index} style={{ transform: `translateY(${start}px)` }}>
                  <Line line={line} current={index === at} />
                </li>
              )
            })}
          </ol>
        </div>
      </div>
    </div>
  )
}

function Line({ line, current }: { readonly line: ListingLine; readonly current: boolean }) {
  const { ruleKey } = line
  if (ruleKey === null)
    return (
      <div className="listing__line" data-kind={line.kind} aria-current={current ? 'true' : undefined}>
        {line.text}
      </div>
    )
  return (
    <button
      type="button"
      className="listing__line"
      data-kind="rule"
      data-quiet={line.counted ? undefined : true}
      aria-current={current ? 'true' : undefined}
      onClick={() => actions.select({ kind: 'rule', ruleKey })}
    >
      {line.text}
    </button>
  )
}
