import { beforeEach, expect, test, vi } from 'vitest'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import { createInProcessSimulation } from '../../worker/in-process'
import type { Opened } from '../../worker/protocol'
import { changeRule } from '../rule-editing/edit-rules'
import { dropRule } from '../rule-editing/rule-actions'
import { actions } from './actions'
import { INITIAL_STATE, pageStore } from './page'
import { readNow } from './said-of-rules'
import { connect, isRead, whenRead } from './simulate'

const A = '-A INPUT -s 192.0.2.1/32 -m nfacct --nfacct-name one -j ACCEPT'
const B = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'
const C = '-A INPUT -p icmp -j DROP'
const save = (...lines: readonly string[]) => ['*filter', ':log - [0:0]', ...lines, 'COMMIT', ''].join('\n')

beforeEach(() => {
  vi.stubGlobal('cancelAnimationFrame', () => {})
  pageStore.setState(INITIAL_STATE)
  connect(createInProcessSimulation(), (failure) => {
    throw failure
  })
})

interface Expected {
  readonly decided: string | null
  readonly stops: string | null
  /** As `stops`, where it is not said otherwise. */
  readonly pointed?: null
}

/** One text after another is read; rule 1 (A) is decided, rule 2 (B) is stopped at and pointed at. Then where these are, by rule number. */
function check(name: string, texts: readonly string[], expected: Expected) {
  test(name, async () => {
    actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
    await whenRead()
    actions.decide('filter/INPUT/1', 'yes')
    actions.toggleBreakpoint('filter/INPUT/2')
    actions.select({ kind: 'rule', ruleKey: 'filter/INPUT/2' })
    for (const text of texts) {
      actions.editText('rules', text)
      expect(isRead(pageStore.getState())).toBe(false)
      await whenRead()
    }
    const key = (place: string | null) => (place === null ? [] : [`filter/${place}`])
    const { scenario, breakpoints, selection, opened } = pageStore.getState()
    expect(Object.keys(scenario.decisions)).toEqual(key(expected.decided))
    expect(opened?.unknowns.flatMap(({ ruleKey, decided }) => (decided === 'yes' ? [ruleKey] : []))).toEqual(key(expected.decided))
    expect(breakpoints).toEqual(key(expected.stops))
    const [pointed = null] = expected.pointed === null ? [] : key(expected.stops)
    expect(selection).toEqual(pointed === null ? null : { kind: 'rule', ruleKey: pointed })
  })
}

check('a line before them', [save(C, A, B, C)], { decided: 'INPUT/2', stops: 'INPUT/3' })
check('a line between them, letter by letter', [save(A, '-A', B, C), save(A, '-A INPUT', B, C)], { decided: 'INPUT/1', stops: 'INPUT/3' })
check('lines above and one taken away', [save(C, A, B, C), save(A, B, C), save(B, C)], { decided: null, stops: 'INPUT/1' })
check('moved into another chain', [save('-A log -j LOG', A, C, B.replace('INPUT', 'log'))], { decided: 'INPUT/1', stops: 'log/2' })
check('cut out, and put in again elsewhere', [save(A, C), save(B, A, C)], { decided: 'INPUT/2', stops: 'INPUT/1', pointed: null })
check('a rule that is written anew', [save(A, B.replace('22', '2222'), C)], { decided: 'INPUT/1', stops: 'INPUT/2' })
check('a rule that is no rule meanwhile', [save(C, A, B.replace('ACCEPT', 'ACC'), C), save(C, A, B, C)], {
  decided: 'INPUT/2',
  stops: 'INPUT/3',
  pointed: null,
})
check('other conditions beside what is unknown', [save(A.replace('.1/', '.9/'), B, C)], { decided: 'INPUT/1', stops: 'INPUT/2' })
check('another unknown is another question', [save(A.replace('one', 'two'), B, C)], { decided: null, stops: 'INPUT/2' })

test('Undo takes it all back', async () => {
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  actions.decide('filter/INPUT/1', 'no')
  actions.toggleBreakpoint('filter/INPUT/2')
  actions.editText('rules', save(C, C, B))
  await whenRead()
  expect(pageStore.getState()).toMatchObject({ scenario: { decisions: {} }, breakpoints: ['filter/INPUT/3'] })
  actions.undo()
  await whenRead()
  expect(pageStore.getState()).toMatchObject({ scenario: { decisions: { 'filter/INPUT/1': 'no' } }, breakpoints: ['filter/INPUT/2'] })
})

test('a change of a rule that is drawn is made to that rule, though the text is further', async () => {
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  actions.editText('rules', save(C, A, B, C))
  const removed = changeRule({ kind: 'remove', ruleKey: 'filter/INPUT/2' })
  actions.editText('rules', save(C, C, A, B, C))
  await expect(removed).resolves.toMatchObject({ kind: 'done' })
  expect(pageStore.getState().scenario.host.rules).toBe(save(C, C, A, C))
})

test('a rule is moved to the place that was meant, though the text is further', async () => {
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  actions.editText('rules', save('-A INPUT -j LOG', A, B, C))
  // Before B, where it is drawn.
  const moved = changeRule({ kind: 'move', ruleKey: 'filter/INPUT/3', to: { table: 'filter', chain: 'INPUT', number: 2 } })
  await expect(moved).resolves.toMatchObject({ kind: 'done' })
  expect(pageStore.getState().scenario.host.rules).toBe(save('-A INPUT -j LOG', A, C, B))
})

test('a rule is not moved before one that is gone', async () => {
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  actions.editText('rules', save(A, C))
  const moved = changeRule({ kind: 'move', ruleKey: 'filter/INPUT/3', to: { table: 'filter', chain: 'INPUT', number: 2 } })
  await expect(moved).resolves.toEqual({
    kind: 'refused',
    why: 'The rules have changed meanwhile, and that place is gone: nothing was changed.',
  })
  expect(pageStore.getState().scenario.host.rules).toBe(save(A, C))
})

test('a rule that was dragged while the text changed is still that rule, and lands where it was let go', async () => {
  const read = () => readNow(pageStore.getState()) as Opened
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  const rule = { what: 'filter/INPUT/3', in: read() }
  actions.editText('rules', save('-A INPUT -j LOG', A, B, C))
  await whenRead()
  const place = { what: { table: 'filter', chain: 'INPUT', number: 3 }, in: read() }
  actions.editText('rules', save('-A INPUT -j LOG', '-A INPUT -j LOG', A, B, C))
  await whenRead()
  expect(await dropRule(rule, place)).toMatchObject({ number: 4 })
  expect(pageStore.getState().scenario.host.rules).toBe(save('-A INPUT -j LOG', '-A INPUT -j LOG', A, C, B))
})

test('a change of a rule that is gone is refused', async () => {
  actions.replaceScenario({ ...EMPTY_SCENARIO, host: { ...EMPTY_SCENARIO.host, rules: save(A, B, C) } }, null)
  await whenRead()
  actions.editText('rules', save(A, C))
  await expect(changeRule({ kind: 'remove', ruleKey: 'filter/INPUT/2' })).resolves.toMatchObject({ kind: 'refused' })
  expect(pageStore.getState().scenario.host.rules).toBe(save(A, C))
})
