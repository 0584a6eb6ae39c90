import { describe, expect, test } from 'vitest'
import { unreachableRules } from '../../analysis/unreachable-rules'
import { readRules } from '../../syntax/read-rules'
import { applyTextEdits } from '../editing/offset-edits'
import { FAMILIES, fixes } from './fixes'

/** What is offered at a line, as `title words`, and what the text comes to. */
function offered(text: string, line: number) {
  const unreached = unreachableRules(readRules(text).value).map(({ rule, by }) => ({ ruleKey: rule.key, by }))
  return fixes(text, { line, column: 1, endLine: line, endColumn: 1 }, unreached).map((fix) => ({
    title: [fix.title, ...fix.words].join(' '),
    after: applyTextEdits(text, fix.edits),
  }))
}

/** A rule of FORWARD in a save file. */
const save = (...lines: readonly string[]) => `*filter\n:FORWARD ACCEPT [0:0]\n${lines.map((line) => `${line}\n`).join('')}COMMIT\n`
const rule = (words: string) => save(`-A FORWARD ${words}`)

/** A command with a mistake in it, what is offered, and the command after it. */
const commands: readonly (readonly [wrong: string, title: string, right: string])[] = [
  ['iptables -A INPUT -d ! 10.0.0.1 -j DROP', 'change -d ! 10.0.0.1 ! -d 10.0.0.1', 'iptables -A INPUT ! -d 10.0.0.1 -j DROP'],
  ['iptables -A INPUT -s !10.0.0.1 -j DROP', 'change -s !10.0.0.1 ! -s 10.0.0.1', 'iptables -A INPUT ! -s 10.0.0.1 -j DROP'],
  ['iptables -A INPUT -p tcp --dport ! 22 -j DROP', 'change --dport ! 22 ! --dport 22', 'iptables -A INPUT -p tcp ! --dport 22 -j DROP'],
  [
    'iptables -A INPUT ! -m conntrack --ctstate NEW -j DROP',
    'change ! -m ! --ctstate',
    'iptables -A INPUT -m conntrack ! --ctstate NEW -j DROP',
  ],
  ['iptables -A INPUT --dport 22 -j ACCEPT', 'add -p tcp', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT --dport 53 -j ACCEPT', 'add -p udp', 'iptables -A INPUT -p udp --dport 53 -j ACCEPT'],
  ['iptables -A INPUT -m tcp --dport 22 -j ACCEPT', 'add -p tcp', 'iptables -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT --dport 22 -p tcp -j ACCEPT', 'move to front -p tcp', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT -p all --dport 22 -j ACCEPT', 'change -p all -p tcp', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT --syn -j DROP', 'add -p tcp', 'iptables -A INPUT -p tcp --syn -j DROP'],
  ['iptables -A INPUT --icmp-type 8 -j DROP', 'add -p icmp', 'iptables -A INPUT -p icmp --icmp-type 8 -j DROP'],
  [
    'iptables -A INPUT -m multiport --dports 80,443 -j ACCEPT',
    'add -p tcp',
    'iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT',
  ],
  ['iptables -A INPUT -j REJECT --reject-with tcp-reset', 'add -p tcp', 'iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset'],
  [
    'iptables -t nat -A PREROUTING -j REDIRECT --to-ports 3128',
    'add -p tcp',
    'iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 3128',
  ],
  [
    'iptables -A INPUT -p tcp --dports 80,443 -j ACCEPT',
    'add -m multiport',
    'iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT',
  ],
  ['iptables -A INPUT --state NEW -j ACCEPT', 'add -m conntrack', 'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT'],
  ['iptables -A INPUT ! --ctstate NEW -j ACCEPT', 'add -m conntrack', 'iptables -A INPUT -m conntrack ! --ctstate NEW -j ACCEPT'],
  ['iptables -A INPUT --limit 1/s -j ACCEPT', 'add -m limit', 'iptables -A INPUT -m limit --limit 1/s -j ACCEPT'],
  [
    'iptables -A INPUT -m state --state NEW -j ACCEPT',
    'change -m state --state -m conntrack --ctstate',
    'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT',
  ],
  [
    'iptables -A INPUT -m conntrack --state NEW -j ACCEPT',
    'change --state --ctstate',
    'iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT',
  ],
  [
    'iptables -t nat -A PREROUTING -p tcp --to-destination 10.0.0.1',
    'add -j DNAT',
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1',
  ],
  [
    'iptables -A PREROUTING -t nat -i eth0 -j MASQUERADE',
    'move to chain nat POSTROUTING',
    'iptables -A POSTROUTING -t nat -o eth0 -j MASQUERADE',
  ],
  ['iptables -A FORWARD -o eth0 -j MASQUERADE', 'move to chain nat POSTROUTING', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE'],
  [
    'iptables -t nat -A POSTROUTING -p tcp --dport 80 -j DNAT --to 10.0.0.1',
    'move to chain nat PREROUTING',
    'iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to 10.0.0.1',
  ],
  [
    'iptables -A OUTPUT -p tcp --dport 80 -j REDIRECT --to-ports 1',
    'move to chain nat OUTPUT',
    'iptables -t nat -A OUTPUT -p tcp --dport 80 -j REDIRECT --to-ports 1',
  ],
  [
    'iptables -t mangle -A PREROUTING -s 10.0.0.1 -j REJECT --reject-with icmp-port-unreachable',
    'change -j REJECT -j DROP',
    'iptables -t mangle -A PREROUTING -s 10.0.0.1 -j DROP',
  ],
  [
    'iptables -t mangle -A PREROUTING -s 10.0.0.1 -j REJECT',
    'move to chain filter INPUT',
    'iptables -t filter -A INPUT -s 10.0.0.1 -j REJECT',
  ],
  [
    'iptables -t nat -A PREROUTING -s 10.0.0.1 -j DROP',
    'move to chain raw PREROUTING',
    'iptables -t raw -A PREROUTING -s 10.0.0.1 -j DROP',
  ],
  ['iptables -A INPUT -j TTL --ttl-set 64', 'move to chain mangle INPUT', 'iptables -t mangle -A INPUT -j TTL --ttl-set 64'],
  ['iptables -A POSTROUTING -o eth0 -j MASQUERADE', 'add -t nat', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE'],
  ['iptables -A INPUT -o eth0 -j DROP', 'change -o eth0 -i eth0', 'iptables -A INPUT -i eth0 -j DROP'],
  ['iptables -t nat -A POSTROUTING -i eth0 -j ACCEPT', 'change -i eth0 -o eth0', 'iptables -t nat -A POSTROUTING -o eth0 -j ACCEPT'],
  ['iptables -P INPUT REJECT', 'policy and rule INPUT', 'iptables -P INPUT DROP\niptables -A INPUT -j REJECT'],
  ['iptables -P INPUT drop', 'change drop DROP', 'iptables -P INPUT DROP'],
  ['iptables -P input DROP', 'change input INPUT', 'iptables -P INPUT DROP'],
  ['iptables –A INPUT –p tcp ––dport 22 —j ACCEPT', 'plain', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT -p tcp –dport 22 -j ACCEPT', 'plain', 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT'],
  ['iptables -A INPUT -j LOG --log-prefix “IN DROP: ”', 'plain', 'iptables -A INPUT -j LOG --log-prefix "IN DROP: "'],
  ['iptables -A\u00a0INPUT -j DROP', 'plain', 'iptables -A INPUT -j DROP'],
  ['iptables -A INPUT -j accept', 'change accept ACCEPT', 'iptables -A INPUT -j ACCEPT'],
  ['iptables -A INPUT -j ACEPT', 'change ACEPT ACCEPT', 'iptables -A INPUT -j ACCEPT'],
  ['iptables -A INPUT -j DENY', 'change DENY DROP', 'iptables -A INPUT -j DROP'],
  [
    'iptables -A INPUT -m contrack --ctstate NEW -j DROP',
    'change -m contrack -m conntrack',
    'iptables -A INPUT -m conntrack --ctstate NEW -j DROP',
  ],
  ['iptables -A INPUT -p tcp --dprot 22 -j DROP', 'change --dprot --dport', 'iptables -A INPUT -p tcp --dport 22 -j DROP'],
  ['iptables -A INPUT -p tcp -dport 22 -j DROP', 'change -dport --dport', 'iptables -A INPUT -p tcp --dport 22 -j DROP'],
  ['iptables -A INPUT -p tpc --dport 22 -j DROP', 'change -p tpc -p tcp', 'iptables -A INPUT -p tcp --dport 22 -j DROP'],
  ['iptables -A input -j DROP', 'change input INPUT', 'iptables -A INPUT -j DROP'],
  ['iptables -A logdrop -j DROP', 'declare -N logdrop', 'iptables -N logdrop\niptables -A logdrop -j DROP'],
  ['iptables -A INPUT -j logdrop', 'declare -N logdrop', 'iptables -N logdrop\niptables -A INPUT -j logdrop'],
  ['iptables -I INPUT 5 -j DROP', 'change -I INPUT 5 -A INPUT', 'iptables -A INPUT -j DROP'],
  [
    'iptables -A INPUT -p tcp,udp --dport 53 -j ACCEPT',
    'several rules 2',
    'iptables -A INPUT -p tcp --dport 53 -j ACCEPT\niptables -A INPUT -p udp --dport 53 -j ACCEPT',
  ],
  [
    'iptables -A INPUT -p tcp -p udp --dport 53 -j ACCEPT',
    'several rules 2',
    'iptables -A INPUT -p tcp --dport 53 -j ACCEPT\niptables -A INPUT -p udp --dport 53 -j ACCEPT',
  ],
  [
    'iptables -A INPUT -i eth0 -j LOG --log-prefix x -j DROP',
    'several rules 2',
    'iptables -A INPUT -i eth0 -j LOG --log-prefix x\niptables -A INPUT -i eth0 -j DROP',
  ],
  ['iptables -A INPUT -i eth0 -i eth1 -j DROP', 'several rules 2', 'iptables -A INPUT -i eth0 -j DROP\niptables -A INPUT -i eth1 -j DROP'],
  [
    'iptables -A INPUT -p tcp --dport 80,443 -j ACCEPT',
    'change --dport 80,443 -m multiport --dports 80,443',
    'iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT',
  ],
  ['iptables -A INPUT -p tcp --dport 80-90 -j ACCEPT', 'change 80-90 80:90', 'iptables -A INPUT -p tcp --dport 80:90 -j ACCEPT'],
  [
    'iptables -A INPUT -m conntrack --ctstate RELATED, ESTABLISHED -j ACCEPT',
    'change RELATED, ESTABLISHED RELATED,ESTABLISHED',
    'iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  ],
  ['iptables -A INPUT -j LOG --log-prefix IN DROP', 'quote "IN DROP"', 'iptables -A INPUT -j LOG --log-prefix "IN DROP"'],
  [
    'iptables -A INPUT -j LOG --log-prefix "this prefix is longer than it may be"',
    'shorten "this prefix is longer than it"',
    'iptables -A INPUT -j LOG --log-prefix "this prefix is longer than it"',
  ],
  ['iptables -A INPUT -s any -j DROP', 'leave out -s any', 'iptables -A INPUT -j DROP'],
  ['iptables -A INPUT -p any -j DROP', 'change -p any -p all', 'iptables -A INPUT -p all -j DROP'],
  ['iptables -A INPUT -s 192.168.1.* -j DROP', 'change 192.168.1.* 192.168.1.0/24', 'iptables -A INPUT -s 192.168.1.0/24 -j DROP'],
  [
    'iptables -A INPUT -s 10.0.0.1-10.0.0.9 -j DROP',
    'change -s 10.0.0.1-10.0.0.9 -m iprange --src-range 10.0.0.1-10.0.0.9',
    'iptables -A INPUT -m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP',
  ],
  [
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to 10.0.0.1',
    'change --to --to-destination',
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1',
  ],
]

describe('a command', () => {
  test.each(commands)('%s', (wrong, title, right) => {
    const offers = offered(`${wrong}\n`, 1)
    expect(offers.map((offer) => offer.title)).toContain(title)
    expect(offers.find((offer) => offer.title === title)?.after).toBe(`${right}\n`)
  })
})

/** The same in save files, where there is more to go wrong. `line` is where the cursor stands. */
const files: readonly (readonly [what: string, wrong: string, line: number, title: string, right: string])[] = [
  ['a negation', rule('-d ! 10.0.0.1 -j DROP'), 3, 'change -d ! 10.0.0.1 ! -d 10.0.0.1', rule('! -d 10.0.0.1 -j DROP')],
  ['a missing COMMIT', '*filter\n-A FORWARD -j DROP\n', 3, 'commit', '*filter\n-A FORWARD -j DROP\nCOMMIT\n'],
  [
    'a missing COMMIT before another table',
    '*filter\n-A FORWARD -j DROP\n*nat\nCOMMIT\n',
    3,
    'commit',
    '*filter\n-A FORWARD -j DROP\nCOMMIT\n*nat\nCOMMIT\n',
  ],
  ['a COMMIT with something behind it', '*filter\nCOMMIT # done\n', 2, 'change COMMIT # done COMMIT', '*filter\n# done\nCOMMIT\n'],
  ['a table in capitals', '*FILTER\nCOMMIT\n', 1, 'change *FILTER *filter', '*filter\nCOMMIT\n'],
  ['line ends', '*filter\r\n-A FORWARD -j DROP\r\nCOMMIT\r\n', 1, 'line ends', '*filter\n-A FORWARD -j DROP\nCOMMIT\n'],
  ['a line of blanks', '*filter\nCOMMIT\n  \n*nat\nCOMMIT\n', 3, 'leave out blanks', '*filter\nCOMMIT\n\n*nat\nCOMMIT\n'],
  [
    'a policy REJECT',
    '*filter\n:INPUT REJECT [0:0]\nCOMMIT\n',
    2,
    'policy and rule INPUT',
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -j REJECT\nCOMMIT\n',
  ],
  ['a policy of a user chain', '*filter\n:user DROP [0:0]\nCOMMIT\n', 2, 'change DROP -', '*filter\n:user - [0:0]\nCOMMIT\n'],
  ['a chain that is not declared', rule('-j logdrop'), 3, 'declare :logdrop - [0:0]', save(':logdrop - [0:0]', '-A FORWARD -j logdrop')],
  [
    'a rule of one that is not declared',
    save('-A logdrop -j DROP'),
    3,
    'declare :logdrop - [0:0]',
    save(':logdrop - [0:0]', '-A logdrop -j DROP'),
  ],
  ['a command', save('iptables -A FORWARD -j DROP'), 3, 'leave out iptables', rule('-j DROP')],
  ['a command with its table', save('iptables -t filter -A FORWARD -j DROP'), 3, 'leave out iptables', rule('-j DROP')],
  ['a -t', save('-t filter -A FORWARD -j DROP'), 3, 'leave out -t filter', rule('-j DROP')],
  ['a comment behind a rule', rule('-j DROP # all'), 3, 'comment above', save('# all', '-A FORWARD -j DROP')],
  ['single quotes', rule("-j LOG --log-prefix 'a b'"), 3, `quote "a b"`, rule('-j LOG --log-prefix "a b"')],
  [
    'MASQUERADE in filter',
    `${rule('-o eth0 -j MASQUERADE')}*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n`,
    3,
    'move to chain nat POSTROUTING',
    `${save()}*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n`,
  ],
  [
    'DNAT without a nat table',
    '*filter\n-A INPUT -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1\nCOMMIT\n',
    2,
    'move to chain nat PREROUTING',
    '*filter\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1\nCOMMIT\n',
  ],
  [
    'a rule behind a catch-all',
    save('-A FORWARD -j DROP', '-A FORWARD -s 10.0.0.1 -j ACCEPT'),
    4,
    'move before 1',
    save('-A FORWARD -s 10.0.0.1 -j ACCEPT', '-A FORWARD -j DROP'),
  ],
  ['a rule that does nothing', save('-A FORWARD -j DROP', '-A FORWARD -s 10.0.0.1 -j ACCEPT'), 4, 'remove rule 1', rule('-j DROP')],
  [
    'odd characters on several lines',
    save('-A FORWARD —j DROP', '-A FORWARD –i eth0'),
    4,
    'plain everywhere',
    save('-A FORWARD -j DROP', '-A FORWARD -i eth0'),
  ],
]

describe('a save file', () => {
  test.each(files)('%s', (_what, wrong, line, title, right) => {
    const offers = offered(wrong, line)
    expect(offers.map((offer) => offer.title)).toContain(title)
    expect(offers.find((offer) => offer.title === title)?.after).toBe(right)
  })
})

test('where nothing is wrong, nothing is offered', () => {
  const text = save('-A FORWARD -i eth0 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT', '-A FORWARD -j DROP')
  for (let line = 1; line <= 6; line++) expect(offered(text, line)).toEqual([])
})

test('every family has a name of its own', () => {
  expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length)
})

/** A line in the middle of a long script, or of a save file, with lines of all kinds around it. */
const amid = (line: string) =>
  line.startsWith('-') || line.startsWith(':')
    ? `*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n${line}\n-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT\n`
    : `#!/bin/sh\nset -e\niptables -F\niptables -N logdrop\niptables -A logdrop -j DROP\n${line}\niptables -A INPUT -p tcp --dport 443 -j ACCEPT\niptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE\n`

/** What is wrong, everything that is offered, best first, and the text with the first of it. */
const variants: readonly (readonly [wrong: string, titles: readonly string[], right: string])[] = [
  [
    'iptables -A INPUT -p tcp -s ! 10.0.0.0/8 --dport 22 -j DROP',
    ['change -s ! 10.0.0.0/8 ! -s 10.0.0.0/8'],
    'iptables -A INPUT -p tcp ! -s 10.0.0.0/8 --dport 22 -j DROP',
  ],
  ['-A INPUT -i ! eth0 -j DROP', ['change -i ! eth0 ! -i eth0'], '-A INPUT ! -i eth0 -j DROP'],
  [
    'sudo /sbin/iptables -A INPUT -m conntrack --ctstate ! NEW -j DROP',
    ['change --ctstate ! NEW ! --ctstate NEW'],
    'sudo /sbin/iptables -A INPUT -m conntrack ! --ctstate NEW -j DROP',
  ],
  ['iptables -I INPUT 1 --dport 8080 -j ACCEPT', ['add -p tcp', 'add -p udp'], 'iptables -I INPUT 1 -p tcp --dport 8080 -j ACCEPT'],
  [
    '-A INPUT --sport 1024:65535 --dport 22 -j ACCEPT',
    ['add -p tcp', 'add -p udp'],
    '-A INPUT -p tcp --sport 1024:65535 --dport 22 -j ACCEPT',
  ],
  [
    'iptables -F INPUT; iptables -A INPUT --dport 80 -j ACCEPT',
    ['add -p tcp', 'add -p udp'],
    'iptables -F INPUT; iptables -A INPUT -p tcp --dport 80 -j ACCEPT',
  ],
  [
    '-A INPUT -p tcp -m state ! --state INVALID -j ACCEPT',
    ['change -m state --state -m conntrack --ctstate'],
    '-A INPUT -p tcp -m conntrack ! --ctstate INVALID -j ACCEPT',
  ],
  [
    'iptables -A INPUT -m limit --limit 3/min -m state --state NEW -j ACCEPT',
    ['change -m state --state -m conntrack --ctstate'],
    'iptables -A INPUT -m limit --limit 3/min -m conntrack --ctstate NEW -j ACCEPT',
  ],
  [
    'iptables -t nat -A FORWARD -p tcp -j DNAT --to-destination 10.0.0.2',
    ['move to chain nat PREROUTING', 'move to chain nat OUTPUT'],
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2',
  ],
  [
    'iptables -t mangle -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2',
    ['move to chain nat PREROUTING'],
    'iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2',
  ],
  [
    'iptables -t nat -A PREROUTING -s 1.2.3.4 -j REJECT',
    ['move to chain filter FORWARD', 'move to chain filter INPUT', 'move to chain filter OUTPUT'],
    'iptables -t filter -A FORWARD -s 1.2.3.4 -j REJECT',
  ],
  [
    'iptables -A PREROUTING -j REJECT',
    ['move to chain filter FORWARD', 'move to chain filter INPUT', 'move to chain filter OUTPUT'],
    'iptables -A FORWARD -j REJECT',
  ],
  ['iptables --policy OUTPUT REJECT', ['policy and rule OUTPUT', 'change REJECT DROP'], 'iptables --policy OUTPUT DROP'],
  [
    'iptables -F FORWARD; iptables -P FORWARD REJECT',
    ['policy and rule FORWARD', 'change REJECT DROP'],
    'iptables -F FORWARD; iptables -A FORWARD -j REJECT; iptables -P FORWARD DROP',
  ],
  [':LOGGING REJECT [0:0]', ['change REJECT -'], ':LOGGING - [0:0]'],
  [
    'iptables –A INPUT –m comment ––comment “web server” –j ACCEPT',
    ['plain'],
    'iptables -A INPUT -m comment --comment "web server" -j ACCEPT',
  ],
  ['-A INPUT -p tcp —dport 80 -j ACCEPT', ['plain'], '-A INPUT -p tcp --dport 80 -j ACCEPT'],
  ['iptables\u00a0-A INPUT -j DROP', ['plain'], 'iptables -A INPUT -j DROP'],
  [
    'iptables -F INPUT && iptables -A INPUT -j nowhere',
    ['declare -N nowhere'],
    'iptables -N nowhere\niptables -F INPUT && iptables -A INPUT -j nowhere',
  ],
  [
    'iptables -A FORWARD -j DROP; iptables -A FORWARD -p icmp -j ACCEPT',
    ['move before 1', 'remove rule 1'],
    'iptables -A FORWARD -p icmp -j ACCEPT\niptables -A FORWARD -j DROP',
  ],
]

describe('amid other lines', () => {
  test.each(variants)('%s', (wrong, titles, right) => {
    const text = amid(wrong)
    const found = offered(text, text.slice(0, text.indexOf(wrong)).split('\n').length)
    expect(found.map(({ title }) => title)).toEqual(titles)
    expect(found[0]?.after).toContain(`${right}\n`)
  })
})
