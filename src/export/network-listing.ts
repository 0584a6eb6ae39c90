import { RoutingTables } from '../engine/routing/tables'
import { protocolName } from '../extensions/protocol-names'
import {
  formatIpv4,
  type Interface,
  type InterfaceAddress,
  type Network,
  type Prefix,
  prefixContains,
  type Route,
  type RoutingRule,
} from '../model'

/** `ip addr`, line by line (iproute2 6.1, ip/ipaddress.c). Of what a scenario does not say, a plain Ethernet card without queues is told. */
export function addressListing(network: Network): readonly string[] {
  return interfacesOf(network).flatMap((one, index) => [linkLine(one, index + 1, ''), hardwareLine(one), ...addressLines(one)])
}

/** An interface's addresses: the kernel keeps those that another one of the same network came before behind all others (inet_insert_ifa). */
function addressLines(one: Interface): readonly string[] {
  const rows = one.addresses.map((address, at) => ({ ...address, secondary: isSecondary(one, address, at) }))
  return [...rows.filter(({ secondary }) => !secondary), ...rows.filter(({ secondary }) => secondary)].flatMap(
    ({ address, prefix, secondary }) => [
      `    inet ${formatIpv4(address)}/${prefix.length} scope ${one.loopback ? 'host' : 'global'}${secondary ? ' secondary' : ''} ${one.name}`,
      '       valid_lft forever preferred_lft forever',
    ],
  )
}

/** `ip link`. */
export function linkListing(network: Network): readonly string[] {
  return interfacesOf(network).flatMap((one, index) => [linkLine(one, index + 1, ' mode DEFAULT'), hardwareLine(one)])
}

/** `ip route`, or with `all` `ip route show table all`: in the order in which the kernel walks its tables (fib_table_dump). */
export function routeListing(network: Network, all: boolean): readonly string[] {
  const routes = new RoutingTables(network)
    .routes()
    .filter(({ table }) => all || table === 'main')
    .toSorted(
      (a, b) =>
        tableNumber(a.table) - tableNumber(b.table) ||
        a.destination.address - b.destination.address ||
        b.destination.length - a.destination.length ||
        b.tos - a.tos ||
        a.metric - b.metric,
    )
  // What was pasted from a host is what its addresses imply, once more.
  return [...new Set(routes.map(routeLine))]
}

/** `ip rule`. */
export function ruleListing(network: Network): readonly string[] {
  const standing = [
    { priority: 0, text: '0:\tfrom all lookup local' },
    { priority: 32_766, text: '32766:\tfrom all lookup main' },
    { priority: 32_767, text: '32767:\tfrom all lookup default' },
  ]
  const stands = (priority: number): boolean => [...standing, ...network.rules].some((one) => one.priority === priority)
  const own = network.rules.map((rule) => {
    const nowhere = rule.action.kind === 'goto' && !stands(rule.action.priority)
    return { priority: rule.priority, text: `${rule.priority}:\t${ruleWords(rule)}${nowhere ? ' [unresolved]' : ''}` }
  })
  return [...standing.slice(0, 1), ...own, ...standing.slice(1)].toSorted((a, b) => a.priority - b.priority).map(({ text }) => text)
}

/** The commands that make the network on a host that has its interfaces. */
export function networkCommands(network: Network): readonly string[] {
  const named = network.interfaces.filter(({ loopback }) => !loopback)
  return [
    ...named.map(
      ({ name, mac, mtu, up }) => `ip link set ${name}${up ? ' up' : ' down'} mtu ${mtu}${mac === null ? '' : ` address ${mac}`}`,
    ),
    ...network.interfaces.flatMap(({ name, loopback, addresses }) =>
      addresses
        .filter(({ address }) => !loopback || address !== 0x7f000001)
        .map(({ address, prefix }) => `ip addr add ${formatIpv4(address)}/${prefix.length} dev ${name}`),
    ),
    ...network.routes.map((route) => `ip route add ${routeLine({ ...route, origin: 'text' }).trimEnd()}`),
    ...network.rules.map((rule) => `ip rule add ${ruleWords(rule).trimEnd()} priority ${rule.priority}`),
    ...Object.entries(network.sysctl).map(([name, value]) => `sysctl -w ${name}=${/\s/.test(value) ? `'${value}'` : value}`),
  ]
}

function interfacesOf(network: Network): readonly Interface[] {
  const { interfaces } = new RoutingTables(network)
  return [...interfaces.filter(({ loopback }) => loopback), ...interfaces.filter(({ loopback }) => !loopback)]
}

function linkLine(one: Interface, index: number, mode: string): string {
  const kind = one.loopback ? ['LOOPBACK'] : one.mac === null ? ['POINTOPOINT', 'NOARP'] : ['BROADCAST', 'MULTICAST']
  const flags = [...kind, ...(one.up ? ['UP', 'LOWER_UP'] : [])].join(',')
  const state = !one.up ? 'DOWN' : one.loopback || one.mac === null ? 'UNKNOWN' : 'UP'
  return `${index}: ${one.name}: <${flags}> mtu ${one.mtu} qdisc ${one.up ? 'noqueue' : 'noop'} state ${state}${mode} group default qlen 1000`
}

function hardwareLine({ loopback, mac }: Interface): string {
  if (loopback) return '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00'
  return mac === null ? '    link/none ' : `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`
}

/** A further address of a network that is there already. */
function isSecondary({ addresses }: Interface, { prefix, address }: InterfaceAddress, at: number): boolean {
  return addresses
    .slice(0, at)
    .some((other) => other.prefix.length === prefix.length && prefixContains(prefix, other.address) && other.address !== address)
}

function tableNumber(table: string): number {
  const known = { local: 255, main: 254, default: 253 }[table]
  return known ?? (Number(table) || 256)
}

/** print_route of iproute2's ip/iproute.c: every attribute with a space behind it. */
function routeLine(route: Route): string {
  const words = [
    route.kind === 'unicast' ? '' : `${route.kind} `,
    `${route.destination.length === 0 ? 'default' : prefixText(route.destination)} `,
  ]
  if (route.tos !== 0) words.push(`tos 0x${route.tos.toString(16).padStart(2, '0')} `)
  if (route.gateway !== null) words.push(`via ${formatIpv4(route.gateway)} `)
  const known = !['blackhole', 'unreachable', 'prohibit', 'throw'].includes(route.kind)
  if (route.interface !== null && known) words.push(`dev ${route.interface} `)
  if (route.table !== 'main') words.push(`table ${route.table} `)
  if (route.origin === 'kernel') words.push('proto kernel ')
  if (route.scope !== 'global' && known) words.push(`scope ${route.scope} `)
  if (route.source !== null) words.push(`src ${formatIpv4(route.source)} `)
  if (route.metric !== 0) words.push(`metric ${route.metric} `)
  if (route.onlink) words.push('onlink ')
  if (route.realm !== undefined) words.push(`realm${route.realm > 0xffff ? 's' : ''} ${realmsText(route.realm)} `)
  return words.join('')
}

/** rtnl_rtrealm_n2a: realm 0 is cosmos. */
function realmsText(realm: number): string {
  const named = (half: number): string => (half === 0 ? 'cosmos' : String(half))
  return realm > 0xffff ? `${named(realm >>> 16)}/${named(realm & 0xffff)}` : named(realm)
}

function prefixText({ address, length }: Prefix): string {
  return length === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${length}`
}

/** print_rule of iproute2's ip/iprule.c. */
function ruleWords(rule: RoutingRule): string {
  const words = rule.inverted ? ['not'] : []
  words.push(`from ${rule.from === null ? 'all' : prefixText(rule.from)}`)
  if (rule.to !== null) words.push(`to ${prefixText(rule.to)}`)
  if (rule.tos !== null && rule.tos !== 0) words.push(`tos 0x${rule.tos.toString(16).padStart(2, '0')}`)
  if (rule.mark !== null) {
    const { value, mask } = rule.mark
    words.push(`fwmark 0x${value.toString(16)}${mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`}`)
  }
  if (rule.in !== null) words.push(`iif ${rule.in}`)
  if (rule.out !== null) words.push(`oif ${rule.out}`)
  if (rule.protocol !== null) words.push(`ipproto ${protocolName(rule.protocol)}`)
  if (rule.sourcePorts !== null) words.push(`sport ${portsText(rule.sourcePorts)}`)
  if (rule.destinationPorts !== null) words.push(`dport ${portsText(rule.destinationPorts)}`)
  if (rule.action.kind === 'lookup') {
    words.push(`lookup ${rule.action.table}`)
    if (rule.suppressPrefixLength !== undefined) words.push(`suppress_prefixlength ${rule.suppressPrefixLength}`)
    if (rule.suppressGroup !== undefined) words.push(`suppress_ifgroup ${rule.suppressGroup === 0 ? 'default' : rule.suppressGroup}`)
  }
  if (rule.realm !== undefined) words.push(`realms ${realmsText(rule.realm)}`)
  if (rule.action.kind === 'goto') words.push(`goto ${rule.action.priority}`)
  else if (rule.action.kind !== 'lookup') words.push(rule.action.kind)
  return words.join(' ')
}

function portsText([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`
}
