import { describe, expect, test } from 'vitest'
import { RULE_LINE, RULE_SECOND_LINE } from './measures'
import { chainRows, firstDeadRule, rowOfRule, rowsBetween, twinsOf } from './rows'
import { sampleChain, sampleRule } from './sample-rules'

const long = (count: number) =>
  sampleChain(
    'FORWARD',
    Array.from({ length: count }, (_, index) => `-i eth${index} ACCEPT`),
  )

/** A chain's rows in short: numbers, `from-to` for folds, `end`. */
function inShort(rows: ReturnType<typeof chainRows>): string {
  return rows.map((row) => (row.kind === 'rule' ? row.rule.number : row.kind === 'fold' ? `${row.from}-${row.to}` : 'end')).join(' ')
}

describe('a long chain folds its middle', () => {
  function check(name: string, rules: number, keep: readonly number[], unfolded: boolean, expected: string) {
    test(name, () => expect(inShort(chainRows(long(rules), new Set(keep), unfolded))).toBe(expected))
  }
  check('short chains are shown whole', 12, [], false, '1 2 3 4 5 6 7 8 9 10 11 12 end')
  check('the beginning and the end stay', 300, [], false, '1 2 3 4 5-298 299 300 end')
  check('a rule that matched stays', 300, [150], false, '1 2 3 4 5-149 150 151-298 299 300 end')
  check('nothing folds a single rule', 14, [6, 8], false, '1 2 3 4 5 6 7 8 9-12 13 14 end')
  check('rules that do not exist are not kept', 20, [0, 99], false, '1 2 3 4 5-18 19 20 end')
  check('unfolded it is whole', 14, [], true, '1 2 3 4 5 6 7 8 9 10 11 12 13 14 end')
})

test('the rules that counted most stay out of the fold', () => {
  const chain = long(100)
  const rules = chain.rules.map((rule) => ({ ...rule, counters: { packets: rule.number % 10 === 0 ? rule.number : 0, bytes: 0 } }))
  expect(inShort(chainRows({ ...chain, rules }, new Set(), false))).toBe('1 2 3 4 5-69 70 71-79 80 81-89 90 91-98 99 100 end')
})

test('a fold says whether something in it has matched', () => {
  const chain = long(100)
  const rules = chain.rules.map((rule) => ({ ...rule, counters: { packets: rule.number >= 10 && rule.number < 20 ? 1 : 0, bytes: 0 } }))
  const folds = chainRows({ ...chain, rules }, new Set(), false).filter((row) => row.kind === 'fold')
  expect(folds.map((fold) => fold.counted)).toEqual([false, true])
})

describe('rules behind one that takes everything are dead', () => {
  function check(name: string, rules: readonly string[], expected: number | null) {
    test(name, () => expect(firstDeadRule(sampleChain('FORWARD', rules))).toBe(expected))
  }
  check('a verdict without conditions', ['-i a ACCEPT', 'DROP', '-i b ACCEPT'], 3)
  check('a goto without conditions', ['goto LAST', 'ACCEPT'], 2)
  check('REJECT without conditions', ['REJECT', 'ACCEPT'], 2)
  check('a jump comes back', ['jump USER', 'ACCEPT'], null)
  check('LOG goes on', ['LOG', '-i a ACCEPT'], null)
  check('conditions may fail', ['-i a DROP', '-i b ACCEPT'], null)
  check('nothing behind the last rule', ['-i a ACCEPT', 'DROP'], null)
})

describe('a comment stands beside the conditions, or below where it has no room', () => {
  function check(name: string, rule: string, comment: string, lines: 'one line' | 'two lines') {
    test(name, () => {
      const chain = { ...sampleChain('FORWARD', []), rules: [sampleRule('FORWARD', 1, rule, { comment })] }
      const [row] = chainRows(chain, new Set(), false)
      expect(row?.height).toBe(lines === 'one line' ? RULE_LINE : RULE_LINE + RULE_SECOND_LINE)
      expect(row?.kind === 'rule' && row.commentBeside).toBe(lines === 'one line')
    })
  }
  check('short', '-i wg0 ACCEPT', 'Added in wg0.conf', 'one line')
  check('long', '-i wg0 ACCEPT', 'Added by whoever set up this machine years ago', 'two lines')
  check('beside long conditions', '-s 192.168.0.0/16 -o eth0 ACCEPT', 'Added in wg0.conf', 'two lines')
})

describe('rows are found', () => {
  const rows = chainRows(long(300), new Set([150]), false)
  test('by the rule they show', () => expect(rowOfRule(rows, 150)).toMatchObject({ kind: 'rule', rule: { number: 150 } }))
  test('by a rule that is folded', () => expect(rowOfRule(rows, 77)).toMatchObject({ kind: 'fold', from: 5, to: 149 }))
  test('past the last rule is the end', () => expect(rowOfRule(rows, 301)).toMatchObject({ kind: 'end' }))
  test('by what a scrolled box shows', () => {
    const all = chainRows(long(1000), new Set(), true)
    const [first, end] = rowsBetween(all, 2300, 2400)
    const shown = all.slice(first, end)
    expect(shown.every((row) => row.y < 2400 && row.y + row.height > 2300)).toBe(true)
    expect(shown.length).toBeGreaterThan(3)
    expect(shown.length).toBeLessThan(8)
  })
})

test('rules that say what an earlier one says are known by it', () => {
  const chain = sampleChain('FORWARD', ['-i a ACCEPT', '-i b ACCEPT', 'DROP', '-i a ACCEPT', '-i a ACCEPT'])
  expect([...twinsOf(chain)]).toEqual([
    [4, 1],
    [5, 1],
  ])
})
