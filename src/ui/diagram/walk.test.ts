import { describe, expect, test } from 'vitest'
import type { TraceEvent, TraceFact } from '../../trace/event'
import { sampleSyn } from '../../trace/sample-events'
import { edgeId, type Layout } from './layout'
import { layoutDiagram } from './layout-diagram'
import { pointAt } from './path'
import { SAMPLE_RULES } from './sample-rules'
import { BEYOND_PILL, journeyKey, journeyPath, litAfter, spotOf, trailOf, travelledAt } from './trail'
import { momentAt, walkOf } from './walk'

const SYN = sampleSyn()
const rule = (chain: string, number: number) => ({ table: 'filter', chain, kind: 'rule', number }) as const
const end = (chain: string, number: number) => ({ table: 'filter', chain, kind: 'return', number }) as const

/** Through PREROUTING, forwarded, into USER and back, through STAGE-1 by goto-less calls, dropped by FORWARD's rule 5. */
const FACTS: readonly TraceFact[] = [
  { kind: 'packet appeared', origin: { kind: 'wire', interface: 'wg0' }, headers: SYN, mark: 0, sending: 0 },
  { kind: 'hook entered', hook: 'PREROUTING', in: 'wg0', out: null },
  { kind: 'stage skipped', hook: 'PREROUTING', stage: 'raw', reason: 'table not loaded' },
  { kind: 'stage entered', hook: 'PREROUTING', stage: 'conntrack' },
  { kind: 'connection looked up', state: 'NEW', direction: 'original', connection: 1, why: 'new' },
  { kind: 'stage skipped', hook: 'PREROUTING', stage: 'nat', reason: 'connection already bound' },
  {
    kind: 'routed',
    decision: { reason: 'input', outcome: 'forward', route: null, table: 'main', out: 'wg0', gateway: null, source: null, why: '' },
  },
  { kind: 'hook entered', hook: 'FORWARD', in: 'wg0', out: 'wg0' },
  { kind: 'stage entered', hook: 'FORWARD', stage: 'filter' },
  { kind: 'chain entered', table: 'filter', chain: 'FORWARD', from: null, how: 'hook' },
  { kind: 'rule matched', place: rule('FORWARD', 1), comparisons: [], bytes: 60, traced: false },
  { kind: 'chain entered', table: 'filter', chain: 'USER', from: rule('FORWARD', 1), how: 'jump' },
  { kind: 'rule matched', place: rule('USER', 1), comparisons: [], bytes: 60, traced: false },
  { kind: 'chain returned', place: end('USER', 1), to: rule('FORWARD', 2), traced: false },
  { kind: 'rule missed', place: rule('FORWARD', 3), comparisons: [] },
  { kind: 'rule matched', place: rule('FORWARD', 5), comparisons: [], bytes: 60, traced: false },
  { kind: 'verdict fell', place: rule('FORWARD', 5), verdict: 'DROP', certain: true },
  { kind: 'packet ended', fate: { kind: 'dropped', by: rule('FORWARD', 5) }, headers: SYN, certain: true, error: null },
]
const EVENTS: readonly TraceEvent[] = FACTS.map((fact, index) => ({ at: index, packet: 1, ...fact }))
const WALK = walkOf(EVENTS, 1, 0, EVENTS.length - 1)

function laid(open: readonly string[]): Layout {
  return layoutDiagram({
    rules: SAMPLE_RULES,
    interfaces: ['wg0', 'eth0'],
    open: new Set(open),
    unfolded: new Set(),
    closed: new Set(),
    keep: new Map(),
    column: null,
    conditions: 24,
  })
}

describe('a walk', () => {
  test('knows the chains that it enters, as instances', () => expect([...WALK.entered]).toEqual(['FORWARD/filter/1']))
  test('knows the rules that matched', () => expect([...(WALK.matched.get('filter/FORWARD') ?? [])]).toEqual([1, 5]))
  test('comes back to the rule that called', () => {
    const returned = WALK.steps.find((step) => EVENTS[step.event]?.kind === 'chain returned')
    expect(returned?.station).toEqual({ kind: 'row', instance: 'FORWARD/filter', number: 1 })
  })
})

describe('an end after gotos only goes to the policy', () => {
  const facts: readonly TraceFact[] = [
    { kind: 'hook entered', hook: 'FORWARD', in: 'wg0', out: 'wg0' },
    { kind: 'stage entered', hook: 'FORWARD', stage: 'filter' },
    { kind: 'chain entered', table: 'filter', chain: 'FORWARD', from: null, how: 'hook' },
    { kind: 'chain entered', table: 'filter', chain: 'USER', from: rule('FORWARD', 1), how: 'goto' },
    { kind: 'chain returned', place: end('USER', 2), to: { table: 'filter', chain: 'FORWARD', kind: 'policy', number: 7 }, traced: false },
    {
      kind: 'policy applied',
      place: { table: 'filter', chain: 'FORWARD', kind: 'policy', number: 7 },
      policy: 'DROP',
      bytes: 60,
      traced: false,
    },
  ]
  const walk = walkOf(
    facts.map((fact, index) => ({ at: index, packet: 1, ...fact })),
    1,
    0,
    facts.length - 1,
  )
  test('the last station is the base chain’s end', () =>
    expect(walk.steps.at(-1)?.station).toEqual({ kind: 'row', instance: 'FORWARD/filter', number: 7 }))
})

describe('the moment at a cursor', () => {
  test('before the beginning there is nothing', () =>
    expect(momentAt(WALK, 0)).toMatchObject({ station: null, here: null, against: false }))
  test('conntrack says the state', () => expect(momentAt(WALK, 5).stages['PREROUTING/conntrack']).toEqual({ kind: 'state', state: 'NEW' }))
  test('a skipped stage says why', () =>
    expect(momentAt(WALK, 6).stages['PREROUTING/nat']).toEqual({ kind: 'skipped', reason: 'connection already bound' }))
  test('rules say what they answered', () => {
    const { rows } = momentAt(WALK, EVENTS.length)
    expect(rows).toEqual({
      'FORWARD/filter#1': 'matched',
      'FORWARD/filter/1#1': 'matched',
      'FORWARD/filter#3': 'missed',
      'FORWARD/filter#5': 'matched',
    })
  })
  test('red only once the verdict has fallen', () => {
    expect(momentAt(WALK, 16).against).toBe(false)
    expect(momentAt(WALK, 17)).toMatchObject({ against: true, here: 'row:FORWARD/filter#5' })
  })
  test('what routing decided stays to be read', () => expect(momentAt(WALK, EVENTS.length).routed.input?.out).toBe('wg0'))
})

describe('the trail over the picture', () => {
  const layout = laid(['FORWARD/filter/1'])
  const trail = trailOf(layout, WALK)
  test('never goes back in length and ends where the packet ended', () => {
    expect([...trail.travelled].sort((a, b) => a - b)).toEqual(trail.travelled)
    const last = spotOf(layout, { kind: 'row', instance: 'FORWARD/filter', number: 5 })
    const at = pointAt(trail.path, trail.path.length)
    expect(at.x).toBeCloseTo(last?.at.x ?? Number.NaN, 1)
    expect(at.y).toBeCloseTo(last?.at.y ?? Number.NaN, 1)
  })
  test('after each step one is at its station', () => {
    WALK.steps.forEach((step, index) => {
      const spot = spotOf(layout, step.station)
      const at = pointAt(trail.path, travelledAt(trail, index + 1, 0))
      expect(Math.hypot(at.x - (spot?.at.x ?? 0), at.y - (spot?.at.y ?? 0)), `step ${index}: within half a sample`).toBeLessThan(2)
    })
  })
  test('between two steps one is between their places', () => {
    for (let done = 1; done < WALK.steps.length; done++) {
      const half = travelledAt(trail, done, 0.5)
      expect(half).toBeGreaterThanOrEqual(travelledAt(trail, done, 0))
      expect(half).toBeLessThanOrEqual(travelledAt(trail, done, 1))
      expect(travelledAt(trail, done, 1)).toBeCloseTo(travelledAt(trail, done + 1, 0))
    }
  })
  test('lights the lines it has passed and no others', () => {
    expect([...litAfter(trail, 1).edges]).toEqual([])
    expect([...litAfter(trail, WALK.steps.length).edges].sort()).toEqual(
      [
        'hook:FORWARD>chain:FORWARD/filter/1',
        'hook:PREROUTING>routing:input',
        'in:wg0>hook:PREROUTING',
        'routing:input>hook:FORWARD',
      ].sort(),
    )
    const { rails } = litAfter(trail, WALK.steps.length)
    expect(rails['hook:PREROUTING']).toBe(layout.byId.get('hook:PREROUTING')?.height)
    expect(rails['hook:FORWARD']).toBeLessThan(layout.byId.get('hook:FORWARD')?.height ?? 0)
  })
  test('a closed chain is walked at the rule that calls it', () => {
    const closed = laid([])
    expect(spotOf(closed, { kind: 'row', instance: 'FORWARD/filter/1', number: 1 })?.at).toEqual(
      spotOf(closed, { kind: 'row', instance: 'FORWARD/filter', number: 1 })?.at,
    )
  })
})

test('a text that jumps in a loop is followed no deeper than people can see', () => {
  const loop: TraceEvent[] = FACTS.slice(0, 10).map((fact, index) => ({ at: index, packet: 1, ...fact }))
  for (let depth = 0; depth < 10_000; depth++)
    loop.push({
      at: 0,
      packet: 1,
      kind: 'chain entered',
      table: 'filter',
      chain: 'USER',
      from: rule('USER', 1),
      how: depth % 2 === 0 ? 'jump' : 'goto',
    })
  const walk = walkOf(loop, 1, 0, loop.length - 1)
  expect(walk.entered.size).toBeLessThan(20)
  expect(Math.max(...[...walk.entered].map((instance) => instance.length))).toBeLessThan(100)
})

describe('journeys', () => {
  const layout = laid([])
  const stops = [
    { kind: 'wire in', interface: 'wg0' },
    { kind: 'stage', hook: 'PREROUTING', stage: 'conntrack' },
    { kind: 'routing', which: 'input' },
    { kind: 'stage', hook: 'FORWARD', stage: 'filter' },
    { kind: 'stage', hook: 'POSTROUTING', stage: 'nat' },
    { kind: 'wire out', interface: 'eth0' },
  ] as const
  test('begin and end beyond the far borders of their pills, whose names stay free', () => {
    const path = journeyPath(layout, { stops })
    const beyond = (id: string, line: string, which: 'top' | 'bottom') => {
      const node = layout.byId.get(id)
      const points = layout.edgeById.get(line)?.points
      if (node === undefined || points === undefined) return null
      return which === 'top' ? { x: points[0]?.x, y: node.y - BEYOND_PILL } : { x: points.at(-1)?.x, y: node.y + node.height + BEYOND_PILL }
    }
    expect(pointAt(path, 0)).toEqual(beyond('in:wg0', edgeId('in:wg0', 'hook:PREROUTING'), 'top'))
    expect(pointAt(path, path.length)).toEqual(beyond('out:eth0', edgeId('hook:POSTROUTING', 'out:eth0'), 'bottom'))
  })
  test('the same stops have the same key, others another', () => {
    expect(journeyKey({ stops: [...stops] })).toBe(journeyKey({ stops }))
    expect(journeyKey({ stops: stops.slice(0, 4) })).not.toBe(journeyKey({ stops }))
  })
  test('stops that the picture does not have are left out', () => {
    const path = journeyPath(layout, { stops: [...stops.slice(0, 2), { kind: 'stage', hook: 'FORWARD', stage: 'security' }] })
    expect(path.length).toBeGreaterThan(0)
  })
})
