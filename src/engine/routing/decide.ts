import { type Ipv4, isLoopback, isMulticast, LIMITED_BROADCAST, type Packet } from '../../model'
import type { RoutingDecision } from '../../trace/event'
import type { SocketBuffer } from '../skb'
import type { Destination } from './destination'
import { dissectedPorts } from './dissected-ports'
import type { Flow, Lookup, RouteError, RoutingTables } from './tables'

/** A route, or why the packet dies in routing. */
export type Routed =
  | { readonly kind: 'destination'; readonly destination: Destination }
  | { readonly kind: 'refused'; readonly why: RoutingDecision['why']; readonly lookup: Lookup | null }

/** What sendto() says (fib_props[].error and ip_route_output_key). */
export const ERROR_TEXT: Readonly<Record<RouteError, string>> = {
  'no route': 'Network is unreachable',
  unreachable: 'No route to host',
  prohibit: 'Permission denied',
  blackhole: 'Invalid argument',
  invalid: 'Invalid argument',
}

/** The sysctl values that routing asks, read once. */
export interface RoutingSettings {
  forwarding(interfaceName: string): boolean
  reversePathFilter(interfaceName: string): number
  acceptLocal(interfaceName: string): boolean
  routeLocalnet(interfaceName: string): boolean
  sourceValidMark(interfaceName: string): boolean
  sendRedirects(interfaceName: string): boolean
}

/** 224.0.0.1: every interface is in this group and in no other (ip_check_mc_rcu). */
const ALL_HOSTS = 0xe0000001

/** ip_route_input_slow: where a packet that came in goes, after checking that its addresses are possible. */
export function routeInput(tables: RoutingTables, settings: RoutingSettings, skb: SocketBuffer, interfaceName: string): Routed {
  const { packet } = skb
  const { source, destination } = packet
  const validated = (target: Ipv4): boolean => sourceIsValid(tables, settings, skb, target, interfaceName)
  if (isMulticast(destination)) return multicastInput(settings, packet, interfaceName, () => validated(0))
  if (isMulticast(source) || source === LIMITED_BROADCAST) return refused('martian source')
  if (destination === LIMITED_BROADCAST || (source === 0 && destination === 0)) {
    if (source !== 0 && !validated(0)) return refused('martian source')
    return broadcastInput(interfaceName, null)
  }
  if (source === 0) return refused('martian source')
  if (destination === 0) return refused('martian destination')
  if ((isLoopback(destination) || isLoopback(source)) && !settings.routeLocalnet(interfaceName)) {
    return refused(isLoopback(destination) ? 'martian destination' : 'martian source')
  }
  const { sourcePort, destinationPort } = dissectedPorts(packet)
  const lookup = tables.lookup({
    source,
    destination,
    mark: skb.mark,
    tos: packet.tos,
    in: interfaceName,
    out: null,
    protocol: packet.transport.protocol,
    sourcePort,
    destinationPort,
  })
  if (lookup.kind === 'refused') return unreachableInput(settings, interfaceName, lookup)
  const { route } = lookup
  if (route.kind === 'broadcast') {
    if (source !== 0 && !validated(0)) return refused('martian source', lookup)
    return broadcastInput(interfaceName, lookup)
  }
  if (route.kind === 'local') {
    const problem = sourceProblem(tables, settings, skb, destination, interfaceName)
    if (problem !== null) return refused(problem, lookup)
    const realm = realmBack(tables, settings, skb, interfaceName)
    return there({ input: 'deliver', out: 'lo', nextHop: destination, local: true, realm, lookup })
  }
  if (!settings.forwarding(interfaceName)) return unreachableInput(settings, interfaceName, lookup)
  if (route.kind !== 'unicast') return refused('martian destination', lookup)
  const problem = sourceProblem(tables, settings, skb, destination, interfaceName, lookup.interface)
  if (problem !== null) return refused(problem, lookup)
  const realm = withRealm(realmOn(lookup), realmBack(tables, settings, skb, interfaceName))
  const redirect =
    lookup.interface === interfaceName && settings.sendRedirects(interfaceName) && isNeighbour(tables, settings, skb, interfaceName)
  return there({ input: 'forward', out: lookup.interface, nextHop: route.gateway ?? destination, local: false, redirect, realm, lookup })
}

/** ip_route_output_key: the route of the host's own packet. `anySource` lifts the check that the source is the host's (FLOWI_FLAG_ANYSRC). */
export function routeOutput(tables: RoutingTables, settings: RoutingSettings, flow: Flow, anySource: boolean): Routed {
  let { source } = flow
  let { destination } = flow
  if (source !== 0) {
    if (isMulticast(source) || source === LIMITED_BROADCAST || source === 0) return refused('invalid')
    if (flow.out === null && (isMulticast(destination) || destination === LIMITED_BROADCAST)) {
      const home = tables.interfaces.find((one) => one.addresses.some(({ address }) => address === source))
      return home === undefined ? refused('no route') : outputOver(settings, home.name, source, destination, null)
    }
    if (!anySource && !tables.isOwn(source)) return refused('no route')
  }
  if (destination === 0) {
    destination = source === 0 ? 0x7f000001 : source
    source = source === 0 ? destination : source
    return there({ input: 'deliver', out: 'lo', nextHop: destination, local: true, lookup: null, source })
  }
  const lookup = tables.lookup(flow)
  if (lookup.kind === 'refused') {
    // Where an interface is asked for and no route says how, the destination is taken to be at its other end.
    if (flow.out === null || tables.interface(flow.out)?.up !== true) return { kind: 'refused', why: lookup.error, lookup }
    return outputOver(settings, flow.out, source !== 0 ? source : tables.selectAddress(flow.out, 0), destination, null)
  }
  if (lookup.route.kind === 'local') {
    const chosen = source !== 0 ? source : (lookup.route.source ?? destination)
    return there({ input: 'deliver', out: 'lo', nextHop: destination, local: true, lookup, source: chosen })
  }
  return outputOver(settings, lookup.interface, source !== 0 ? source : tables.preferredSource(lookup), destination, lookup)
}

/** __mkroute_output. */
function outputOver(settings: RoutingSettings, out: string, source: Ipv4, destination: Ipv4, lookup: Lookup | null): Routed {
  if (isLoopback(source) && out !== 'lo' && !settings.routeLocalnet(out)) return refused('invalid', lookup)
  const route = lookup?.kind === 'found' ? lookup.route : null
  const broadcast = destination === LIMITED_BROADCAST || route?.kind === 'broadcast'
  const multicast = isMulticast(destination)
  if (!broadcast && !multicast && destination === 0) return refused('invalid', lookup)
  const nextHop = broadcast || multicast ? destination : (route?.gateway ?? destination)
  const joined = destination === ALL_HOSTS
  return there({ input: 'deliver', out, nextHop, local: broadcast || joined || out === 'lo', broadcast, multicast, lookup, source })
}

/** rt_set_nexthop: the route's own realms, and where it says nothing those of the rule that led to it. */
function realmOn({ route, ruleRealm }: Extract<Lookup, { kind: 'found' }>): number {
  return withRealm(route.realm ?? 0, ruleRealm)
}

/** fib_combine_itag: the realm of the way back is that of the source. */
function realmBack(tables: RoutingTables, settings: RoutingSettings, skb: SocketBuffer, interfaceName: string): number {
  if (!tables.hasRealms) return 0
  const back = tables.lookup(reverseFlow(settings, skb, skb.packet.destination, interfaceName, 'lo'))
  if (back.kind === 'refused') return 0
  const own = (back.route.realm ?? 0) & 0xffff
  return (own || back.ruleRealm & 0xffff) * 0x10000 + (back.ruleRealm >>> 16)
}

/** set_class_tag: each half of a route's realms is the first that says something. */
function withRealm(own: number, other: number): number {
  const to = own & 0xffff || other & 0xffff
  const from = own >>> 16 || other >>> 16
  return from * 0x10000 + to
}

/** What __fib_validate_source answers beside: the sender is reached over the interface without a gateway between. */
function isNeighbour(tables: RoutingTables, settings: RoutingSettings, skb: SocketBuffer, interfaceName: string): boolean {
  const back = reverseFlow(settings, skb, skb.packet.destination, interfaceName, interfaceName)
  const lookup = tables.lookup(back)
  if (lookup.kind === 'refused') return false
  const direct = lookup.interface === interfaceName ? lookup : tables.lookup({ ...back, out: interfaceName })
  return direct.kind === 'found' && direct.route.kind === 'unicast' && direct.route.gateway === null
}

/** fib_validate_source, as a yes or no. */
function sourceIsValid(
  tables: RoutingTables,
  settings: RoutingSettings,
  skb: SocketBuffer,
  destination: Ipv4,
  interfaceName: string,
): boolean {
  return sourceProblem(tables, settings, skb, destination, interfaceName) === null
}

/**
 * __fib_validate_source: would an answer to this source go out at all, and, with rp_filter 1, over the same interface? The answer to
 * what is forwarded comes in `onward`, the interface that the packet leaves by; `ip rule ... iif` may look at that.
 * The kernel takes a short cut (only its own addresses are refused) where there were never any `ip rule`s; we always look in full, but
 * where `accept_local` makes that needless: unless realms want to be known, or a redirect may have to be sent (fib_validate_source).
 */
function sourceProblem(
  tables: RoutingTables,
  settings: RoutingSettings,
  skb: SocketBuffer,
  destination: Ipv4,
  interfaceName: string,
  onward = 'lo',
): 'martian source' | 'reverse path' | null {
  const filter = settings.reversePathFilter(interfaceName)
  const wanted = tables.hasRealms || (onward === interfaceName && settings.sendRedirects(interfaceName))
  if (filter === 0 && settings.acceptLocal(interfaceName) && !wanted) return null
  const lookup = tables.lookup(reverseFlow(settings, skb, destination, interfaceName, onward))
  const lastResort = filter === 0 ? null : 'reverse path'
  if (lookup.kind === 'refused') return lastResort
  const { route } = lookup
  if (route.kind !== 'unicast' && !(route.kind === 'local' && settings.acceptLocal(interfaceName))) return 'martian source'
  if (lookup.interface === interfaceName || (route.kind === 'local' && interfaceName === 'lo')) return null
  if (tables.interface(interfaceName)?.addresses.length === 0) return lastResort
  return filter === 1 ? 'reverse path' : null
}

function reverseFlow(settings: RoutingSettings, skb: SocketBuffer, destination: Ipv4, interfaceName: string, onward: string): Flow {
  const { packet } = skb
  const { sourcePort, destinationPort } = dissectedPorts(packet)
  return {
    source: destination,
    destination: packet.source,
    mark: settings.sourceValidMark(interfaceName) ? skb.mark : 0,
    tos: packet.tos,
    in: onward,
    out: null,
    protocol: packet.transport.protocol,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  }
}

/** ip_route_input_mc. */
function multicastInput(settings: RoutingSettings, packet: Packet, interfaceName: string, validated: () => boolean): Routed {
  if (packet.destination !== ALL_HOSTS) return refused('multicast')
  const { source } = packet
  if (isMulticast(source) || source === LIMITED_BROADCAST) return refused('martian source')
  if (isLoopback(source) && !settings.routeLocalnet(interfaceName)) return refused('martian source')
  if (source !== 0 && !validated()) return refused('martian source')
  return there({ input: 'deliver', out: interfaceName, nextHop: packet.destination, local: true, multicast: true, lookup: null })
}

function broadcastInput(interfaceName: string, lookup: Lookup | null): Routed {
  return there({ input: 'deliver', out: interfaceName, nextHop: LIMITED_BROADCAST, local: true, broadcast: true, lookup })
}

/** ip_route_input_slow's no_route: the packet goes to ip_error, which answers only where the host forwards. */
function unreachableInput(settings: RoutingSettings, interfaceName: string, lookup: Lookup): Routed {
  const error = lookup.kind === 'refused' && settings.forwarding(interfaceName) ? lookup.error : 'host unreachable'
  return there({ input: 'error', error, out: 'lo', nextHop: 0, local: false, lookup })
}

function refused(why: string, lookup: Lookup | null = null): Routed {
  return { kind: 'refused', why, lookup }
}

interface There {
  readonly input: Destination['input']
  readonly error?: Destination['error']
  readonly out: string
  readonly nextHop: Ipv4
  readonly local: boolean
  readonly broadcast?: boolean
  readonly multicast?: boolean
  readonly redirect?: boolean
  /** Where it is not the route's own. */
  readonly realm?: number
  readonly lookup: Lookup | null
  readonly source?: Ipv4
}

function there({ input, error, out, nextHop, local, broadcast, multicast, redirect, realm, lookup, source }: There): Routed {
  return {
    kind: 'destination',
    destination: {
      input,
      error: error ?? null,
      out,
      nextHop,
      local,
      broadcast: broadcast ?? false,
      multicast: multicast ?? false,
      redirect: redirect ?? false,
      realm: realm ?? (lookup?.kind === 'found' && !local ? realmOn(lookup) : 0),
      route: lookup?.route ?? null,
      table: lookup?.table ?? null,
      source: source ?? 0,
    },
  }
}
