import type { Diagnostic } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import type { Opened, RunResult, TrafficMix } from '../../worker/protocol'

/**
 * All that the page remembers. The picture is a function of (scenario, opened, run, cursor); the rest is how the window stands.
 * Counters of running traffic live in a store of their own (traffic-store.ts) so that a tick redraws only the numbers.
 */
export interface PageState {
  readonly scenario: Scenario
  /** What the texts mean; the last good answer stays while a newer text is being read. */
  readonly opened: Opened | null
  /** The run of the scenario as it stands; null while it is being computed for the first time. */
  readonly run: RunResult | null
  /** How many events have happened, 0 to run.events.length: the last one that has is events[cursor - 1]. */
  readonly cursor: number
  /** Whose packets `run` tells of, over the rules in `opened`: the simulation's, or those of the scenario's recording. */
  readonly shown: 'simulation' | 'recorded'
  /** The simulation's own, while recorded packets are shown; null while it is shown itself. */
  readonly aside: Pick<PageState, 'opened' | 'run' | 'cursor'> | null
  readonly playback: { readonly playing: boolean; readonly speed: number }
  readonly selection: Selection | null
  readonly tab: { readonly editor: EditorTab; readonly log: LogTab }
  readonly worker: { readonly state: 'starting' | 'ready' | 'busy' } | { readonly state: 'restarted'; readonly why: string }
  readonly traffic: { readonly running: boolean; readonly mix: TrafficMix }
  readonly breakpoints: readonly string[]
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'en' | 'zh'
  /** A message to the person (a broken link, a bound reached), newest last. */
  readonly notices: readonly Notice[]
  readonly dialog: 'none' | 'compose' | 'share' | 'export' | 'import' | 'stories' | 'help'
}

export type EditorTab = 'rules' | 'network' | 'sets' | 'services' | 'connections'
export type LogTab = 'trace' | 'connections' | 'log' | 'counters' | 'difference' | 'recorded' | 'moves'

/** What the person points at; found in editor, diagram, inspector and log alike. */
export type Selection =
  | { readonly kind: 'rule'; readonly ruleKey: string }
  | { readonly kind: 'chain'; readonly table: string; readonly chain: string }
  | { readonly kind: 'line'; readonly line: number }

export interface Notice {
  readonly id: number
  readonly severity: 'error' | 'warning' | 'information'
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
  /** What its button leads to; without it there is none. */
  readonly offer?: 'difference'
}

/** Everything a person can do. Each is one function of the store; components call these and nothing else. */
export interface PageActions {
  /** Another text, as one step of Undo. */
  editText(tab: EditorTab, text: string): void
  /** What the keyboard makes of a text: keys that follow each other on one line are one step. */
  typeText(tab: EditorTab, text: string): void
  /** With `suggested` packets of its own are sent where it has none: another story's have gone. */
  replaceScenario(scenario: Scenario, cursor: number | null, traffic?: 'suggested'): void
  editScenario(change: (scenario: Scenario) => Scenario): void
  undo(): void
  redo(): void
  /** Moves the cursor; clamps; stops playing. */
  seek(cursor: number): void
  step(unit: 'event' | 'rule' | 'stage' | 'verdict' | 'packet', direction: 1 | -1): void
  play(): void
  pause(): void
  setSpeed(speed: number): void
  select(selection: Selection | null): void
  showTab(tab: Partial<PageState['tab']>): void
  decide(ruleKey: string, answer: 'yes' | 'no' | null): void
  toggleBreakpoint(ruleKey: string): void
  startTraffic(mix: TrafficMix): void
  stopTraffic(): void
  openDialog(dialog: PageState['dialog']): void
  setTheme(theme: PageState['theme']): void
  /** Its words are loaded first. */
  setLanguage(language: PageState['language']): Promise<void>
  notify(notice: Omit<Notice, 'id'>): void
  dismissNotice(id: number): void
}
