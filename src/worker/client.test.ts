import { describe, expect, test } from 'vitest'
import type { Scenario } from '../scenario/scenario'
import { createSimulation, SimulationFailure, TIME_BOUNDS } from './client'
import type { FromWorker, Question, ToWorker } from './message'

/** A worker made of one function: what it answers to a question, null for nothing ever. `started` counts how often it was born. */
function fakeWorker(answer: (question: Question, birth: number) => FromWorker | null) {
  const log: string[] = []
  let births = 0
  const simulation = createSimulation(
    (on) => {
      const birth = ++births
      queueMicrotask(() => on.message({ kind: 'ready' }))
      return {
        post(message: ToWorker) {
          if (message.kind !== 'ask') return
          log.push(`${birth}:${message.request}`)
          const reply = answer(message, birth)
          if (reply !== null) queueMicrotask(() => on.message(reply))
        },
        terminate: () => log.push(`${birth}:terminated`),
      }
    },
    { ...TIME_BOUNDS, hover: 20 },
  )
  const restarts: string[] = []
  simulation.onRestart((why) => restarts.push(why))
  return { simulation, log, restarts }
}

const NO_HOST = { name: '', rules: '', sets: '', network: '', services: '' }
const NOTHING: Scenario = { version: 1, title: '', notes: '', seed: 0, host: NO_HOST, traffic: [], decisions: {} }
const HOVER = { scenario: NOTHING, section: 'rules', line: 1, column: 1, language: 'en' } as const
const nothing = (question: Question): FromWorker => ({ kind: 'answer', id: question.id, request: 'hover', answer: null })

describe('a lost worker is replaced', () => {
  test('by a fault', async () => {
    const { simulation, log, restarts } = fakeWorker((question, birth) =>
      birth === 1 ? { kind: 'failure', id: question.id, failure: 'fault', message: 'broken' } : nothing(question),
    )
    await expect(simulation.ask('hover', HOVER)).rejects.toEqual(new SimulationFailure('fault', 'broken'))
    await expect(simulation.ask('hover', HOVER)).resolves.toBeNull()
    expect(log).toEqual(['1:hover', '1:terminated', '2:hover'])
    expect(restarts).toEqual(['broken'])
  })

  test('by a question that takes longer than its bound, and all that waited is told', async () => {
    const { simulation, log, restarts } = fakeWorker((question, birth) => (birth === 1 ? null : nothing(question)))
    const waiting = [simulation.ask('hover', HOVER), simulation.ask('stopTraffic', null)]
    const ends = await Promise.allSettled(waiting)
    expect(ends.map((end) => end.status === 'rejected' && end.reason instanceof SimulationFailure && end.reason.reason)).toEqual([
      'timeout',
      'timeout',
    ])
    expect(restarts).toHaveLength(1)
    await expect(simulation.ask('hover', HOVER)).resolves.toBeNull()
    expect(log.at(-1)).toBe('2:hover')
    simulation.close()
  })
})

/** A worker whose answers wait in `held` until the test delivers them. */
function heldWorker() {
  let deliver: (message: FromWorker) => void = () => {}
  const held: FromWorker[] = []
  const simulation = createSimulation(
    (on) => {
      deliver = on.message
      return { post: (message) => message.kind === 'ask' && held.push(nothing(message)), terminate: () => {} }
    },
    { ...TIME_BOUNDS, hover: 20 },
  )
  const restarts: string[] = []
  simulation.onRestart((why) => restarts.push(why))
  return { simulation, held, restarts, deliver: (message: FromWorker) => deliver(message) }
}

test('the time of a question counts from when the one before it is answered', async () => {
  const { simulation, held, restarts, deliver } = heldWorker()
  const both = [simulation.ask('stopTraffic', null), simulation.ask('hover', HOVER)]
  await new Promise((resolve) => setTimeout(resolve, 60))
  for (const message of held) deliver(message)
  await Promise.all(both)
  expect(restarts).toEqual([])
  simulation.close()
})

test('a worker that is slow to come is waited for: the time of a question counts from when it listens', async () => {
  const { simulation, held, restarts, deliver } = heldWorker()
  const asked = simulation.ask('hover', HOVER)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(restarts).toEqual([])
  for (const message of held) deliver(message)
  await expect(asked).resolves.toBeNull()

  const unanswered = simulation.ask('hover', HOVER)
  deliver({ kind: 'ready' })
  await expect(unanswered).rejects.toEqual(new SimulationFailure('timeout', 'no answer within 0.02 s'))
  expect(restarts).toEqual(['no answer within 0.02 s'])
  simulation.close()
})

test('an answer goes to its question, in whatever order', async () => {
  const held: FromWorker[] = []
  const deliver: ((message: FromWorker) => void)[] = []
  const simulation = createSimulation((channel) => {
    deliver.push(channel.message)
    return { post: (message) => message.kind === 'ask' && held.push(nothing(message)), terminate: () => {} }
  })
  const first = simulation.ask('hover', HOVER).then(() => 'first')
  const second = simulation.ask('hover', HOVER).then(() => 'second')
  for (const message of held.reverse()) for (const to of deliver) to(message)
  expect(await Promise.race([second, first])).toBe('second')
  expect(await first).toBe('first')
})
