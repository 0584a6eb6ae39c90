import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TraceEvent } from './event'
import { emptyWorld, evolve } from './evolve'
import { droppedSyn, sampleConnection, sampleEvents, sampleSyn } from './sample-events'
import { createTimeline, worldAt } from './timeline'
import type { World } from './world'

function worldAfter(events: readonly TraceEvent[]): World {
  return events.reduce(evolve, emptyWorld())
}

function check(name: string, events: readonly TraceEvent[], expected: Partial<World>): void {
  test(name, () => expect(worldAfter(events)).toMatchObject(expected))
}

describe('what each fact leaves behind', () => {
  const run = droppedSyn(1, 0)
  check('rules and policies count packets and bytes', [...run, ...droppedSyn(2, 100)], {
    counters: { 'filter/FORWARD/3': { packets: 2, bytes: 80 }, 'nat/PREROUTING/policy': { packets: 2, bytes: 80 } },
  })
  check('a packet keeps how it appeared beside how it is', run, {
    packets: { 1: expect.objectContaining({ in: 'wg0', out: 'wg0', first: sampleSyn(), headers: sampleSyn({ ttl: 127 }), connection: 1 }) },
  })
  test('an unconfirmed connection lives until it vanishes', () => {
    expect(Object.keys(worldAfter(run.slice(0, -2)).connections)).toEqual(['1'])
    expect(worldAfter(run).connections).toEqual({})
  })
  check(
    'a confirmed connection is what the last event says',
    sampleEvents(1, 5, [
      { kind: 'connection changed', entry: sampleConnection(), why: 'new' },
      { kind: 'connection confirmed', entry: sampleConnection({ confirmed: true }) },
    ]),
    { connections: { 1: sampleConnection({ confirmed: true }) }, now: 6 },
  )
  check(
    'the kernel log grows in order',
    sampleEvents(1, 5, [
      { kind: 'line logged', place: null, level: 4, line: 'IN=eth0' },
      { kind: 'line logged', place: null, level: 4, line: 'IN=eth1' },
    ]),
    {
      log: [
        { at: 5, packet: 1, level: 4, line: 'IN=eth0' },
        { at: 6, packet: 1, level: 4, line: 'IN=eth1' },
      ],
    },
  )
  const element = {
    parts: [
      { kind: 'address', address: 0x0a000001 },
      { kind: 'port', protocol: 6, port: 22 },
    ],
    nomatch: false,
    timeout: null,
    comment: null,
    packets: 0,
    bytes: 0,
  } as const
  check(
    'a set remembers an element that a rule added',
    sampleEvents(1, 0, [{ kind: 'set changed', set: 'bad', element, change: 'added' }]),
    { sets: { 'bad 10.0.0.1,tcp:22': element } },
  )
  check(
    'and that a rule removed it',
    sampleEvents(1, 0, [
      { kind: 'set changed', set: 'bad', element, change: 'added' },
      { kind: 'set changed', set: 'bad', element, change: 'removed' },
    ]),
    { sets: { 'bad 10.0.0.1,tcp:22': null } },
  )
  test('a recent list forgets', () => {
    const world = worldAfter(
      sampleEvents(1, 0, [
        { kind: 'recent changed', list: 'SSH', address: 1, stamps: [1, 2] },
        { kind: 'recent changed', list: 'SSH', address: 2, stamps: [2] },
        { kind: 'recent changed', list: 'SSH', address: 1, stamps: null },
      ]),
    )
    expect(world.recent).toEqual({ SSH: { 2: [2] } })
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

describe('time travel', () => {
  test('evolving never changes the world it is given', () => {
    let world = deepFreeze(emptyWorld())
    for (const event of droppedSyn(1, 0)) world = deepFreeze(evolve(world, event))
    expect(world.current).toBe(1)
  })

  const long = Array.from({ length: 160 }, (_, index) => droppedSyn(index + 1, index * 1_000)).flat()
  const replayed = long
    .reduce<World[]>((worlds, event) => [...worlds.slice(-1), evolve(worlds.at(-1) ?? emptyWorld(), event)], [emptyWorld()])
    .at(-1)

  test('the world at any cursor is the replay of the events before it, in whatever order one jumps', () => {
    const timeline = createTimeline(long)
    expect(worldAt(timeline, long.length)).toEqual(replayed)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: long.length + 2 }), { minLength: 1, maxLength: 8 }), (cursors) => {
        for (const cursor of cursors) expect(worldAt(timeline, cursor)).toEqual(worldAfter(long.slice(0, Math.max(0, cursor))))
      }),
      { numRuns: 25 },
    )
  })

  test('a jump anywhere in 100,000 events costs little', () => {
    const events = Array.from({ length: 5_000 }, (_, index) => droppedSyn(index + 1, index * 1_000)).flat()
    expect(events.length).toBe(100_000)
    const timeline = createTimeline(events)
    worldAt(timeline, events.length)
    const begin = performance.now()
    const jumps = 50
    for (let i = 0; i < jumps; i++) worldAt(timeline, (i * 37_123) % events.length)
    // Generous for a busy machine; measured about 3 ms a jump.
    expect((performance.now() - begin) / jumps).toBeLessThan(50)
  })
})
