import { Check, Copy, FileOutput } from 'lucide-react'
import { type KeyboardEvent, Suspense, useMemo, useState } from 'react'
import type { Timeline } from '../../trace/timeline'
import { fetchedPart } from '../app/fetched-part'
import { Popover } from '../app/Popover'
import { movesText } from '../recordings/moves'
import { fetched, NotFetched, tellNotFetched } from '../store/fetched'
import { actions, pageStore, usePage } from '../store/page-store'
import type { LogTab } from '../store/state'
import { useTexts } from '../texts/use-texts'
import { useTimeline, useWorld } from '../timeline/use-timeline'
import './logs.css'
import { TraceLog } from './TraceLog'

/** The first picture shows the trace: what else there is, is loaded when it is wanted. */
const ConnectionTable = fetchedPart(async () => ({ default: (await import('./ConnectionTable')).ConnectionTable }))
const KernelLog = fetchedPart(async () => ({ default: (await import('./KernelLog')).KernelLog }))
const CounterTable = fetchedPart(async () => ({ default: (await import('./CounterTable')).CounterTable }))
const CopyAs = fetchedPart(() => import('../exporting/CopyAs'))
const Difference = fetchedPart(() => import('../difference/Difference'))

/** Wanted only where something was recorded. */
const RecordedPanel = fetchedPart(() => import('../recordings/RecordedPanel'))
const MovesPanel = fetchedPart(() => import('../recordings/MovesPanel'))

const TABS: readonly LogTab[] = ['trace', 'connections', 'log', 'counters', 'difference']
const PANELS = {
  trace: TraceLog,
  connections: ConnectionTable,
  log: KernelLog,
  counters: CounterTable,
  difference: Difference,
  recorded: RecordedPanel,
  moves: MovesPanel,
} as const

/** The tabs that have something to show: a recording and earlier counters are rare. */
function useTabs(): readonly LogTab[] {
  const isRecorded = usePage(({ scenario }) => (scenario.recording ?? '') !== '')
  const isCounted = usePage(({ scenario }) => (scenario.before ?? '') !== '')
  return useMemo(
    () => [...TABS, ...(isRecorded ? (['recorded'] as const) : []), ...(isCounted ? (['moves'] as const) : [])],
    [isRecorded, isCounted],
  )
}

/** What a terminal would show of the run, at the cursor: four tabs that scrub with the timeline. */
export function Logs() {
  const words = useTexts().logs
  const tabs = useTabs()
  const wanted = usePage((page) => page.tab.log)
  const tab = tabs.includes(wanted) ? wanted : 'trace'
  const Panel = PANELS[tab]
  return (
    <div className="logs">
      <div className="logs__head">
        <div className="tabs logs__tabs" role="tablist" aria-label={words.name} onKeyDown={(event) => onKey(event, tabs, tab)}>
          {tabs.map((name) => (
            <button
              key={name}
              id={`log-tab-${name}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab === name}
              aria-controls="log-panel"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => actions.showTab({ log: name })}
            >
              {words.tabs[name]}
              <Count tab={name} />
            </button>
          ))}
        </div>
        <CopyAsButton tab={tab} />
        <CopyButton tab={tab} />
      </div>
      <div id="log-panel" className="logs__panel" role="tabpanel" aria-labelledby={`log-tab-${tab}`}>
        <Suspense fallback={null}>
          <Panel />
        </Suspense>
      </div>
    </div>
  )
}

function onKey(event: KeyboardEvent, tabs: readonly LogTab[], tab: LogTab): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  event.stopPropagation()
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? 'trace'
  actions.showTab({ log: next })
  document.getElementById(`log-tab-${next}`)?.focus()
}

/** How much there is at the cursor, beside the name of a tab. */
function Count({ tab }: { readonly tab: LogTab }) {
  const world = useWorld()
  const connections = useMemo(() => Object.keys(world.connections).length, [world.connections])
  const count = tab === 'connections' ? connections : tab === 'log' ? world.log.length : 0
  return count === 0 ? null : <span className="logs__count">{count}</span>
}

async function textOf(tab: LogTab, timeline: Timeline): Promise<string> {
  switch (tab) {
    case 'difference':
      return (await fetched(() => import('../difference/difference-text'))).differenceText()
    case 'recorded':
      return pageStore.getState().scenario.recording ?? ''
    case 'moves':
      return movesText()
    default:
      return (await fetched(() => import('./log-text'))).logText(tab, timeline)
  }
}

/** Tabs that show what a tool would. */
const COPIED_AS: readonly LogTab[] = ['trace', 'connections', 'log', 'counters']

/** The tools' forms of what a tab shows; a comparison and a recording have none. */
function CopyAsButton({ tab }: { readonly tab: LogTab }) {
  const words = useTexts().logs
  if (!COPIED_AS.includes(tab)) return null
  return (
    <Popover
      button={<FileOutput size={14} aria-hidden="true" />}
      buttonClass="button button--plain button--icon"
      buttonLabel={words.copyAs}
      label={words.copyAs}
      panelClass="logs__copy-as"
    >
      <Suspense fallback={null}>
        <CopyAs tab={tab} />
      </Suspense>
    </Popover>
  )
}

function CopyButton({ tab }: { readonly tab: LogTab }) {
  const words = useTexts().logs
  const timeline = useTimeline()
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await textOf(tab, timeline))
      setCopied(true)
      setTimeout(() => setCopied(false), 1_500)
    } catch (failure) {
      if (failure instanceof NotFetched) tellNotFetched()
      else actions.notify({ severity: 'warning', text: words.notCopied, diagnostics: [] })
    }
  }
  return (
    <button
      type="button"
      className="button button--plain button--icon"
      aria-label={copied ? words.copied : words.copy}
      title={words.copy}
      onClick={copy}
    >
      <Icon size={14} aria-hidden="true" />
    </button>
  )
}
