import { describe, expect, test } from 'vitest'
import { readRules } from '../syntax/read-rules'
import { unknownsOf, viewRuleset } from './ruleset-view'

/** Of the filter table, or of mangle where only that may hold them. */
function rulesOf(...lines: readonly string[]) {
  const table = lines.some((line) => line.includes('-j SECMARK')) ? 'mangle' : 'filter'
  const text = `*${table}\n:user - [0:0]\n${lines.map((line) => `${line}\n`).join('')}COMMIT\n`
  const { value, diagnostics } = readRules(text)
  expect(diagnostics).toEqual([])
  return value
}

function ruleView(line: string) {
  const view = viewRuleset(rulesOf(`-A FORWARD ${line}`)).tables[0]?.chains.find((chain) => chain.name === 'FORWARD')?.rules[0]
  if (view === undefined) throw new Error('no rule')
  return view
}

describe('a rule is shortened to what differs', () => {
  const cases: readonly (readonly [
    rule: string,
    conditions: string,
    target: readonly [kind: string, name: string, details: string],
    comment: string | null,
  ])[] = [
    ['-j DROP', '', ['verdict', 'DROP', ''], null],
    ['-i wg0 -o eth+ -j ACCEPT', '-i wg0 -o eth+', ['verdict', 'ACCEPT', ''], null],
    ['! -s 10.0.0.1 -d 10.0.0.0/8 -g user', '! -s 10.0.0.1 -d 10.0.0.0/8', ['goto', 'user', ''], null],
    ['-p tcp --dport 22 -m conntrack --ctstate NEW -j user', 'tcp dport 22 ctstate NEW', ['jump', 'user', ''], null],
    [
      '-p udp -m udp -m comment --comment "name server" -j REJECT',
      'udp',
      ['extension', 'REJECT', 'reject-with icmp-port-unreachable'],
      'name server',
    ],
    [
      '-p tcp -m tcp ! --syn -j LOG --log-prefix "a b "',
      'tcp ! tcp-flags FIN,SYN,RST,ACK SYN',
      ['extension', 'LOG', 'log-prefix "a b "'],
      null,
    ],
    ['', '', ['none', '', ''], null],
    ['-m ipvs --ipvs -j SECMARK --selctx web_t', 'ipvs', ['unknown', 'SECMARK', 'selctx web_t'], null],
  ]
  test.each(cases)('%s', (rule, conditions, [kind, name, details], comment) => {
    const view = ruleView(rule)
    expect(view.conditions).toBe(conditions)
    expect(view.target).toEqual({ kind, name, details })
    expect(view.comment).toBe(comment)
  })
})

describe('a view', () => {
  test("lists a rule's tests in the order in which the kernel asks them", () => {
    expect(
      ruleView('-p tcp --dport 80 -i eth0 -s 10.0.0.0/8 -m mark --mark 1 -j ACCEPT').tests.map(
        ({ subject, wants }) => `${subject} ${wants}`,
      ),
    ).toEqual(['source 10.0.0.0/8', 'in interface eth0', 'protocol tcp', 'tcp header there', 'destination port 80', 'mark 0x1'])
  })

  test('says who calls a chain', () => {
    const { tables, ruleCount } = viewRuleset(rulesOf('-A INPUT -j ACCEPT', '-A INPUT -j user', '-A FORWARD -g user'))
    expect(tables[0]?.chains.find((chain) => chain.name === 'user')?.callers).toEqual([
      { chain: 'INPUT', rule: 2 },
      { chain: 'FORWARD', rule: 1 },
    ])
    expect(ruleCount).toBe(3)
  })

  test('says how many rules there are where not all are drawn', () => {
    const drawn = rulesOf('-A INPUT -j ACCEPT')
    const { tables, ruleCount } = viewRuleset(drawn, rulesOf('-A INPUT -j ACCEPT', '-A INPUT -j DROP', '-A FORWARD -j DROP'))
    expect(tables[0]?.chains.map((chain) => [chain.name, chain.rules.length, chain.ruleCount])).toEqual([
      ['INPUT', 1, 2],
      ['FORWARD', 0, 1],
      ['OUTPUT', 0, 0],
      ['user', 0, 0],
    ])
    expect(ruleCount).toBe(3)
  })

  test('counts what is unknown, with the decisions taken', () => {
    const unknowns = unknownsOf(rulesOf('-A INPUT -m ipvs --ipvs -j ACCEPT', '-A INPUT -j ACCEPT', '-A INPUT -j SECMARK --selctx web_t'), {
      'mangle/INPUT/1': 'yes',
    })
    expect(unknowns.map(({ ruleKey, name, what, decided }) => [ruleKey, name, what, decided])).toEqual([
      ['mangle/INPUT/1', 'ipvs', 'match', 'yes'],
      ['mangle/INPUT/3', 'SECMARK', 'target', null],
    ])
  })
})
