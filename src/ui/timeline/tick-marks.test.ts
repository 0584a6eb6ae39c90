import { describe, expect, test } from 'vitest'
import { droppedSyn } from '../../trace/sample-events'
import { createTimeline } from '../../trace/timeline'
import { type Mark, tickMarks } from './tick-marks'

function marksOf(packets: number, width: number): readonly Mark[] {
  return tickMarks(createTimeline(Array.from({ length: packets }, (_, index) => droppedSyn(index + 1, index * 100)).flat()), width)
}

describe('what the scrubber draws', () => {
  function check(name: string, packets: number, width: number, shapes: readonly Mark['shape'][], most: number): void {
    test(name, () => {
      const marks = marksOf(packets, width)
      expect([...new Set(marks.map(({ shape }) => shape))].toSorted()).toEqual(shapes)
      expect(marks.length).toBeLessThanOrEqual(most)
      for (const { x, width: wide } of marks) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(width)
        expect(wide).toBeGreaterThan(0)
      }
    })
  }
  check('a tick for each stop where there is room', 2, 800, ['end', 'tick'], 20)
  check('a strip a packet where there is less', 40, 800, ['end', 'strip'], 40 * 8)
  check('bars where there is little', 400, 800, ['bar'], 400)
  check('nothing for an empty run', 0, 800, [], 0)
  check('nothing without room', 3, 0, [], 0)

  test('a packet that was stopped ends in the colour of verdicts against it, and only its end', () => {
    expect(
      marksOf(1, 800)
        .filter(({ colour }) => colour === 'against')
        .map(({ shape }) => shape),
    ).toEqual(['end'])
  })
})
