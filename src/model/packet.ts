import type { Ipv4 } from './address'

/**
 * An IPv4 packet as it is on the wire: immutable plain data. Rewriting makes a new packet.
 * What a host knows about it beside (mark, connection, interfaces) is the host's and not here.
 */
export interface Packet {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  /** The whole TOS byte: DSCP in the upper six bits, ECN in the lower two. */
  readonly tos: number
  /** The identification field. */
  readonly id: number
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  /** In units of eight bytes, as in the header. */
  readonly fragmentOffset: number
  /** The bytes of the IP options, padded to four, as a latin-1 string: one character a byte. */
  readonly ipOptions: string
  readonly transport: Transport
  /**
   * Its transport's checksum is wrong. Absent where it is right: checksums are not kept otherwise. Of a first fragment, what the sum over it
   * leaves, for the checksum may be that of the whole.
   */
  readonly wrongChecksum?: true | number
}

/** What the IP header carries. `protocol` is the number of the header; `kind` tells the shape. */
export type Transport = Tcp | Udp | Icmp | OtherTransport

export interface Tcp {
  readonly kind: 'tcp'
  readonly protocol: 6
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgement: number
  /** TcpFlag bits, or'ed. */
  readonly flags: number
  readonly window: number
  readonly urgentPointer: number
  /** The option bytes, padded to four, as a latin-1 string. */
  readonly options: string
  /** The data, one character a byte. */
  readonly payload: string
  /**
   * Where the header itself says that the data begins, in bytes, when that cannot be: behind the end (`options` is all there is behind
   * the fixed header), or within the fixed header (there are no options).
   */
  readonly dataOffset?: number
}

export interface Udp {
  readonly kind: 'udp'
  readonly protocol: 17
  readonly sourcePort: number
  readonly destinationPort: number
  readonly payload: string
  /** The header's own length field where it says something else than there is. */
  readonly length?: number
}

export interface Icmp {
  readonly kind: 'icmp'
  readonly protocol: 1
  readonly type: number
  readonly code: number
  /** The second 32-bit word of the header: identifier and sequence of an echo, gateway of a redirect, MTU of a too-big. */
  readonly identifier: number
  readonly sequence: number
  /** The data of a query; empty when a packet is quoted. */
  readonly payload: string
  /** The packet that an error is about, as far as it was quoted. */
  readonly quoted: QuotedPacket | null
}

export interface QuotedPacket {
  readonly packet: Packet
  /** How many of its bytes the error holds, its IP header included. */
  readonly length: number
}

/** Any other protocol, and every fragment but the first: bytes that nobody here takes apart. */
export interface OtherTransport {
  readonly kind: 'other'
  readonly protocol: number
  readonly payload: string
}

/** The TCP header's flag byte (RFC 9293 section 3.1). */
export const TcpFlag = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 } as const

export const Protocol = { ICMP: 1, IGMP: 2, IPIP: 4, TCP: 6, UDP: 17, DCCP: 33, GRE: 47, ESP: 50, AH: 51, SCTP: 132, UDPLITE: 136 } as const

/** ICMP types by name (RFC 792). */
export const IcmpType = {
  ECHO_REPLY: 0,
  DESTINATION_UNREACHABLE: 3,
  SOURCE_QUENCH: 4,
  REDIRECT: 5,
  ECHO_REQUEST: 8,
  TIME_EXCEEDED: 11,
  PARAMETER_PROBLEM: 12,
  TIMESTAMP_REQUEST: 13,
  TIMESTAMP_REPLY: 14,
  ADDRESS_MASK_REQUEST: 17,
  ADDRESS_MASK_REPLY: 18,
} as const

/** Whether an ICMP type reports about another packet and quotes it (RFC 1122 section 3.2.2). */
export function isIcmpError(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12
}

/** TCP's header without options. */
const TCP_HEADER = 20

/** Where a segment's header says that its data begins, in bytes. */
export function dataOffsetOf({ dataOffset, options }: Tcp): number {
  return dataOffset ?? TCP_HEADER + options.length
}

/** The segment whose header says that data begins at this byte, and which has this behind its first 20. */
export function dividedSegment({ dataOffset: _, ...tcp }: Tcp, offset: number, behind: string): Tcp {
  const data = Math.max(offset - TCP_HEADER, 0)
  const divided: Tcp = { ...tcp, options: behind.slice(0, data), payload: behind.slice(data) }
  return offset < TCP_HEADER || data > behind.length ? { ...divided, dataOffset: offset } : divided
}

/** Bytes of the transport header and its payload. */
export function transportLength(transport: Transport): number {
  switch (transport.kind) {
    case 'tcp':
      return TCP_HEADER + transport.options.length + transport.payload.length
    case 'udp':
      return 8 + transport.payload.length
    case 'icmp':
      return 8 + (transport.quoted === null ? transport.payload.length : transport.quoted.length)
    case 'other':
      return transport.payload.length
  }
}

/** The IP header's total length field: what counters count and `-m length` compares. */
export function packetLength(packet: Packet): number {
  return 20 + packet.ipOptions.length + transportLength(packet.transport)
}
