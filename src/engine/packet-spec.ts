import { type Packet, Protocol, packetLength, parseIpv4, TcpFlag, type Transport, transportLength } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import type { HeaderFault } from './odd-packet'
import { rare } from './rare'

/** A packet as written, read; or why it cannot be. `fault` is what makes a host throw it away before it looks any further. */
export type ReadPacket = { readonly packet: Packet; readonly fault: HeaderFault | null } | { readonly problem: string }

const NAMED_PROTOCOLS: { readonly [name: string]: number } = {
  icmp: Protocol.ICMP,
  igmp: Protocol.IGMP,
  ipip: Protocol.IPIP,
  tcp: Protocol.TCP,
  udp: Protocol.UDP,
  gre: Protocol.GRE,
  esp: Protocol.ESP,
  ah: Protocol.AH,
  sctp: Protocol.SCTP,
  udplite: Protocol.UDPLITE,
}

const FLAG_LETTERS: { readonly [letter: string]: number } = {
  F: TcpFlag.FIN,
  S: TcpFlag.SYN,
  R: TcpFlag.RST,
  P: TcpFlag.PSH,
  A: TcpFlag.ACK,
  U: TcpFlag.URG,
  E: TcpFlag.ECE,
  C: TcpFlag.CWR,
}

/** Bytes of a quoted packet when a PacketSpec embeds one: its IP header and eight more (RFC 792). */
const QUOTED_BYTES = 28

/** Makes the packet that a PacketSpec writes down, with the same defaults as a conformance case. */
export function readPacketSpec(spec: PacketSpec): ReadPacket {
  const source = parseIpv4(spec.src)
  if (source === null) return { problem: `bad source address '${spec.src}'` }
  const destination = parseIpv4(spec.dst)
  if (destination === null) return { problem: `bad destination address '${spec.dst}'` }
  const protocol = NAMED_PROTOCOLS[spec.proto] ?? (/^\d{1,3}$/.test(spec.proto) ? Number(spec.proto) : null)
  if (protocol === null || protocol > 255) return { problem: `bad protocol '${spec.proto}'` }
  for (const [name, value, top] of [
    ['ttl', spec.ttl, 255],
    ['tos', spec.tos, 255],
    ['id', spec.id, 0xffff],
    ['fragment offset', spec.frag_off, 0x1fff],
    ['source port', spec.sport, 0xffff],
    ['destination port', spec.dport, 0xffff],
    ['sequence number', spec.seq, 0xffffffff],
    ['acknowledgement', spec.ack, 0xffffffff],
    ['window', spec.win, 0xffff],
    ['MSS', spec.mss, 0xffff],
    ['ICMP type', spec.type, 255],
    ['ICMP code', spec.code, 255],
    ['identifier', spec.icmp_id, 0xffff],
    ['sequence', spec.icmp_seq, 0xffff],
    ['mark', spec.mark, 0xffffffff],
    ['version', spec.version, 15],
    ['header length', spec.ihl, 15],
    ['total length', spec.total_length, 0xffff],
    ['UDP length', spec.udp_length, 0xffff],
    ['length to cut to', spec.cut, 65_000],
    ['payload length', typeof spec.payload === 'number' ? spec.payload : undefined, 65_000],
  ] as const) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= top)) return { problem: `${name} must be 0 to ${top}` }
  }
  const ipOptions = readBytes(spec.ip_options)
  if (ipOptions === null) return { problem: 'IP options are up to 40 bytes in hex' }
  if (spec.in === undefined && (spec.version !== undefined || spec.ihl !== undefined))
    return { problem: 'a process cannot send what is no IPv4: only what comes in on an interface may say another version or header length' }
  const payload = typeof spec.payload === 'number' ? 'x'.repeat(spec.payload) : (spec.payload ?? '')
  // By number, the payload is all that the IP header carries, whatever the protocol.
  const bare = /^\d/.test(spec.proto)
  const transport: Transport | { readonly problem: string } = bare
    ? { kind: 'other', protocol, payload }
    : readTransport(spec, protocol, payload)
  if ('problem' in transport) return transport
  // What a later fragment carries, nobody takes apart.
  const later = (spec.frag_off ?? 0) !== 0
  // One literal with every field: packets of one shape are what the engine is fast with.
  const packet: Packet = {
    source,
    destination,
    ttl: spec.ttl ?? 64,
    tos: spec.tos ?? 0,
    id: spec.id ?? 1,
    dontFragment: spec.df ?? false,
    moreFragments: spec.mf ?? false,
    fragmentOffset: spec.frag_off ?? 0,
    ipOptions,
    transport:
      later && transport.kind !== 'other' ? { kind: 'other', protocol, payload: 'x'.repeat(transportLength(transport)) } : transport,
  }
  if (packetLength(packet) > 65_535) return { problem: 'the packet is longer than 65535 bytes' }
  return isOdd(spec) ? rare().asItArrives(spec, packet) : { packet, fault: null }
}

/** Whether a packet is written down to be something else than its header says, so that it has to be read from its bytes. */
function isOdd(spec: PacketSpec): boolean {
  return (
    spec.bad_sum !== undefined ||
    spec.version !== undefined ||
    spec.ihl !== undefined ||
    spec.total_length !== undefined ||
    spec.cut !== undefined ||
    isBareHeader(spec)
  )
}

/** By number, a protocol's header is in the payload, where the host finds it all the same. */
function isBareHeader({ proto, frag_off }: PacketSpec): boolean {
  return READ_PROTOCOLS.includes(proto) && (frag_off ?? 0) === 0
}

const READ_PROTOCOLS = [Protocol.ICMP, Protocol.TCP, Protocol.UDP].map(String)

/** Bytes in hex, one character each, filled up to whole words with zeros; null where they are none or too many for a header. */
function readBytes(text: string | undefined): string | null {
  if (text === undefined) return ''
  const digits = text.replaceAll(' ', '')
  if (!/^([0-9a-fA-F]{2}){0,40}$/.test(digits)) return null
  const bytes = digits.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)))
  return bytes.padEnd(Math.ceil(bytes.length / 4) * 4, '\0')
}

function readTransport(spec: PacketSpec, protocol: number, payload: string): Transport | { readonly problem: string } {
  switch (protocol) {
    case Protocol.TCP: {
      let flags = 0
      for (const letter of spec.flags ?? 'S') {
        const bit = FLAG_LETTERS[letter]
        if (bit === undefined) return { problem: `'${letter}' is no TCP flag: they are F S R P A U E C` }
        flags |= bit
      }
      const { mss } = spec
      const others = readBytes(spec.tcp_options)
      const options = `${mss === undefined || mss === 0 ? '' : String.fromCharCode(2, 4, mss >>> 8, mss & 255)}${others}`
      if (others === null || options.length > 40) return { problem: 'TCP options are up to 40 bytes in hex' }
      return {
        kind: 'tcp',
        protocol: 6,
        sourcePort: spec.sport ?? 0,
        destinationPort: spec.dport ?? 0,
        sequence: spec.seq ?? 1000,
        acknowledgement: spec.ack ?? 0,
        flags,
        window: spec.win ?? 64240,
        urgentPointer: 0,
        options,
        payload,
      }
    }
    case Protocol.UDP:
      return {
        kind: 'udp',
        protocol: 17,
        sourcePort: spec.sport ?? 0,
        destinationPort: spec.dport ?? 0,
        payload,
        ...(spec.udp_length === undefined || spec.udp_length === 8 + payload.length ? {} : { length: spec.udp_length }),
      }
    case Protocol.ICMP: {
      const embedded = spec.embedded === undefined ? null : readPacketSpec(spec.embedded)
      if (embedded !== null && 'problem' in embedded) return { problem: `in the quoted packet: ${embedded.problem}` }
      return {
        kind: 'icmp',
        protocol: 1,
        type: spec.type ?? 8,
        code: spec.code ?? 0,
        identifier: spec.icmp_id ?? 0,
        sequence: spec.icmp_seq ?? 0,
        payload: embedded === null ? payload : '',
        quoted: embedded === null ? null : { packet: embedded.packet, length: Math.min(QUOTED_BYTES, packetLength(embedded.packet)) },
      }
    }
    default:
      return { kind: 'other', protocol, payload }
  }
}
