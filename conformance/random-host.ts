import type { Case } from './case'
import type { Dice } from './dice'
import type { Profile } from './generate'
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
    ifaces: networks.map(({ name, net }) => ({ name, addrs: [`${net}.1/24`, ...(dice.chance(0.2) ? [`${net}.100/24`] : [])] })),
    routes: [
      ...(dice.chance(0.9) ? [`default via ${uplink.net}.254 dev ${uplink.name}`] : []),
      ...(dice.chance(0.3) ? ['61.146.164.0/24 via 10.0.0.253 dev eth2'] : []),
      ...(routing ? randomRoutes(dice, networks) : []),
    ],
    rules: routing ? RULES.filter(() => dice.chance(0.5)) : [],
    sysctl: randomSettings(dice, profile, routing),
    listen: [
      { proto: 'tcp', port: dice.of(PORTS) },
      { proto: 'udp', port: dice.of(PORTS), ...(dice.chance(0.2) ? { addr: '192.0.2.1' } : {}) },
    ],
    ipset: profile === 'sets' ? randomSets(dice) : SETS,
  }
}

const RULES: readonly string[] = [
  'fwmark 0x1/0xf lookup 100 pref 100',
  'from 10.0.0.0/25 to 8.8.0.0/16 lookup 100 pref 200',
  'from 192.0.2.0/24 lookup 101 pref 110',
  'iif eth1 lookup 101 pref 120',
  'tos 0x10 lookup 100 pref 130',
  'from 198.51.100.77 prohibit pref 140',
]

function randomRoutes(dice: Dice, networks: typeof NETWORKS): readonly string[] {
  const one = dice.of(networks)
  const other = dice.of(networks)
  return [
    `default via ${one.net}.253 table 100`,
    `default via ${other.net}.252 dev ${dice.of(networks).name} onlink table 101`,
    ...['blackhole 203.0.113.0/25', 'unreachable 203.0.113.128/26', 'prohibit 203.0.113.192/26', 'unreachable 8.8.8.0/24'].filter(() =>
      dice.chance(0.4),
    ),
    ...(dice.chance(0.3) ? ['198.51.100.77/32 via 10.0.0.77 dev eth2'] : []),
  ]
}

function randomSettings(dice: Dice, profile: Profile, routing: boolean): { readonly [name: string]: string } {
  const settings: { [name: string]: string } = {}
  if (routing && dice.chance(0.3)) settings['net.ipv4.ip_forward'] = '0'
  if (routing) settings['net.ipv4.conf.all.rp_filter'] = dice.of(['0', '1', '2'])
  if (profile === 'places' && dice.chance(0.4)) settings['net.ipv4.conf.all.route_localnet'] = '1'
  if (profile === 'places' && dice.chance(0.2)) settings['net.ipv4.conf.all.accept_local'] = '1'
  if (profile === 'tracking' && dice.chance(0.2)) settings['net.netfilter.nf_conntrack_tcp_be_liberal'] = '1'
  if (profile === 'tracking' && dice.chance(0.2)) settings['net.netfilter.nf_conntrack_tcp_loose'] = '0'
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
