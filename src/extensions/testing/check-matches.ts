import { describe, expect, test } from 'vitest'
import { holds, testsOf } from './compile-rule'
import { fakeHost } from './fake-host'

/** One rule's matches against a packet's surroundings. */
export type MatchRow = readonly [rule: string, facts: Parameters<typeof fakeHost>[0], expected: boolean, chain?: string]

/** A table of them. The table of the rules is filter unless said. */
export function checkMatches(name: string, rows: readonly MatchRow[], table: 'filter' | 'mangle' = 'filter'): void {
  describe(name, () => {
    test.each(rows.map(([rule, facts, expected, chain], row) => [row, rule, expected, facts, chain] as const))(
      '%i: %s -> %s',
      (_, rule, expected, facts, chain) => {
        expect(holds(testsOf(rule, table, chain), fakeHost(facts))).toBe(expected)
      },
    )
  })
}
