import { describe, expect, test } from 'vitest'
import type { Hint } from '../../model'
import { hints as en, type Hints } from './en/hints'
import { sayHint } from './say-hint'
import { hints as zh } from './zh/hints'

/** Keys whose Chinese may leave a word out: its doc, which has Chinese of its own. */
const OWN_WORDS: readonly string[] = ['write option', 'add option']

describe('hints say the same in both languages', () => {
  const keys = Object.keys(en) as (keyof Hints)[]
  for (const key of keys)
    test(key, () => {
      // As many words as either sentence takes, each to be found again in both.
      const words = Array.from({ length: Math.max(en[key].length, zh[key].length) }, (_, at) => `«${at}»`)
      const say = (hints: Hints) => (hints[key] as (...words: readonly string[]) => string)(...words)
      const found = (text: string) => [...new Set(text.match(/«\d»/g) ?? [])].toSorted()
      if (!OWN_WORDS.includes(key)) expect(found(say(zh))).toEqual(found(say(en)))
      expect(say(en)).toMatch(/^[^\u4e00-\u9fff\n]+$/)
      expect(say(zh)).toMatch(/[\u4e00-\u9fff]|^inet/)
    })
})

describe('a hint in words', () => {
  const table: readonly (readonly [hint: Hint, english: string, chinese: string])[] = [
    [['rule count', 'INPUT', 1], 'INPUT has 1 rule.', 'INPUT 有 1 条规则。'],
    [
      ['elsewhere', 'FORWARD', 7, ['chain jumps to itself', 'FORWARD']],
      'In FORWARD, line 7: The chain FORWARD jumps to itself.',
      'FORWARD 第 7 行：链 FORWARD 跳转到自身。',
    ],
    [['elsewhere', 'FORWARD', 7, null], 'In FORWARD, line 7: ', 'FORWARD 第 7 行：'],
    [['unknown match', 'a\nb'], 'iptables has no match called a b.', 'iptables 没有叫 a b 的匹配。'],
    [
      ['write option', '--ttl-eq 0-255', '-m ttl', 'ttl-eq', 'Exactly this.'],
      'Write --ttl-eq 0-255: Exactly this.',
      '写作 --ttl-eq 0-255：等于此值。',
    ],
  ]
  for (const [hint, english, chinese] of table)
    test(english, () => {
      expect(sayHint(en, hint)).toBe(english)
      expect(sayHint(zh, hint)).toBe(chinese)
    })
})
