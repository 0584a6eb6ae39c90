import { type Packet, Protocol, type Tuple } from '../../model'

/**
 * ICMP queries and what answers them (nf_conntrack_proto_icmp.c, invmap): asked the other way round, too, because an
 * inverted reply must be the query again. Other types have no answer and cannot be tracked by themselves.
 */
const ICMP_ANSWERS: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
])

/** The ICMP types that may begin a connection: the queries (icmp_packet's valid_new). */
export function icmpMayBegin(type: number): boolean {
  return type === 8 || type === 13 || type === 15 || type === 17
}

/** The type that answers an ICMP query (or is answered by it), or null where nothing does. */
export function icmpAnswer(type: number): number | null {
  return ICMP_ANSWERS.get(type) ?? null
}

/** Protocols whose tuples have ports (nf_conntrack_tuple's u.all); all others are tracked by their addresses alone. */
export function hasPorts(protocol: number): boolean {
  return protocol === Protocol.TCP || protocol === Protocol.UDP || protocol === Protocol.UDPLITE || protocol === Protocol.SCTP
}

/**
 * The tuple of a packet (nf_ct_get_tuple), or null where its headers are too short to tell (or it is a later fragment).
 * The ports of protocols that nobody here takes apart are read from their first four bytes.
 */
export function tupleOf(packet: Packet): Tuple | null {
  const ports = portsOf(packet)
  if (ports < 0) return null
  return {
    protocol: packet.transport.protocol,
    source: packet.source,
    destination: packet.destination,
    sourcePort: Math.floor(ports / 65536),
    destinationPort: ports % 65536,
  }
}

/** Both ports as `source * 65536 + destination`, or -1 where the packet has not enough of them. */
export function portsOf(packet: Packet): number {
  if (packet.fragmentOffset !== 0) return -1
  const transport = packet.transport
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return transport.sourcePort * 65536 + transport.destinationPort
    case 'icmp':
      return transport.identifier * 65536 + transport.type * 256 + transport.code
    case 'other': {
      const needs = hasPorts(transport.protocol) || transport.protocol === Protocol.ICMP
      if (!needs) return 0
      const bytes = transport.payload
      if (bytes.length < 4 || transport.protocol === Protocol.ICMP) return -1
      return ((bytes.charCodeAt(0) << 8) | bytes.charCodeAt(1)) * 65536 + ((bytes.charCodeAt(2) << 8) | bytes.charCodeAt(3))
    }
  }
}

/** What an answer to this tuple looks like (nf_ct_invert_tuple), or null for an ICMP type that nothing answers. */
export function invertTuple(tuple: Tuple): Tuple | null {
  if (tuple.protocol === Protocol.ICMP) {
    const answer = icmpAnswer(tuple.destinationPort >>> 8)
    if (answer === null) return null
    return {
      protocol: tuple.protocol,
      source: tuple.destination,
      destination: tuple.source,
      sourcePort: tuple.sourcePort,
      destinationPort: (answer << 8) | (tuple.destinationPort & 255),
    }
  }
  return {
    protocol: tuple.protocol,
    source: tuple.destination,
    destination: tuple.source,
    sourcePort: tuple.destinationPort,
    destinationPort: tuple.sourcePort,
  }
}

export function sameTuple(a: Tuple, b: Tuple): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort &&
    a.protocol === b.protocol
  )
}
