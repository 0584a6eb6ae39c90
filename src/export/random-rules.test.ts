import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateCase, PROFILES } from '../../conformance/generate'
import { hostOf } from '../../conformance/host'
import { importText } from '../import/import-text'
import type { Ruleset } from '../model'
import { EMPTY_SCENARIO } from '../scenario/empty-scenario'
import { saveLines } from '../syntax/print-save'
import { readRules } from '../syntax/read-rules'
import { exportText } from './export'
import { momentAt } from './moment'

/** Tables that say something, in one order, without counters. */
function linesOf(ruleset: Ruleset): readonly string[] {
  const tables = ruleset.tables
    .filter(({ chains }) => chains.some(({ rules, policy }) => rules.length > 0 || policy !== 'ACCEPT'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return saveLines({ ...ruleset, tables }, { counters: false }).map((line) => line.replace(/ \[\d+:\d+\]$/, ''))
}

/** What no listing says: that a CT was written NOTRACK, what a hash of limits is called, and that a quota is inverted. */
function asListed(line: string): string {
  return line
    .replace('-j NOTRACK', '-j CT --notrack')
    .replace(/--hashlimit-name \S+/, '--hashlimit-name ?')
    .replace('-m quota ! --quota', '-m quota --quota')
}

test('random rules come back from every form as they went out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROFILES), fc.integer({ min: 1, max: 1_000_000 }), (profile, seed) => {
      const host = hostOf(generateCase(profile, seed))
      if (!host.ok) return
      const moment = momentAt(host.input, [], null)
      const back = (format: Parameters<typeof exportText>[0]): readonly string[] =>
        linesOf(readRules(importText(exportText(format, moment), EMPTY_SCENARIO).sections.rules ?? '').value)
      const rules = linesOf(moment.ruleset)
      expect(back('save')).toEqual(rules)
      expect(back('specs')).toEqual(rules)
      expect(back('commands')).toEqual(rules)
      expect(back('list-exact').map(asListed)).toEqual(rules.map(asListed))
    }),
    { numRuns: 30 },
  )
})
