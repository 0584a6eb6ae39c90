import { type Packet, TcpFlag } from '../model'

const ICMP_LABELS: { readonly [type: number]: string } = {
  0: 'pong',
  4: 'quench',
  5: 'redirect',
  8: 'ping',
  11: 'TTL exceeded',
  12: 'parameter problem',
  13: 'timestamp?',
  14: 'timestamp',
  17: 'mask?',
  18: 'mask',
}

/** ICMP destination unreachable by code (RFC 792, RFC 1812 section 5.2.7.1). */
const UNREACHABLE_LABELS: { readonly [code: number]: string } = {
  0: 'net unreachable',
  1: 'host unreachable',
  2: 'proto unreachable',
  3: 'port unreachable',
  4: 'too big',
  9: 'net prohibited',
  10: 'host prohibited',
  13: 'prohibited',
}

const PROTOCOL_LABELS: { readonly [protocol: number]: string } = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipip',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  132: 'sctp',
}

/** A name short enough for a moving dot: `SYN`, `SYN+ACK`, `data`, `ping`, `udp 53`. The words a terminal would use, in no language. */
export function packetLabel(packet: Packet): string {
  const transport = packet.transport
  if (packet.fragmentOffset > 0) return 'fragment'
  switch (transport.kind) {
    case 'tcp':
      return tcpLabel(transport.flags, transport.payload.length)
    case 'udp':
      return `udp ${wellKnownPort(transport.sourcePort, transport.destinationPort)}`
    case 'icmp':
      if (transport.type === 3) return UNREACHABLE_LABELS[transport.code] ?? 'unreachable'
      return ICMP_LABELS[transport.type] ?? `icmp ${transport.type}`
    case 'other':
      return PROTOCOL_LABELS[transport.protocol] ?? `proto ${transport.protocol}`
  }
}

function tcpLabel(flags: number, payload: number): string {
  const names = (['SYN', 'FIN', 'RST', 'ACK', 'URG'] as const).filter((name) => (flags & TcpFlag[name]) !== 0)
  if (payload > 0 && names.length === 1 && names[0] === 'ACK') return 'data'
  return names.length === 0 ? 'no flags' : names.join('+')
}

/** The port that says what a datagram is about: the well-known end of the two, else the one it goes to. */
function wellKnownPort(source: number, destination: number): number {
  return source < 1024 && destination >= 1024 ? source : destination
}
