import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateOf, secondsOf } from './calendar'

test('days are counted as the machine counts them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (seconds) => {
      const date = new Date(seconds * 1000).toISOString().slice(0, 10)
      expect(dateOf(seconds)).toBe(date)
      const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
      expect(secondsOf(year, month, day)).toBe(seconds - (seconds % 86400))
    }),
  )
})
