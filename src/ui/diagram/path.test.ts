import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distance, lineLength, type Point, pathData, pointAt, roundCorners, samplePath } from './path'

const L: readonly Point[] = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 50 },
]

describe('a sampled path', () => {
  const path = samplePath(L)
  function check(name: string, travelled: number, expected: Point) {
    test(name, () => {
      const at = pointAt(path, travelled)
      expect(at.x).toBeCloseTo(expected.x, 3)
      expect(at.y).toBeCloseTo(expected.y, 3)
    })
  }
  test('is as long as its line', () => expect(path.length).toBe(150))
  check('begins at the beginning', 0, { x: 0, y: 0 })
  check('before the beginning one stands there', -5, { x: 0, y: 0 })
  check('half way along the first leg', 50, { x: 50, y: 0 })
  check('on the second leg', 140, { x: 100, y: 40 })
  check('ends at the end', 150, { x: 100, y: 50 })
  check('after the end one stands there', 1e6, { x: 100, y: 50 })
})

test('a single point is a path on which one stands', () => expect(pointAt(samplePath([{ x: 3, y: 4 }]), 10)).toEqual({ x: 3, y: 4 }))

test('nobody jumps: near moments are near places, on any way', () => {
  const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), fc.double({ min: 0, max: 1, noNaN: true }), (points, part) => {
      const path = samplePath(points)
      const travelled = path.length * part
      expect(distance(pointAt(path, travelled), pointAt(path, travelled + 1))).toBeLessThan(1.01)
      const last = points.at(-1) as Point
      expect(distance(pointAt(path, path.length), last)).toBeLessThan(0.01)
    }),
  )
})

describe('round corners', () => {
  test('keep the ends and cut the corner', () => {
    const rounded = roundCorners(L, 10)
    expect(rounded[0]).toEqual(L[0])
    expect(rounded.at(-1)).toEqual(L[2])
    expect(rounded.every((point) => distance(point, { x: 100, y: 0 }) > 3)).toBe(true)
    expect(lineLength(rounded)).toBeLessThan(lineLength(L))
  })
  test('leave a straight line alone', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 30, y: 0 },
    ]
    expect(roundCorners(line, 10)).toEqual(line)
  })
  test('are drawn as they are sampled', () => expect(pathData(L, 10)).toBe('M0 0L90 0Q100 0 100 10L100 50'))
})
