import { beforeEach, expect, test, vi } from 'vitest'
import { catalogue } from '../stories'

/** As in a page that was just opened: whatever is fetched later is not there yet. */
beforeEach(() => vi.resetModules())

async function runOf(index: number) {
  const story = await catalogue[index]?.load()
  if (story === undefined) throw new Error(`there is no story ${index}`)
  const { createInProcessSimulation } = await import('./in-process')
  const simulation = createInProcessSimulation()
  const { events } = await simulation.ask('run', { scenario: story.scenario })
  simulation.close()
  return { scenario: story.scenario, events }
}

test('the first story meets nothing that is fetched later', async () => {
  const { events } = await runOf(0)
  expect(events.length).toBeGreaterThan(0)
  const [engine, syntax] = await Promise.all([import('../engine/rare'), import('../syntax/rare')])
  expect(engine.rare).toThrow('is not there')
  expect(syntax.rare).toThrow('is not there')
})

test.each(catalogue.map(({ title }, index) => [title, index] as const))(
  'a run that is begun again is what it would have been: %s',
  async (_title, index) => {
    const { scenario, events } = await runOf(index)
    const [{ createSimulator }, { recorder }, { prepareScenario }] = await Promise.all([
      import('../engine/simulator'),
      import('../engine/observer'),
      import('../scenario/prepare'),
    ])
    const observer = recorder('everything')
    createSimulator(prepareScenario(scenario).input, observer).run()
    expect(events).toEqual(observer.events)
  },
)
