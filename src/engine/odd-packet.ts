import { headerSum, transportSum, wireBytes } from '../extensions/wire-bytes'
import { dividedSegment, isIcmpError, type Packet, Protocol, type Tcp, type Transport } from '../model'
import type { PacketSpec } from '../scenario/scenario'

/** What makes ip_rcv_core (net/ipv4/ip_input.c) throw a packet away: keys of the page's texts. */
export type HeaderFault = 'no IPv4 header' | 'header checksum' | 'longer than what arrived'

/**
 * What a host makes of an odd packet: `packet` as its fields would have it, laid out in bytes, spoilt as the spec wants, and read again.
 * What a process sends by itself has its length and header checksum put right by the kernel (raw_send_hdrinc).
 */
export function asItArrives(spec: PacketSpec, packet: Packet): { readonly packet: Packet; readonly fault: HeaderFault | null } {
  const fromWire = spec.in !== undefined
  const spoilt = spec.bad_sum === 'transport' || spec.bad_sum === 'both'
  const whole = wireBytes(spoilt ? { ...packet, wrongChecksum: true } : packet)
  const header = 20 + packet.ipOptions.length
  const bytes = spec.cut === undefined ? whole : whole.slice(0, header + spec.cut)
  const words = spec.ihl ?? header / 4
  const total = fromWire ? (spec.total_length ?? bytes.length) : bytes.length
  bytes[0] = ((spec.version ?? 4) << 4) | words
  bytes[2] = total >>> 8
  bytes[3] = total & 255
  // As it was sent, for those who look at what never came in.
  const broken = (fault: HeaderFault): { readonly packet: Packet; readonly fault: HeaderFault } => ({ packet, fault })
  if ((spec.version ?? 4) !== 4 || words < 5 || words * 4 > bytes.length) return broken('no IPv4 header')
  // The sender sums up the header that there is, the receiver the one that it reads of.
  bytes[10] = 0
  bytes[11] = 0
  const checked = headerSum(bytes, header) ^ (fromWire && spec.bad_sum !== undefined && spec.bad_sum !== 'transport' ? 0x0101 : 0)
  bytes[10] = checked >>> 8
  bytes[11] = checked & 255
  if (headerSum(bytes, words * 4) !== 0) return broken('header checksum')
  if (total > bytes.length) return broken('longer than what arrived')
  if (total < words * 4) return broken('no IPv4 header')
  return { packet: reread(packet, bytes.slice(0, total), words * 4), fault: null }
}

/** The packet that these bytes are. What an error quotes is not taken apart again. */
export function reread(sent: Packet, bytes: Uint8Array, header: number): Packet {
  const inside = text(bytes.subarray(header))
  const transport = sent.fragmentOffset === 0 ? readTransport(sent.transport, inside) : other(sent.transport.protocol, inside)
  const { wrongChecksum: _, ...rest } = sent
  const packet: Packet = { ...rest, ipOptions: text(bytes.subarray(20, header)), transport }
  // Nobody has put a checksum into a header that is there by chance.
  const summed = transport.kind !== 'other' && (!packet.moreFragments || sent.transport.kind === 'other')
  const left = summed ? transportSum(bytes, header, packet) : 0
  return left === 0 ? packet : { ...packet, wrongChecksum: packet.moreFragments ? left : true }
}

function readTransport(sent: Transport, bytes: string): Transport {
  const short = (at: number): number => (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1)
  const word = (at: number): number => short(at) * 0x10000 + short(at + 2)
  switch (sent.protocol) {
    case Protocol.TCP: {
      if (bytes.length < 20) return other(Protocol.TCP, bytes)
      const tcp: Tcp = {
        kind: 'tcp',
        protocol: 6,
        sourcePort: short(0),
        destinationPort: short(2),
        sequence: word(4),
        acknowledgement: word(8),
        flags: bytes.charCodeAt(13),
        window: short(14),
        urgentPointer: short(18),
        options: '',
        payload: '',
      }
      return dividedSegment(tcp, (bytes.charCodeAt(12) >>> 4) * 4, bytes.slice(20))
    }
    case Protocol.UDP: {
      if (bytes.length < 8) return other(Protocol.UDP, bytes)
      const udp = { kind: 'udp', protocol: 17, sourcePort: short(0), destinationPort: short(2), payload: bytes.slice(8) } as const
      return short(4) === bytes.length ? udp : { ...udp, length: short(4) }
    }
    case Protocol.ICMP: {
      const isQuoting = sent.kind !== 'icmp' && isIcmpError(bytes.charCodeAt(0))
      if (bytes.length < 8 || isQuoting) return other(Protocol.ICMP, bytes)
      const icmp = {
        kind: 'icmp',
        protocol: 1,
        type: bytes.charCodeAt(0),
        code: bytes.charCodeAt(1),
        identifier: short(4),
        sequence: short(6),
      } as const
      const quoted = sent.kind === 'icmp' ? sent.quoted : null
      if (quoted === null) return { ...icmp, payload: bytes.slice(8), quoted: null }
      return { ...icmp, payload: '', quoted: { ...quoted, length: Math.min(quoted.length, bytes.length - 8) } }
    }
    default:
      return other(sent.protocol, bytes)
  }
}

function other(protocol: number, payload: string): Transport {
  return { kind: 'other', protocol, payload }
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
