import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import type { Diagnostic } from '../model'
import { type Prepared, prepareScenario } from '../scenario/prepare'
import { refusalOf } from '../scenario/refused'
import type { Scenario } from '../scenario/scenario'
import { EVENTS_PER_MESSAGE, type FromWorker, type Question, type ToWorker } from './message'
import type { Opened, Requests, RunResult } from './protocol'
import { startTraffic, type Traffic, type TrafficClock } from './traffic'
import { viewOpened } from './views'

export interface Server {
  receive(message: ToWorker): void
}

type Handlers = { readonly [K in keyof Requests]: (ask: Requests[K]['ask']) => Requests[K]['answer'] | Promise<Requests[K]['answer']> }

/** The core behind the protocol: answers questions, one after another, and streams traffic. Knows no worker: `post` and `clock` are given. */
export function createServer(post: (message: FromWorker) => void, clock: TrafficClock): Server {
  let last: { readonly scenario: Scenario; readonly prepared: Prepared } | null = null
  let traffic: Traffic | null = null

  /** Texts are read once: what is asked about the same ones again differs in packets and decisions only. */
  function prepare(scenario: Scenario): Prepared {
    if (last === null || !sameTexts(last.scenario, scenario)) last = { scenario, prepared: prepareScenario(scenario) }
    const { seed, traffic, decisions } = scenario
    return { ...last.prepared, input: { ...last.prepared.input, seed, traffic, decisions } }
  }

  const handlers: Handlers = {
    open: ({ scenario }): Opened => viewOpened(prepare(scenario), scenario),
    run: ({ scenario }) => run(prepare(scenario)),
    // An earlier scenario's: what was read last stays for the one on the page.
    outcomes: async ({ scenario }) => (await import('./view-outcomes')).viewOutcomes(prepareScenario(scenario)),
    // Wanted now and then: the worker starts without these.
    save: async ({ scenario, counters }) => (await import('./printing')).savedRules(prepare(scenario), counters),
    export: async ({ scenario, cursor, format }) => (await import('./view-export')).viewExport(prepare(scenario), cursor, format),
    list: async ({ scenario }) => (await import('./printing')).listRules(prepare(scenario).input.ruleset),
    import: async ({ text, scenario, answers, earlier }) => (await import('./view-import')).viewImport(text, scenario, answers, earlier),
    replay: async ({ scenario }) => (await import('./view-recording')).replayRecording(prepare(scenario), scenario.recording ?? ''),
    beside: async ({ scenario }) => (await import('./view-recording')).layBeside(prepare(scenario), scenario.recording ?? ''),
    counterMoves: async ({ scenario }) => (await import('../import/counters/counter-moves')).counterMoves(scenario),
    complete: async ({ text, line, column, known }) => (await import('../language/complete')).complete(text, line, column, known),
    hover: async ({ text, line, column }) => (await import('../language/hover')).hover(text, line, column),
    fixes: async (ask) => (await import('./editing')).editing.fixes(ask),
    named: async (ask) => (await import('./editing')).editing.named(ask),
    rename: async (ask) => (await import('./editing')).editing.rename(ask),
    format: async (ask) => (await import('./editing')).editing.format(ask),
    folds: async (ask) => (await import('./editing')).editing.folds(ask),
    changeRule: async (ask) => (await import('./editing')).editing.changeRule(ask),
    ruleForPacket: async (ask) => (await import('./editing')).editing.ruleForPacket(ask),
    startTraffic: ({ scenario, mix }) => {
      traffic?.stop()
      traffic = startTraffic(prepare(scenario).input, mix, clock, (frame) => post({ kind: 'frame', frame }))
      return null
    },
    stopTraffic: () => {
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
    const given = handlers[question.request](question.ask)
    if (given instanceof Promise)
      given.then((answer) => post(answered(question, answer))).catch((thrown: unknown) => fault(question.id, thrown))
    else send(question, given)
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

  /** A bug: its words go to the page, which starts a fresh worker. */
  function fault(id: number, thrown: unknown): void {
    post({ kind: 'failure', id, failure: 'fault', message: thrown instanceof Error ? thrown.message : String(thrown) })
  }

  return {
    receive(message) {
      if (message.kind === 'frame taken') {
        traffic?.frameTaken()
        return
      }
      try {
        answer(message as Extract<Question, { request: 'open' }>)
      } catch (thrown) {
        fault(message.id, thrown)
      }
    },
  }
}

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
        hint: '',
        status: 0,
      }),
    ),
  }
}
