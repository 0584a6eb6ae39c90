import { allMatches, allTargets } from '../src/extensions'
import { BASE_CHAINS, TABLES } from '../src/model'
import type { PacketSpec, Scenario } from '../src/scenario/scenario'

/**
 * Scenarios whose every output is recorded from the real tools: a router with NAT and traces, routing in all its words, sets of all
 * types, one rule of each example that this project's extensions have, large counters, and packets of many kinds. Identifications
 * from 4001 on are ours; whatever else shows up was drawn by the kernel.
 */
export function formatCases(): readonly Scenario[] {
  return [homeRouter(), policyRouter(), everySet(), everyExample(), largeCounters(), manyPackets()]
}

/** What a kernel may lack, and who a machine's users are. */
const OMITTED = /^-m (?:bpf|cgroup|ipvs|nfacct|rateest)\b|--[ug]id-owner [1-9]|^-j (?:LED|RATEEST|SECMARK)\b|--alarm|--vproto/

function scenario(title: string, host: Partial<Scenario['host']>, packets: readonly PacketSpec[] = []): Scenario {
  return {
    version: 1,
    title,
    notes: '',
    seed: 1,
    host: { name: 'host', rules: '', sets: '', network: '', services: '# nobody listens\n', ...host },
    traffic: packets.map((packet, index) => ({ kind: 'packet', after: 2000, packet: { id: 4001 + index, df: true, ...packet } })),
    decisions: {},
  }
}

const TWO_WIRES = `ip link set lan0 up mtu 1500 address 02:00:00:00:00:01
ip link set wan0 up mtu 1500 address 02:00:00:00:01:01
ip addr add 192.168.1.1/24 dev lan0
ip addr add 203.0.113.1/24 dev wan0
`
const TRACED = `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -j TRACE
-A OUTPUT -j TRACE
COMMIT
`
const INSIDE = { in: 'lan0', src: '192.168.1.10', dst: '203.0.113.80' } as const
const OUTSIDE = { in: 'wan0', src: '203.0.113.80', dst: '203.0.113.1' } as const

function homeRouter(): Scenario {
  const there: PacketSpec = { ...INSIDE, proto: 'tcp', sport: 40_000, dport: 80 }
  const back: PacketSpec = { ...OUTSIDE, proto: 'tcp', sport: 80, dport: 40_000 }
  const begins: PacketSpec = { ...INSIDE, proto: 'tcp', flags: 'S', seq: 1 }
  const stranger: PacketSpec = { in: 'wan0', src: '198.51.100.7', dst: '203.0.113.1', proto: 'tcp', sport: 5555, flags: 'S', seq: 1 }
  const datagram: PacketSpec = { ...INSIDE, proto: 'udp', sport: 40_004, payload: 9 }
  return scenario(
    'home router',
    {
      rules: `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:LOGDROP - [0:0]
:aside - [0:0]
:web - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 10/sec -j ACCEPT
-A INPUT -p tcp -m multiport --dports 22,80,8000:8010 -m comment --comment "web and ssh" -j ACCEPT
-A INPUT -m set --match-set blk src -j DROP
-A INPUT -p udp -m udp --dport 7 -j SET --add-set seen src
-A INPUT -p udp -m udp --dport 7 -j REJECT --reject-with icmp-port-unreachable
-A INPUT -j LOGDROP
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -p tcp -j web
-A FORWARD -p udp -g aside
-A FORWARD -i lan0 -o wan0 -j ACCEPT
-A FORWARD -j LOGDROP
-A OUTPUT -d 203.0.113.99/32 -j DROP
-A LOGDROP -m limit --limit 5/min -j LOG --log-prefix "fw drop: " --log-tcp-options --log-ip-options --log-uid
-A LOGDROP -j DROP
-A aside -p udp -m udp --dport 53 -j ACCEPT
-A aside -p udp -m udp --dport 5001 -j RETURN
-A web -p tcp -m tcp --dport 81 -j REJECT --reject-with tcp-reset
-A web -p tcp -m tcp --dport 443
-A web -p tcp -m tcp --dport 80 -j ACCEPT
-A web -p tcp -m tcp --dport 25 -j RETURN
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 203.0.113.1/32 -i wan0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.168.1.20:80
-A POSTROUTING -s 192.168.1.0/24 -o wan0 -j MASQUERADE
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i lan0 -j MARK --set-xmark 0x10/0xff
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
COMMIT
${TRACED}`,
      sets: `create blk hash:net family inet hashsize 1024 maxelem 65536 timeout 0 counters comment
add blk 198.51.100.0/24 timeout 0 packets 0 bytes 0 comment "test net 2"
add blk 192.0.2.9 timeout 599 packets 0 bytes 0
add blk 192.0.2.64/26 timeout 0 nomatch packets 0 bytes 0
create seen hash:ip family inet hashsize 1024 maxelem 65536 timeout 300
`,
      network: `${TWO_WIRES}ip route add default via 203.0.113.254 dev wan0
net.ipv4.ip_forward = 1
net.ipv4.icmp_ratelimit = 0
net.netfilter.nf_conntrack_acct = 1
`,
    },
    [
      { ...there, flags: 'S', seq: 100, mss: 1460 },
      { ...back, flags: 'SA', seq: 900, ack: 101, mss: 1400, ttl: 60 },
      { ...there, flags: 'A', seq: 101, ack: 901 },
      { ...there, flags: 'PA', seq: 101, ack: 901, payload: 30 },
      { ...back, flags: 'PA', seq: 901, ack: 131, payload: 100 },
      { ...there, flags: 'A', seq: 131, ack: 1001 },
      { ...there, flags: 'FA', seq: 131, ack: 1001 },
      { ...back, flags: 'FA', seq: 1001, ack: 132 },
      { ...there, flags: 'A', seq: 132, ack: 1002 },
      { ...INSIDE, dst: '192.168.1.1', proto: 'icmp', type: 8, icmp_id: 77, icmp_seq: 1, payload: 56 },
      { ...INSIDE, proto: 'icmp', type: 8, icmp_id: 78, icmp_seq: 1, payload: 56 },
      { ...stranger, dport: 8080 },
      { ...begins, sport: 40_001, dport: 81 },
      { ...begins, sport: 40_002, dport: 443 },
      { ...begins, sport: 40_003, dport: 25 },
      { ...datagram, dport: 5000 },
      { ...datagram, dport: 53 },
      { ...datagram, dport: 5001 },
      { ...datagram, dst: '192.168.1.1', dport: 7 },
      { ...datagram, dst: '192.168.1.1', dport: 9, tos: 16 },
      { ...stranger, dport: 23 },
      { src: '203.0.113.1', dst: '203.0.113.80', proto: 'udp', sport: 999, dport: 5002, payload: 5 },
      { src: '127.0.0.1', dst: '127.0.0.1', proto: 'udp', sport: 999, dport: 5002, payload: 5 },
      { ...INSIDE, proto: 'icmp', type: 8, icmp_id: 79, icmp_seq: 1, payload: 56, ttl: 1 },
    ],
  )
}

function policyRouter(): Scenario {
  return scenario(
    'policy router',
    {
      rules: `*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i lan0 -p tcp -m tcp --dport 22 -j MARK --set-xmark 0x1/0xff
-A PREROUTING -i lan0 -p tcp -m tcp --dport 23 -j TOS --set-tos 0x10/0x3f
COMMIT
${TRACED}`,
      network: `ip link set lan0 up mtu 1500 address 02:00:00:00:00:01
ip link set wan0 up mtu 1400 address 02:00:00:00:01:01
ip link set wan1 up mtu 1500 address 02:00:00:00:02:01
ip addr add 192.168.1.1/24 dev lan0
ip addr add 192.168.1.2/24 dev lan0
ip addr add 10.0.0.1/8 dev lan0
ip addr add 203.0.113.1/24 dev wan0
ip addr add 203.0.113.17/32 dev wan0
ip addr add 198.51.100.2/30 dev wan1
ip route add default via 203.0.113.254 dev wan0
ip route add default via 198.51.100.1 dev wan1 metric 100
ip route add 10.8.0.0/16 via 192.168.1.77 dev lan0 metric 50
ip route add 10.8.0.0/24 via 192.168.1.78 dev lan0
ip route add 172.16.0.0/12 dev wan1
ip route add 172.16.0.0/12 via 198.51.100.1 dev wan1 metric 7
ip route add 172.20.0.1 via 203.0.113.9 dev wan0 src 203.0.113.17
ip route add 172.21.0.0/16 via 9.9.9.9 dev wan0 onlink
ip route add prohibit 10.97.0.0/16
ip route add unreachable 10.98.0.0/16 metric 9
ip route add blackhole 10.99.0.0/16
ip route add default via 198.51.100.1 dev wan1 table 100
ip route add throw 192.168.0.0/16 table 100
ip route add 198.51.100.0/24 via 203.0.113.80 dev wan0 table 20
ip rule add fwmark 0x1/0xff lookup 100 priority 1000
ip rule add fwmark 0x7 lookup 20 priority 1001
ip rule add from 192.168.1.128/25 lookup 100 priority 1002
ip rule add to 10.55.0.0/16 iif lan0 prohibit priority 1003
ip rule add not from 192.168.1.9 lookup main priority 1004
ip rule add from 10.0.0.0/8 ipproto tcp dport 25 blackhole priority 1005
ip rule add from 10.0.0.0/8 ipproto udp sport 1000-2000 unreachable priority 1006
net.ipv4.ip_forward = 1
net.ipv4.icmp_ratelimit = 0
`,
    },
    [
      { ...INSIDE, proto: 'tcp', sport: 40_000, dport: 22, flags: 'S' },
      { ...INSIDE, proto: 'tcp', sport: 40_000, dport: 23, flags: 'S' },
      { ...INSIDE, dst: '10.97.1.1', proto: 'udp', sport: 40_000, dport: 5000, payload: 2 },
      { ...INSIDE, dst: '10.98.1.1', proto: 'udp', sport: 40_000, dport: 5000, payload: 2 },
      { ...INSIDE, dst: '10.99.1.1', proto: 'udp', sport: 40_000, dport: 5000, payload: 2 },
      { ...INSIDE, dst: '10.55.1.1', proto: 'udp', sport: 40_000, dport: 5000, payload: 2 },
      { ...INSIDE, dst: '172.16.3.4', proto: 'icmp', type: 8, icmp_id: 5, icmp_seq: 9, payload: 8 },
    ],
  )
}

function everySet(): Scenario {
  return scenario('sets of every type', {
    rules: `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m set --match-set a src -m set --match-set n dst -j DROP
-A INPUT -m set --match-set l src
COMMIT
`,
    network: TWO_WIRES,
    sets: `create a hash:ip family inet
add a 10.0.0.1
add a 10.0.0.200
create at hash:ip family inet netmask 24 timeout 900 counters comment skbinfo
add at 10.0.1.0 timeout 899 packets 5 bytes 300 comment "a net" skbmark 0x1/0xff skbprio 1:10 skbqueue 2
add at 10.0.2.0 timeout 0 packets 0 bytes 0
create n hash:net family inet counters
add n 10.1.0.0/16 packets 7 bytes 7
add n 10.1.2.0/24 nomatch packets 0 bytes 0
create ip hash:ip,port family inet
add ip 10.0.0.1,tcp:80
add ip 10.0.0.1,udp:53
add ip 10.0.0.2,icmp:echo-request
create ipi hash:ip,port,ip family inet
add ipi 10.0.0.1,tcp:80,10.0.0.2
create ipn hash:ip,port,net family inet
add ipn 10.0.0.1,tcp:80,10.2.0.0/16
create np hash:net,port family inet timeout 60
add np 10.3.0.0/16,udp:53 timeout 0
add np 10.4.0.0/16,udp:53 timeout 0 nomatch
create ni hash:net,iface family inet
add ni 10.0.0.0/8,lan0
create b bitmap:ip range 10.0.0.0-10.0.0.255 skbinfo
add b 10.0.0.5 skbmark 0x10/0xff skbprio 1:10
create bm bitmap:ip,mac range 10.0.0.0-10.0.0.255
add bm 10.0.0.5,02:00:00:00:00:CC
create p bitmap:port range 0-1023
add p 80
add p 443
create empty hash:ip family inet hashsize 64 maxelem 100
create l list:set size 8
add l a
add l n
`,
  })
}

function everyExample(): Scenario {
  const tables = TABLES.map((table) => {
    const rules = new Map<string, string[]>(BASE_CHAINS[table].map((hook) => [hook, []]))
    for (const extension of [...allMatches, ...allTargets])
      for (const example of extension.examples) {
        if (!('saved' in example) || (example.table ?? 'filter') !== table || OMITTED.test(example.rule)) continue
        const chain = example.chain ?? (BASE_CHAINS[table].includes('FORWARD') ? 'FORWARD' : 'PREROUTING')
        rules.set(chain, [...(rules.get(chain) ?? []), example.rule])
      }
    const base: readonly string[] = BASE_CHAINS[table]
    const lines = [...rules].flatMap(([chain, list]) => list.map((rule) => `-A ${chain} ${rule}`))
    const chains = [...rules.keys()].map((chain) => `:${chain} ${base.includes(chain) ? 'ACCEPT' : '-'} [0:0]`)
    return lines.length === 0 ? '' : `*${table}\n${[...chains, ...lines].join('\n')}\nCOMMIT\n`
  })
  return scenario('a rule of every example', {
    rules: tables.join(''),
    sets: 'create blocked hash:ip family inet\nadd blocked 192.0.2.2\ncreate timed hash:ip family inet timeout 600\n',
    network: TWO_WIRES,
  })
}

function largeCounters(): Scenario {
  const counts = [0, 1, 9_999, 99_999, 100_000, 100_499, 100_500, 9_999_499, 9_999_500, 9_999_999_999, 1e13, 999_999_999_999_999]
  const rules = counts.map(
    (count, index) => `[${count}:${counts.at(-1 - index)}] -A INPUT -p tcp -m tcp --dport ${1000 + index} -j long-chain-name`,
  )
  return scenario('large counters', {
    rules: `*filter
:INPUT ACCEPT [123456:9876543210]
:FORWARD DROP [99999:100000]
:OUTPUT ACCEPT [0:0]
:long-chain-name - [0:0]
${rules.join('\n')}
[3:3] -A long-chain-name ! -s 10.0.0.0/255.0.255.0 ! -i eth+ ! -p udp -f
[3:3] -A long-chain-name -s 127.0.0.1/32 -d 10.0.0.0/8 -i averylonginame -o lan+ -p 200 -g other
[3:3] -A long-chain-name ! -f -m comment --comment "it's \\"quoted\\" \\\\ $HOME" -j RETURN
COMMIT
`.replace(':long-chain-name - [0:0]\n', ':long-chain-name - [0:0]\n:other - [0:0]\n'),
    network: TWO_WIRES,
  })
}

function manyPackets(): Scenario {
  const quoted: PacketSpec = {
    src: '192.168.1.10',
    dst: '203.0.113.80',
    proto: 'udp',
    sport: 40_000,
    dport: 5000,
    id: 4900,
    df: true,
    payload: 20,
  }
  const icmp: PacketSpec = { ...INSIDE, proto: 'icmp' }
  const tcp: PacketSpec = { ...INSIDE, proto: 'tcp', sport: 41_000, dport: 4444 }
  return scenario(
    'packets of many kinds',
    {
      rules: `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:down - [0:0]
:refuse - [0:0]
-A INPUT -p udp -j refuse
-A FORWARD -p tcp -m tcp --dport 6001 -j down
-A FORWARD -p tcp -m tcp --dport 6002 -j RETURN
-A FORWARD -p tcp -m tcp --dport 6003 -j LOG --log-prefix "all: " --log-tcp-sequence --log-tcp-options --log-ip-options --log-macdecode
-A FORWARD -p udp -m udp --dport 6005 -j REJECT --reject-with icmp-admin-prohibited
-A down -j refuse
-A down -j ACCEPT
-A refuse -p udp -m udp --dport 6006 -j REJECT --reject-with icmp-host-unreachable
-A refuse -p udp -m udp --dport 6007 -j REJECT --reject-with icmp-net-prohibited
-A refuse -p udp -m udp --dport 6008 -j REJECT --reject-with icmp-proto-unreachable
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -m tcp --dport 6009 -j REDIRECT --to-ports 6010
-A POSTROUTING -o wan0 -p udp -j SNAT --to-source 203.0.113.1
COMMIT
${TRACED}`,
      network: `${TWO_WIRES}ip route add default via 203.0.113.254 dev wan0
net.ipv4.ip_forward = 1
net.ipv4.icmp_ratelimit = 0
`,
    },
    [
      { ...tcp, flags: 'FSRPAUEC', seq: 7, ack: 9, payload: 3 },
      { ...tcp, flags: '', seq: 7 },
      { ...tcp, sport: 41_001, dport: 80, flags: 'PA', seq: 50, ack: 60, payload: 'GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n' },
      { ...tcp, sport: 41_002, dport: 21, flags: 'PA', seq: 4_294_967_290, ack: 1, payload: 12 },
      { ...tcp, sport: 41_002, dport: 21, flags: 'PA', seq: 6, ack: 1, payload: 12 },
      { ...tcp, sport: 41_003, dport: 6001, flags: 'S', win: 0 },
      { ...tcp, sport: 41_003, dport: 6002, flags: 'S', tos: 3 },
      { ...tcp, sport: 41_003, dport: 6003, flags: 'S', tos: 0xb9, ttl: 2, mss: 1400 },
      { ...tcp, sport: 41_003, dport: 6009, flags: 'S' },
      { ...INSIDE, proto: 'udp', sport: 41_004, dport: 6005, payload: 0 },
      { ...INSIDE, dst: '192.168.1.1', proto: 'udp', sport: 41_004, dport: 6006, payload: 4 },
      { ...INSIDE, dst: '192.168.1.1', proto: 'udp', sport: 41_004, dport: 6007, payload: 4 },
      { ...INSIDE, dst: '192.168.1.1', proto: 'udp', sport: 41_004, dport: 6008, payload: 4 },
      { ...INSIDE, proto: 'udp', sport: 41_004, dport: 53, payload: 29 },
      { ...INSIDE, proto: 'udp', sport: 41_004, dport: 443, payload: 1200 },
      { ...icmp, type: 0, icmp_id: 3, icmp_seq: 4 },
      { ...icmp, type: 13, icmp_id: 3, icmp_seq: 4, payload: 12 },
      { ...icmp, type: 17, icmp_id: 3, icmp_seq: 4, payload: 4 },
      { ...icmp, type: 42, code: 1, payload: 4 },
      { ...OUTSIDE, dst: '192.168.1.10', proto: 'icmp', type: 3, code: 1, embedded: quoted },
      {
        ...OUTSIDE,
        dst: '192.168.1.10',
        proto: 'icmp',
        type: 3,
        code: 4,
        icmp_seq: 1400,
        embedded: { ...quoted, proto: 'tcp', flags: 'S' },
      },
      { ...OUTSIDE, dst: '192.168.1.10', proto: 'icmp', type: 3, code: 13, embedded: quoted },
      { ...OUTSIDE, dst: '192.168.1.10', proto: 'icmp', type: 11, code: 0, embedded: quoted },
      { ...OUTSIDE, dst: '192.168.1.10', proto: 'icmp', type: 5, code: 1, icmp_id: 0xcb00, icmp_seq: 0x7109, embedded: quoted },
      { ...OUTSIDE, dst: '192.168.1.10', proto: 'icmp', type: 12, code: 0, icmp_id: 0x1400, embedded: quoted },
      { ...INSIDE, proto: '50', payload: 24 },
      { ...INSIDE, proto: '99', payload: 24 },
      { ...INSIDE, proto: '253', payload: 0 },
      { src: '192.168.1.1', dst: '192.168.1.10', proto: 'udp', sport: 41_005, dport: 6020, payload: 6, uid: 0, mark: 5 },
    ],
  )
}
