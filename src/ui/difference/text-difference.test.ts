import { expect, test } from 'vitest'
import { type DifferenceRow, type Part, textDifference } from './text-difference'

const text = (parts: readonly Part[]) => parts.map((part) => (part.changed ? `«${part.text}»` : part.text)).join('')

function told(row: DifferenceRow): string {
  switch (row.kind) {
    case 'same':
      return `${row.before} ${row.now}   ${row.text}`
    case 'removed':
      return `${row.before} - ${text(row.parts)}${row.other === null ? '' : ` (to ${row.other})`}`
    case 'added':
      return `${row.now} + ${text(row.parts)}${row.other === null ? '' : ` (from ${row.other})`}`
    case 'skipped':
      return `... ${row.count}`
  }
}

function check(name: string, before: readonly string[], now: readonly string[], expected: readonly string[], counts: readonly number[]) {
  test(name, () => {
    const difference = textDifference(before.join('\n'), now.join('\n'))
    expect(difference?.rows.map(told) ?? []).toEqual(expected)
    if (difference !== null) expect([difference.removed, difference.added, difference.moved]).toEqual(counts)
  })
}

const RULES = ['*filter', ':INPUT DROP [0:0]', '-A INPUT -i lo -j ACCEPT', '-A INPUT -p icmp -j ACCEPT', '-A INPUT -j LOG', 'COMMIT', '']

check('the same text', RULES, RULES, [], [])
check(
  'one word of one rule',
  RULES,
  RULES.with(2, '-A INPUT -i eth0 -j ACCEPT'),
  [
    '1 1   *filter',
    '2 2   :INPUT DROP [0:0]',
    '3 - -A INPUT -i «lo» -j ACCEPT',
    '3 + -A INPUT -i «eth0» -j ACCEPT',
    '4 4   -A INPUT -p icmp -j ACCEPT',
    '5 5   -A INPUT -j LOG',
    '... 1',
  ],
  [1, 1, 0],
)
check(
  'a rule that moved is neither removed nor added',
  RULES,
  ['*filter', ':INPUT DROP [0:0]', '-A INPUT -p icmp -j ACCEPT', '-A INPUT -j LOG', '-A INPUT -i lo -j ACCEPT', 'COMMIT', ''],
  [
    '1 1   *filter',
    '2 2   :INPUT DROP [0:0]',
    '3 - -A INPUT -i lo -j ACCEPT (to 5)',
    '4 3   -A INPUT -p icmp -j ACCEPT',
    '5 4   -A INPUT -j LOG',
    '5 + -A INPUT -i lo -j ACCEPT (from 3)',
    '6 6   COMMIT',
  ],
  [0, 0, 1],
)
check(
  'a rule more at the end of a text without a newline',
  ['-A INPUT -j LOG'],
  ['-A INPUT -j LOG', '-A INPUT -j DROP'],
  ['1 1   -A INPUT -j LOG', '2 + -A INPUT -j DROP'],
  [0, 1, 0],
)
check('nothing where there was something', ['-A INPUT -j LOG', ''], [''], ['1 - -A INPUT -j LOG'], [1, 0, 0])
check(
  'lines that have little in common are not compared word by word',
  ['-A INPUT -i lo -j ACCEPT'],
  ['-A OUTPUT -p tcp -m tcp --dport 22 -j DROP'],
  ['1 - -A INPUT -i lo -j ACCEPT', '1 + -A OUTPUT -p tcp -m tcp --dport 22 -j DROP'],
  [1, 1, 0],
)
