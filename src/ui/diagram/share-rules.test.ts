import { describe, expect, test } from 'vitest'
import type { RulesetView } from '../../worker/protocol'
import { instanceTo, placesOfRules } from './rule-index'
import { SAMPLE_RULES } from './sample-rules'
import { shareRules } from './share-rules'

function chain(rules: RulesetView, table: string, name: string) {
  return rules.tables.find((candidate) => candidate.name === table)?.chains.find((candidate) => candidate.name === name)
}

/** The same ruleset as new objects, with a change to FORWARD's rule 3. */
function edited(change: (text: string) => string): RulesetView {
  const copy = structuredClone(SAMPLE_RULES)
  return {
    ...copy,
    tables: copy.tables.map((table) => ({
      ...table,
      chains: table.chains.map((one) => ({
        ...one,
        rules: one.rules.map((rule) => ({
          ...rule,
          text: one.name === 'FORWARD' && rule.number === 3 ? change(rule.text) : rule.text,
          span: { ...rule.span, line: rule.span.line + 1 },
        })),
      })),
    })),
  }
}

describe('what reads the same is the same object', () => {
  test('lines that only moved change nothing', () =>
    expect(
      shareRules(
        SAMPLE_RULES,
        edited((text) => text),
      ),
    ).toBe(SAMPLE_RULES))
  test('an edited line makes its chain new and no other', () => {
    const shared = shareRules(
      SAMPLE_RULES,
      edited((text) => `${text} `),
    )
    expect(chain(shared, 'filter', 'FORWARD')).not.toBe(chain(SAMPLE_RULES, 'filter', 'FORWARD'))
    expect(chain(shared, 'filter', 'USER')).toBe(chain(SAMPLE_RULES, 'filter', 'USER'))
    expect(chain(shared, 'nat', 'PREROUTING')).toBe(chain(SAMPLE_RULES, 'nat', 'PREROUTING'))
    expect(chain(shared, 'filter', 'FORWARD')?.rules[0]).toBe(chain(SAMPLE_RULES, 'filter', 'FORWARD')?.rules[0])
    expect(chain(shared, 'filter', 'FORWARD')?.rules[2]?.text).toBe('-o docker0 ACCEPT ')
  })
})

describe('the way to a chain', () => {
  function check(name: string, to: string, open: readonly string[], expected: string | null) {
    test(name, () => expect(instanceTo(SAMPLE_RULES, 'filter', to, new Set(open))).toBe(expected))
  }
  check('a hook’s own', 'FORWARD', [], 'FORWARD/filter')
  check('called by a hook', 'USER', [], 'FORWARD/filter/1')
  check('called by a user chain', 'STAGE-2', [], 'FORWARD/filter/2/1')
  check('called by nobody', 'LOST', [], null)
  check('one that stands open already', 'STAGE-2', ['FORWARD/filter/2', 'FORWARD/filter/2/1'], 'FORWARD/filter/2/1')
})

test('rules are found by their key', () =>
  expect(placesOfRules(SAMPLE_RULES).get('STAGE-2/1')).toEqual({ table: 'filter', chain: 'STAGE-2', number: 1 }))
