import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../scenario/scenario'
import type { TraceEvent } from '../../trace/event'
import { nextStop } from '../../trace/timeline'
import { loadTexts, textsIn } from '../texts/use-texts'
import { whyFailed } from '../texts/why-failed'
import { timelineOf } from '../timeline/use-timeline'
import { fetchedOrTold } from './fetched'
import { hasLost, isRelated, suggestedTraffic, withoutStory } from './fresh-start'
import { type History, NO_HISTORY, remember, stepBack, stepForward } from './history'
import { opensAnew } from './opened-as'
import { pageStore } from './page'
import { startPlayback, stopPlayback } from './playback'
import { playhead } from './playhead'
import { BREAKPOINTS, DECISIONS, POINTED, saidNow } from './said-of-rules'
import { currentSimulation, leaveCursor, refresh } from './simulate'
import type { EditorTab, Notice, PageActions, PageState, Selection } from './state'
import { trafficStore } from './traffic-store'
import { typingStep } from './typing-step'

/** What Undo and Redo can do: a store of its own, for their buttons. */
export const historyStore = createStore<History>(() => NO_HISTORY)
let nextNotice = 1
/** The last one that was asked for: its words may still be on their way. */
let languageWanted: PageState['language'] | null = null

/** Messages that are kept at most; older ones have been read or never will be. */
const NOTICES = 4

const get = pageStore.getState
const set = pageStore.setState

function change(scenario: Scenario, what: string | null): void {
  const before = get().scenario
  if (scenario === before) return
  historyStore.setState(remember(historyStore.getState(), before, what, performance.now()))
  set({ scenario })
}

/** Undoing restores everything but the window: texts, packets, decisions, title. */
function restore(step: { history: History; scenario: Scenario } | null): void {
  if (step === null) return
  historyStore.setState(step.history)
  packetsWanted = false
  stopTraffic()
  set({ scenario: step.scenario })
  refresh()
}

function stopTraffic(): void {
  if (!get().traffic.running) return
  set({ traffic: { ...get().traffic, running: false } })
  currentSimulation()
    ?.ask('stopTraffic', null)
    .catch(() => {})
}

/** A verdict that ends the packet is looked at where it has ended: nothing but its own consequences lies between. */
function endAfter(events: readonly TraceEvent[], stop: number): number {
  const verdict = events[stop - 1]
  if (verdict?.kind !== 'verdict fell') return stop
  for (let at = stop; at < events.length; at++) {
    const event = events[at]
    if (event === undefined || event.packet !== verdict.packet) return stop
    if (event.kind === 'packet ended') return at + 1
    if (event.kind !== 'connection vanished') return stop
  }
  return stop
}

/** A story's packets have gone with its rules: the first network that can be inferred from new ones is tried with packets of its own. */
let packetsWanted = false

/** Sends what is suggested for the new rules, in the same step of Undo. */
function sendSuggested(): void {
  const { scenario, opened } = get()
  if (!packetsWanted || opened === null || opened.rules.ruleCount === 0) return
  packetsWanted = false
  const traffic = suggestedTraffic(opened.network.suggestions)
  if (scenario.traffic.length > 0 || traffic.length === 0) return
  set({ scenario: { ...scenario, traffic } })
  refresh({ kind: 'end' })
}

function moveTo(cursor: number): void {
  const { run } = get()
  if (run === null) return
  const clamped = Math.max(0, Math.min(run.events.length, Math.round(cursor)))
  leaveCursor()
  stopPlayback()
  // Whoever moves in time looks at the moment and no longer at what was pointed at.
  if (clamped !== get().cursor) set({ cursor: clamped, selection: null })
  playhead.set({ cursor: clamped, fraction: 0 })
}

/** A text in the place of another, in the step of Undo that `what` names. */
function putText(tab: EditorTab, text: string, what: string | null): void {
  const { scenario } = get()
  if ((scenario.host[tab] ?? '') === text) return
  stopTraffic()
  const rest = tab === 'rules' && !isRelated(scenario.host.rules, text) ? withoutStory(scenario) : scenario
  change({ ...rest, host: { ...rest.host, [tab]: text } }, what)
  if (hasLost(scenario, rest)) {
    packetsWanted ||= rest.traffic.length === 0
    actions.notify({ severity: 'information', text: textsIn(get().language).editor.freshStart, diagnostics: [] })
  }
  if (packetsWanted) refresh({ kind: 'keep' }, sendSuggested)
  else refresh()
}

export const actions: PageActions = {
  editText: (tab, text) => putText(tab, text, null),
  typeText: (tab, text) => putText(tab, text, typingStep(tab, get().scenario.host[tab] ?? '', text)),
  replaceScenario(scenario, cursor, traffic) {
    packetsWanted = traffic === 'suggested' && scenario.traffic.length === 0
    stopTraffic()
    stopPlayback()
    opensAnew(scenario)
    change(scenario, null)
    // The run of another scenario is not this one's: nobody can step in it while the new one is computed.
    set({ selection: null, breakpoints: [], run: null, cursor: 0 })
    refresh({ kind: 'at', cursor }, packetsWanted ? sendSuggested : null)
  },
  editScenario(edit) {
    const { scenario } = get()
    change(edit(scenario), null)
    if (get().scenario !== scenario) refresh()
  },
  undo: () => restore(stepBack(historyStore.getState(), get().scenario)),
  redo: () => restore(stepForward(historyStore.getState(), get().scenario)),
  seek: moveTo,
  step(unit, direction) {
    const { run, cursor } = get()
    if (run === null) return
    const stop = nextStop(timelineOf(run), cursor, unit, direction)
    moveTo(unit === 'verdict' && direction === 1 ? endAfter(run.events, stop) : stop)
  },
  play: startPlayback,
  pause: stopPlayback,
  setSpeed: (speed) => set({ playback: { ...get().playback, speed } }),
  select(selection) {
    if (!sameSelection(selection, get().selection)) set({ selection: selection && saidNow(POINTED, selection) })
  },
  showTab: (tab) => set({ tab: { ...get().tab, ...tab } }),
  decide(ruleKey, answer) {
    const { scenario } = get()
    const { [ruleKey]: _, ...others } = scenario.decisions
    const decisions = saidNow(DECISIONS, answer === null ? others : { ...others, [ruleKey]: answer })
    change({ ...scenario, decisions }, null)
    refresh()
  },
  toggleBreakpoint(ruleKey) {
    const { breakpoints } = get()
    const others = breakpoints.filter((key) => key !== ruleKey)
    set({ breakpoints: saidNow(BREAKPOINTS, others.length < breakpoints.length ? others : [...breakpoints, ruleKey]) })
  },
  startTraffic(mix) {
    const simulation = currentSimulation()
    if (simulation === null) return
    stopPlayback()
    trafficStore.setState({ frame: null, counters: {} })
    set({ traffic: { running: true, mix } })
    simulation.ask('startTraffic', { scenario: get().scenario, mix }).catch((failure: unknown) => {
      set({ traffic: { ...get().traffic, running: false } })
      actions.notify({ severity: 'error', text: whyFailed(failure), diagnostics: [] })
    })
  },
  stopTraffic,
  openDialog: (dialog) => set({ dialog }),
  setTheme: (theme) => set({ theme }),
  async setLanguage(language) {
    languageWanted = language
    const isThere = await fetchedOrTold(async () => {
      await loadTexts(language)
      return true
    })
    if (isThere === true && languageWanted === language) set({ language })
  },
  notify(notice) {
    const added: Notice = { ...notice, id: nextNotice++ }
    // What was done before has no news any more once something else is done: Undo takes back the last.
    const isOld = (other: Notice) => other.text === notice.text || (notice.severity === 'information' && other.severity === 'information')
    set({ notices: [...get().notices.filter((other) => !isOld(other)), added].slice(-NOTICES) })
  },
  dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
}

function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b))
}
