import { expect, test } from 'vitest'
import { readRules } from '../syntax/read-rules'
import { unreachableRemarks, unreachableRules } from './unreachable-rules'

/** `number<taker` of each rule of FORWARD that nothing reaches. */
function check(rules: readonly string[]): readonly string[] {
  const text = `*filter\n:user - [0:0]\n${rules.map((rule) => `-A FORWARD ${rule}\n`).join('')}COMMIT\n`
  return unreachableRules(readRules(text).value).map(({ rule, by }) => `${rule.key.split('/')[2]}<${by}`)
}

test.each<readonly [what: string, rules: readonly string[], found: readonly string[]]>([
  ['behind a rule without conditions', ['-j ACCEPT', '-s 10.0.0.1 -j DROP', '-j LOG'], ['2<1', '3<1']],
  ['a REJECT without conditions', ['-j REJECT', '-j DROP'], ['2<1']],
  ['not behind a jump or a LOG', ['-j user', '-j LOG', '-j DROP'], []],
  ['behind a goto', ['-g user', '-j DROP'], ['2<1']],
  ['a network within a network', ['-s 10.0.0.0/8 -j DROP', '-s 10.1.0.0/16 -p tcp -j ACCEPT'], ['2<1']],
  ['not a network around a network', ['-s 10.1.0.0/16 -j DROP', '-s 10.0.0.0/8 -j ACCEPT'], []],
  ['a port of a protocol', ['-p tcp -j DROP', '-p tcp --dport 22 -j ACCEPT'], ['2<1']],
  ['the same match', ['-m conntrack --ctstate NEW -j DROP', '-i eth0 -m conntrack --ctstate NEW -j ACCEPT'], ['2<1']],
  ['not a match that counts', ['-m limit --limit 1/s -j ACCEPT', '-m limit --limit 1/s -j DROP'], []],
  ['not a mark, which a rule between may set', ['-m mark --mark 1 -j ACCEPT', '-m mark --mark 1 -j DROP'], []],
  ['an interface by its beginning', ['-i eth+ -j DROP', '-i eth0 -j ACCEPT', '-i wlan0 -j ACCEPT'], ['2<1']],
  ['not what is turned round', ['! -i eth0 -j DROP', '-i eth0 -j ACCEPT', '-i eth1 -j ACCEPT'], []],
  ['a comment asks nothing', ['-m comment --comment all -j DROP', '-j LOG'], ['2<1']],
])('%s', (_what, rules, found) => {
  expect(check(rules)).toEqual(found)
})

test('a remark names the rule that is in the way', () => {
  const found = unreachableRules(readRules('iptables -A INPUT -j DROP\niptables -A INPUT -j ACCEPT\n').value)
  expect(unreachableRemarks(found)).toMatchObject([
    { severity: 'information', span: { line: 2 }, message: expect.stringContaining('rule 1 of INPUT') },
  ])
})
