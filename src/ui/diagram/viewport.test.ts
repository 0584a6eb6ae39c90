import { describe, expect, test } from 'vitest'
import { countUpTo } from './count-up-to'
import { shortCount } from './short-count'
import { fitted, isNear, showing, showingBox } from './viewport'

const PANE = { width: 720, height: 620 }
const box = (width: number, height: number) => ({ x: -40, y: 0, width, height })

describe('the picture fits the pane', () => {
  test('whole and centred where it can', () => {
    const view = fitted({ bounds: box(800, 500), core: box(700, 500) }, PANE, false)
    expect(view.zoom).toBeCloseTo(696 / 800)
    expect(-40 * view.zoom + view.x).toBeCloseTo(12)
  })
  test('without user chains where they would make it unreadable', () => {
    const view = fitted({ bounds: box(1600, 500), core: box(800, 500) }, PANE, false)
    expect(view.zoom).toBeCloseTo(696 / 800)
  })
  test('with the user chains that there is room for', () => {
    const view = fitted({ bounds: box(1600, 700), core: box(400, 700) }, PANE, false)
    expect(-40 * view.zoom + view.x).toBeCloseTo(12)
  })
  test('no larger than it needs to be while user chains are cut off', () => {
    const roomy = { width: 1400, height: 900 }
    expect(fitted({ bounds: box(2400, 700), core: box(700, 700) }, roomy, false).zoom).toBeCloseTo(0.9)
    expect(fitted({ bounds: box(700, 700), core: box(700, 700) }, roomy, false).zoom).toBeCloseTo(1.15)
  })
  test('never smaller than readable: then it begins at the top left', () => {
    const view = fitted({ bounds: box(3000, 3000), core: box(3000, 3000) }, PANE, false)
    expect(view.zoom).toBeGreaterThan(0.5)
    expect(-40 * view.zoom + view.x).toBeCloseTo(12)
    expect(view.y).toBeCloseTo(12)
  })
  test('a column takes the width, however long it is', () => {
    const view = fitted({ bounds: box(380, 4000), core: box(380, 4000) }, { width: 390, height: 700 }, true)
    expect(view.zoom).toBeCloseTo(366 / 380)
  })
  test('a narrow column is not enlarged: its gutters are as wide as they need be', () =>
    expect(fitted({ bounds: box(338, 4000), core: box(338, 4000) }, { width: 390, height: 700 }, true).zoom).toBe(1))
})

describe('user chains are unfolded where one drag of the diagram reaches them', () => {
  const table: readonly (readonly [width: number, height: number, near: boolean])[] = [
    [800, 500, true],
    [1500, 1200, true],
    [1700, 500, false],
    [800, 1500, false],
  ]
  for (const [width, height, near] of table)
    test(`${width} × ${height}: ${near ? 'near' : 'too far'}`, () => expect(isNear(box(width, height), PANE)).toBe(near))
})

describe('the view follows the packet', () => {
  const view = { x: 0, y: 0, zoom: 1 }
  const picture = { x: 0, y: 0, width: 2000, height: 2000 }
  const check = (what: string, point: { x: number; y: number }, expected: { x: number; y: number }, bounds = picture) =>
    test(what, () => {
      const moved = showing(view, point, PANE, bounds)
      expect({ x: moved.x, y: moved.y }).toEqual(expected)
      expect(showing(moved, point, PANE, bounds)).toBe(moved)
    })
  test('not while it is in sight', () => expect(showing(view, { x: 300, y: 300 }, PANE, picture)).toBe(view))
  check('as little as needed when it leaves', { x: 300, y: 900 }, { x: 0, y: 620 - 110 - 900 })
  check('so that the rules right of it are seen', { x: 600, y: 300 }, { x: 720 - 260 - 600, y: 0 })
  check('to the end of the picture and no further', { x: 300, y: 690 }, { x: 0, y: 620 - 8 - 12 - 700 }, { ...picture, height: 700 })
  check('into the pane where the picture fits', { x: 300, y: 5 }, { x: 0, y: 12 }, { ...picture, height: 500 })
})

describe('the view goes where the focus goes', () => {
  const view = { x: 0, y: 0, zoom: 1 }
  const row = (x: number, y: number, width = 200) => ({ x, y, width, height: 20 })
  const check = (what: string, focused: ReturnType<typeof row>, expected: { x: number; y: number }, length = 2000) =>
    test(what, () => {
      const moved = showingBox(view, focused, PANE, { x: 0, y: 0, width: 2000, height: length })
      expect({ x: moved.x, y: moved.y }).toEqual(expected)
      expect(showingBox(moved, focused, PANE, { x: 0, y: 0, width: 2000, height: length })).toBe(moved)
    })
  check('not while it is in sight', row(300, 300), { x: 0, y: 0 })
  check('as little as needed', row(300, 900), { x: 0, y: 620 - 8 - 56 - 920 })
  check('both ways', row(1000, 900), { x: 720 - 24 - 1200, y: 620 - 8 - 56 - 920 })
  check('to the end of the picture and no further', row(300, 690), { x: 0, y: 620 - 8 - 12 - 715 }, 715)
  check('to the beginning of what is larger than the pane', row(100, 300, 1000), { x: -100, y: 0 })
  check('with smaller margins where there is no room for them', row(100, 300, 700), { x: 10 - 100, y: 0 })
})

describe('counts in at most five characters', () => {
  const check = (count: number, expected: string) => test(`${count}`, () => expect(shortCount(count)).toBe(expected))
  check(0, '0')
  check(9999, '9999')
  check(12_345, '12.3k')
  check(195_000, '195k')
  check(999_999, '999k')
  check(4_100_000, '4.1M')
  check(7.2e12, '7.2T')
})

test('how many have come by a moment', () => {
  expect([0, 1, 5, 9, 10].map((limit) => countUpTo([1, 5, 5, 9], limit))).toEqual([0, 1, 3, 4, 4])
})
