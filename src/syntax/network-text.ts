import type { Interface, Ipv4, Prefix, Route, RoutingRule } from '../model'
import { formatIpv4, prefixMask } from '../model'
import { newInterface } from './ip-draft'
import type { NetworkOnly } from './network'

/** The canonical text of a network: the commands that would make it, one a line. `readNetwork` reads it back to the same. */
export function networkText(network: NetworkOnly): string {
  const lines: string[] = []
  const others = network.interfaces.filter(({ name }) => name !== 'lo')
  for (const [index, one] of others.entries()) lines.push(...interfaceLines(one, index))
  for (const one of network.interfaces.filter(({ name }) => name === 'lo')) {
    for (const { address, prefix } of one.addresses) {
      if (address !== 0x7f000001) lines.push(`ip addr add ${formatIpv4(address)}/${prefix.length} dev lo`)
    }
  }
  for (const route of network.routes) lines.push(`ip route add ${routeText(route)}`)
  for (const rule of network.rules) lines.push(`ip rule add ${ruleText(rule)}`)
  for (const [name, value] of Object.entries(network.sysctl)) lines.push(`${name} = ${value}`)
  return lines.map((line) => `${line}\n`).join('')
}

function interfaceLines(one: Interface, index: number): string[] {
  const lines: string[] = []
  const expected = newInterface(one.name, index)
  const tunnel = one.pointToPoint !== expected.pointToPoint
  const settings = [
    ...(one.up ? [] : ['down']),
    ...(one.mtu === (tunnel ? (one.pointToPoint ? 1420 : one.mtu) : expected.mtu) ? [] : [`mtu ${one.mtu}`]),
    ...(one.mac === expected.mac || one.mac === null ? [] : [`address ${one.mac}`]),
    ...(one.group === undefined || one.group === 0 ? [] : [`group ${one.group}`]),
  ]
  if (tunnel || one.addresses.length === 0) lines.push(`ip link add ${one.name} type ${one.pointToPoint ? 'wireguard' : 'dummy'}`)
  if (settings.length > 0) lines.push(`ip link set ${one.name} ${settings.join(' ')}`)
  for (const { address, prefix } of one.addresses) {
    const own = (address & prefixMask(prefix.length)) >>> 0 === prefix.address
    lines.push(
      own
        ? `ip addr add ${formatIpv4(address)}/${prefix.length} dev ${one.name}`
        : `ip addr add ${formatIpv4(address)} peer ${prefixText(prefix)} dev ${one.name}`,
    )
  }
  return lines
}

function prefixText(prefix: Prefix): string {
  if (prefix.length === 0 && prefix.address === 0) return 'default'
  return prefix.length === 32 ? formatIpv4(prefix.address) : `${formatIpv4(prefix.address)}/${prefix.length}`
}

/** A route as `ip route` prints it. */
function routeText(route: Route): string {
  const words = [...(route.kind === 'unicast' ? [] : [route.kind]), prefixText(route.destination)]
  if (route.tos !== 0) words.push('tos', `0x${route.tos.toString(16).padStart(2, '0')}`)
  if (route.gateway !== null) words.push('via', formatIpv4(route.gateway))
  if (route.interface !== null) words.push('dev', route.interface)
  if (route.table !== (route.kind === 'local' || route.kind === 'broadcast' ? 'local' : 'main')) words.push('table', route.table)
  if (route.scope !== usualScope(route)) words.push('scope', route.scope)
  if (route.source !== null) words.push('src', formatIpv4(route.source))
  if (route.metric !== 0) words.push('metric', String(route.metric))
  if (route.onlink) words.push('onlink')
  if (route.realm !== undefined) words.push(...realmWords(route.realm))
  return words.join(' ')
}

function realmWords(realm: number): [string, string] {
  return realm > 0xffff ? ['realms', `${realm >>> 16}/${realm & 0xffff}`] : ['realm', String(realm)]
}

function usualScope(route: Route): Route['scope'] {
  if (route.kind === 'local') return 'host'
  const ending = route.kind === 'blackhole' || route.kind === 'unreachable' || route.kind === 'prohibit' || route.kind === 'throw'
  return route.gateway === null && !ending ? 'link' : 'global'
}

/** A routing rule as `ip rule` takes it. */
function ruleText(rule: RoutingRule): string {
  const words: string[] = []
  const put = (name: string, value: string | null): void => {
    if (value !== null) words.push(name, value)
  }
  if (rule.inverted) words.push('not')
  put('from', rule.from === null ? null : prefixText(rule.from))
  put('to', rule.to === null ? null : prefixText(rule.to))
  put('tos', rule.tos === null ? null : hex(rule.tos))
  put(
    'fwmark',
    rule.mark === null ? null : rule.mark.mask === 0xffffffff ? hex(rule.mark.value) : `${hex(rule.mark.value)}/${hex(rule.mark.mask)}`,
  )
  put('iif', rule.in)
  put('oif', rule.out)
  put('ipproto', rule.protocol === null ? null : String(rule.protocol))
  put('sport', rule.sourcePorts === null ? null : rule.sourcePorts.join('-'))
  put('dport', rule.destinationPorts === null ? null : rule.destinationPorts.join('-'))
  if (rule.action.kind === 'lookup') words.push('lookup', rule.action.table)
  else words.push(rule.action.kind, ...(rule.action.kind === 'goto' ? [String(rule.action.priority)] : []))
  if (rule.suppressPrefixLength !== undefined) words.push('suppress_prefixlength', String(rule.suppressPrefixLength))
  if (rule.suppressGroup !== undefined) words.push('suppress_ifgroup', String(rule.suppressGroup))
  if (rule.realm !== undefined) words.push('realms', realmWords(rule.realm)[1])
  words.push('pref', String(rule.priority))
  return words.join(' ')
}

function hex(value: Ipv4): string {
  return `0x${value.toString(16)}`
}
