import { formatIpv4, type Icmp, type Ipv4, type Packet, Protocol, type QuotedPacket, type Transport, type Tuple } from '../../model'
import type { FieldChange } from '../../trace/event'
import { sctpChecksum } from '../conntrack/crc32c'
import { hasPorts } from '../conntrack/tuple'
import type { Manip } from './unique-tuple'

/** What a packet's source or destination is to become. `port` is the identifier of an ICMP query. */
interface Endpoint {
  readonly address: Ipv4
  readonly port: number
}

/**
 * Rewrites a packet so that it looks like the inverse of what comes from the other side (nf_nat_manip_pkt). `other` is the
 * tuple of the opposite direction. The same packet comes back where nothing changes.
 */
export function translate(packet: Packet, other: Tuple, manip: Manip): Packet {
  return rewrite(packet, manip, oppositeEndpoint(other, manip))
}

/**
 * Rewrites an ICMP error and the packet that it quotes (nf_nat_icmp_reply_translation): the quoted one travelled the
 * other way, so its other end changes, to what its sender knows.
 */
export function translateError(packet: Packet, icmp: Icmp, other: Tuple, manip: Manip): Packet {
  const quoted = icmp.quoted === null ? null : translateQuoted(icmp.quoted, other, manip === 'source' ? 'destination' : 'source')
  const inner = quoted === icmp.quoted ? packet : { ...packet, transport: { ...icmp, quoted } }
  const { address } = oppositeEndpoint(other, manip)
  return manip === 'source'
    ? inner.source === address
      ? inner
      : { ...inner, source: address }
    : inner.destination === address
      ? inner
      : { ...inner, destination: address }
}

function oppositeEndpoint(other: Tuple, manip: Manip): Endpoint {
  const isIcmp = other.protocol === Protocol.ICMP
  return manip === 'source'
    ? { address: other.destination, port: isIcmp ? other.sourcePort : other.destinationPort }
    : { address: other.source, port: other.sourcePort }
}

function translateQuoted(quoted: QuotedPacket, other: Tuple, manip: Manip): QuotedPacket {
  const isIcmp = other.protocol === Protocol.ICMP
  const endpoint =
    manip === 'source'
      ? { address: other.source, port: other.sourcePort }
      : { address: other.destination, port: isIcmp ? other.sourcePort : other.destinationPort }
  const packet = rewrite(quoted.packet, manip, endpoint)
  return packet === quoted.packet ? quoted : { ...quoted, packet }
}

function rewrite(packet: Packet, manip: Manip, { address, port }: Endpoint): Packet {
  const transport = rewriteTransport(packet.transport, manip, port)
  if (manip === 'source')
    return packet.source === address && transport === packet.transport ? packet : { ...packet, source: address, transport }
  return packet.destination === address && transport === packet.transport ? packet : { ...packet, destination: address, transport }
}

function rewriteTransport(transport: Transport, manip: Manip, port: number): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      if (manip === 'source') return transport.sourcePort === port ? transport : { ...transport, sourcePort: port }
      return transport.destinationPort === port ? transport : { ...transport, destinationPort: port }
    case 'icmp':
      // Only queries have an identifier (icmp_manip_pkt).
      if (transport.quoted !== null || !isQuery(transport.type) || transport.identifier === port) return transport
      return { ...transport, identifier: port }
    case 'other': {
      if (!hasPorts(transport.protocol) || transport.payload.length < 4) return transport
      const bytes = String.fromCharCode(port >>> 8, port & 255)
      const at = manip === 'source' ? 0 : 2
      const payload = transport.payload.slice(0, at) + bytes + transport.payload.slice(at + 2)
      if (payload === transport.payload) return transport
      // sctp_manip_pkt: its checksum covers the ports.
      const summed =
        transport.protocol === Protocol.SCTP && payload.length >= 12
          ? payload.slice(0, 8) + sctpChecksum(payload) + payload.slice(12)
          : payload
      return { ...transport, payload: summed }
    }
  }
}

function isQuery(type: number): boolean {
  return type === 8 || type === 0 || (type >= 13 && type <= 18)
}

/** What NAT changed in a packet, for its event. */
export function natChanges(before: Packet, after: Packet): FieldChange[] {
  const changes: FieldChange[] = []
  const note = (field: FieldChange['field'], from: string | number, to: string | number): void => {
    if (from !== to) changes.push({ field, from: String(from), to: String(to) })
  }
  note('source', formatIpv4(before.source), formatIpv4(after.source))
  note('destination', formatIpv4(before.destination), formatIpv4(after.destination))
  const [was, is] = [before.transport, after.transport]
  if ((was.kind === 'tcp' || was.kind === 'udp') && is.kind === was.kind) {
    note('sourcePort', was.sourcePort, is.sourcePort)
    note('destinationPort', was.destinationPort, is.destinationPort)
  }
  if (was.kind === 'icmp' && is.kind === 'icmp') {
    note('identifier', was.identifier, is.identifier)
    if (was.quoted !== null && is.quoted !== null) note('quoted', describeQuoted(was.quoted), describeQuoted(is.quoted))
  }
  return changes
}

function describeQuoted({ packet }: QuotedPacket): string {
  const { transport } = packet
  const ports =
    transport.kind === 'tcp' || transport.kind === 'udp'
      ? ([`:${transport.sourcePort}`, `:${transport.destinationPort}`] as const)
      : (['', ''] as const)
  return `${formatIpv4(packet.source)}${ports[0]} > ${formatIpv4(packet.destination)}${ports[1]}`
}
