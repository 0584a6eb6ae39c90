import type { Frame } from '../src/engine/simulator'
import { dataOffsetOf, formatIpv4, isIcmpError, type OtherTransport, type Packet, packetLength, type QuotedPacket } from '../src/model'
import { type TraceHop, traceLine } from '../src/trace/log-line'
import type { Hop, OutFrame } from './case'

const FLAGS = ['F', 'S', 'R', 'P', 'A', 'U', 'E', 'C'] as const

/**
 * A hop as the recorder reads it from the kernel's TRACE line: from the line itself, so that what the line leaves out (the mark
 * behind a quoted packet) is left out here.
 */
export function traceHop(hop: TraceHop): Hop {
  const line = traceLine(hop.place, hop.headers, {
    in: hop.in,
    out: hop.out,
    mark: hop.mark,
    mac: null,
    owner: null,
  })
  const fields = new Map<string, string>()
  for (const match of (line.split('[')[0] ?? '').matchAll(/(\w+)=(\S*)/g)) fields.set(match[1] ?? '', match[2] ?? '')
  const number = (name: string): number => Number(fields.get(name) ?? 0)
  const optional = (key: string, name: string): object => (fields.has(name) ? { [key]: number(name) } : {})
  return {
    table: hop.place.table,
    chain: hop.place.chain,
    kind: hop.place.kind,
    num: hop.place.number,
    in: fields.get('IN') ?? '',
    out: fields.get('OUT') ?? '',
    src: fields.get('SRC') ?? '',
    dst: fields.get('DST') ?? '',
    ttl: number('TTL'),
    tos: number('TOS') | number('PREC'),
    proto: fields.get('PROTO') ?? '',
    ...optional('sport', 'SPT'),
    ...optional('dport', 'DPT'),
    ...optional('type', 'TYPE'),
    ...optional('code', 'CODE'),
    ...optional('mark', 'MARK'),
  }
}

/** A frame as the recorder takes it apart. */
export function outFrame(frame: Frame): OutFrame {
  const { headers } = frame
  const { transport } = headers
  const start = {
    src: formatIpv4(headers.source),
    dst: formatIpv4(headers.destination),
    ttl: headers.ttl,
    tos: headers.tos,
    len: packetLength(headers),
    frag: `${headers.dontFragment ? 'DF' : ''}${headers.moreFragments ? 'MF' : ''}${headers.fragmentOffset === 0 ? '' : `+${headers.fragmentOffset}`}`,
    ...(headers.ipOptions === '' ? {} : { ip_options: inHex(headers.ipOptions) }),
    out: frame.interface,
  }
  switch (transport.kind) {
    case 'tcp': {
      const flags = FLAGS.filter((_, bit) => transport.flags & (1 << bit)).join('')
      const ports = {
        sport: transport.sourcePort,
        dport: transport.destinationPort,
        seq: transport.sequence,
        ack: transport.acknowledgement,
        flags,
      }
      return { ...start, proto: 'tcp', ...ports, ...tcpOptions(dataOffsetOf(transport), transport.options) }
    }
    case 'udp':
      return { ...start, proto: 'udp', sport: transport.sourcePort, dport: transport.destinationPort }
    case 'icmp': {
      const types = { proto: 'icmp', type: transport.type, code: transport.code }
      if (!isIcmpError(transport.type)) return { ...start, ...types, icmp_id: transport.identifier, icmp_seq: transport.sequence }
      const info = transport.identifier * 0x10000 + transport.sequence
      return {
        ...start,
        ...types,
        info,
        ...(transport.quoted === null || transport.quoted.length === 0
          ? {}
          : { embedded: transport.quoted.length < 20 ? cutForm(transport.quoted) : quotedForm(transport.quoted.packet) }),
      }
    }
    case 'other':
      return { ...start, ...bytesForm(transport) }
  }
}

/** A quotation that ends within its IP header: the recorder takes what is missing for zeros. */
function cutForm({ packet, length }: QuotedPacket): { readonly [key: string]: string | number } {
  const known = (address: number, at: number): string => {
    const missing = Math.min(Math.max(at + 4 - length, 0), 4)
    return formatIpv4(Math.floor(address / 256 ** missing) * 256 ** missing)
  }
  const ends = { src: known(packet.source, 12), dst: known(packet.destination, 16) }
  const protocol = length < 10 ? 0 : packet.transport.protocol
  if (protocol === 17) return { ...ends, proto: 'udp', sport: 0, dport: 0 }
  return { ...ends, proto: protocol === 1 ? 'icmp' : protocol }
}

/** The recorder takes as many bytes for options as the header says, as far as they are there. */
function tcpOptions(offset: number, options: string): { readonly mss?: number; readonly tcp_options?: string } {
  const mss = mssOption(options)
  return { ...(mss === null ? {} : { mss }), ...(offset <= 20 ? {} : { tcp_options: inHex(options) }) }
}

function inHex(bytes: string): string {
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** The recorder reads whatever follows the IP header as its protocol's header, also in a later fragment. */
function bytesForm({ protocol, payload }: OtherTransport): { readonly [key: string]: string | number } {
  const byte = (at: number): number => payload.charCodeAt(at) & 255
  const short = (at: number): number => byte(at) * 256 + byte(at + 1)
  const ports = { sport: short(0), dport: short(2) }
  if (protocol === 6 && payload.length >= 20) {
    const flags = FLAGS.filter((_, bit) => byte(13) & (1 << bit)).join('')
    const numbers = { seq: short(4) * 65536 + short(6), ack: short(8) * 65536 + short(10), flags }
    const offset = (byte(12) >>> 4) * 4
    return { proto: 'tcp', ...ports, ...numbers, ...tcpOptions(offset, payload.slice(20, offset)) }
  }
  if (protocol === 17 && payload.length >= 8) return { proto: 'udp', ...ports }
  if (protocol === 1 && payload.length >= 8) {
    const types = { type: byte(0), code: byte(1) }
    return isIcmpError(byte(0))
      ? { proto: 'icmp', ...types, info: short(4) * 0x10000 + short(6) }
      : { proto: 'icmp', ...types, icmp_id: short(4), icmp_seq: short(6) }
  }
  return { proto: protocol }
}

function quotedForm(packet: Packet): { readonly [key: string]: string | number } {
  const addresses = { src: formatIpv4(packet.source), dst: formatIpv4(packet.destination) }
  const { transport } = packet
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...addresses, proto: transport.kind, sport: transport.sourcePort, dport: transport.destinationPort }
    case 'icmp':
      return { ...addresses, proto: 'icmp' }
    case 'other':
      return { ...addresses, proto: transport.protocol }
  }
}

/** The MSS option (RFC 9293 section 3.7.1). */
function mssOption(options: string): number | null {
  for (let i = 0; i < options.length; ) {
    const kind = options.charCodeAt(i)
    if (kind === 0) return null
    if (kind === 1) {
      i++
      continue
    }
    const length = options.charCodeAt(i + 1)
    if (!(length >= 2)) return null
    if (kind === 2 && i + 4 > options.length) return null
    if (kind === 2) return (options.charCodeAt(i + 2) << 8) | options.charCodeAt(i + 3)
    i += length
  }
  return null
}
