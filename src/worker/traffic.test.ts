import { expect, test } from 'vitest'
import { LIMITS } from '../engine/limits'
import { prepareScenario } from '../scenario/prepare'
import type { TrafficFrame } from './protocol'
import { JOURNEYS_PER_FRAME, startTraffic } from './traffic'

const RULES = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p icmp -j ACCEPT\nCOMMIT\n'
const input = prepareScenario({
  version: 1,
  title: '',
  notes: '',
  seed: 7,
  host: { name: 'host', rules: RULES, sets: '', network: 'ip addr add 192.0.2.1/24 dev eth0\n', services: 'tcp 22' },
  traffic: [],
  decisions: {},
}).input

/** Traffic on a clock that only the test moves; work takes no time on it. */
function onOwnClock(packetsPerSecond: number) {
  let now = 0
  let due: (() => void)[] = []
  const frames: TrafficFrame[] = []
  const traffic = startTraffic(
    input,
    { packetsPerSecond, flows: ['tcp', 'udp', 'ping', 'scan'] },
    { now: () => now, after: (_milliseconds, then) => void due.push(then) },
    (frame) => frames.push(frame),
  )
  const pass = (ticks: number, take: boolean) => {
    for (let tick = 0; tick < ticks; tick++) {
      now += 16
      const happening = due
      due = []
      for (const happen of happening) happen()
      if (take) traffic.frameTaken()
    }
  }
  return { frames, pass }
}

test('keeps its rate, in step with the clock', () => {
  const { frames, pass } = onOwnClock(500)
  pass(250, true)
  const sent = frames.at(-1)?.totals.sent ?? 0
  expect(sent).toBeGreaterThan(4 * 500 * 0.7)
  expect(sent).toBeLessThan(4 * 500 * 1.3)
})

test('the same seed makes the same traffic', () => {
  const [first, second] = [onOwnClock(300), onOwnClock(300)]
  first.pass(50, true)
  second.pass(50, true)
  expect(second.frames).toEqual(first.frames)
})

test('a page that takes no frame gets none, and then one with everything in it', () => {
  const { frames, pass } = onOwnClock(2_000)
  pass(1, false)
  expect(frames).toHaveLength(1)
  pass(100, false)
  expect(frames).toHaveLength(1)
  pass(2, true)
  expect(frames).toHaveLength(2)
  expect(frames[1]?.totals.sent).toBeGreaterThan(1_000)
  expect(frames[1]?.journeys.length).toBeLessThanOrEqual(JOURNEYS_PER_FRAME)
})

test('goes on past the bound of a run, counting on', () => {
  const { frames, pass } = onOwnClock(20_000)
  const packetsForBound = LIMITS.eventsPerRun / 8
  for (let round = 0; round < 40 && (frames.at(-1)?.totals.sent ?? 0) < packetsForBound; round++) pass(25, true)
  const policy = () => frames.flatMap((frame) => frame.counters).filter((counter) => counter.chain === 'INPUT' && counter.number === 0)
  const before = policy().at(-1)?.packets ?? 0
  pass(100, true)
  const after = policy().at(-1)?.packets ?? 0
  expect(before).toBeGreaterThan(0)
  expect(after).toBeGreaterThan(before)
  const counts = policy().map((counter) => counter.packets)
  expect(counts, 'never back').toEqual([...counts].sort((a, b) => a - b))
})
