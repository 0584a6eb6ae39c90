import type { RejectKind } from '../extensions/semantics'
import { type Packet, Protocol, TcpFlag } from '../model'
import type { PacketId } from '../trace/event'
import { type AnsweringHost, sendIcmpError } from './icmp-answers'
import { resetSegment } from './reset-segment'
import { isSpoilt, type SocketBuffer } from './skb'

/** Codes of the destination-unreachable messages that REJECT sends (ipt_REJECT.c). */
const CODES = {
  'icmp-net-unreachable': 0,
  'icmp-host-unreachable': 1,
  'icmp-proto-unreachable': 2,
  'icmp-port-unreachable': 3,
  'icmp-net-prohibited': 9,
  'icmp-host-prohibited': 10,
  'icmp-admin-prohibited': 13,
} as const

export interface RejectingHost extends AnsweringHost {
  /** Sends nf_send_reset's packet, which may have a foreign source (ip_route_me_harder). */
  sendReset(packet: Packet, to: SocketBuffer): PacketId | null
}

/** The REJECT target (net/ipv4/netfilter/nf_reject_ipv4.c): the refusal's id, or null where none may be sent. */
export function sendReject(host: RejectingHost, skb: SocketBuffer, kind: RejectKind): PacketId | null {
  // A broken packet is not worth an answer.
  if (isSpoilt(skb) && skb.summed !== true && !OTHERWISE_SUMMED.includes(skb.packet.transport.protocol)) return null
  switch (kind) {
    case 'tcp-reset': {
      const reset = resetFor(skb)
      return reset === null ? null : host.sendReset(reset, skb)
    }
    case 'echo-reply':
      return null
    default:
      if (!sumsUp(skb.packet)) return null
      return sendIcmpError(host, skb, { type: 3, code: CODES[kind] }, { by: 'REJECT', attach: true })
  }
}

/** Protocols without a checksum, or with one of another kind (nf_reject_verify_csum). */
const OTHERWISE_SUMMED: readonly number[] = [Protocol.GRE, Protocol.ESP, Protocol.AH, Protocol.SCTP, Protocol.UDPLITE]

/** REJECT takes all that any other protocol carries to be summed up like TCP's: what is not, it takes for broken. */
function sumsUp({ source, destination, transport }: Packet): boolean {
  if (transport.kind !== 'other' || OTHERWISE_SUMMED.includes(transport.protocol)) return true
  const { protocol, payload } = transport
  // Of TCP and UDP, of which there is not even a header, the pseudo header counts, too.
  const pseudo = protocol === Protocol.TCP || protocol === Protocol.UDP
  let sum = pseudo ? (source % 0xffff) + (destination % 0xffff) + protocol + payload.length : 0
  for (let i = 0; i < transport.payload.length; i++) sum += transport.payload.charCodeAt(i) << (i % 2 === 0 ? 8 : 0)
  return sum % 0xffff === 0
}

function resetFor(skb: SocketBuffer): Packet | null {
  const { packet, destination } = skb
  const { transport } = packet
  if (transport.kind !== 'tcp' || packet.fragmentOffset !== 0 || transport.flags & TcpFlag.RST) return null
  if (destination === null || destination.broadcast || destination.multicast) return null
  return {
    source: packet.destination,
    destination: packet.source,
    ttl: 64,
    tos: 0,
    id: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport: resetSegment(transport),
  }
}
