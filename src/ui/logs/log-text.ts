import { conntrackLine } from '../../trace/conntrack-line'
import { type Timeline, worldAt } from '../../trace/timeline'
import { kernelLine, traceRows } from '../../trace/trace-log'
import { countedNow } from '../store/counted'
import { pageStore } from '../store/page'
import type { LogTab } from '../store/state'
import { placeHere } from './CounterTable'
import { listedTables, listing } from './counter-rows'
import { listedStore, tableToList } from './listed'

/** What a tab shows at the cursor, as plain text in the tools' own form. */
export function logText(tab: Exclude<LogTab, 'difference' | 'recorded' | 'moves'>, timeline: Timeline): string {
  const { cursor, opened } = pageStore.getState()
  const world = worldAt(timeline, cursor)
  switch (tab) {
    case 'trace':
      return traceRows(timeline.events)
        .filter((row) => row.kind === 'kernel' && row.cursor <= cursor)
        .map(kernelLine)
        .join('\n')
    case 'connections':
      return Object.values(world.connections)
        .filter(({ confirmed }) => confirmed)
        .map((entry) => conntrackLine(entry, world.now))
        .join('\n')
    case 'log':
      return world.log.map(({ line }) => line).join('\n')
    case 'counters': {
      if (opened === null) return ''
      const { of, listed, table } = listedStore.getState()
      const shown = tableToList(listedTables(opened.rules), table, placeHere(pageStore.getState()))
      if (shown === null) return ''
      return listing(opened.rules, shown, countedNow(), of === opened ? listed : null)
        .map(({ text }) => text)
        .join('\n')
    }
  }
}
