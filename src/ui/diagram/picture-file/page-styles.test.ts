import { expect, test } from 'vitest'
import { covers } from './page-styles'

const check = (range: string, words: string, expected: boolean) =>
  test(`${range || 'no range'}: ${words}`, () => expect(covers(range, words)).toBe(expected))

check('', 'eth0', true)
check('U+0-FF, U+131', 'eth0', true)
check('U+370-3FF', 'eth0', false)
check('U+370-3FF', 'eth0 \u03bb', true)
check('U+4??', '\u0416', true)
check('U+131', '\u0131', true)
check('U+1F600', '\u{1F600}', true)
