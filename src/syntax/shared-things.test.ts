import { describe, expect, test } from 'vitest'
import { readRules } from './read-rules'

const TABLE = '-m hashlimit --hashlimit-name web --hashlimit-mode srcip --hashlimit-upto'
const ESTIMATOR = '-j RATEEST --rateest-name wan --rateest-interval 250ms --rateest-ewmalog'
const TIMER = '-j IDLETIMER --label fivechains --timeout'

/** Which commands of a script real iptables refuses, by their numbers. */
const SCRIPTS: readonly (readonly [name: string, commands: readonly string[], refused: readonly number[]])[] = [
  [
    'a table of hashlimit is with --hashlimit-rate-match or without',
    [`-A INPUT ${TABLE} 5/s`, `-A INPUT ${TABLE} 5/s --hashlimit-rate-match`],
    [2],
  ],
  ['whatever table the rule is in', [`-A INPUT ${TABLE} 5/s --hashlimit-rate-match`, `-t mangle -A INPUT ${TABLE} 5/s`], [2]],
  ['all else may differ', [`-A INPUT ${TABLE} 5/s`, `-A INPUT ${TABLE} 9kb/s --hashlimit-srcmask 24 --hashlimit-htable-max 9`], []],
  ['until the last rule of the name is gone', [`-A INPUT ${TABLE} 5/s`, '-F', `-A INPUT ${TABLE} 5/s --hashlimit-rate-match`], []],
  ['which a rule that is replaced is not yet', [`-A INPUT ${TABLE} 5/s`, `-R INPUT 1 ${TABLE} 5/s --hashlimit-rate-match`], [2]],
  [
    'nor one of another table',
    [`-A INPUT ${TABLE} 5/s`, `-t raw -A OUTPUT ${TABLE} 5/s`, '-F', `-A INPUT ${TABLE} 5/s --hashlimit-rate-match`],
    [4],
  ],
  [
    'what was refused leaves nothing',
    [`-A INPUT ${TABLE} 5/s -m recent --set --seconds 5`, `-A INPUT ${TABLE} 5/s --hashlimit-rate-match`],
    [1],
  ],
  [
    'an estimator has one pace',
    [`-A INPUT ${ESTIMATOR} 500ms`, `-A OUTPUT ${ESTIMATOR} 500ms`, `-t mangle -A OUTPUT ${ESTIMATOR} 1s`],
    [3],
  ],
  ['a timer is one kind', [`-A INPUT ${TIMER} 5`, `-A INPUT ${TIMER} 6`, `-A INPUT ${TIMER} 5 --alarm`], [3]],
]

describe('what rules share by a name', () => {
  test.each(SCRIPTS)('%s', (_, commands, refused) => {
    const { diagnostics, outcome } = readRules(commands.map((command) => `iptables ${command}\n`).join(''), 'commands')
    expect(diagnostics.map(({ span, speaker, message, status }) => `${span.line} ${speaker} ${message} ${status}`)).toEqual(
      refused.map((line) => `${line} kernel Invalid argument 1`),
    )
    expect(outcome.stderr).toBe("iptables: Invalid argument. Run `dmesg' for more information.\n".repeat(refused.length))
  })

  test('a save file is refused at the line of its COMMIT, and marked at the rule that comes second to the kernel', () => {
    const rules = (table: string, ...lines: readonly string[]) => `*${table}\n${lines.map((line) => `-A ${line}\n`).join('')}COMMIT\n`
    const matching = `${TABLE} 5/s --hashlimit-rate-match`
    const rows: readonly (readonly [text: string, stderr: string, marked: number | undefined])[] = [
      [rules('filter', `FORWARD ${TABLE} 5/s`, `INPUT ${matching}`), 'iptables-restore: line 4 failed\n', 2],
      [rules('filter', `INPUT ${TABLE} 5/s`) + rules('mangle', `INPUT ${matching}`), 'iptables-restore: line 6 failed\n', 5],
      // The table that is replaced is there until the other one is.
      [rules('filter', `INPUT ${TABLE} 5/s`) + rules('filter', `INPUT ${matching}`), 'iptables-restore: line 6 failed\n', 5],
      [rules('filter', `INPUT ${TABLE} 5/s`) + rules('filter') + rules('filter', `INPUT ${matching}`), '', undefined],
    ]
    for (const [text, stderr, marked] of rows) {
      const { outcome, diagnostics } = readRules(text, 'save')
      expect(outcome.stderr, text).toBe(stderr)
      expect(diagnostics[0]?.span.line).toBe(marked)
    }
  })

  test('is made by who is loaded first, even where that rule is gone', () => {
    const made = (text: string) => readRules(text, 'commands').value.shared?.['hashlimit web']?.['hashlimit-srcmask']
    const [first, second] = [
      `iptables -A FORWARD ${TABLE} 5/s --hashlimit-srcmask 24\n`,
      `iptables -A INPUT ${TABLE} 5/s --hashlimit-srcmask 16\n`,
    ]
    expect(made(first)).toBe(undefined)
    expect(made(first + second)).toBe(24)
    expect(made(`${first}${second}iptables -F FORWARD\n`)).toBe(24)
    expect(made(`${second}${first}`)).toBe(16)
  })
})
