import type { Ipv4, Prefix } from './address'
import type { Route, RoutingRule } from './routing'

/** A host's network: what `ip addr`, `ip route`, `ip rule`, sysctl and listening sockets say. */
export interface Network {
  readonly interfaces: readonly Interface[]
  /** Routes that were written; those that addresses imply are the kernel's work (engine/routing). */
  readonly routes: readonly Route[]
  /** Rules beside the three that always stand (local 0, main 32766, default 32767). */
  readonly rules: readonly RoutingRule[]
  /** Values by their dotted names, e.g. `net.ipv4.ip_forward`. */
  readonly sysctl: { readonly [name: string]: string }
  readonly services: readonly Service[]
}

export interface Interface {
  readonly name: string
  readonly addresses: readonly InterfaceAddress[]
  /** `02:00:00:00:00:01`; what LOG prints in MAC=. Null for interfaces without link-layer address (tun, wireguard). */
  readonly mac: string | null
  readonly mtu: number
  readonly up: boolean
  readonly loopback: boolean
  readonly pointToPoint: boolean
  /** `ip link set ... group N`; absent for the group default, 0. */
  readonly group?: number
}

export interface InterfaceAddress {
  readonly address: Ipv4
  readonly prefix: Prefix
}

/** A socket that listens: TCP completes handshakes, UDP receives and says nothing unless it `answers`. */
export interface Service {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** Null listens on every address. */
  readonly address: Ipv4 | null
  /** What people call it, e.g. `ssh`; empty when unnamed. */
  readonly name: string
  /** Answers data with data. A plain listening socket (conformance) does not: nobody reads it. */
  readonly answers: boolean
  /** Opened with IP_TRANSPARENT: it may take packets for anybody's address (TPROXY, `-m socket --transparent`). */
  readonly transparent?: true
  /** TCP: closes the connection once it has answered, before the client does. */
  readonly closes?: true
}
