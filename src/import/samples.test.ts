import { describe, expect, test } from 'vitest'
import { readConnections } from '../syntax/connections'
import { conntrackLine } from '../trace/conntrack-line'
import { importText } from './import-text'
import { recognise } from './recognise'
import { emptyScenario } from './testing/empty-scenario'
import { RECORDED, recorded, sharedTexts } from './testing/recorded-texts'

/** The kind that a file's name promises. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:iptables-)?save/, 'save'],
  [/^(?:rule-list|iptables-S)/, 'rule-list'],
  [/^(?:listing|iptables-.*L)/, 'listing'],
  [/^ipset-save/, 'ipset-save'],
  [/^ipset-list/, 'ipset-list'],
  [/^ip-(?:br-)?(?:addr|link).*txt/, 'address'],
  [/^ip6?-route-(?:table-all\.)?txt|^ip6?-route(?:-table-all)?\.txt/, 'route'],
  [/^ip6?-rule.txt/, 'rule'],
  [/^ip-route-get/, 'route-answer'],
  [/^(?:route-n|netstat-rn)/, 'route-table'],
  [/^ifconfig/, 'ifconfig'],
  [/^(?:ss|netstat)-lntu/, 'sockets'],
  [/^sysctl/, 'sysctl'],
  [/^(?:kernel|dmesg)/, 'kernel-log'],
  [/^xtables-monitor/, 'xtables-monitor'],
  [/^nft-monitor/, 'nft-trace'],
  [/^nft-(?:a-)?list/, 'nft-ruleset'],
  [/^conntrack-S/, 'conntrack-statistics'],
  [/^conntrack-.*xml/, 'xml'],
  [/^(?:proc-nf_)?conntrack/, 'conntrack'],
  [/json$/, 'json'],
]

/** Files that hold what no tool of a firewall prints, or that nobody reads so far. */
const NOT_READ = /^traffic-result/

describe.each([
  ['recorded', RECORDED],
  ['reference', sharedTexts('corpus/samples')],
] as const)('every %s sample is recognised and imported', (_, texts) => {
  if (texts.size === 0) test('no reference material beside the repository: nothing imported', () => expect(texts.size).toBe(0))
  for (const [name, text] of texts)
    test(name, () => {
      const kinds = [...new Set(recognise(text).blocks.map(({ kind }) => kind))]
      const imported = importText(text, emptyScenario())
      if (NOT_READ.test(name)) expect(imported.notUnderstood).not.toEqual([])
      else expect(imported.notUnderstood).toEqual([])
      const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1]
      if (text.trim() !== '' && kind !== undefined) expect(kinds).toContain(kind)
      if (!NOT_READ.test(name)) expect(kinds).not.toContain('unknown')
    })
})

describe('the same network, however it is shown', () => {
  const ADDRESSES = ['ip addr add 192.168.7.1/24 dev lan0', 'ip addr add 198.51.100.2/24 dev wan0']
  function check(file: string, wanted: readonly string[]): void {
    const lines = (importText(recorded(file), emptyScenario()).sections.network ?? '').split('\n')
    for (const line of wanted) expect(lines).toContain(line)
  }
  test('ip addr', () => check('ip-addr.txt', [...ADDRESSES, 'ip link set lan0 address 02:00:00:00:07:01']))
  test('ip -br addr', () => check('ip-br-addr.txt', ADDRESSES))
  test('ifconfig', () => check('ifconfig.txt', [...ADDRESSES, 'ip link set lan0 address 02:00:00:00:07:01']))
  test('ip route', () => check('ip-route.txt', [...ADDRESSES.map((line) => line), 'ip route add default via 198.51.100.1 dev wan0']))
  test('route -n', () => check('route-n.txt', ['ip route add default via 198.51.100.1 dev wan0', 'ip route add 192.168.7.0/24 dev lan0']))
  test('netstat -rn', () =>
    check('netstat-rn.txt', ['ip route add default via 198.51.100.1 dev wan0', 'ip route add 192.168.7.0/24 dev lan0']))
})

test('what listens, by ss and by netstat', () => {
  for (const file of ['ss-lntu.txt', 'netstat-lntu.txt'])
    expect(importText(recorded(file), emptyScenario()).sections.services?.trim().split('\n').toSorted()).toEqual([
      'tcp 80',
      'tcp 8443',
      'udp 127.0.0.1:5353',
    ])
})

test('ipset list says what ipset save says', () => {
  const of = (file: string): readonly string[] | undefined =>
    importText(recorded(file), emptyScenario()).sections.sets?.trim().split('\n').toSorted()
  expect(of('ipset-list.txt')).toEqual(of('ipset-save.txt'))
})

test('ipset -o xml says what ipset save says', () => {
  const xml = `<ipsets>
<ipset name="guests">
<type>hash:ip</type>
<revision>6</revision>
<header><family>inet</family><hashsize>1024</hashsize><maxelem>65536</maxelem><timeout>300</timeout><counters/><comment/>
<memsize>528</memsize>
<references>1</references>
<numentries>1</numentries>
</header>
<members>
<member><elem>10.0.0.1</elem><timeout>99</timeout><packets>5</packets><bytes>300</bytes><comment>"a b"</comment></member>
</members>
</ipset>
<ipset name="nets">
<type>hash:net</type>
<revision>7</revision>
<header><family>inet</family><hashsize>1024</hashsize><maxelem>65536</maxelem>
</header>
<members>
<member><elem>10.0.0.0/8</elem><nomatch/></member>
</members>
</ipset>
</ipsets>
`
  const saved = `create guests hash:ip family inet hashsize 1024 maxelem 65536 timeout 300 counters comment
add guests 10.0.0.1 timeout 99 packets 5 bytes 300 comment "a b"
create nets hash:net family inet hashsize 1024 maxelem 65536
add nets 10.0.0.0/8 nomatch
`
  const read = importText(xml, emptyScenario())
  expect(read.sections.sets?.trim()).toEqual(importText(saved, emptyScenario()).sections.sets?.trim())
  expect(read.notUnderstood).toEqual([])
})

test('connections print back as conntrack -o extended shows them', () => {
  for (const file of ['conntrack-L.txt', 'conntrack-L-extended.txt', 'proc-nf_conntrack.txt']) {
    const lines = recorded('conntrack-L-extended.txt').trim().split('\n')
    const printed = readConnections(importText(recorded(file), emptyScenario()).sections.connections ?? '').value.map((entry) =>
      conntrackLine(entry, 0),
    )
    expect(printed.map(comparable).toSorted()).toEqual(lines.map(comparable).toSorted())
  }
})

/** Lifetimes run between two commands, and only some recordings have identifiers. */
function comparable(line: string): string {
  return line.replace(/^(\S+\s+\d+ \S+\s+\d+) \d+/, '$1').replace(/ use=\d+.*$/, '')
}

describe('what a machine prints besides', () => {
  function check(name: string, text: string, kinds: readonly string[], network: readonly string[], notes: readonly string[]): void {
    test(name, () => {
      expect(recognise(text).blocks.map(({ kind }) => kind)).toEqual(kinds)
      const { sections, notUnderstood, notes: said } = importText(text, emptyScenario())
      expect(notUnderstood).toEqual([])
      for (const line of network) expect((sections.network ?? '').split('\n')).toContain(line)
      expect(said.map(({ say }) => say.key)).toEqual(notes)
    })
  }
  check(
    'ip -s link',
    '2: lan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n    link/ether 02:00:00:00:07:01 brd ff:ff:ff:ff:ff:ff\n    RX:  bytes packets errors dropped  missed   mcast           \n           726       9      0       0       0       0 \n    RX errors:  length    crc   frame    fifo overrun           \n                     0      0       0       0       0 \n    TX:  bytes packets errors dropped carrier collsns           \n           726       9      0       0       0       0 \n',
    ['address'],
    ['ip link set lan0 address 02:00:00:00:07:01'],
    [],
  )
  check(
    'a route by several ways',
    '10.5.0.0/16 \n\tnexthop via 192.168.7.2 dev lan0 weight 1 \n\tnexthop via 203.0.113.9 dev wan0 weight 1 \n192.168.7.0/24 dev lan0 proto kernel scope link src 192.168.7.1 \n203.0.113.0/24 dev wan0 proto kernel scope link src 203.0.113.2 \n',
    ['route'],
    ['ip route add 10.5.0.0/16 via 192.168.7.2 dev lan0'],
    ['first nexthop'],
  )
  check(
    'ip -br addr of a tunnel',
    'lo               UNKNOWN        127.0.0.1/8 ::1/128 \nwan0@wanp        UP             203.0.113.2/24 10.1.1.1 peer 10.1.1.2/32 \n',
    ['address'],
    ['ip addr add 203.0.113.2/24 dev wan0'],
    [],
  )
  check(
    'ip addr of tunnels, which have no hardware address',
    '7: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/none \n    inet 10.8.0.1/24 scope global wg0\n       valid_lft forever preferred_lft forever\n9: sit1@NONE: <POINTOPOINT,NOARP> mtu 1480 qdisc noop state DOWN group default qlen 1000\n    link/sit 198.51.100.2 peer 203.0.113.1\n    sit ip6ip remote 203.0.113.1 local 198.51.100.2 ttl inherit 6rd-prefix 2002::/16 \n10: br0: <BROADCAST,UP> mtu 1500\n    bridge_slave state forwarding priority 32 cost 2 hairpin off \n    inet 172.17.0.1/16 scope global br0\n',
    ['address'],
    ['ip addr add 10.8.0.1/24 dev wg0', 'ip addr add 172.17.0.1/16 dev br0'],
    [],
  )
  check(
    'ip -o addr of a tunnel with an end',
    '16: tun0    inet 10.1.1.1 peer 10.1.1.2/32 scope global tun0\\       valid_lft forever preferred_lft forever\n',
    ['address'],
    ['ip addr add 10.1.1.1 peer 10.1.1.2 dev tun0'],
    [],
  )
  check(
    'ip -br link: what is set up without a carrier',
    'wg0              DOWN           <NO-CARRIER,POINTOPOINT,MULTICAST,NOARP,UP> \npb@b0            LOWERLAYERDOWN 26:12:35:e1:1c:8a <NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN> \n',
    ['address'],
    ['ip link add wg0 type wireguard', 'ip link set pb address 26:12:35:e1:1c:8a'],
    [],
  )
  check(
    'ifconfig of a tunnel',
    'tun0: flags=4305<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST>  mtu 1500\n        inet 10.1.1.1  netmask 255.255.255.255  destination 10.1.1.2\nwg0: flags=4305<UP,POINTOPOINT>  mtu 1420\n        inet 10.8.0.1  netmask 255.255.255.0  destination 10.8.0.1\n',
    ['ifconfig'],
    ['ip addr add 10.1.1.1 peer 10.1.1.2 dev tun0', 'ip addr add 10.8.0.1/24 dev wg0'],
    [],
  )
  check(
    'route -n with routes that end',
    'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n10.66.0.0       0.0.0.0         255.255.0.0     U     0      0        0 *\n10.67.0.0       -               255.255.0.0     !     0      -        0 -\n',
    ['route-table'],
    ['ip route add blackhole 10.66.0.0/16', 'ip route add unreachable 10.67.0.0/16'],
    ['no addresses'],
  )
  check(
    'ip -j rule with conditions',
    '[{"priority":50,"src":"all","table":"main"},{"priority":60,"src":"all","tos":"0x10","table":"100"},{"priority":88,"src":"all","ipproto":"tcp","dport_start":20,"dport_end":25,"table":"100"},{"priority":90,"src":"all","table":"main","suppress_prefixlen":0},{"priority":32766,"src":"all","table":"main"}]',
    ['json'],
    [
      'ip rule add lookup main pref 50',
      'ip rule add tos 0x10 lookup 100 pref 60',
      'ip rule add ipproto 6 dport 20-25 lookup 100 pref 88',
      'ip rule add lookup main suppress_prefixlength 0 pref 90',
    ],
    [],
  )
  check(
    'a route with an MTU of its own',
    '10.5.0.0/16 dev wg0 scope link mtu 1300 advmss 1260 \n',
    ['route'],
    ['ip route add 10.5.0.0/16 dev wg0'],
    ['network says'],
  )
  check(
    'ip neigh',
    '192.168.7.2 dev lan0 lladdr 02:00:00:00:07:02 REACHABLE\n192.168.7.9 dev lan0 FAILED\n',
    ['neighbours'],
    [],
    ['neighbours'],
  )
  check(
    'sysctl -a',
    'abi.vsyscall32 = 1\nkernel.pid_max = 4194304\nnet.ipv4.ip_local_reserved_ports = \nnet.ipv4.ip_forward = 1\nvm.swappiness = 60\n',
    ['sysctl'],
    ['net.ipv4.ip_forward = 1'],
    [],
  )
})
