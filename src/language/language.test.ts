import { describe, expect, test } from 'vitest'
import { readSets } from '../syntax/ipset'
import { readNetwork } from '../syntax/network'
import { readServices } from '../syntax/network-services'
import { readRules } from '../syntax/read-rules'
import { english, type LanguageWords } from '../words/en'
import { chinese } from '../words/zh'
import type { Completion } from '../worker/protocol'
import { complete } from './complete'
import { hover } from './hover'
import type { KnownHost, Section } from './known-host'

/** A host with these texts; the network that nobody has written is empty. */
function knownHost(texts: Partial<KnownHost['texts']>, words: LanguageWords = english): KnownHost {
  const all = { rules: '', sets: '', network: '', services: '', connections: '', ...texts }
  const network = { ...readNetwork(all.network).value, services: readServices(all.services).value }
  return {
    texts: all,
    ruleset: readRules(all.rules).value,
    sets: readSets(all.sets).value,
    network,
    inferred: texts.network === undefined,
    words,
  }
}

/** The place is where the bar stands. */
function placeOf(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const before = marked.slice(0, marked.indexOf('|')).split('\n')
  return { text: marked.replace('|', ''), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** What is offered at the bar of a section's text, beside other texts. */
function offered(section: Section, marked: string, others: Partial<KnownHost['texts']> = {}) {
  const { text, line, column } = placeOf(marked)
  return complete(knownHost({ ...others, [section]: text }), { section, line, column })
}

/** What is said at the bar. */
function said(section: Section, marked: string, others: Partial<KnownHost['texts']> = {}): string | null {
  const { text, line, column } = placeOf(marked)
  return hover(knownHost({ ...others, [section]: text }), { section, line, column })?.text ?? null
}

const TEXT = '*filter\n:user - [0:0]\n-A INPUT -i wg7 -j user\n'

/** Place, what is offered, and what is not. */
type Offers = readonly (readonly [place: string, offers: readonly string[], not: readonly string[]])[]

function check(offers: readonly Completion[], wanted: readonly string[], not: readonly string[]): void {
  const labels = offers.map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining([...wanted]))
  for (const label of not) expect(labels).not.toContain(label)
  for (const { label, documentation } of offers) expect([label, documentation === '']).toEqual([label, false])
}

describe('completion offers', () => {
  const cases: Offers = [
    ['|', ['*filter', 'COMMIT', '-A'], []],
    ['*n|', ['*nat'], ['*filter']],
    [':I|', [':INPUT'], [':OUTPUT']],
    ['-A |', ['INPUT', 'FORWARD', 'user'], ['PREROUTING']],
    ['-A IN|', ['INPUT'], ['FORWARD']],
    ['-A INPUT -j |', ['ACCEPT', 'REJECT', 'user'], ['INPUT']],
    ['-A INPUT -g |', ['user'], ['ACCEPT']],
    ['-A INPUT -m con|', ['conntrack', 'connmark'], ['limit']],
    ['-A INPUT -p tcp --|', ['--destination-port', '--source', '--jump'], ['--ctstate']],
    ['-A INPUT -m conntrack --ct|', ['--ctstate'], ['--destination-port']],
    ['-A INPUT -m conntrack --ctstate |', ['NEW', 'ESTABLISHED'], ['--ctstate']],
    ['-A INPUT -i |', ['lo', 'wg7'], ['eth9']],
    ['-A INPUT -j LOG --log-level |', ['warning'], []],
    ['iptables -t |', ['nat'], []],
    ['iptables -t nat -A P|', ['PREROUTING', 'POSTROUTING'], ['INPUT']],
    ['-P INPUT |', ['ACCEPT', 'DROP'], ['RETURN']],
  ]
  test.each(cases)('%s', (line, offers, not) => check(offered('rules', TEXT + line), offers, not))

  const KNOWN = {
    sets: 'create bad hash:ip,port\n',
    network: 'ip addr add 10.1.2.3/24 dev enp3s0\nip rule add fwmark 0x7 lookup 100\nip route add default via 10.1.2.1 table 100\n',
  }
  const known: Offers = [
    ['-A INPUT -m set --match-set |', ['bad'], ['src']],
    ['-A INPUT -m set ! --match-set |', ['bad'], ['src']],
    ['-A INPUT -m set --match-set bad |', ['src', 'dst'], ['bad']],
    ['-A INPUT -m set --match-set bad src,|', ['src', 'dst'], []],
    ['-A INPUT -j SET --add-set |', ['bad'], []],
    ['-A INPUT -i |', ['enp3s0'], ['eth0']],
    ['-A INPUT ! -i |', ['enp3s0'], []],
    ['-A INPUT -m conntrack --ctstate NEW,EST|', ['ESTABLISHED'], ['NEW']],
    ['-A INPUT -m state --state NEW,|', ['RELATED', 'INVALID'], ['SNAT']],
    ['-A INPUT -p tcp --dport |', ['ssh', 'https'], ['tftp']],
    ['-A INPUT -p tcp ! --dport |', ['ssh', 'https'], ['tftp']],
    ['-A INPUT -p udp --dport t|', ['tftp'], ['telnet']],
    ['-A INPUT -p tcp -m multiport --dports ssh,htt|', ['https'], ['ssh']],
    ['-A INPUT -p icmp --icmp-type |', ['echo-request', 'fragmentation-needed'], []],
    ['-A INPUT -p icmp --icmp-type echo|', ['echo-request', 'echo-reply'], []],
    ['-A INPUT -p icmp -m icmp ! --icmp-type echo|', ['echo-request'], []],
    ['-A INPUT -j REJECT --reject-with |', ['icmp-port-unreachable', 'tcp-reset'], []],
    ['-A INPUT -m addrtype --dst-type |', ['LOCAL', 'BROADCAST'], []],
    ['-A INPUT -p tcp --tcp-flags SYN,|', ['ACK', 'FIN'], []],
    ['-A INPUT -p tcp --tcp-flags SYN,ACK |', ['SYN', 'ACK'], ['--sport']],
    ['-A INPUT -s |', ['10.1.2.0/24', '10.1.2.3'], ['-j']],
    ['-A INPUT ! -d 10|', ['10.1.2.3'], ['192.168.0.1']],
    ['-A INPUT -m mark --mark 0x5 -j ACCEPT\n-A INPUT -m mark --mark |', ['0x5'], ['--mask']],
    ['-A INPUT -p tcp ! |', ['--destination-port', '-s', '--syn'], ['-j', '-m', '--jump']],
    ['iptables -A INPUT -p tcp \\\n  --dport s|', ['ssh'], ['--sport']],
    ['iptables -A INPUT -p tcp -j DROP; iptables -t nat -A P|', ['PREROUTING'], ['INPUT']],
    ['sudo iptables |', ['-A', '-I', '-P', '-t'], ['*filter']],
    ['iptables -t mangle |', ['-A', '-P'], []],
    ['iptables -t |', ['raw', 'mangle', 'nat', 'filter', 'security'], ['-A']],
    [':INPUT |', ['ACCEPT', 'DROP'], ['RETURN']],
    [':user |', ['-'], ['ACCEPT']],
    ['# -A INPUT -j |', [], ['ACCEPT']],
  ]
  test.each(known)('what is known of the host: %s', (line, offers, not) => check(offered('rules', TEXT + line, KNOWN), offers, not))

  const SETS = 'create bad hash:net timeout 60 comment\ncreate all list:set\n'
  const sets: Offers = [
    ['|', ['create', 'add', 'del', 'ipset'], ['hash:ip']],
    ['ipset cr|', ['create'], []],
    ['create |', [], ['hash:ip']],
    ['create new |', ['hash:ip', 'hash:net', 'list:set', 'bitmap:port'], ['timeout']],
    ['create new hash:ip,p|', ['hash:ip,port', 'hash:ip,port,net'], ['hash:ip']],
    ['create new hash:ip |', ['family', 'timeout', 'maxelem', 'counters', 'netmask'], ['range', 'size']],
    ['create new hash:ip family |', ['inet'], ['timeout']],
    ['create new bitmap:port |', ['range'], ['maxelem']],
    ['add |', ['bad', 'all'], ['src']],
    ['add all |', ['bad'], ['all']],
    ['add bad 10.0.0.0/8 |', ['timeout', 'comment', 'nomatch'], ['packets']],
    ['swap bad |', ['all'], ['bad']],
  ]
  test.each(sets)('in the sets: %s', (line, offers, not) => check(offered('sets', SETS + line), offers, not))

  const network: Offers = [
    ['|', ['ip', 'net.ipv4.ip_forward = 1', 'net.ipv4.conf.enp3s0.rp_filter = 1'], []],
    ['ip |', ['addr', 'route', 'rule', 'link'], ['dev']],
    ['ip route |', ['add', 'replace', 'del'], []],
    ['ip route add |', ['default', 'blackhole'], ['via']],
    ['ip route add 10.0.0.0/8 |', ['via', 'dev', 'src', 'table', 'metric'], ['default']],
    ['ip route add default via 10.1.2.1 dev |', ['enp3s0', 'lo'], ['via']],
    ['ip route add default via 10.1.2.1 table |', ['main', '100'], []],
    ['ip route add default dev enp3s0 src |', ['10.1.2.3'], []],
    ['ip r a default scope |', ['global', 'link'], []],
    ['default via 10.1.2.1 d|', ['dev'], ['via']],
    ['ip rule add |', ['from', 'fwmark', 'iif', 'lookup'], ['dev']],
    ['ip rule add fwmark 0x7 lookup |', ['main', '100'], []],
    ['ip addr add 10.0.0.1/24 |', ['dev', 'peer'], ['via']],
    ['ip addr add 10.0.0.1/24 dev |', ['enp3s0'], []],
    ['ip link set |', ['enp3s0', 'dev'], ['mtu']],
    ['ip link set enp3s0 |', ['mtu', 'up', 'down'], []],
    ['ip link add wg1 type |', ['wireguard', 'dummy'], []],
  ]
  test.each(network)('in the network: %s', (line, offers, not) => check(offered('network', KNOWN.network + line), offers, not))

  const services: Offers = [
    ['|', ['tcp', 'udp'], []],
    ['tcp 2|', ['22', '21'], ['80']],
    ['tcp 22 |', ['ssh', 'silent', 'closes'], []],
    ['udp 53 domain |', ['silent'], ['closes', 'domain']],
  ]
  test.each(services)('in the services: %s', (line, offers, not) => check(offered('services', line), offers, not))

  test.each([
    ['of a list, the part with the cursor in it is replaced', '-A INPUT -m conntrack --ctstate NEW,REL|,INVALID', 'RELATED', 37, 40],
    ['what is typed is replaced as a whole', '-A INPUT -m conn|tra -j ACCEPT', 'conntrack', 13, 20],
  ])('%s', (_what, place, label, column, endColumn) => {
    const found = offered('rules', place).find((offer) => offer.label === label)
    expect(found?.replace).toEqual({ line: 1, column, endLine: 1, endColumn })
  })
})

describe('hovering says', () => {
  const cases: readonly (readonly [place: string, says: RegExp | null])[] = [
    ['*fil|ter', /^Table filter/],
    ['-A INPUT ! -|s 1.1.1.1', /^-s/],
    ['-A INPUT |! -s 1.1.1.1', /^Turns/],
    ['[1|2:720] -A INPUT -j ACCEPT', /12 packets, 720 bytes/],
    ['-A INPUT -p tc|p -j ACCEPT', /^tcp is protocol 6 of/],
    ['-A INPUT -i wg|+ -j ACCEPT', /begins with wg/],
    ['-P INPUT DR|OP', /Nobody is told/],
    [':us|er - [0:0]', /^User chain user/],
    ['-A IN|PUT -j ACCEPT', /^Base chain INPUT of table filter, policy ACCEPT/],
    ['-A INPUT -|s 1.1.1.1', /^-s, --source/],
    ['-A INPUT -m conn|track --ctstate NEW', /--ctstate/],
    ['-A INPUT -m conntrack --ct|state NEW', /^\[!\] --ctstate/],
    ['-A INPUT -m conntrack --ctstate N|EW', /^\[!\] --ctstate/],
    ['-A INPUT -j DR|OP', /Nobody is told/],
    ['-A INPUT -j us|er', /^User chain user/],
    ['-A INPUT -j REJ|ECT', /--reject-with/],
    ['-A INPUT -s 1.1|.1.1', /^1\.1\.1\.1\n\nNo route leads there\.\n\n-s, --source/],
    ['  |  ', null],
  ]
  const check = (text: string | null, says: RegExp | null) => (says === null ? expect(text).toBeNull() : expect(text).toMatch(says))
  test.each(cases)('%s', (line, says) => check(said('rules', TEXT + line), says))

  const HOST = {
    rules: `*mangle
-A PREROUTING -i eth1 -j MARK --set-mark 0x1
COMMIT
*filter
:INPUT DROP [0:0]
:log - [0:0]
-A INPUT -m set --match-set bad src -j log
-A INPUT -m mark --mark 1 -g log
COMMIT
`,
    sets: 'create bad hash:net timeout 60\nadd bad 192.0.2.0/24\nadd bad 198.51.100.7\ncreate all list:set\nadd all bad\n',
    network: `ip addr add 192.168.1.1/24 dev eth0
ip addr add 10.9.0.1 peer 10.9.0.2 dev wg0
ip link set eth1 down mtu 1400
ip route add default via 192.168.1.254
ip rule add fwmark 0x1 lookup 100
ip route add blackhole 10.66.0.0/16
`,
    services: 'tcp 22 ssh\n',
  }
  const inRules = (line: string) => HOST.rules.replace(/COMMIT\n$/, `${line}\nCOMMIT\n`)
  const things: readonly (readonly [section: Section, place: string, says: RegExp | null])[] = [
    [
      'rules',
      inRules('-A INPUT -m set --match-set b|ad src'),
      /^Set bad, hash:net\n\na network\. 2 entries; timeout 60 seconds\.\n\nUsed by filter INPUT rule 1, filter INPUT rule 3\.\n\nMember of all\./,
    ],
    ['rules', inRules('-A INPUT -m set --match-set no|ne src'), /^There is no set none/],
    [
      'rules',
      inRules('-A INPUT -j lo|g'),
      /^User chain log of table filter\n\n0 rules.*\n\nCalled by INPUT rule 1, goto in INPUT rule 2, INPUT rule 3\.$/,
    ],
    ['rules', inRules('-A INP|UT -j log'), /^Base chain INPUT of table filter, policy DROP\n\n.*\n\n3 rules\.$/],
    [
      'rules',
      inRules('-A INPUT -i et|h0'),
      /^Interface eth0: up, Ethernet, mtu 1500, MAC .*\n\nAddress 192\.168\.1\.1\/24\.\n\nRoutes: default via 192\.168\.1\.254\./,
    ],
    ['rules', inRules('-A INPUT -i eth|1'), /down, Ethernet, mtu 1400.*\n\nIt has no address\./],
    ['rules', inRules('-A INPUT -i e|th+'), /^Every interface whose name begins with eth: eth0, eth1\./],
    ['rules', inRules('-A INPUT -i wg|0'), /a tunnel/],
    ['rules', inRules('-A INPUT -s 192.168.1|.7'), /^192\.168\.1\.7: private.*\n\nIn 192\.168\.1\.0\/24, the network of eth0\./],
    ['rules', inRules('-A INPUT -d 192.168.1|.1'), /This host’s own address, on eth0\./],
    ['rules', inRules('-A INPUT -d 8.8|.8.8'), /^8\.8\.8\.8\n\nReached by eth0 via 192\.168\.1\.254, by the route default\./],
    ['rules', inRules('-A INPUT -d 10.66|.0.9'), /makes it blackhole/],
    [
      'rules',
      inRules('-A INPUT -d 192.168|.0.0/16'),
      /^192\.168\.0\.0\/16: private.*\n\n65536 addresses, 192\.168\.0\.0 to 192\.168\.255\.255\.\n\nHolds 192\.168\.1\.0\/24 of eth0\./,
    ],
    ['rules', inRules('-A INPUT -d 192.168|.1.0/255.255.255.0'), /The network of eth0\./],
    ['rules', inRules('-A INPUT -s 1.1.1.1,22|4.0.0.1'), /^224\.0\.0\.1: multicast/],
    ['rules', inRules('-A INPUT -m iprange --src-range 10.0.0.1-10|.0.0.9'), /^10\.0\.0\.1 to 10\.0\.0\.9: 9 addresses\./],
    ['rules', '*nat\n-A PREROUTING -p tcp -j DNAT --to-destination 192.168.1|.5:80\nCOMMIT\n', /^192\.168\.1\.5: private/],
    ['rules', inRules('-A INPUT -p tcp --dport 2|2'), /^Port 22, ssh\n\nssh \(tcp\) listens there on this host\./],
    ['rules', inRules('-A INPUT -p udp --dport doma|in'), /^Port 53, domain\n\nNothing listens there/],
    [
      'rules',
      inRules('-A INPUT -m mark --mark 0x|1'),
      /^Mark 0x1 \(1\)\n\nSet by mangle PREROUTING rule 1\.\n\nAsked for by filter INPUT rule 2, filter INPUT rule 3\.\n\nPackets with it are routed by ip rule: table 100\./,
    ],
    ['rules', 'iptables -N x\niptables -A INPUT -p tcp \\\n  --dp|ort 22', /^\[!\] --destination-port/],
    ['rules', 'iptables -N x; iptables -A INPUT -j |x', /^User chain x/],
    ['sets', `${HOST.sets}add b|ad 1.1.1.1`, /^Set bad, hash:net/],
    ['sets', 'cr|eate bad hash:ip', /^Makes a set/],
    ['sets', 'create bad hash|:ip', /^hash:ip\n\nAddresses/],
    ['sets', 'create bad hash:ip max|elem 3', /^The most entries/],
    ['sets', `${HOST.sets}add bad 192.168.1|.9 timeout 5`, /In 192\.168\.1\.0\/24, the network of eth0/],
    ['sets', `${HOST.sets}add bad 1.1.1.1 time|out 5`, /^The entry goes/],
    ['network', 'ip route add default v|ia 10.0.0.1', /^The gateway/],
    ['network', 'ip ro|ute add default via 10.0.0.1', /^Where packets go/],
    ['network', `${HOST.network}ip addr add 10.1.1.1/24 dev et|h0`, /^Interface eth0/],
    ['network', `${HOST.network}default via 192.168.1|.254 dev eth0`, /network of eth0/],
    ['network', 'net.ipv4.ip_for|ward = 1', /passed on/],
    ['network', 'net.ipv4.conf.eth0.rp_f|ilter=1', /^The same for one interface/],
    ['network', `${HOST.network}ip rule add fwmark 0x|1 lookup 100`, /^Mark 0x1/],
    ['network', `${HOST.network}ip rule add fwmark 0x1 lookup 10|0`, /^Table 100: 0 routes/],
    ['services', 'tcp 2|2 ssh', /^Port 22, ssh\n\nIt listens on every address/],
    ['services', 'tcp 192.168.1.1:2|2 ssh', /^Port 22, ssh\n\n192\.168\.1\.1/],
    ['services', 'tcp 22 ssh sil|ent', /never says anything/],
    ['connections', 'tcp 6 300 ESTABLISHED src=192.168.1|.7 dst=8.8.8.8', /network of eth0/],
    ['connections', 'udp 17 30 src=1.1.1.1 [UNR|EPLIED] dst=8.8.8.8', /^Nobody has answered/],
  ]
  test.each(things)('in the %s: %s', (section, place, says) => check(said(section, place, HOST), says))

  test('that a network was worked out from the rules', () => {
    const host = { ...knownHost({ network: HOST.network, rules: '-A INPUT -s 192.168.1.7 -j DROP' }), inferred: true }
    expect(hover(host, { section: 'rules', line: 1, column: 16 })?.text).toContain('the network of eth0 (as worked out from the rules).')
  })
})

describe('in Chinese', () => {
  const texts = {
    sets: 'create friends hash:ip\nadd friends 192.0.2.7\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\n',
    services: 'tcp 22 ssh\n',
  }
  test.each<readonly [section: Section, marked: string, said: string]>([
    [
      'rules',
      '*filter\n-A INPUT -p tcp --dp|ort 22 -j ACCEPT\nCOMMIT\n',
      '[!] --destination-port PORT[:PORT]\n\n目的端口，或一个范围。\n\n也写作 --dport。\n\n-m tcp 的选项。',
    ],
    ['rules', '*filter\n-A INPUT -j DR|OP\nCOMMIT\n', '数据包到此为止，不通知任何人。'],
    [
      'rules',
      '*filter\n:INPUT DROP [0:0]\n-A IN|PUT -j DROP\nCOMMIT\n',
      '表 filter 的基本链 INPUT，默认策略 DROP\n\n路由之后、发给本机的数据包。\n\n1 条规则。',
    ],
    [
      'rules',
      '*filter\n-A INPUT -m set --match-set frie|nds src -j DROP\nCOMMIT\n',
      '集合 friends，hash:ip\n\n每个条目：地址。共 1 个条目。\n\n用到它的规则：filter INPUT 规则 1。\n\n集合，以及用数据包的哪些部分去查。',
    ],
    ['network', 'ip route add default v|ia 192.0.2.254', '网关：继续转发数据包的邻居。'],
    ['sets', 'create x hash:n|et', 'hash:net\n\n任意大小的网络；包含该地址的最长前缀算数，nomatch 表示例外。'],
  ])('%s: %s', (section, marked, expected) => {
    const { text, line, column } = placeOf(marked)
    const shown = hover(knownHost({ ...texts, [section]: text }, chinese), { section, line, column })?.text ?? ''
    for (const paragraph of expected.split('\n\n')) expect(shown).toContain(paragraph)
  })

  test('completion', () => {
    const { text, line, column } = placeOf('-A INPUT -m conntrack --ct|')
    const offers = complete(knownHost({ rules: text }, chinese), { section: 'rules', line, column })
    expect(offers.find(({ label }) => label === '--ctexpire')?.documentation).toContain('连接离被遗忘还有多少秒。')
    for (const { documentation } of offers) expect(documentation).toMatch(/[\u4e00-\u9fff]/)
  })
})
