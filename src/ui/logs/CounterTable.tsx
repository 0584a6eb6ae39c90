import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { placeKey } from '../../trace/world'
import { actions, usePage, useTraffic } from '../store/page-store'
import { type Texts, useTexts } from '../texts/use-texts'
import { useWorld } from '../timeline/use-timeline'
import { type CounterRow, counterRows, listCount } from './counter-rows'

const ROW = 22

/** All counters at the cursor, or those of the traffic that runs by itself. */
export function CounterTable() {
  const words = useTexts().logs
  const view = usePage((page) => page.opened?.rules ?? null)
  const running = usePage((page) => page.traffic.running)
  const world = useWorld()
  const ticking = useTraffic((traffic) => traffic.counters)
  const since = running ? ticking : world.counters
  const rows = useMemo(() => (view === null ? [] : counterRows(view, since)), [view, since])
  const here = usePage((page) => {
    const event = page.run?.events[page.cursor - 1]
    return event !== undefined && 'place' in event && event.place !== null ? placeKey(event.place) : null
  })
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 })
  const at = useMemo(() => rows.findIndex((row) => keyOf(row) === here), [rows, here])
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' })
  }, [at, list])
  if (rows.length === 0) return <p className="logs__empty">{words.emptyCounters}</p>
  const shown = list.getVirtualItems()
  const above = shown[0]?.start ?? 0
  const below = list.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <div className="logs__scroller" ref={scroller}>
      <table className="grid-table counters">
        <thead>
          <tr>
            <th scope="col" className="grid-table__column number">
              {words.columns.number}
            </th>
            <th scope="col" className="grid-table__column number">
              {words.columns.packets}
            </th>
            <th scope="col" className="grid-table__column number">
              {words.columns.bytes}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.target}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.rule}
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Filler height={above} />}
          {shown.map(({ index }) => {
            const row = rows[index]
            return row === undefined ? null : <Row key={keyOf(row)} row={row} words={words} current={keyOf(row) === here} />
          })}
          {below > 0 && <Filler height={below} />}
        </tbody>
      </table>
    </div>
  )
}

function keyOf(row: CounterRow): string {
  if (row.kind === 'table') return row.table
  return row.kind === 'chain' ? `${row.table}/${row.chain.name}/policy` : `${row.table}/${row.chain}/${row.rule.number}`
}

function Filler({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={5} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

function Row({ row, words, current }: { readonly row: CounterRow; readonly words: Texts['logs']; readonly current: boolean }) {
  if (row.kind === 'table') {
    return (
      <tr className="counters__table">
        <th scope="rowgroup" colSpan={5} className="counters__head table-name" data-table={row.table}>
          {row.table}
        </th>
      </tr>
    )
  }
  if (row.kind === 'chain') {
    return (
      <tr className="counters__chain" aria-current={current ? 'true' : undefined}>
        <th scope="rowgroup" colSpan={5} className="counters__head">
          {chainText(row, words)}
        </th>
      </tr>
    )
  }
  const { rule } = row
  return (
    <tr aria-current={current ? 'true' : undefined} data-quiet={row.counters.packets === 0}>
      <td className="number">{rule.number}</td>
      <td className="number">{listCount(row.counters.packets)}</td>
      <td className="number">{listCount(row.counters.bytes)}</td>
      <td>{rule.target.kind === 'none' ? '' : rule.target.name}</td>
      <td>
        <button type="button" className="counters__rule" onClick={() => actions.select({ kind: 'rule', ruleKey: rule.key })}>
          {`${rule.conditions === '' ? words.everything : rule.conditions} ${rule.target.details}`.trimEnd()}
        </button>
      </td>
    </tr>
  )
}

export function chainText(row: Extract<CounterRow, { kind: 'chain' }>, words: Texts['logs']): string {
  return row.policy === null
    ? words.chain(row.chain.name, row.chain.callers.length)
    : words.baseChain(row.chain.name, row.policy, listCount(row.counters.packets), listCount(row.counters.bytes))
}
