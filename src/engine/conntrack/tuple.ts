import { type Packet, Protocol, type Transport, type Tuple } from '../../model'

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

/** The tuple of a packet (nf_ct_get_tuple), or null where its headers are too short to tell, or it is a later fragment. */
export function tupleOf(packet: Packet): Tuple | null {
  const { transport } = packet
  const sourcePort = sourcePortOf(transport)
  if (packet.fragmentOffset !== 0 || sourcePort < 0) return null
  return {
    protocol: transport.protocol,
    source: packet.source,
    destination: packet.destination,
    sourcePort,
    destinationPort: destinationPortOf(transport),
  }
}

/** A tuple's sourcePort, or -1 where the header is too short for it. */
export function sourcePortOf(transport: Transport): number {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return transport.sourcePort
    case 'icmp':
      return transport.identifier
    case 'other':
      if (transport.protocol === Protocol.ICMP) return -1
      if (transport.protocol === Protocol.GRE) return enhancedGre(transport.payload) === 'foreign' ? -1 : 0
      if (!hasPorts(transport.protocol)) return 0
      return transport.payload.length < 4 ? -1 : wordAt(transport.payload, 0)
  }
}

/** A tuple's destinationPort, where there is a sourcePort. */
export function destinationPortOf(transport: Transport): number {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return transport.destinationPort
    case 'icmp':
      return (transport.type << 8) | transport.code
    case 'other':
      if (transport.protocol === Protocol.GRE) return enhancedGre(transport.payload) === 'pptp' ? wordAt(transport.payload, 6) : 0
      return hasPorts(transport.protocol) ? wordAt(transport.payload, 2) : 0
  }
}

/**
 * gre_pkt_to_tuple: PPTP's GRE (version 1) is told apart by the call it goes to; whom it comes from only a PPTP helper would know.
 * Version 1 about anything but PPP has no tuple at all; all other GRE is tracked by its addresses.
 */
function enhancedGre(bytes: string): 'pptp' | 'foreign' | null {
  if (bytes.length < 8 || (bytes.charCodeAt(1) & 7) !== 1) return null
  return wordAt(bytes, 2) === 0x880b ? 'pptp' : 'foreign'
}

function wordAt(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1)
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
