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
test('policies alone make no two readings of the same rules', () => {
  const reading = (rule: string) => `*filter\n:INPUT DROP [1:40]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`
  check(
    reading('[5:300] -A INPUT -p udp -m udp --dport 5353 -j ACCEPT'),
    reading('[0:0] -A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT'),
    null,
  )
})
test('what is no rules at all', () => check('hello', AFTER, null))
