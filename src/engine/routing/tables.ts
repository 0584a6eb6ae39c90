import type { AddressType } from '../../extensions/semantics'
import type { Interface, Ipv4, Network, Route, RoutingRule } from '../../model'
import { isMulticast, LIMITED_BROADCAST, lookupRule, prefixContains, prefixMask } from '../../model'

/** What a lookup says: a route and the table it stands in, or why there is none (fib_props[].error, -ENETUNREACH). */
export type Lookup =
  | {
      readonly kind: 'found'
      readonly route: Route
      readonly table: string
      readonly interface: string
      /** What the rule that led here adds to the route's realms (fib_result.tclassid). */
      readonly ruleRealm: number
    }
  | { readonly kind: 'refused'; readonly error: RouteError; readonly route: Route | null; readonly table: string | null }

export type RouteError = 'no route' | 'unreachable' | 'prohibit' | 'blackhole' | 'invalid'

/** What a lookup is about (struct flowi4). `in` is `lo` for packets of the host itself. */
export interface Flow {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly mark: number
  readonly tos: number
  readonly in: string
  /** Limits the lookup to routes over an interface; null for any. */
  readonly out: string | null
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
}

const LOOPBACK: Interface = {
  name: 'lo',
  addresses: [{ address: 0x7f000001, prefix: { address: 0x7f000000, length: 8 } }],
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up: true,
  loopback: true,
  pointToPoint: false,
}

/** Scopes as numbers (rtnetlink.h): an address or route is usable where its scope is at most the wanted one. */
const SCOPE = { global: 0, link: 253, host: 254 } as const

/** A host's routing tables and rules (net/ipv4/fib_*.c), with the routes that addresses imply. Never changes. */
export class RoutingTables {
  /** The interfaces, `lo` always among them. */
  readonly interfaces: readonly Interface[]
  private readonly byName = new Map<string, Interface>()
  private readonly tables = new Map<string, Route[]>()
  private readonly rules: readonly RoutingRule[]
  /** An `ip rule` asks for protocols or ports: then lookups of one address pair may differ. */
  readonly looksAtPorts: boolean
  /** A route or a rule has a realm: then the way back is looked at even where it is not checked. */
  readonly hasRealms: boolean
  private readonly ownAddresses = new Set<Ipv4>()

  constructor(network: Network) {
    const named = network.interfaces
    this.interfaces = named.some((one) => one.loopback || one.name === 'lo') ? named : [LOOPBACK, ...named]
    for (const one of this.interfaces) {
      this.byName.set(one.name, one)
      if (one.up) this.addInterface(one)
    }
    for (const route of network.routes) this.add(this.completed(route))
    for (const routes of this.tables.values()) {
      // fib_table_lookup: longest prefix, then the more special TOS, then the lower metric, then the older.
      routes.sort((a, b) => b.destination.length - a.destination.length || b.tos - a.tos || a.metric - b.metric)
    }
    this.hasRealms = [...network.routes, ...network.rules].some(({ realm }) => realm !== undefined)
    this.looksAtPorts = network.rules.some((one) => one.protocol !== null || one.sourcePorts !== null || one.destinationPorts !== null)
    const standing: RoutingRule[] = [lookupRule(0, 'local'), ...network.rules, lookupRule(32766, 'main'), lookupRule(32767, 'default')]
    this.rules = standing.sort((a, b) => a.priority - b.priority)
  }

  /** Every route, table by table, those that addresses imply included. */
  routes(): readonly Route[] {
    return [...this.tables.values()].flat()
  }

  interface(name: string): Interface | null {
    return this.byName.get(name) ?? null
  }

  /** Whether an address is one of the host's own (inet_lookup_ifaddr). */
  isOwn(address: Ipv4): boolean {
    // __ip_dev_find: or what the local table leads to this host, all of 127.0.0.0/8.
    return this.ownAddresses.has(address) || this.addressType(address, null) === 'LOCAL'
  }

  /** fib_lookup: the rules by priority, each table's longest match. */
  lookup(flow: Flow): Lookup {
    // fib_rules_lookup: from which priority on rules are asked.
    let from = 0
    for (const one of this.rules) {
      const { action } = one
      if (one.priority < from || !ruleMatches(one, flow)) continue
      if (action.kind === 'goto') {
        if (this.rules.some(({ priority }) => priority === action.priority)) from = action.priority
        continue
      }
      if (action.kind !== 'lookup') {
        const error = action.kind === 'unreachable' ? 'no route' : action.kind
        return { kind: 'refused', error, route: null, table: null }
      }
      const found = this.lookupTable(action.table, one.realm ?? 0, flow)
      if (found !== null && !this.isSuppressed(one, found)) return found
    }
    return { kind: 'refused', error: 'no route', route: null, table: null }
  }

  /** fib4_rule_suppress. */
  private isSuppressed({ suppressPrefixLength = -1, suppressGroup }: RoutingRule, found: Lookup): boolean {
    if (found.kind === 'refused') return false
    if (found.route.destination.length <= suppressPrefixLength) return true
    return suppressGroup !== undefined && (this.byName.get(found.interface)?.group ?? 0) === suppressGroup
  }

  /** The type of an address by the table `local` alone (inet_addr_type_dev_table): `-m addrtype` asks this. */
  addressType(address: Ipv4, limitTo: string | null): AddressType {
    if (address === 0 || address === LIMITED_BROADCAST) return 'BROADCAST'
    if (isMulticast(address)) return 'MULTICAST'
    const route = this.tables.get('local')?.find((one) => prefixContains(one.destination, address))
    if (route === undefined || (limitTo !== null && route.interface !== limitTo)) return 'UNICAST'
    return route.kind === 'local' ? 'LOCAL' : route.kind === 'broadcast' ? 'BROADCAST' : 'UNICAST'
  }

  /** The source address for a route without one of its own (fib_result_prefsrc). */
  preferredSource(found: Extract<Lookup, { kind: 'found' }>): Ipv4 {
    const { route } = found
    if (route.source !== null) return route.source
    return this.selectAddress(found.interface, route.gateway ?? 0, SCOPE[route.scope])
  }

  /** inet_select_addr: an interface's address, the one on the peer's network where there is one; another interface's where it has none. */
  selectAddress(name: string, peer: Ipv4, scope: number = SCOPE.global): Ipv4 {
    const one = this.byName.get(name)
    if (one !== undefined) {
      let first: Ipv4 | null = null
      for (const { address, prefix } of one.addresses) {
        if (scopeOf(one) > scope) continue
        if (peer === 0 || prefixContains(prefix, peer)) return address
        first ??= address
      }
      if (first !== null) return first
    }
    for (const other of this.interfaces) {
      if (!other.up || scopeOf(other) > scope) continue
      const address = other.addresses[0]?.address
      if (address !== undefined) return address
    }
    return 0
  }

  /** The first address of an interface as REDIRECT takes it, or null when it has none. */
  firstAddress(name: string): Ipv4 | null {
    return this.byName.get(name)?.addresses[0]?.address ?? null
  }

  private lookupTable(table: string, ruleRealm: number, flow: Flow): Lookup | null {
    const routes = this.tables.get(table)
    if (routes === undefined) return null
    for (const route of routes) {
      if (!prefixContains(route.destination, flow.destination)) continue
      if (route.tos !== 0 && route.tos !== (flow.tos & 0x1c)) continue
      switch (route.kind) {
        case 'throw':
          return null
        case 'unreachable':
        case 'prohibit':
        case 'blackhole':
          return { kind: 'refused', error: route.kind, route, table }
        default: {
          const name = route.interface
          if (name === null || this.byName.get(name)?.up !== true) continue
          if (flow.out !== null && flow.out !== name) continue
          return { kind: 'found', route, table, interface: name, ruleRealm }
        }
      }
    }
    return null
  }

  /** fib_add_ifaddr: an address brings its local route, its network and its broadcast address with it. */
  private addInterface(one: Interface): void {
    for (const [index, { address, prefix }] of one.addresses.entries()) {
      const network = (prefix.address & prefixMask(prefix.length)) >>> 0
      // A further address of a network is secondary: what the host sends from there by itself bears the first one.
      const primary = one.addresses
        .slice(0, index)
        .find((other) => other.prefix.length === prefix.length && prefixContains(prefix, other.address))
      this.ownAddresses.add(address)
      this.add(kernelRoute(one, 'local', 'local', address, 32, primary?.address ?? address))
      if (prefix.length === 32 || primary !== undefined) continue
      if (one.loopback) this.add(kernelRoute(one, 'local', 'local', network, prefix.length, address))
      else this.add(kernelRoute(one, 'main', 'unicast', network, prefix.length, address))
      if (prefix.length < 31) {
        const last = (network | ~prefixMask(prefix.length)) >>> 0
        this.add(kernelRoute(one, 'local', 'broadcast', last, 32, address))
      }
    }
  }

  /** A route whose interface was left out leaves where its gateway is (fib_check_nh). */
  private completed(route: Route): Route {
    if (route.interface !== null || route.gateway === null) return route
    const gateway = route.gateway
    const home = this.interfaces.find((one) => one.up && one.addresses.some(({ prefix }) => prefixContains(prefix, gateway)))
    return home === undefined ? route : { ...route, interface: home.name }
  }

  private add(route: Route): void {
    const routes = this.tables.get(route.table)
    if (routes === undefined) this.tables.set(route.table, [route])
    // A second route to the same place is refused by the kernel (File exists): the first one stays.
    else if (route.origin === 'text' || !routes.some((one) => sameDestination(one, route))) routes.push(route)
  }
}

function sameDestination(a: Route, b: Route): boolean {
  return (
    a.kind === b.kind &&
    a.destination.address === b.destination.address &&
    a.destination.length === b.destination.length &&
    a.interface === b.interface &&
    a.source === b.source
  )
}

function scopeOf(one: Interface): number {
  return one.loopback ? SCOPE.host : SCOPE.global
}

function kernelRoute(
  one: Interface,
  table: string,
  kind: 'local' | 'broadcast' | 'unicast',
  address: Ipv4,
  length: number,
  source: Ipv4,
): Route {
  return {
    kind,
    destination: { address, length },
    table,
    interface: one.name,
    gateway: null,
    source,
    metric: 0,
    scope: kind === 'local' ? 'host' : 'link',
    tos: 0,
    onlink: false,
    origin: 'kernel',
  }
}

/** fib_rule_match and fib4_rule_match. */
function ruleMatches(one: RoutingRule, flow: Flow): boolean {
  const holds =
    (one.in === null || one.in === flow.in) &&
    (one.out === null || one.out === flow.out) &&
    (one.mark === null || ((one.mark.value ^ flow.mark) & one.mark.mask) === 0) &&
    (one.from === null || prefixContains(one.from, flow.source)) &&
    (one.to === null || prefixContains(one.to, flow.destination)) &&
    // fib_dscp_masked_match: `tos` rules see the old TOS bits alone.
    (one.tos === null || one.tos === 0 || one.tos === (flow.tos & 0x1c)) &&
    (one.protocol === null || one.protocol === flow.protocol) &&
    (one.sourcePorts === null || (flow.sourcePort >= one.sourcePorts[0] && flow.sourcePort <= one.sourcePorts[1])) &&
    (one.destinationPorts === null || (flow.destinationPort >= one.destinationPorts[0] && flow.destinationPort <= one.destinationPorts[1]))
  return holds !== one.inverted
}
