import { useMemo, useRef } from 'react'
import type { ConnectionEntry, Microseconds } from '../../model'
import type { TraceEvent } from '../../trace/event'
import { protocolName, tupleText } from '../../trace/packet-text'
import { useVisibleRows } from '../app/visible-rows'
import { actions } from '../store/page-store'
import { type Texts, useTexts } from '../texts/use-texts'
import { useTimeline, useWorld } from '../timeline/use-timeline'

const ROW = 24

/** The connections that conntrack knows at the cursor, newest last. A number leads to where its connection began. */
export function ConnectionTable() {
  const words = useTexts().logs
  const world = useWorld()
  const timeline = useTimeline()
  const entries = useMemo(() => Object.values(world.connections), [world.connections])
  const scroller = useRef<HTMLElement>(null)
  const { rows: shown, height } = useVisibleRows(scroller, { count: entries.length, rowHeight: ROW, spare: 10 })
  const current = world.current === null ? null : (world.packets[world.current]?.connection ?? null)
  if (entries.length === 0) return <p className="logs__empty">{words.emptyConnections}</p>
  const above = shown[0]?.start ?? 0
  const below = height - (shown.at(-1)?.end ?? 0)
  return (
    <section className="logs__scroller" ref={scroller} aria-label={words.tabs.connections}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col" className="grid-table__column">
              {words.columns.id}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.protocol}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.state}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.original}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.reply}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.status}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.timeout}
            </th>
            <th scope="col" className="grid-table__column">
              {words.columns.mark}
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Filler height={above} />}
          {shown.map(({ index }) => {
            const entry = entries[index]
            return entry === undefined ? null : (
              <Row
                key={entry.id}
                entry={entry}
                now={world.now}
                words={words}
                current={entry.id === current}
                onChosen={() => actions.seek(beginningOf(entry.id, timeline.events))}
              />
            )
          })}
          {below > 0 && <Filler height={below} />}
        </tbody>
      </table>
    </section>
  )
}

/** The moment at which conntrack first saw the connection. */
function beginningOf(id: number, events: readonly TraceEvent[]): number {
  return events.findIndex((event) => event.kind === 'connection looked up' && event.connection === id) + 1
}

function Filler({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={8} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

function Row(props: {
  readonly entry: ConnectionEntry
  readonly now: Microseconds
  readonly words: Texts['logs']
  readonly current: boolean
  readonly onChosen: () => void
}) {
  const { entry, words } = props
  const rewritten = entry.sourceNat || entry.destinationNat
  return (
    <tr aria-current={props.current ? 'true' : undefined}>
      <td className="number">
        <button type="button" className="counters__rule" aria-label={words.goTo(`#${entry.id}`)} onClick={props.onChosen}>
          {entry.id}
        </button>
      </td>
      <td>{protocolName(entry.original.protocol).toLowerCase()}</td>
      <td>{entry.tcpState ?? ''}</td>
      <td>{tupleText(entry.original)}</td>
      <td>{rewritten ? <span className="changed">{tupleText(entry.reply)}</span> : tupleText(entry.reply)}</td>
      <td>{statusText(entry, words)}</td>
      <td className="number">
        {entry.confirmed ? words.seconds(String(Math.max(0, Math.ceil((entry.expires - props.now) / 1_000_000)))) : ''}
      </td>
      <td>{entry.mark === 0 ? '' : `0x${entry.mark.toString(16)}`}</td>
    </tr>
  )
}

function statusText(entry: ConnectionEntry, words: Texts['logs']): string {
  return [
    ...(entry.confirmed ? [] : [words.unconfirmed]),
    ...(entry.seenReply ? [] : [words.unreplied]),
    ...(entry.assured ? [words.assured] : []),
  ].join(' ')
}
