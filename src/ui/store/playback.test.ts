import { beforeEach, expect, test, vi } from 'vitest'
import { ZERO_COUNTERS } from '../../model'
import type { TraceEvent } from '../../trace/event'
import { droppedSyn } from '../../trace/sample-events'
import type { Opened } from '../../worker/protocol'
import { actions } from './actions'
import { INITIAL_STATE, pageStore } from './page'
import { eventDuration } from './playback'
import { playhead } from './playhead'

/** Animation frames that the test lets pass: `elapse(ms)` draws one every 16 ms of them. */
let waiting: ((time: number) => void) | null = null
let clock = 0
const elapse = (milliseconds: number) => {
  for (const end = clock + milliseconds; clock < end; ) {
    clock += 16
    const draw = waiting
    waiting = null
    draw?.(clock)
  }
}

const events: readonly TraceEvent[] = droppedSyn(1, 0)
const cursor = () => pageStore.getState().cursor
const isPlaying = () => pageStore.getState().playback.playing

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (draw: (time: number) => void) => {
    waiting = draw
    return 1
  })
  vi.stubGlobal('cancelAnimationFrame', () => {
    waiting = null
  })
  pageStore.setState({ ...INITIAL_STATE, run: { events, before: [], connections: [], limits: [], diagnostics: [] } })
})

test('plays to the end, in as much time as the events are given, and stops', () => {
  const whole = events.reduce((sum, event) => sum + eventDuration(event), 0)
  actions.play()
  elapse(whole - 100)
  expect(isPlaying()).toBe(true)
  expect(cursor()).toBeLessThan(events.length)
  elapse(250)
  expect(cursor()).toBe(events.length)
  expect(isPlaying()).toBe(false)
})

test('is faster at a higher speed, and moves smoothly between two events', () => {
  actions.setSpeed(0.1)
  actions.play()
  elapse(500)
  expect(cursor()).toBe(0)
  expect(playhead.get().fraction).toBeGreaterThan(0)
  actions.setSpeed(20)
  elapse(500)
  expect(cursor()).toBe(events.length)
})

test('pauses where it is, and goes on from there', () => {
  actions.play()
  elapse(700)
  actions.pause()
  const at = cursor()
  elapse(1_000)
  expect(cursor()).toBe(at)
  actions.play()
  elapse(60_000)
  expect(cursor()).toBe(events.length)
})

test('from the end it starts over', () => {
  pageStore.setState({ cursor: events.length })
  actions.play()
  expect(cursor()).toBe(0)
})

test('stops at a breakpoint, just after its rule was asked', () => {
  const index = events.findIndex((event) => event.kind === 'rule matched' || event.kind === 'rule missed')
  const event = events[index]
  if (event === undefined || !('place' in event) || event.place === null) throw new Error('the sample has no rule')
  const { table, chain, number } = event.place
  const rule = {
    key: 'here',
    number,
    text: '',
    conditions: '',
    tests: [],
    target: { kind: 'none', name: '', details: '' },
    comment: null,
    counters: ZERO_COUNTERS,
    span: { line: 1, column: 1, endLine: 1, endColumn: 1 },
  } as const
  const rules = Array.from({ length: number }, (_, at) => (at === number - 1 ? rule : { ...rule, key: `other ${at}` }))
  const opened: Opened = {
    family: 'ipv4',
    rules: {
      tables: [
        {
          name: table,
          chains: [{ name: chain, policy: null, counters: ZERO_COUNTERS, rules, ruleCount: rules.length, span: null, callers: [] }],
        },
      ],
      ruleCount: number,
    },
    network: {
      network: { interfaces: [], routes: [], rules: [], sysctl: {}, services: [] },
      networkText: '',
      servicesText: '',
      inferred: true,
      suggestions: [],
    },
    diagnostics: { rules: [], sets: [], network: [], services: [], connections: [], traffic: [] },
    refused: null,
    unknowns: [],
    limits: [],
  }
  pageStore.setState({ opened })
  actions.toggleBreakpoint('here')
  actions.play()
  elapse(60_000)
  expect(cursor()).toBe(index + 1)
  expect(isPlaying()).toBe(false)
})
