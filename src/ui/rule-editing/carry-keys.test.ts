import { expect, test } from 'vitest'
import type { RulesetView } from '../../worker/protocol'
import { carryKeys } from './carry-keys'

/** Chains of filter, rules between blanks and their words between colons. */
function view(chains: { readonly [name: string]: string }): RulesetView {
  return {
    ruleCount: 0,
    tables: [
      {
        name: 'filter',
        chains: Object.entries(chains).map(([name, rules]) => ({
          name,
          policy: null,
          counters: { packets: 0, bytes: 0 },
          span: null,
          callers: [],
          ruleCount: 0,
          rules: rules.split(' ').flatMap((text, index) =>
            text === ''
              ? []
              : [
                  {
                    key: `filter/${name}/${index + 1}`,
                    number: index + 1,
                    text: text.replaceAll(':', ' '),
                    conditions: '',
                    tests: [],
                    target: { kind: 'none', name: '', details: '' },
                    comment: null,
                    counters: { packets: 0, bytes: 0 },
                    span: { line: 1, column: 1, endLine: 1, endColumn: 1 },
                  } as const,
                ],
          ),
        })),
      },
    ],
  }
}

function check(
  name: string,
  before: { readonly [name: string]: string },
  now: { readonly [name: string]: string },
  expected: { readonly [key: string]: string | null },
) {
  test(name, () => {
    const carry = carryKeys(view(before), view(now))
    for (const [key, to] of Object.entries(expected)) expect(carry(`filter/${key}`)).toBe(to === null ? null : `filter/${to}`)
  })
}

check('nothing changed', { A: 'a b c' }, { A: 'a b c' }, { 'A/1': 'A/1', 'A/3': 'A/3' })
check('a rule moved up', { A: 'a b c' }, { A: 'c a b' }, { 'A/1': 'A/2', 'A/2': 'A/3', 'A/3': 'A/1' })
check('a rule more', { A: 'a b' }, { A: 'a x b' }, { 'A/1': 'A/1', 'A/2': 'A/3' })
check('a rule less', { A: 'a b c' }, { A: 'a c' }, { 'A/2': null, 'A/3': 'A/2' })
check('into another chain', { A: 'a b', B: 'x' }, { A: 'a', B: 'b x' }, { 'A/1': 'A/1', 'A/2': 'B/1', 'B/1': 'B/2' })
check('a chain that is gone, and one that is new', { A: 'a b' }, { B: 'b' }, { 'A/1': null, 'A/2': 'B/1' })
check('a rule with other words', { A: 'a 22:tcp:ACCEPT b' }, { A: 'a 23:tcp:ACCEPT b' }, { 'A/2': 'A/2', 'A/3': 'A/3' })
check('another rule in its place', { A: 'a 22:tcp:ACCEPT b' }, { A: 'a lo:DROP b' }, { 'A/2': null, 'A/3': 'A/3' })
check('other words, and a rule before it', { A: '22:tcp:ACCEPT b' }, { A: 'lo:DROP 23:tcp:ACCEPT b' }, { 'A/1': 'A/2', 'A/2': 'A/3' })
check('moved, and one like it in its place', { A: '22:tcp:ACCEPT b' }, { A: '23:tcp:ACCEPT b 22:tcp:ACCEPT' }, { 'A/1': 'A/3' })
check('the second of two that say the same', { A: 'a a' }, { A: 'x a a' }, { 'A/1': 'A/2', 'A/2': 'A/3' })
