import { expect, test } from 'vitest'
import { emptyScenario } from '../testing/empty-scenario'
import { recorded } from '../testing/recorded-texts'
import { pastedCounters } from './compare-pasted'

const BEFORE = recorded('save-traced-before.txt')
const AFTER = recorded('save-traced-after.txt')

/** How many counters moved, and which text is read as the rules from now on; null where nothing is compared. */
function check(pasted: string, rules: string, wanted: { readonly moved: number; readonly reads: 'after' | 'nothing' } | null): void {
  const found = pastedCounters(pasted, emptyScenario({ rules }))
  if (wanted === null) {
    expect(found).toBeNull()
    return
  }
  expect(found?.moved).toBe(wanted.moved)
  expect(found?.text.trim()).toBe(wanted.reads === 'after' ? AFTER.trim() : '')
  expect(found?.before).toContain('[0:0] -A refused -p tcp -j DROP')
}

test('two readings together', () => check(BEFORE + AFTER, '', { moved: 24, reads: 'after' }))
test('the later one, where the earlier is on the page', () => check(AFTER, BEFORE, { moved: 24, reads: 'after' }))
test('the earlier one, where the later is on the page', () => check(BEFORE, AFTER, { moved: 24, reads: 'nothing' }))
test('zeros that nobody asked for are no reading', () => check(AFTER, BEFORE.replaceAll(/^\[0:0\] /gm, ''), null))
test('the same reading again moved nothing', () => check(AFTER, AFTER, null))
test('other rules are no other reading', () => check(recorded('save-c.txt'), AFTER, null))
test('what is no rules at all', () => check('hello', AFTER, null))
