import { conntrackLine } from '../../trace/conntrack-line'
import { type Timeline, worldAt } from '../../trace/timeline'
import { kernelLine, traceRows } from '../../trace/trace-log'
import { pageStore } from '../store/page'
import type { LogTab } from '../store/state'
import { trafficStore } from '../store/traffic-store'
import type { Texts } from '../texts/use-texts'
import { chainText } from './CounterTable'
import { counterRows, listCount } from './counter-rows'

/** What a tab shows at the cursor, as plain text in the tools' own form. */
export function logText(tab: LogTab, timeline: Timeline, texts: Texts): string {
  const { cursor, opened, traffic } = pageStore.getState()
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
      const since = traffic.running ? trafficStore.getState().counters : world.counters
      return opened === null
        ? ''
        : counterRows(opened.rules, since)
            .map((row) => {
              if (row.kind === 'table') return `*${row.table}`
              if (row.kind === 'chain') return `\n${chainText(row, texts.logs)}\nnum   pkts bytes target     rule`
              const { rule, counters } = row
              return `${String(rule.number).padEnd(4)} ${listCount(counters.packets).padStart(5)} ${listCount(counters.bytes).padStart(5)} ${rule.target.name.padEnd(10)} ${rule.text}`
            })
            .join('\n')
    }
  }
}
