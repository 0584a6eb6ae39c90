import type { View } from '../../scenario/scenario'
import type { Opened, Replayed, RunResult } from '../../worker/protocol'
import type { PageState } from './state'

/**
 * Whose packets the page shows. All of it draws `opened`, `run` and `cursor`; while recorded packets are in their place, the
 * simulation's stand aside and are kept as new as they would be.
 */
type Shown = Pick<PageState, 'opened' | 'run' | 'cursor' | 'shown' | 'aside'>

/** Whether recorded packets are shown, and there are some: a scenario without a recording shows its simulation. */
export function hasRecordingShown({ shown, scenario }: PageState): boolean {
  return shown === 'recorded' && (scenario.recording ?? '') !== ''
}

/** The moment that is looked at, as a link or file keeps it. */
export function viewOf({ run, cursor, shown }: Pick<PageState, 'run' | 'cursor' | 'shown'>): View {
  return { cursor: run === null || cursor >= run.events.length ? null : cursor, ...(shown === 'recorded' && { shown }) }
}

export function withRecordedShown(state: PageState): Partial<Shown> {
  const { opened, run, cursor } = state
  return state.shown === 'recorded' ? {} : { shown: 'recorded', aside: { opened, run, cursor } }
}

export function withSimulationShown({ shown, aside }: PageState): Partial<Shown> {
  return shown === 'simulation' ? {} : { shown: 'simulation', aside: null, ...aside }
}

/** What the texts mean has been read again: what is drawn stays until the recording has been laid over it, too. */
export function withOpened(state: PageState, opened: Opened): Partial<Shown> {
  if (state.shown === 'simulation') return { opened }
  if (!hasRecordingShown(state)) return { ...withSimulationShown(state), opened }
  return { aside: { run: null, cursor: 0, ...state.aside, opened } }
}

export function withRun(state: PageState, run: RunResult, replayed: Replayed | null): Partial<Shown> {
  if (replayed === null) return { run }
  const opened = state.aside?.opened ?? state.opened
  return {
    run: { events: replayed.events, before: [], connections: [], limits: [], diagnostics: [] },
    opened: opened === null ? null : { ...opened, rules: replayed.rules },
    aside: { opened, run, cursor: Math.min(state.aside?.cursor ?? run.events.length, run.events.length) },
  }
}
