import { describe, expect, test } from 'vitest'
import type { Journey } from '../../worker/protocol'
import { samplePath } from './path'
import { addJourneys, createStream, MOST_MOVING, paintStream } from './stream'

const PATH = samplePath([
  { x: 0, y: 0 },
  { x: 840, y: 0 },
])
const journey = (fate: Journey['fate']): Journey => ({ stops: [], label: 'SYN', fate })
const many = (count: number, fate: Journey['fate'] = 'transmitted') => Array.from({ length: count }, () => journey(fate))

/** Where the packets are at a time. */
function painted(stream: ReturnType<typeof createStream>, now: number): readonly { readonly x: number; readonly ended: number }[] {
  const found: { x: number; ended: number }[] = []
  paintStream(stream, now, (x, _y, _packet, ended) => found.push({ x, ended }))
  return found
}

describe('a stream', () => {
  test('moves evenly with time', () => {
    const stream = createStream()
    addJourneys(stream, many(1), () => PATH, 1000, 0)
    expect(painted(stream, 1000)[0]?.x).toBeCloseTo(0)
    expect(painted(stream, 2000)[0]?.x).toBeCloseTo(420)
  })
  test('sets out over the time until the next frame', () => {
    const stream = createStream()
    addJourneys(stream, many(4), () => PATH, 0, 100)
    expect(painted(stream, 0)).toHaveLength(1)
    expect(painted(stream, 100)).toHaveLength(4)
  })
  test('forgets what has arrived', () => {
    const stream = createStream()
    addJourneys(stream, many(3), () => PATH, 0, 0)
    expect(painted(stream, 2001)).toEqual([])
    expect(stream.packets).toHaveLength(0)
  })
  test('shows what was stopped a little longer, fading', () => {
    const stream = createStream()
    addJourneys(stream, many(1, 'dropped'), () => PATH, 0, 0)
    const [stopped] = painted(stream, 2300)
    expect(stopped?.x).toBeCloseTo(840)
    expect(stopped?.ended).toBeCloseTo(0.5, 1)
    expect(painted(stream, 2601)).toEqual([])
  })
  test('has a bound', () => {
    const stream = createStream()
    addJourneys(stream, many(MOST_MOVING + 500), () => PATH, 0, 0)
    expect(stream.packets).toHaveLength(MOST_MOVING)
  })
})
