import { IcmpType, type Ipv4, type Packet, packetLength, type Transport } from '../model'
import type { Origin, PacketId } from '../trace/event'
import type { OwnOptions } from './ip-options'
import type { Destination } from './routing/destination'
import type { SocketBuffer } from './skb'

/** What making an answer needs of its host. */
export interface AnsweringHost {
  /** Routes and sends a packet of the host itself (ip_local_out); null when it has no route. `about` lends its connection (nf_ct_attach). */
  sendOwn(packet: OwnPacket, because: Because): PacketId | null
  /** The options of an answer to a packet: `none` where it has none, null where they cannot be answered (__ip_options_echo). */
  echoOptions(skb: SocketBuffer): OwnOptions | 'none' | null
  /** How long a packet may be on its way between these. */
  mtuTo(source: Ipv4, destination: Ipv4): number
}

export interface OwnPacket {
  /** 0 lets the route choose. */
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly tos: number
  readonly dontFragment: boolean
  readonly transport: Transport
  readonly options?: OwnOptions
  /** It leaves by a transparent socket, whose address may be anybody's. */
  readonly transparent?: boolean
  /** Its data leaves the wire in segments of so many bytes (gso_size). */
  readonly segmentSize?: number
  /** The socket that it leaves by, as `-m owner` sees it. */
  readonly socket: OwnSocket
}

/**
 * Sockets of the host's own packets: the kernel's own (ICMP, resets for nobody) exist but belong to no file; a listening socket belongs
 * to its process, which LOG sees only behind its resets (a SYN+ACK's request socket is not a full one); `none` is a connection that
 * no process has accepted.
 */
export type OwnSocket = 'kernel' | 'listening' | 'request' | 'none'

export interface Because {
  readonly to: SocketBuffer
  readonly by: Extract<Origin, { kind: 'answer' }>['by']
  /** The answer belongs to the connection of what it answers, as RELATED. */
  readonly attach: boolean
}

/** RFC 1812 4.3.2.3: as much as fits into so many bytes, both headers included, and by the way that it takes. */
const LONGEST_ERROR = 576
const HEADERS = 20 + 8

/** What icmp_pointers calls an error: the errors, types that were never given out, and router discovery. */
const NEVER_ANSWERED: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12]

/**
 * icmp_send (net/ipv4/icmp.c): tells a packet's sender why it did not get through. Nothing is said about broadcasts, later
 * fragments and other errors. `info` is the header's second word: an MTU, a gateway, a pointer in its first byte; `known` how many
 * bytes of the packet are left, where it was cut short before.
 */
export function sendIcmpError(
  host: AnsweringHost,
  skb: SocketBuffer,
  error: { readonly type: number; readonly code: number; readonly info?: number; readonly known?: number },
  because: Omit<Because, 'to'>,
): PacketId | null {
  const { packet, destination } = skb
  if (destination === null || skb.packetType !== 'host') return null
  if (destination.broadcast || destination.multicast || packet.fragmentOffset !== 0) return null
  const { transport } = packet
  if (transport.protocol === 1) {
    // Of a header cut short, the first byte is enough.
    const type = transport.kind === 'icmp' ? transport.type : transport.kind === 'other' ? transport.payload.charCodeAt(0) : NaN
    if (!(type <= 18) || NEVER_ANSWERED.includes(type)) return null
  }
  const options = host.echoOptions(skb)
  if (options === null) return null
  const info = error.info ?? 0
  const source = answersFrom(destination, packet)
  const room = Math.min(LONGEST_ERROR, host.mtuTo(source, packet.source)) - HEADERS - (options === 'none' ? 0 : options.bytes.length)
  return host.sendOwn(
    {
      source,
      destination: packet.source,
      tos: (packet.tos & 0x1e) | 0xc0,
      dontFragment: false,
      socket: 'kernel',
      ...(options === 'none' ? {} : { options }),
      transport: {
        kind: 'icmp',
        protocol: 1,
        type: error.type,
        code: error.code,
        identifier: info >>> 16,
        sequence: info & 0xffff,
        payload: '',
        quoted: { packet, length: Math.min(room, error.known ?? packetLength(packet)) },
      },
    },
    { ...because, to: skb },
  )
}

/** An error about a packet for the host itself comes from the address it was sent to; others' from the route back. */
function answersFrom(destination: Destination, packet: Packet): Ipv4 {
  return destination.local ? packet.destination : 0
}

/** icmp_reply: the answer to a query, with its TOS and its data. Null for what nobody answers. */
export function icmpQueryAnswer(packet: Packet): Transport | null {
  const { transport } = packet
  if (transport.kind !== 'icmp') return null
  switch (transport.type) {
    case IcmpType.ECHO_REQUEST:
      return { ...transport, type: IcmpType.ECHO_REPLY }
    case IcmpType.TIMESTAMP_REQUEST:
      if (transport.payload.length < 4) return null
      // Originate time as asked, then two times of our own: 12 bytes. The host's clock stands at midnight.
      return { ...transport, type: IcmpType.TIMESTAMP_REPLY, code: 0, payload: `${transport.payload.slice(0, 4)}${'\0'.repeat(8)}` }
    default:
      return null
  }
}
