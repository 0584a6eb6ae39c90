import { formatIpv4, type Packet, type Prefix, type Route, TcpFlag, type Tuple } from '../model'

/** Protocols by the names that capturing tools give them (tcpdump 4.99, ipproto.c). */
export const PROTOCOL_NAMES: { readonly [number: number]: string } = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  33: 'DCCP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  89: 'OSPF',
  103: 'PIM',
  108: 'Compressed IP',
  112: 'VRRP',
  132: 'SCTP',
  136: 'UDPLITE',
}

/** `TCP`, `ICMP`, or the number of a protocol without a name. */
export function protocolName(protocol: number): string {
  return PROTOCOL_NAMES[protocol] ?? `protocol ${protocol}`
}

/** The flags of a TCP header as iptables names them: `SYN`, `ACK,FIN`; empty for none. */
export function flagNames(flags: number): string {
  return (['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const).filter((name) => (flags & TcpFlag[name]) !== 0).join(',')
}

/** What a packet carries, in a line: `TCP 51514 → 22 SYN`, `ICMP echo-request 7/1`, `UDP 40000 → 53`. */
export function transportText(packet: Packet): string {
  const transport = packet.transport
  switch (transport.kind) {
    case 'tcp':
      return `TCP ${transport.sourcePort} → ${transport.destinationPort} ${flagNames(transport.flags)}`.trimEnd()
    case 'udp':
      return `UDP ${transport.sourcePort} → ${transport.destinationPort}`
    case 'icmp':
      if (transport.type === 8) return `ICMP echo-request ${transport.identifier}/${transport.sequence}`
      if (transport.type === 0) return `ICMP echo-reply ${transport.identifier}/${transport.sequence}`
      return `ICMP type ${transport.type} code ${transport.code}`
    case 'other':
      return protocolName(transport.protocol)
  }
}

/** An address with its port where there is one: `10.0.0.1:22`. */
export function endpoint(packet: Packet, side: 'source' | 'destination'): string {
  const address = formatIpv4(packet[side])
  const transport = packet.transport
  if (transport.kind !== 'tcp' && transport.kind !== 'udp') return address
  return `${address}:${side === 'source' ? transport.sourcePort : transport.destinationPort}`
}

/** A connection's direction: `10.0.0.1:40000 → 10.0.0.2:22`. */
export function tupleText(tuple: Tuple): string {
  const source = formatIpv4(tuple.source)
  const destination = formatIpv4(tuple.destination)
  if (tuple.protocol === 1) return `${source} → ${destination} id ${tuple.sourcePort}`
  if (tuple.sourcePort === 0 && tuple.destinationPort === 0) return `${source} → ${destination}`
  return `${source}:${tuple.sourcePort} → ${destination}:${tuple.destinationPort}`
}

function prefixText(prefix: Prefix): string {
  if (prefix.length === 0) return 'default'
  return prefix.length === 32 ? formatIpv4(prefix.address) : `${formatIpv4(prefix.address)}/${prefix.length}`
}

/** A route as `ip route` writes it, shortened to what decides: `default via 10.0.0.1 dev eth0`. */
export function routeText(route: Route): string {
  const kind = route.kind === 'unicast' ? '' : `${route.kind} `
  const via = route.gateway === null ? '' : ` via ${formatIpv4(route.gateway)}`
  const device = route.interface === null ? '' : ` dev ${route.interface}`
  return `${kind}${prefixText(route.destination)}${via}${device}`
}

/** Virtual time in seconds with the microseconds grouped: `0.000 112`. */
export function secondsText(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000)
  const rest = String(microseconds - seconds * 1_000_000).padStart(6, '0')
  return `${seconds}.${rest.slice(0, 3)} ${rest.slice(3)}`
}
