import { dataOffsetOf, type Packet, Protocol, packetLength, type Transport, transportLength } from '../model'

/**
 * The packet as it lies in memory, from its IP header on, one number a byte: what string and u32 look into. Quoted packets are
 * cut to the length that was quoted. RFC 791, 792, 768, 9293.
 */
export function wireBytes(packet: Packet): Uint8Array {
  const headerLength = 20 + packet.ipOptions.length
  const bytes = new Uint8Array(headerLength + transportLength(packet.transport))
  bytes[0] = 0x40 | (headerLength >> 2)
  bytes[1] = packet.tos
  put16(bytes, 2, packetLength(packet))
  put16(bytes, 4, packet.id)
  put16(bytes, 6, (packet.dontFragment ? 0x4000 : 0) | (packet.moreFragments ? 0x2000 : 0) | packet.fragmentOffset)
  bytes[8] = packet.ttl
  bytes[9] = packet.transport.protocol
  put32(bytes, 12, packet.source)
  put32(bytes, 16, packet.destination)
  putText(bytes, 20, packet.ipOptions)
  put16(bytes, 10, folded(sum(bytes, 0, headerLength)))
  putTransport(bytes, headerLength, packet.transport)
  const at = checksumAt(packet.transport)
  if (at !== null) {
    const checked = transportSum(bytes, headerLength, packet)
    // A UDP checksum of 0 would mean none. One that is wrong is wrong in both its bytes.
    const right = packet.transport.kind === 'udp' && checked === 0 ? 0xffff : checked
    put16(bytes, headerLength + at, packet.wrongChecksum === true ? right ^ 0x0101 : right)
  }
  return bytes
}

function putTransport(bytes: Uint8Array, at: number, transport: Transport): void {
  switch (transport.kind) {
    case 'tcp':
      put16(bytes, at, transport.sourcePort)
      put16(bytes, at + 2, transport.destinationPort)
      put32(bytes, at + 4, transport.sequence)
      put32(bytes, at + 8, transport.acknowledgement)
      bytes[at + 12] = (dataOffsetOf(transport) >> 2) << 4
      bytes[at + 13] = transport.flags
      put16(bytes, at + 14, transport.window)
      put16(bytes, at + 18, transport.urgentPointer)
      putText(bytes, at + 20, transport.options)
      putText(bytes, at + 20 + transport.options.length, transport.payload)
      break
    case 'udp':
      put16(bytes, at, transport.sourcePort)
      put16(bytes, at + 2, transport.destinationPort)
      put16(bytes, at + 4, transport.length ?? 8 + transport.payload.length)
      putText(bytes, at + 8, transport.payload)
      break
    case 'icmp':
      bytes[at] = transport.type
      bytes[at + 1] = transport.code
      put16(bytes, at + 4, transport.identifier)
      put16(bytes, at + 6, transport.sequence)
      if (transport.quoted === null) putText(bytes, at + 8, transport.payload)
      else bytes.set(wireBytes(transport.quoted.packet).subarray(0, transport.quoted.length), at + 8)
      break
    case 'other':
      putText(bytes, at, transport.payload)
      break
  }
}

/** Where in its header a transport has its checksum, or null. */
function checksumAt({ kind }: Transport): number | null {
  return kind === 'tcp' ? 16 : kind === 'udp' ? 6 : kind === 'icmp' ? 2 : null
}

/** The checksum over all that lies behind an IP header of this length, with the pseudo header of TCP and UDP: 0 where it is filled in and right. */
export function transportSum(bytes: Uint8Array, at: number, { transport, source, destination }: Packet): number {
  const length = bytes.length - at
  const pseudoHeader = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + transport.protocol + length
  return folded(sum(bytes, at, length) + (transport.protocol === Protocol.ICMP ? 0 : pseudoHeader))
}

/** The checksum of an IP header of so many bytes: 0 where it is filled in and right. */
export function headerSum(bytes: Uint8Array, length: number): number {
  return folded(sum(bytes, 0, length))
}

/** The sum of 16-bit words; an odd byte counts as the upper half of a word. */
function sum(bytes: Uint8Array, at: number, length: number): number {
  let total = 0
  for (let i = 0; i < length; i++) total += (bytes[at + i] ?? 0) << (i % 2 === 0 ? 8 : 0)
  return total
}

function folded(total: number): number {
  let rest = total
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000)
  return ~rest & 0xffff
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8
  bytes[at + 1] = value
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, value >>> 16)
  put16(bytes, at + 2, value)
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i)
}
