import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DifferenceStep, lineDifference } from './line-difference'

/** Texts as letters, a line each; the way as ` a`, `-b`, `+c`. */
function told(before: readonly string[], now: readonly string[], steps: readonly DifferenceStep[]): string {
  return steps
    .map((step) =>
      step.kind === 'same' ? ` ${before[step.before]}` : step.kind === 'removed' ? `-${before[step.before]}` : `+${now[step.now]}`,
    )
    .join('')
}

function check(before: string, now: string, expected: string): void {
  test(`${before} to ${now}`, () => {
    const [then, later] = [[...before], [...now]]
    expect(told(then, later, lineDifference(then, later))).toBe(expected)
  })
}

describe('the shortest way from one text to the other', () => {
  check('', '', '')
  check('abc', 'abc', ' a b c')
  check('', 'ab', '+a+b')
  check('ab', '', '-a-b')
  check('abc', 'axc', ' a-b+x c')
  check('abcd', 'abxycd', ' a b+x+y c d')
  check('abcd', 'bcda', '-a b c d+a')
  check('aab', 'ab', ' a-a b')
  check('abcabba', 'cbabac', '-a-b c+b a b-b a+c')
})

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })

test('every line of both texts is told once, in order, and what is the same is the same', () => {
  fc.assert(
    fc.property(lines, lines, (before, now) => {
      const steps = lineDifference(before, now)
      expect(steps.flatMap((step) => (step.kind === 'added' ? [] : [step.before]))).toEqual(before.map((_, index) => index))
      expect(steps.flatMap((step) => (step.kind === 'removed' ? [] : [step.now]))).toEqual(now.map((_, index) => index))
      for (const step of steps) if (step.kind === 'same') expect(before[step.before]).toBe(now[step.now])
    }),
  )
})

test('no way is shorter', () => {
  const longestCommon = (a: readonly string[], b: readonly string[]): number => {
    let row = new Array<number>(b.length + 1).fill(0)
    for (const line of a) {
      const next = [0]
      for (const [index, other] of b.entries())
        next.push(line === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0))
      row = next
    }
    return row.at(-1) ?? 0
  }
  fc.assert(
    fc.property(lines, lines, (before, now) => {
      const same = lineDifference(before, now).filter(({ kind }) => kind === 'same').length
      expect(same).toBe(longestCommon(before, now))
    }),
  )
})

test('two long texts without a line in common cost no more than they have to', () => {
  const before = Array.from({ length: 20_000 }, (_, index) => `before ${index}`)
  const now = Array.from({ length: 20_000 }, (_, index) => `now ${index}`)
  const start = performance.now()
  expect(lineDifference(before, now)).toHaveLength(40_000)
  expect(performance.now() - start).toBeLessThan(2_000)
})
