import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/virtual-time'
import { wholly } from '../extensions/fetched-later'
import type { Diagnostic } from '../model'
import type { Prepared } from '../scenario/prepared'
import { refusalOf } from '../scenario/refused'
import type { Scenario } from '../scenario/scenario'
import { knownHost } from './known-host'
import { EVENTS_PER_MESSAGE, type FromWorker, type Question, type ToWorker } from './message'
import type { Opened, Requests, RunResult } from './protocol'
import { REST, readScenario } from './read-scenario'
import type { Traffic, TrafficClock } from './traffic'
import { viewOpened } from './views'

export interface Server {
  receive(message: ToWorker): void
}

type Handlers = { readonly [K in keyof Requests]: (ask: Requests[K]['ask']) => Promise<Requests[K]['answer']> }

/** The core behind the protocol: answers questions and streams traffic. Knows no worker: `post` and `clock` are given. */
export function createServer(post: (message: FromWorker) => void, clock: TrafficClock): Server {
  let last: { readonly scenario: Scenario; readonly prepared: Prepared } | null = null
  let traffic: Traffic | null = null
  /** Counts what was said about traffic: a start is void when another word came while its texts were read. */
  let trafficWords = 0

  /** Texts are read once: what is asked about the same ones again differs in packets and decisions only. */
  async function prepare(scenario: Scenario): Promise<Prepared> {
    const isRead = last !== null && sameTexts(last.scenario, scenario)
    const prepared = last !== null && isRead ? last.prepared : await readScenario(scenario)
    last = { scenario, prepared }
    const { seed, traffic, decisions } = scenario
    return { ...prepared, input: { ...prepared.input, seed, traffic, decisions } }
  }

  const handlers: Handlers = {
    open: async ({ scenario }): Promise<Opened> => viewOpened(await prepare(scenario), scenario),
    run: async ({ scenario }) => {
      const prepared = await prepare(scenario)
      return wholly(() => run(prepared), REST)
    },
    // An earlier scenario's: what was read last stays for the one on the page.
    outcomes: async ({ scenario }) => (await import('./view-outcomes')).viewOutcomes(await readScenario(scenario)),
    // Wanted now and then: the worker starts without these.
    save: async ({ scenario, counters }) => (await import('./printing')).savedRules(await prepare(scenario), counters),
    export: async ({ scenario, cursor, format, recorded }) =>
      (await import('./view-export')).viewExport(await prepare(scenario), cursor, format, recorded ? (scenario.recording ?? '') : null),
    list: async ({ scenario }) => (await import('./printing')).listRules((await prepare(scenario)).input.ruleset),
    import: async ({ text, scenario, answers, earlier }) => (await import('./view-import')).viewImport(text, scenario, answers, earlier),
    replay: async ({ scenario }) => (await import('./view-recording')).replayRecording(await prepare(scenario), scenario.recording ?? ''),
    beside: async ({ scenario }) => (await import('./view-recording')).layBeside(await prepare(scenario), scenario.recording ?? ''),
    counterMoves: async ({ scenario }) => (await import('../import/counters/counter-moves')).counterMoves(scenario),
    complete: async ({ scenario, language, ...place }) =>
      (await import('../language/complete')).complete(await knownHost(await prepare(scenario), scenario, language), place),
    hover: async ({ scenario, language, ...place }) =>
      (await import('../language/hover')).hover(await knownHost(await prepare(scenario), scenario, language), place),
    fixes: async (ask) => (await import('./editing')).editing.fixes(ask),
    named: async (ask) => (await import('./editing')).editing.named(ask),
    rename: async (ask) => (await import('./editing')).editing.rename(ask),
    format: async (ask) => (await import('./editing')).editing.format(ask),
    folds: async ({ text }) => (await import('../language/editing/folds')).folds(text),
    changeRule: async (ask) => (await import('./editing')).editing.changeRule(ask),
    ruleForPacket: async (ask) => (await import('./editing')).editing.ruleForPacket(ask),
    startTraffic: async ({ scenario, mix }) => {
      traffic?.stop()
      const word = ++trafficWords
      const [{ startTraffic }, { input }] = await Promise.all([import('./traffic'), prepare(scenario)])
      if (word === trafficWords) traffic = startTraffic(input, mix, clock, (frame) => post({ kind: 'frame', frame }))
      return null
    },
    stopTraffic: async () => {
      trafficWords++
      traffic?.stop()
      traffic = null
      return null
    },
  }

  function answer<K extends keyof Requests>(question: {
    readonly id: number
    readonly request: K
    readonly ask: Requests[K]['ask']
  }): void {
    handlers[question.request](question.ask)
      .then((answer) => send(question, answer))
      .catch((thrown: unknown) => fault(question.id, thrown))
  }

  function send<K extends keyof Requests>(question: { readonly id: number; readonly request: K }, answer: Requests[K]['answer']): void {
    if (question.request === 'run' && answer !== null && 'events' in answer && 'connections' in answer) {
      const rest = answer.events.length % EVENTS_PER_MESSAGE
      const full = answer.events.length - rest
      for (let from = 0; from < full; from += EVENTS_PER_MESSAGE)
        post({ kind: 'events', id: question.id, events: answer.events.slice(from, from + EVENTS_PER_MESSAGE) })
      post({ kind: 'answer', id: question.id, request: 'run', answer: { ...answer, events: answer.events.slice(full) } })
      return
    }
    post(answered(question, answer))
  }

  /** A bug: its words go to the page, which starts a fresh worker. A piece that does not come is none. */
  function fault(id: number, thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    post({ kind: 'failure', id, failure: NOT_FETCHED.test(message) ? 'not fetched' : 'fault', message })
  }

  return {
    receive(message) {
      if (message.kind === 'frame taken') {
        traffic?.frameTaken()
        return
      }
      answer(message as Extract<Question, { request: 'open' }>)
    },
  }
}

/** What browsers say of an `import()` that got nothing: Chromium and Firefox, then Safari. */
const NOT_FETCHED = /dynamically imported module|^Importing a module script failed/

function answered<K extends keyof Requests>(
  { id, request }: { readonly id: number; readonly request: K },
  answer: Requests[K]['answer'],
): FromWorker {
  return { kind: 'answer', id, request, answer } as FromWorker
}

function sameTexts(a: Scenario, b: Scenario): boolean {
  return (
    a.host.rules === b.host.rules &&
    a.host.sets === b.host.sets &&
    a.host.network === b.host.network &&
    a.host.services === b.host.services &&
    (a.host.connections ?? '') === (b.host.connections ?? '')
  )
}

function run(prepared: Prepared): RunResult {
  // No packet can walk rules that no kernel would ever hold.
  if (refusalOf(prepared.rules)?.by === 'kernel') return { events: [], before: [], connections: [], limits: [], diagnostics: [] }
  const observer = recorder('everything')
  const simulator = createSimulator(prepared.input, observer)
  const outcome = simulator.run()
  return {
    events: observer.events,
    before: prepared.input.connections,
    connections: simulator.connections(),
    limits: outcome.limits,
    diagnostics: outcome.problems.map(
      ({ sending, text }): Diagnostic => ({
        severity: 'error',
        speaker: 'fivechains',
        message: text,
        span: { line: sending + 1, column: 1, endLine: sending + 1, endColumn: 1 },
        hint: null,
        status: 0,
      }),
    ),
  }
}
