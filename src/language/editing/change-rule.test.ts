import { describe, expect, test } from 'vitest'
import type { RuleChange } from '../../worker/protocol-editing'
import { changeRule } from './change-rule'
import { applyTextEdits } from './offset-edits'

/** The text after a change, or why it is refused. */
function check(text: string, change: RuleChange): string {
  const answer = changeRule(text, change)
  if (answer.kind === 'refused') return `refused: ${[answer.why, ...answer.words, ...(answer.hint?.slice(0, 1) ?? [])].join(' | ')}`
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

/** Commands on shared lines: what each change of a rule makes of them. */
const off = (ruleKey: string): RuleChange => ({ kind: 'switch off', ruleKey })
const remove = (ruleKey: string): RuleChange => ({ kind: 'remove', ruleKey })
const copy = (ruleKey: string): RuleChange => ({ kind: 'copy', ruleKey })
const insert = (chain: string, number: number): RuleChange => ({ kind: 'insert', rule: '-p icmp -j ACCEPT', at: to(chain, number) })
const rewrite = (ruleKey: string, rule: string): RuleChange => ({ kind: 'rewrite', ruleKey, rule })
const A = 'iptables -A INPUT -i lo -j ACCEPT'
const B = 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'
const C = 'iptables -A INPUT -j DROP'
const ICMP = 'iptables -A INPUT -p icmp -j ACCEPT'
const CHECKED = `iptables -C INPUT -j DROP 2>/dev/null || ${C}`
const shared: typeof cases = [
  ['takes the first of ;', `${A}; ${B}; ${C}\n`, remove('filter/INPUT/1'), `${B}; ${C}\n`],
  ['takes the middle one of ;', `${A}; ${B}; ${C}\n`, remove('filter/INPUT/2'), `${A}; ${C}\n`],
  ['takes the last of ;', `${A}; ${B}; ${C}\n`, remove('filter/INPUT/3'), `${A}; ${B}\n`],
  ['takes the middle one of &&', `${A} && ${B} && ${C}\n`, remove('filter/INPUT/2'), `${A} && ${C}\n`],
  ['leaves the looser joint', `${A} && ${B}; ${C}\n`, remove('filter/INPUT/2'), `${A}; ${C}\n`],
  ['leaves the looser joint, turned round', `${A}; ${B} && ${C}\n`, remove('filter/INPUT/2'), `${A}; ${C}\n`],
  ['takes what only goes with it', `${A} || exit 1; ${B}\n`, remove('filter/INPUT/1'), `${B}\n`],
  ['takes its redirection', `${A}; ${B} 2>/dev/null; ${C}\n`, remove('filter/INPUT/2'), `${A}; ${C}\n`],
  ['takes it from behind another program', `modprobe x; ${A}\n${B}\n`, remove('filter/INPUT/1'), `modprobe x\n${B}\n`],
  [
    'takes it from behind a condition',
    `[ -x /sbin/iptables ] && ${A} && ${B}\n`,
    remove('filter/INPUT/1'),
    `[ -x /sbin/iptables ] && ${B}\n`,
  ],
  ['takes it from continued lines', `${A} && \\\n  ${B} && \\\n  ${C}\n`, remove('filter/INPUT/2'), `${A} && \\\n  ${C}\n`],
  ['takes a rule with its check', `${A}\n${CHECKED}\n${B}\n`, remove('filter/INPUT/2'), `${A}\n${B}\n`],
  ['takes a rule with its check from a shared line', `${A}; ${CHECKED}; ${B}\n`, remove('filter/INPUT/2'), `${A}; ${B}\n`],
  ['counts a number on', `${A}; ${B}; ${C}; iptables -D INPUT 3\n`, remove('filter/INPUT/1'), `${B}; ${C}; iptables -D INPUT 2\n`],
  ['switches off the first', `  ${A}; ${B}\n`, off('filter/INPUT/1'), `  # ${A}\n  ${B}\n`],
  ['switches off the middle one', `${A} && ${B} && ${C}\n`, off('filter/INPUT/2'), `${A} &&\n# ${B}\n${C}\n`],
  ['switches off the last, its remark stays', `${A}; ${B} # ssh\n`, off('filter/INPUT/2'), `${A}\n# ${B} # ssh\n`],
  [
    'switches off over continued lines',
    `${A}; iptables -A INPUT \\\n -j DROP\n`,
    off('filter/INPUT/2'),
    `${A}\n# iptables -A INPUT \\\n#  -j DROP\n`,
  ],
  ['moves the last before the first', `${A}; ${B}; ${C}\n`, move('filter/INPUT/3', 'INPUT', 1), `${C}\n${A}; ${B}\n`],
  ['moves the last before the second', `${A} && ${B} && ${C}\n`, move('filter/INPUT/3', 'INPUT', 2), `${A} && ${C} && ${B}\n`],
  ['moves the first to the end', `${A}; ${B}; ${C}\n`, move('filter/INPUT/1', 'INPUT', 4), `${B}; ${C}\n${A}\n`],
  ['moves one to another chain', `${A}; ${B}\n`, move('filter/INPUT/1', 'FORWARD', 1), `${B}\niptables -A FORWARD -i lo -j ACCEPT\n`],
  [
    'moves a line between two that share theirs',
    `${A}; ${B}\n# all\n${C}\n`,
    move('filter/INPUT/3', 'INPUT', 2),
    `${A}; \n# all\n${C}\n${B}\n`,
  ],
  ['moves a rule with its check', `${A}\n${CHECKED}\n${B}\n`, move('filter/INPUT/2', 'INPUT', 4), `${A}\n${B}\n${CHECKED}\n`],
  ['inserts before the first', `${A}; ${B}\n`, insert('INPUT', 1), `${ICMP}\n${A}; ${B}\n`],
  ['inserts between two', `${A} && ${B}\n`, insert('INPUT', 2), `${A} && ${ICMP} && ${B}\n`],
  ['inserts between continued lines', `${A} && \\\n  ${B}\n`, insert('INPUT', 2), `${A} && \\\n  ${ICMP} && ${B}\n`],
  ['inserts behind the last', `${A}; ${B}\n`, insert('INPUT', 3), `${A}; ${B}\n${ICMP}\n`],
  ['copies one', `${A}; ${B}; ${C}\n`, copy('filter/INPUT/1'), `${A}; ${A}; ${B}; ${C}\n`],
  ['copies a checked one without its check', `${CHECKED}\n${A}\n`, copy('filter/INPUT/1'), `${CHECKED}\n${C}\n${A}\n`],
  ['rewrites one', `${A}; ${B}; ${C}\n`, rewrite('filter/INPUT/2', '-p udp -j DROP'), `${A}; iptables -A INPUT -p udp -j DROP; ${C}\n`],
  [
    'rewrites a checked one with its check',
    `${CHECKED}\n`,
    rewrite('filter/INPUT/1', '-j LOG'),
    `${CHECKED.replaceAll('-j DROP', '-j LOG')}\n`,
  ],
  [
    'rewrites what is written in an odd order',
    'iptables -p tcp -j DROP -A INPUT # x\n',
    rewrite('filter/INPUT/1', '-j LOG'),
    'iptables -A INPUT -j LOG # x\n',
  ],
  [
    'rewrites in its table',
    'iptables -t mangle -A INPUT -j LOG\n',
    rewrite('mangle/INPUT/1', '-j ACCEPT'),
    'iptables -t mangle -A INPUT -j ACCEPT\n',
  ],
  ['rewrites a line of a save file', SAVE, rewrite('filter/INPUT/2', '-j LOG'), SAVE.replace('-p tcp --dport 22 -j ACCEPT', '-j LOG')],
  [
    'tells the tool’s refusal',
    `${A}; ${B}\n`,
    rewrite('filter/INPUT/1', '-p x'),
    'refused: refused by tool | unknown protocol "x" specified | protocol',
  ],
  [
    'says that a command makes several',
    'iptables -A INPUT -s 10.0.0.1,10.0.0.2 -j DROP\n',
    rewrite('filter/INPUT/1', '-j LOG'),
    'refused: one command makes several | 2',
  ],
  ['says that only the script knows', `${A} || ${B}\n`, remove('filter/INPUT/1'), 'refused: is an alternative'],
]

/** -R took the place of another rule. */
const REPLACED = `${A}\n${C}\niptables -R INPUT 1 -s 10.0.0.1 -j DROP\n`
const replacing: typeof cases = [
  ['removes it with what it replaced', REPLACED, remove('filter/INPUT/1'), `${A}\n${C}\niptables -D INPUT 1\n`],
  [
    'removes it from a shared line',
    REPLACED.replace('DROP\niptables -R', 'DROP; iptables -R'),
    remove('filter/INPUT/1'),
    `${A}\n${C}; iptables -D INPUT 1\n`,
  ],
  ['switches it off', REPLACED, off('filter/INPUT/1'), `${A}\n${C}\n# iptables -R INPUT 1 -s 10.0.0.1 -j DROP\niptables -D INPUT 1\n`],
  ['moves it', REPLACED, move('filter/INPUT/1', 'INPUT', 3), `${A}\n${C}\niptables -A INPUT -s 10.0.0.1 -j DROP\niptables -D INPUT 1\n`],
  ['inserts before it', REPLACED, insert('INPUT', 1), `${REPLACED}${ICMP.replace('-A', '-I')}\n`],
  ['inserts behind it', REPLACED, insert('INPUT', 2), `${A}\n${ICMP}\n${C}\niptables -R INPUT 1 -s 10.0.0.1 -j DROP\n`],
  ['rewrites it', REPLACED, rewrite('filter/INPUT/1', '-j LOG'), `${A}\n${C}\niptables -R INPUT 1 -j LOG\n`],
]

test('a -R that is switched off comes on again without its -D', () => {
  const without = check(REPLACED, off('filter/INPUT/1'))
  expect(check(without, { kind: 'switch on', line: 3 })).toBe(REPLACED)
})

describe('on shared lines it', () => {
  test.each([...shared, ...replacing])('%s', (_what, text, change, after) => expect(check(text, change)).toBe(after))
})

test('what is switched off on a shared line comes on again in its place', () => {
  const without = check(`${A} && ${B} && ${C}\n`, off('filter/INPUT/2'))
  expect(check(without, { kind: 'switch on', line: 2 })).toBe(`${A} &&\n${B}\n${C}\n`)
})

describe('changing a rule', () => {
  test.each(cases)('%s', (_what, text, change, after) => {
    const got = check(text, change)
    expect(typeof after === 'string' ? got : lines(got)).toEqual(after)
  })
})
