import type { Case } from './case'
import type { Dice } from './dice'
import type { Profile } from './generate'
import { EXAMPLE_SETS } from './random-examples'
import { randomSets } from './random-sets'

/** The host's wires and the networks on them. The last is only sometimes there. */
const NETWORKS: readonly { readonly name: string; readonly net: string }[] = [
  { name: 'eth0', net: '192.0.2' },
  { name: 'eth1', net: '198.51.100' },
  { name: 'eth2', net: '10.0.0' },
  { name: 'eth3', net: '172.16.5' },
]

/** Ports that rules, services and packets share, so that they meet. */
export const PORTS: readonly number[] = [22, 53, 80, 443, 3306, 5000, 8080, 9000]

type RandomHost = Required<Pick<Case, 'ifaces' | 'routes' | 'rules' | 'sysctl' | 'listen' | 'ipset'>>

/** Addresses, routes, settings, services and sets of a random host. */
export function randomHost(dice: Dice, profile: Profile): RandomHost {
  const networks = dice.chance(0.3) ? NETWORKS : NETWORKS.slice(0, 3)
  const uplink = dice.of(networks)
  const routing = profile === 'routing' || (profile === 'places' && dice.chance(0.4))
  return {
    ifaces: networks.map(({ name, net }) => ({
      name,
      addrs: [`${net}.1/24`, ...(dice.chance(0.2) ? [`${net}.100/24`] : [])],
      ...(dice.chance(profile === 'fragments' ? 0.3 : 0.03) ? { mtu: dice.of([256, 576, 1300]) } : {}),
      ...(dice.chance(0.1) ? { group: 7 } : {}),
    })),
    routes: [
      ...(dice.chance(0.9) ? [`default via ${uplink.net}.254 dev ${uplink.name}`] : []),
      ...(dice.chance(0.3) ? ['61.146.164.0/24 via 10.0.0.253 dev eth2'] : []),
      ...(routing ? randomRoutes(dice, networks) : []),
    ],
    rules: routing ? randomRoutingRules(dice) : [],
    sysctl: randomSettings(dice, profile, routing),
    listen: [
      { proto: 'tcp', port: dice.of(PORTS), ...(profile === 'sockets' ? serving(dice) : {}) },
      { proto: 'udp', port: dice.of(PORTS), ...(dice.chance(0.2) ? { addr: '192.0.2.1' } : {}) },
    ],
    ipset: profile === 'sets' ? randomSets(dice) : SETS + EXAMPLE_SETS,
  }
}

/** Whether what listens answers, and who of the two closes. */
function serving(dice: Dice): { readonly answers?: true; readonly closes?: true } {
  return dice.of([{}, {}, { answers: true }, { answers: true, closes: true }])
}

/** Selectors and actions of policy routing, each at a priority of its own; tables 100 and 101 and main know ways. */
const RULES: readonly (readonly string[])[] = [
  ['lookup main suppress_prefixlength 0', 'lookup main suppress_prefixlength 24', 'not fwmark 0x1 lookup 100'],
  ['fwmark 0x1/0xf lookup 100', 'fwmark 0x2 lookup 101', 'fwmark 0x0/0x1 lookup 101'],
  ['from 192.0.2.0/24 lookup 101', 'from 192.0.2.1 lookup 101', 'to 8.8.8.8 lookup 101', 'from 192.0.2.0/24 lookup main realms 3/7'],
  ['iif eth1 lookup 101', 'iif lo lookup 100', 'iif eth0 to 8.0.0.0/8 lookup 100', 'oif eth1 lookup 100'],
  ['tos 0x10 lookup 100', 'tos 0x08 prohibit', 'not tos 0x10 lookup 101'],
  ['from 198.51.100.77 prohibit', 'from 198.51.100.3 blackhole', 'to 203.0.113.0/24 unreachable', 'from 192.0.2.77 unreachable'],
  ['ipproto tcp lookup 100', 'ipproto udp dport 53 lookup 101', 'ipproto icmp lookup 101', 'not ipproto tcp lookup 101'],
  ['dport 80-443 lookup 100', 'sport 1025 lookup 101', 'ipproto tcp sport 40000 dport 22 prohibit', 'dport 22 to 10.0.0.0/8 lookup 101'],
  ['from 10.0.0.0/25 to 8.8.0.0/16 lookup 100', 'lookup 100', 'lookup main suppress_ifgroup 7'],
]

function randomRoutingRules(dice: Dice): readonly string[] {
  return RULES.flatMap((choices, at) => (dice.chance(0.35) ? [`${dice.of(choices)} pref ${100 + 10 * at}`] : []))
}

function randomRoutes(dice: Dice, networks: typeof NETWORKS): readonly string[] {
  const one = dice.of(networks)
  const other = dice.of(networks)
  return [
    `default via ${one.net}.253 table 100`,
    `default via ${other.net}.252 dev ${dice.of(networks).name} onlink table 101`,
    ...['blackhole 203.0.113.0/25', 'unreachable 203.0.113.128/26', 'prohibit 203.0.113.192/26', 'unreachable 8.8.8.0/24'].filter(() =>
      dice.chance(0.4),
    ),
    ...[
      '198.51.100.77/32 via 10.0.0.77 dev eth2',
      'throw 8.8.0.0/16 table 100',
      '203.0.113.200 via 10.0.0.9 realm 7',
      '61.146.164.120 dev eth1 src 192.0.2.1',
      '8.8.8.8 via 192.0.2.9 metric 5',
      '8.8.8.0/24 via 198.51.100.9 tos 0x10',
      'local 203.0.113.9 dev lo',
      'broadcast 10.0.0.77 dev eth2',
    ].filter(() => dice.chance(0.2)),
  ]
}

function randomSettings(dice: Dice, profile: Profile, routing: boolean): { readonly [name: string]: string } {
  const settings: { [name: string]: string } = {}
  const set = (probability: number, name: string, ...values: readonly string[]): void => {
    if (dice.chance(probability)) settings[name] = dice.of(values)
  }
  if (routing) {
    set(0.3, 'net.ipv4.ip_forward', '0')
    set(1, 'net.ipv4.conf.all.rp_filter', '0', '1', '2')
    set(0.2, `net.ipv4.conf.${dice.of(['eth0', 'eth1'])}.rp_filter`, '0', '1', '2')
    set(0.2, 'net.ipv4.conf.all.src_valid_mark', '1')
    set(0.15, 'net.ipv4.conf.eth0.forwarding', '0')
  }
  if (profile === 'places') {
    set(0.4, 'net.ipv4.conf.all.route_localnet', '1')
    set(0.2, 'net.ipv4.conf.eth0.route_localnet', '1')
    set(0.2, 'net.ipv4.conf.all.accept_local', '1')
    set(0.2, 'net.ipv4.conf.all.accept_source_route', '1')
    set(0.2, 'net.ipv4.icmp_echo_ignore_broadcasts', '0')
  }
  if (profile === 'sockets') {
    set(0.1, 'net.ipv4.icmp_echo_ignore_all', '1')
    set(0.1, 'net.ipv4.ip_default_ttl', '70')
  }
  if (profile === 'tracking') {
    set(0.2, 'net.netfilter.nf_conntrack_tcp_be_liberal', '1')
    set(0.2, 'net.netfilter.nf_conntrack_tcp_loose', '0')
    set(0.1, 'net.netfilter.nf_conntrack_checksum', '0')
  }
  return settings
}

/** A set of each common type. */
const SETS = `${[
  'create people hash:ip',
  'create places hash:net',
  'create doors hash:ip,port',
  'create ports bitmap:port range 0-65535',
  'create all list:set',
  'add people 192.0.2.2',
  'add people 10.0.0.3',
  'add places 198.51.100.0/25',
  'add places 198.51.100.3/32 nomatch',
  'add doors 192.0.2.1,tcp:80',
  'add doors 10.0.0.2,udp:53',
  'add ports 22',
  'add ports 5000',
  'add all people',
  'add all places',
].join('\n')}\n`
