import { formatIpv4, type Interface, type Ipv4, isLoopback, type Network, prefixMask } from '../model'
import type { ExchangeSpec, Sending } from '../scenario/scenario'
import type { TrafficMix } from './protocol'

type FlowKind = TrafficMix['flows'][number]

export interface Flow {
  readonly sending: Sending
  /** About how many packets the host sees of it. */
  readonly packets: number
}

/** Where somebody can be talked to: on the host, or beyond one of its interfaces. */
interface Place {
  readonly interface: Interface | null
  address(): Ipv4
}

/** Packets that the host sees of one flow: handshake, question, answer and close are ten, both directions counted. */
const PACKETS: { readonly [K in FlowKind]: number } = { tcp: 10, udp: 2, ping: 2, scan: 1 }

const TCP_PORTS = [22, 80, 443, 443, 443, 25, 3306, 8080] as const
const UDP_PORTS = [53, 53, 123, 443, 51820] as const
const ANSWERS = ['open', 'open', 'open', 'closed', 'silent'] as const

/** Addresses of the wide world for those who come through a default route (TEST-NET-1 to 3, RFC 5737). */
const WORLD: readonly Ipv4[] = [0xc0000200, 0xc6336400, 0xcb007100]

/** Endless flows over a network, made of the wanted kinds. Answers null where no interface could carry one. */
export function createFlowMaker(network: Network, kinds: readonly FlowKind[], random: () => number): () => Flow | null {
  const below = (bound: number): number => random() % bound
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)]
  const up = network.interfaces.filter((candidate) => candidate.up && !candidate.loopback && candidate.addresses.length > 0)
  const uplinks = new Set(network.routes.filter((route) => route.destination.length === 0).map((route) => route.interface))
  const forwarding = network.sysctl['net.ipv4.ip_forward'] === '1'

  /** Somebody beyond the interface: a neighbour, or anyone at all where the default route leads. */
  const outsider = (link: Interface): Ipv4 => {
    const own = link.addresses[below(link.addresses.length)]
    if (own === undefined || (uplinks.has(link.name) && below(4) > 0)) return (pick(WORLD) ?? 0) + 1 + below(253)
    const hosts = Math.min(2 ** (32 - own.prefix.length), 256)
    if (hosts < 4) return own.address ^ 1
    const network = (own.prefix.address & prefixMask(own.prefix.length)) >>> 0
    const candidate = network + 1 + below(hosts - 2)
    return candidate === own.address ? network + 1 + ((candidate - network) % (hosts - 2)) : candidate
  }

  const servicePort = (protocol: 'tcp' | 'udp'): number | undefined => {
    const services = network.services.filter(
      (service) => service.protocol === protocol && (service.address === null || !isLoopback(service.address)),
    )
    return services.length > 0 && below(3) > 0 ? pick(services)?.port : undefined
  }

  return () => {
    const kind = pick(kinds)
    const link = pick(up)
    if (kind === undefined || link === undefined) return null
    const fromHost = below(6) === 0
    const from: Place = {
      interface: fromHost ? null : link,
      address: () => (fromHost ? (link.addresses[0]?.address ?? 0) : outsider(link)),
    }
    const other = forwarding ? pick(up.filter((candidate) => candidate !== link)) : undefined
    const throughHost = !fromHost && other !== undefined && below(3) > 0
    const to = throughHost ? outsider(other) : fromHost ? outsider(link) : (link.addresses[below(link.addresses.length)]?.address ?? 0)
    const ends = { ...(from.interface !== null && { in: from.interface.name }), src: formatIpv4(from.address()), dst: formatIpv4(to) }
    const sport = 32_768 + below(28_000)
    if (kind === 'scan') {
      const dport = 1 + below(10_000)
      return { sending: { kind: 'packet', after: 0, packet: { ...ends, proto: 'tcp', sport, dport, flags: 'S' } }, packets: PACKETS.scan }
    }
    const peer = pick(ANSWERS) ?? 'open'
    return {
      sending: { kind: 'exchange', after: 0, exchange: { ...exchangeOf(kind), ...ends, peer } },
      packets: peer === 'open' ? PACKETS[kind] : 2,
    }

    function exchangeOf(what: 'tcp' | 'udp' | 'ping'): Pick<ExchangeSpec, 'what' | 'sport' | 'dport' | 'request' | 'response' | 'count'> {
      if (what === 'ping') return { what, count: 1 }
      const usual = what === 'tcp' ? TCP_PORTS : UDP_PORTS
      const dport = (throughHost ? undefined : servicePort(what)) ?? pick(usual) ?? 443
      return { what, sport, dport, request: 40 + below(400), response: 100 + below(1_200) }
    }
  }
}
