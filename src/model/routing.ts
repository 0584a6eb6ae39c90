import type { Ipv4, Prefix } from './address'

/** What a route does with a packet (ip-route(8)). */
export type RouteKind = 'unicast' | 'local' | 'broadcast' | 'multicast' | 'blackhole' | 'unreachable' | 'prohibit' | 'throw'

/** One line of `ip route`. */
export interface Route {
  readonly kind: RouteKind
  readonly destination: Prefix
  readonly table: string
  readonly interface: string | null
  readonly gateway: Ipv4 | null
  /** The preferred source address (`src`), null for the interface's own choice. */
  readonly source: Ipv4 | null
  readonly metric: number
  readonly scope: 'global' | 'link' | 'host'
  readonly tos: number
  readonly onlink: boolean
  /** `realm TO` or `realms FROM/TO`: FROM in the upper 16 bits; absent for none. */
  readonly realm?: number
  /** The kernel made it (addresses' local, broadcast and connected routes), or the text did. */
  readonly origin: 'kernel' | 'text'
}

/** One line of `ip rule`. */
export interface RoutingRule {
  readonly priority: number
  readonly from: Prefix | null
  readonly to: Prefix | null
  readonly in: string | null
  readonly out: string | null
  readonly mark: { readonly value: number; readonly mask: number } | null
  readonly tos: number | null
  readonly protocol: number | null
  readonly sourcePorts: readonly [number, number] | null
  readonly destinationPorts: readonly [number, number] | null
  readonly inverted: boolean
  /** `suppress_prefixlength`: a route of at most this length does not count, and the next rule is asked; absent for any. */
  readonly suppressPrefixLength?: number
  /** `suppress_ifgroup`: nor does a route over an interface of this group. */
  readonly suppressGroup?: number
  /** `realms`: FROM in the upper 16 bits; absent for none. */
  readonly realm?: number
  readonly action:
    | { readonly kind: 'lookup'; readonly table: string }
    /** Goes on at the first rule of that priority, if there is one. */
    | { readonly kind: 'goto'; readonly priority: number }
    | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' }
}

/** `ip rule add lookup TABLE`, for every packet. */
export function lookupRule(priority: number, table: string): RoutingRule {
  return {
    priority,
    from: null,
    to: null,
    in: null,
    out: null,
    mark: null,
    tos: null,
    protocol: null,
    sourcePorts: null,
    destinationPorts: null,
    inverted: false,
    action: { kind: 'lookup', table },
  }
}
