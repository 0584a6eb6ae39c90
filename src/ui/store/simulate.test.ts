import { beforeEach, expect, test, vi } from 'vitest'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import type { Scenario } from '../../scenario/scenario'
import { droppedSyn } from '../../trace/sample-events'
import { type Simulation, SimulationFailure } from '../../worker/client'
import type { Requests } from '../../worker/protocol'
import { actions } from './actions'
import { INITIAL_STATE, pageStore } from './page'
import { connect, refresh } from './simulate'

/** A simulation whose answers the test gives: `asked` lists what is under way, as `open title`. */
function heldSimulation() {
  const asked: { readonly what: string; resolve(): void; reject(failure: SimulationFailure): void }[] = []
  const simulation: Simulation = {
    ask: (request, ask) =>
      new Promise((resolve, reject) => {
        const { scenario } = ask as { scenario: Scenario }
        const answer = request === 'run' ? { events: droppedSyn(1, 0), before: [], connections: [], limits: [], diagnostics: [] } : {}
        asked.push({ what: `${request} ${scenario.title}`, resolve: () => resolve(answer as Requests[typeof request]['answer']), reject })
      }),
    onFrame: () => {},
    onRestart: () => {},
    onNotFetched: () => {},
    close: () => {},
  }
  return { simulation, asked }
}

const type = (title: string) => {
  pageStore.setState({ scenario: { ...EMPTY_SCENARIO, title } })
  refresh()
}

/** Lets everything that was answered be taken in. */
const settle = () => vi.waitFor(() => Promise.resolve())

beforeEach(() => {
  vi.stubGlobal('cancelAnimationFrame', () => {})
  pageStore.setState(INITIAL_STATE)
})

test('typing while a text is read skips what lies between, and runs only the last', async () => {
  const { simulation, asked } = heldSimulation()
  connect(simulation, () => {})
  type('a')
  type('ab')
  type('abc')
  expect(asked.map(({ what }) => what)).toEqual(['open a'])
  asked[0]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('open abc'))
  asked[1]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('run abc'))
  type('abcd')
  await settle()
  expect(asked).toHaveLength(3)
  asked[2]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('open abcd'))
  expect(pageStore.getState().run, 'a run of an older text is not shown').toBeNull()
  asked[3]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('run abcd'))
  asked[4]?.resolve()
  await vi.waitFor(() => expect(pageStore.getState().worker).toEqual({ state: 'ready' }))
})

test('a text that breaks the worker is reported, kept, tried once more, and then not again until it changes', async () => {
  const { simulation, asked } = heldSimulation()
  const reported: string[] = []
  connect(simulation, (failure) => reported.push(failure.message))
  type('bad')
  asked[0]?.reject(new SimulationFailure('fault', 'broken'))
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  expect(asked[1]?.what).toBe('open bad')
  asked[1]?.reject(new SimulationFailure('fault', 'broken'))
  await vi.waitFor(() => expect(reported).toEqual(['broken', 'broken']))
  expect(pageStore.getState()).toMatchObject({ worker: { state: 'restarted', why: 'broken' }, scenario: { title: 'bad' } })
  expect(asked).toHaveLength(2)
  type('good')
  expect(asked.at(-1)?.what).toBe('open good')
  asked[2]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('run good'))
  asked[3]?.resolve()
  await vi.waitFor(() => expect(pageStore.getState().worker).toEqual({ state: 'ready' }))
})

test('a run that arrives late neither moves nor plays for whoever has begun to step', async () => {
  const { simulation, asked } = heldSimulation()
  connect(simulation, () => {})
  const answered = async (what: string) => {
    await vi.waitFor(() => expect(asked.at(-1)?.what).toBe(what))
    asked.at(-1)?.resolve()
  }
  let played = 0
  const length = droppedSyn(1, 0).length
  type('a')
  await answered('open a')
  await answered('run a')
  await vi.waitFor(() => expect(pageStore.getState().cursor).toBe(length))
  pageStore.setState({ scenario: { ...EMPTY_SCENARIO, title: 'b' } })
  refresh({ kind: 'end' }, () => played++)
  await answered('open b')
  actions.seek(1)
  await answered('run b')
  await vi.waitFor(() => expect(pageStore.getState().worker).toEqual({ state: 'ready' }))
  expect(pageStore.getState().cursor).toBe(1)
  expect(played).toBe(0)
})

test('the run of another scenario is gone at once, and where to look is decided when the new one is there', async () => {
  const { simulation, asked } = heldSimulation()
  connect(simulation, () => {})
  pageStore.setState({ run: { events: droppedSyn(1, 0), before: [], connections: [], limits: [], diagnostics: [] }, cursor: 5 })
  actions.replaceScenario({ ...EMPTY_SCENARIO, title: 'other' }, 3)
  expect(pageStore.getState()).toMatchObject({ run: null, cursor: 0 })
  actions.seek(1)
  expect(pageStore.getState().cursor, 'there is nothing to step in yet').toBe(0)
  asked[0]?.resolve()
  await vi.waitFor(() => expect(asked.at(-1)?.what).toBe('run other'))
  asked[1]?.resolve()
  await vi.waitFor(() => expect(pageStore.getState().run).not.toBeNull())
  expect(pageStore.getState().cursor).toBe(3)
})
