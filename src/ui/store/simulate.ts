import type { Scenario, View } from '../../scenario/scenario'
import { type Simulation, SimulationFailure } from '../../worker/client'
import type { Opened } from '../../worker/protocol'
import { fetchedOrTold } from './fetched'
import { pageStore } from './page'
import { readNow, saysOfRules } from './said-of-rules'
import { hasRecordingShown, withOpened, withRecordedShown, withRun, withSimulationShown } from './shown'
import type { PageState } from './state'

/** How long the text must rest before its traffic is run, in milliseconds. Reading it for the diagram does not wait. */
const RUN_PAUSE = 120

/** What is wanted of the cursor when the next run is there. */
type CursorWish =
  | { readonly kind: 'keep' }
  | { readonly kind: 'end' }
  /** Of the simulation, where it is not said otherwise. */
  | { readonly kind: 'at'; readonly cursor: number | null; readonly shown?: PageState['shown'] }

/** The moment that a link, a file or the browser kept. */
export function momentOf({ cursor, shown }: View): CursorWish {
  return { kind: 'at', cursor, shown: shown ?? 'simulation' }
}

/** The texts that an answer tells of. */
const readFrom = new WeakMap<Opened, Scenario['host']>()

let simulation: Simulation | null = null
let opening: Scenario | null = null
let running = false
let wish: CursorWish = { kind: 'keep' }
let afterRun: (() => void) | null = null
let runTimer: ReturnType<typeof setTimeout> | null = null
let reportFailure: (failure: SimulationFailure) => void = () => {}
/** A scenario with which the simulation was lost once. */
let lostWith: Scenario | null = null

/** The page's simulation; set once by main.tsx. */
export function connect(to: Simulation, onFailure: typeof reportFailure): void {
  simulation = to
  reportFailure = onFailure
}

export function currentSimulation(): Simulation | null {
  return simulation
}

/**
 * Reads the scenario that the page holds and runs its traffic. Never more than one `open` is under way: when it is answered, the
 * newest text is asked about and everything typed between is skipped.
 */
export function refresh(cursor: CursorWish = { kind: 'keep' }, then: (() => void) | null = null): void {
  if (cursor.kind !== 'keep') {
    wish = cursor
    pageStore.setState(cursor.kind === 'at' && cursor.shown === 'recorded' ? withRecordedShown : withSimulationShown)
  }
  if (then !== null) afterRun = then
  if (runTimer !== null) clearTimeout(runTimer)
  runTimer = null
  if (opening === null && !running) void open()
}

/** The person has moved in time themselves: a run that arrives later must neither take them elsewhere nor begin to play. */
export function leaveCursor(): void {
  wish = { kind: 'keep' }
  afterRun = null
}

/** Whether the page shows what its texts mean as they stand, and not yet what they meant before the last key. */
export function isRead(state: PageState): boolean {
  const opened = readNow(state)
  return opened !== null && readFrom.get(opened) === state.scenario.host
}

/** Until the page shows what its texts mean as they stand, or nothing can tell. */
export function whenRead(): Promise<void> {
  return new Promise((resolve) => {
    const look = (state: PageState) => {
      if (!isRead(state) && state.worker.state !== 'restarted') return
      stop()
      resolve()
    }
    const stop = pageStore.subscribe(look)
    look(pageStore.getState())
  })
}

async function open(): Promise<void> {
  if (simulation === null) return
  const scenario = pageStore.getState().scenario
  opening = scenario
  setBusy()
  try {
    const opened = await simulation.ask('open', { scenario })
    // Without it what was said of rules stays as it is, and follows with the next reading.
    const follow = saysOfRules(pageStore.getState()) ? ((await fetchedOrTold(() => import('./follow-rules')))?.followRules ?? null) : null
    opening = null
    readFrom.set(opened, scenario.host)
    if (pageStore.getState().scenario !== scenario) {
      pageStore.setState((state) => withOpened(state, opened))
      void open()
      return
    }
    pageStore.setState((state) => {
      if (follow === null) return withOpened(state, opened)
      const { opened: decided, ...said } = follow(state, opened)
      readFrom.set(decided, scenario.host)
      return { ...withOpened({ ...state, ...said }, decided), ...said }
    })
    const { scenario: read } = pageStore.getState()
    if (wish.kind === 'keep' && pageStore.getState().run !== null) runTimer = setTimeout(() => void run(read), RUN_PAUSE)
    else void run(read)
  } catch (failure) {
    opening = null
    failed(failure, scenario)
  }
}

async function run(scenario: Scenario): Promise<void> {
  runTimer = null
  if (simulation === null || running) return
  running = true
  try {
    const result = await simulation.ask('run', { scenario })
    const replayed = hasRecordingShown(pageStore.getState()) ? await simulation.ask('replay', { scenario }) : null
    running = false
    if (pageStore.getState().scenario !== scenario) {
      void open()
      return
    }
    const before = pageStore.getState()
    if ((replayed === null) === hasRecordingShown(before)) {
      // Which of the two is shown has changed meanwhile.
      void open()
      return
    }
    const length = (replayed ?? result).events.length
    const stood = before.run !== null && before.cursor >= before.run.events.length ? length : Math.min(before.cursor, length)
    const cursor =
      wish.kind === 'end' ? length : wish.kind === 'at' ? Math.min(wish.cursor ?? length, length) : before.run === null ? length : stood
    wish = { kind: 'keep' }
    pageStore.setState({ ...withRun(before, result, replayed), cursor, worker: { state: 'ready' } })
    const then = afterRun
    afterRun = null
    then?.()
  } catch (failure) {
    running = false
    failed(failure, scenario)
  }
}

function setBusy(): void {
  if (pageStore.getState().worker.state !== 'starting') pageStore.setState({ worker: { state: 'busy' } })
}

/**
 * What lost the simulation is tried once more, since it may have been the moment's and not the text's. After that not again until the
 * text changes: it may have, meanwhile.
 */
function failed(thrown: unknown, scenario: Scenario): void {
  if (!(thrown instanceof SimulationFailure)) throw thrown
  const isLost = thrown.reason !== 'superseded'
  if (isLost) {
    pageStore.setState({ worker: { state: 'restarted', why: thrown.message } })
    if (thrown.reason !== 'not fetched') reportFailure(thrown)
  }
  const isNew = lostWith !== scenario
  if (isLost) lostWith = scenario
  if (pageStore.getState().scenario !== scenario || (isLost && isNew)) void open()
}
