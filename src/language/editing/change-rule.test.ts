import { describe, expect, test } from 'vitest'
import type { RuleChange } from '../../worker/protocol-editing'
import { changeRule } from './change-rule'
import { applyTextEdits } from './offset-edits'

/** The text after a change, or why it is refused. */
function check(text: string, change: RuleChange): string {
  const answer = changeRule(text, change)
  if (answer.kind === 'refused') return `refused: ${[answer.why, ...answer.words].join(' | ')}`
  return applyTextEdits(text, answer.edits.rules ?? [])
}

const to = (chain: string, number: number, table = 'filter') => ({ table, chain, number })
const move = (ruleKey: string, chain: string, number: number, table = 'filter'): RuleChange => ({
  kind: 'move',
  ruleKey,
  to: to(chain, number, table),
})

const SAVE = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:user - [0:0]
[1:60] -A INPUT -i lo -j ACCEPT
[2:120] -A INPUT -p tcp --dport 22 -j ACCEPT
[3:180] -A INPUT -j DROP
[0:0] -A user -j RETURN
COMMIT
`

const SCRIPT = `iptables -P INPUT DROP
iptables -N user
# the loopback
iptables -A INPUT -i lo -j ACCEPT

iptables -A INPUT -p tcp --dport 22 -j ACCEPT # ssh
iptables -A INPUT -j user
iptables -A user -j RETURN
`

const lines = (text: string) => text.split('\n').filter((line) => line !== '')
const cases: readonly (readonly [what: string, text: string, change: RuleChange, after: string | readonly string[]])[] = [
  [
    'moves a line up, counters and all',
    SAVE,
    move('filter/INPUT/3', 'INPUT', 1),
    [...lines(SAVE).slice(0, 4), '[3:180] -A INPUT -j DROP', ...lines(SAVE).slice(4, 6), ...lines(SAVE).slice(7)],
  ],
  [
    'moves a line into another chain',
    SAVE,
    move('filter/INPUT/2', 'user', 1),
    [
      ...lines(SAVE).slice(0, 5),
      '[3:180] -A INPUT -j DROP',
      '[2:120] -A user -p tcp --dport 22 -j ACCEPT',
      '[0:0] -A user -j RETURN',
      'COMMIT',
    ],
  ],
  [
    'moves a line into an empty chain',
    SAVE,
    move('filter/INPUT/2', 'FORWARD', 1),
    [
      ...lines(SAVE).slice(0, 5),
      '[3:180] -A INPUT -j DROP',
      '[2:120] -A FORWARD -p tcp --dport 22 -j ACCEPT',
      '[0:0] -A user -j RETURN',
      'COMMIT',
    ],
  ],
  ['where a rule is, it stays', SAVE, move('filter/INPUT/2', 'INPUT', 3), SAVE],
  [
    'moves a command with its comment',
    SCRIPT,
    move('filter/INPUT/1', 'INPUT', 3),
    [
      'iptables -P INPUT DROP',
      'iptables -N user',
      'iptables -A INPUT -p tcp --dport 22 -j ACCEPT # ssh',
      '# the loopback',
      'iptables -A INPUT -i lo -j ACCEPT',
      'iptables -A INPUT -j user',
      'iptables -A user -j RETURN',
    ],
  ],
]

describe('changing a rule', () => {
  test.each(cases)('%s', (_what, text, change, after) => {
    const got = check(text, change)
    expect(typeof after === 'string' ? got : lines(got)).toEqual(after)
  })
})
