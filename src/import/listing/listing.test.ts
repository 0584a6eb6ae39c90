import { describe, expect, test } from 'vitest'
import { listCount } from '../../syntax/list-count'
import { type ListingOptions, listTable } from '../../syntax/print-listing'
import { readRules } from '../../syntax/read-rules'
import { importText } from '../import-text'
import { emptyScenario } from '../testing/empty-scenario'
import { recorded, sharedTexts } from '../testing/recorded-texts'
import { readCounter } from './counters'
import { readDetails } from './read-details'

const VERBOSE: ListingOptions = { verbose: true, exact: false, lineNumbers: true, numeric: true }

function rulesOf(text: string): string {
  return importText(text, emptyScenario()).sections.rules ?? ''
}

describe('listing, ruleset, listing: the same bytes', () => {
  function check(file: string, options: ListingOptions, tables: readonly string[], between = ''): void {
    const text = recorded(file)
    const ruleset = readRules(rulesOf(text)).value
    const listed = tables.map((name) => {
      const table = ruleset.tables.find((one) => one.name === name)
      return table === undefined ? '' : `${listTable(table, options).join('\n')}\n`
    })
    const plain = text.replace(/^root@router.*\n/gm, '')
    expect(listed.map((one) => one + between).join('')).toBe(plain)
  }
  test('-nvL --line-numbers of three tables', () => check('listing.nvL-line-numbers.txt', VERBOSE, ['filter', 'nat', 'mangle']))
  test('-nvxL behind prompts', () =>
    check('listing.prompts-nvxL.txt', { ...VERBOSE, exact: true, lineNumbers: false }, ['filter', 'nat'], '\n'))
})

describe('every reference listing comes out as it went in', () => {
  const samples = [...sharedTexts('corpus/samples')].filter(([name]) => /^iptables-\w*L/.test(name))
  if (samples.length === 0) test('no reference material beside the repository: nothing listed', () => expect(samples).toEqual([]))
  for (const [name, text] of samples)
    test(name, () => {
      const switches = /^iptables-(\w+)/.exec(name)?.[1] ?? ''
      const options: ListingOptions = {
        verbose: switches.includes('v'),
        exact: switches.includes('x'),
        lineNumbers: name.includes('line-numbers'),
        numeric: switches.includes('n'),
      }
      const { tables } = readRules(rulesOf(text)).value
      const only = name.includes('FORWARD') ? 'FORWARD' : null
      const listed = (['filter', 'nat', 'mangle', 'raw'] as const).flatMap((table) => {
        const found = tables.find((one) => one.name === table)
        return found === undefined ? [] : listTable(found, options, only)
      })
      expect(listed).toEqual(text.replace(/\n$/, '').split('\n'))
    })
})

test('save, listing, rules: only what no listing says is lost', () => {
  const saved = readRules(recorded('save-c.txt')).value
  const exact = { ...VERBOSE, exact: true }
  const listing = saved.tables.flatMap((table) => [`# iptables -t ${table.name} -nvxL`, ...listTable(table, exact)]).join('\n')
  expect(rulesOf(listing)).toBe(rulesOf(`${recorded('save-c.txt')}\n${listing}`))
  expect(readRules(rulesOf(listing)).value.tables.map(({ name }) => name)).toEqual(['mangle', 'nat', 'filter'])
})

describe('details are read back into options', () => {
  function check(target: string, details: string, words: string, unread: readonly string[] = []): void {
    const read = readDetails(details, target, { protocol: 'tcp' })
    expect([`${read.matches}${read.target === '' ? '' : ` |${read.target}`}`, read.unread]).toEqual([words, unread])
  }
  const cases: readonly (readonly [string, string, string])[] = [
    ['', ' tcp dpt:22 match-set office src', ' -m tcp --dport 22 -m set --match-set office src'],
    ['', ' tcp spts:1:2 dpt:!80 flags:!0x17/0x02', ' -m tcp --sport 1:2 ! --dport 80 ! --tcp-flags FIN,SYN,RST,ACK SYN'],
    ['', ' tcp flags:FIN,SYN,RST,ACK/SYN tcp dpt:http-alt', ' -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m tcp --dport http-alt'],
    ['', ' icmptype 8 code 0', ' -m icmp --icmp-type 8/0'],
    ['', ' icmp echo-request limit: avg 10/sec burst 5', ' -m icmp --icmp-type echo-request -m limit --limit 10/sec'],
    ['', ' icmp !type 255', ' -m icmp ! --icmp-type any'],
    ['', ' state NEW,ESTABLISHED /* a "b" */', ' -m state --state NEW,ESTABLISHED -m comment --comment "a \\"b\\""'],
    ['', ' ! ctstate INVALID', ' -m conntrack ! --ctstate INVALID'],
    ['', ' multiport dports  !22,80', ' -m multiport ! --dports 22,80'],
    [
      '',
      ' recent: UPDATE seconds: 60 hit_count: 4 name: SSH side: source',
      ' -m recent --update --seconds 60 --hitcount 4 --name SSH --rsource',
    ],
    ['', ' #conn src/32 > 3', ' -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr'],
    ['', ' ! match-set a src,dst', ' -m set ! --match-set a src,dst'],
    ['REJECT', ' tcp dpt:9 reject-with tcp-reset', ' -m tcp --dport 9 | --reject-with tcp-reset'],
    ['LOG', ' LOG flags 14 level 4 prefix "fw drop: "', ' | --log-prefix "fw drop: " --log-tcp-options --log-ip-options --log-uid'],
    ['LOG', " LOG level warn tcp-options uid prefix `old '", ' | --log-prefix "old " --log-tcp-options --log-uid'],
    [
      'DNAT',
      ' tcp dpt:80 to:10.0.0.1-10.0.0.9:80 random persistent',
      ' -m tcp --dport 80 | --to-destination 10.0.0.1-10.0.0.9:80 --random --persistent',
    ],
    ['REDIRECT', ' redir ports 1-2 random', ' | --to-ports 1-2 --random'],
    ['MARK', ' MARK set 0x2', ' | --set-xmark 0x2/0xffffffff'],
    ['MARK', ' mark match 0x1/0xff MARK xset 0x7/0xf', ' -m mark --mark 0x1/0xff | --set-xmark 0x7/0xf'],
    ['CONNMARK', ' CONNMARK save', ' | --save-mark'],
    ['CONNMARK', ' CONNMARK restore mask 0xff', ' | --restore-mark --nfmask 0xff --ctmask 0xff'],
    ['CONNMARK', ' CONNMARK set 0x1 left-shift-mark 4', ' | --set-xmark 0x1/0xffffffff --left-shift-mark 4'],
    ['CONNMARK', ' CONNMARK save right-shift-mark 8', ' | --save-mark --right-shift-mark 8'],
    ['ECN', ' ECN ECE=1 CWR=0 ECT codepoint=2', ' | --ecn-tcp-ece 1 --ecn-tcp-cwr 0 --ecn-ip-ect 2'],
    [
      'HMARK',
      ' HMARK mod 5 + 0x64 ct, src-prefix 24 dport-mask 0xff proto-mask 0xf rnd 0x1',
      ' | --hmark-src-prefix 24 --hmark-dport-mask 0xff --hmark-proto-mask 0xf --hmark-rnd 0x1 --hmark-mod 5 --hmark-offset 0x64 --hmark-tuple ct',
    ],
    ['SYNPROXY', ' SYNPROXY sack-perm mss 1460 ecn', ' | --sack-perm --mss 1460 --ecn'],
    ['', ' src-group 0x1 ! dst-group 0x2/0xf', ' -m devgroup --src-group 0x1 ! --dst-group 0x2/0xf'],
    ['', ' sctp dpt:22 ctorigdst 10.0.0.1', ' -m sctp --dport 22 -m conntrack --ctorigdst 10.0.0.1'],
    ['', ' sctp spt:5 ! only 0x0000:Ub,0x0084', ' -m sctp --sport 5 ! --chunk-types only DATA:Ub,PAD'],
    ['', ' sctp any INIT,SACK', ' -m sctp --chunk-types any INIT,SACK'],
    ['', ' dccp ! 0,2,10,11,12,13,14,15 option=32', ' -m dccp ! --dccp-types REQUEST,DATA,INVALID --dccp-option 32'],
    ['', ' cgroup ! /a/b.service', ' -m cgroup ! --path "/a/b.service"'],
    [
      '',
      ' policy match dir in pol ipsec strict [0] ! reqid 1 mode tunnel [1] reqid 2',
      ' -m policy --dir in --pol ipsec --strict ! --reqid 1 --mode tunnel --next --reqid 2',
    ],
    [
      '',
      ' cluster !node_mask=0x2 total_nodes=2 hash_seed=0x1',
      ' -m cluster ! --cluster-local-nodemask 0x2 --cluster-total-nodes 2 --cluster-hash-seed 0x1',
    ],
    ['TCPMSS', ' tcp flags:0x06/0x02 TCPMSS clamp to PMTU', ' -m tcp --tcp-flags SYN,RST SYN | --clamp-mss-to-pmtu'],
  ]
  for (const [target, details, words] of cases) test(`${target}${details}`, () => check(target, details, words))
  test('what nobody knows is named', () => check('', ' tcp dpt:1 frobnicate the bar', ' -m tcp --dport 1', ['frobnicate the bar']))
})

describe('rows with their quirks', () => {
  function check(name: string, listing: string, rules: readonly string[]): void {
    test(name, () =>
      expect(
        rulesOf(listing)
          .split('\n')
          .filter((line) => line.includes(' -A ')),
      ).toEqual(rules),
    )
  }
  const head = 'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n'
  check('no target', `${head}  5  60            6    --  *   *  0.0.0.0/0  0.0.0.0/0  tcp dpt:80\n`, [
    '[5:60] -A INPUT -p tcp -m tcp --dport 80',
  ])
  check(
    'names and numbers of protocols',
    `${head} 0 0 DROP !tcp -- * * 0.0.0.0/0 0.0.0.0/0\n 0 0 DROP 47 -- * * 0.0.0.0/0 0.0.0.0/0\n 0 0 DROP all -- * * 0.0.0.0/0 0.0.0.0/0\n`,
    ['[0:0] -A INPUT ! -p tcp -j DROP', '[0:0] -A INPUT -p gre -j DROP', '[0:0] -A INPUT -j DROP'],
  )
  check('K, M and G', `${head} 106K  51M DROP all -f !eth0 * !10.0.0.0/8 anywhere\n`, [
    '[106000:51000000] -A INPUT ! -s 10.0.0.0/8 ! -i eth0 -f -j DROP',
  ])
  check('backticks around a row', `${head}  \` 1 2 ACCEPT tcp -- * * 0.0.0.0/0 1.2.3.4 state NEW /* a:1 */\`\n`, [
    '[1:2] -A INPUT -d 1.2.3.4/32 -p tcp -m state --state NEW -m comment --comment "a:1" -j ACCEPT',
  ])
  check('a row broken by the terminal', `${head} 1 2 ACCEPT tcp -- eth0 * 0.0.0.0/0 1.2.3.4 ctstate RELATED,ESTAB\nLISHED\n`, [
    '[1:2] -A INPUT -d 1.2.3.4/32 -i eth0 -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  ])
  check('goto', `${head} 0 0 other udp -- * * 0.0.0.0/0 0.0.0.0/0 [goto]  udp dpt:53\n`, [
    '[0:0] -A INPUT -p udp -m udp --dport 53 -g other',
  ])
  check('an unknown part keeps its rule in place, undecided', `${head} 1 2 DROP all -- * * 0.0.0.0/0 0.0.0.0/0 frobnicate\n`, [
    '[1:2] -A INPUT -m comment --comment "not understood: frobnicate" -m bpf --bytecode "1,6 0 0 0" -j DROP',
  ])
})

test('counters are cut and read as iptables cuts them', () => {
  const shown: readonly (readonly [number, string])[] = [
    [99_999, '99999'],
    [100_000, '100K'],
    [9_999_499, '9999K'],
    [9_999_500, '10M'],
    [51_000_000, '51M'],
    [7_131_393_506, '7131M'],
    [1_255_341_360_189, '1255G'],
  ]
  for (const [value, text] of shown) expect([value, listCount(value)]).toEqual([value, text])
  expect(readCounter('106K')).toEqual({ value: 106_000, rounded: true })
  expect(readCounter('1x')).toBeNull()
  expect(readCounter('1464495206901000')).toEqual({ value: 1_464_495_206_901_000, rounded: false })
  expect(readCounter('18446744073709551615')).toEqual({ value: Number.MAX_SAFE_INTEGER, rounded: true })
})

describe('a listing that a terminal cut at its last column is the listing', () => {
  function check(name: string, text: string): void {
    for (const width of [72, 80, 100, 132])
      test(`${name}, ${width} columns`, () => {
        const cut = text
          .split('\n')
          .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
          .join('\n')
        expect(rulesOf(cut)).toBe(rulesOf(text))
        // A copy loses blanks at the end of a line.
        expect(rulesOf(cut.replace(/ +$/gm, ''))).toBe(rulesOf(text))
      })
  }
  check('-nvxL', recorded('listing.prompts-nvxL.txt'))
  check('-nvL --line-numbers', recorded('listing.nvL-line-numbers.txt'))
  check('-nL', recorded('listing.nL.txt'))
  check('-L', recorded('listing.L.txt'))
})

test('a listed chain replaces that chain alone', () => {
  const current = emptyScenario({
    rules: '*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\n-A FORWARD -j DROP\nCOMMIT\n*nat\n-A OUTPUT -j ACCEPT\nCOMMIT\n',
  })
  const { sections } = importText('$ iptables -nvL FORWARD\nChain FORWARD (policy DROP 1 packets, 2 bytes)\n', current)
  expect(sections.rules).toContain(':INPUT DROP [0:0]\n:FORWARD DROP [1:2]\n')
  expect(sections.rules).toContain('-A INPUT -j ACCEPT')
  expect(sections.rules).not.toContain('-A FORWARD')
  expect(sections.rules).toContain('*nat')
})

test('the same rules twice: which moved, and by how much', () => {
  const once = (packets: number): string =>
    `$ iptables -nvxL INPUT\nChain INPUT (policy DROP ${packets} packets, 0 bytes)\n ${packets} 60 ACCEPT all -- lo * 0.0.0.0/0 0.0.0.0/0\n`
  expect(importText(once(5) + once(8), emptyScenario()).counterMoves).toEqual([
    {
      table: 'filter',
      chain: 'INPUT',
      number: 1,
      rule: '-i lo -j ACCEPT',
      before: { packets: 5, bytes: 60 },
      after: { packets: 8, bytes: 60 },
    },
    { table: 'filter', chain: 'INPUT', number: null, rule: 'DROP', before: { packets: 5, bytes: 0 }, after: { packets: 8, bytes: 0 } },
  ])
})
