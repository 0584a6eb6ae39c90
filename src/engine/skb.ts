import type { ConnectionTemplate, Owner, PacketType } from '../extensions/semantics'
import type { Packet, Route, Service } from '../model'
import type { Origin, PacketId } from '../trace/event'
import type { Connection } from './conntrack/connection'
import type { ReadOptions } from './ip-options'
import type { Destination } from './routing/destination'

/** What conntrack thinks of a packet (enum ip_conntrack_info): its relation to its connection and its direction in it. */
export type ConnectionInfo = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'ESTABLISHED_REPLY' | 'RELATED_REPLY'

/** A packet inside the host: the kernel's sk_buff, as far as netfilter sees it. The only mutable packet there is. */
export interface SocketBuffer {
  readonly id: PacketId
  /** Replaced, never changed. */
  packet: Packet
  readonly origin: Origin
  inInterface: string | null
  outInterface: string | null
  packetType: PacketType
  sourceMac: string | null
  destinationMac: string | null
  /** Whose socket it left by; null for none. KERNEL_OWNER is a socket that belongs to no process. */
  owner: Owner | null
  /** A half-open connection's (a SYN+ACK): `-m owner` looks at the listening socket behind it, LOG does not. */
  requestSocket?: boolean
  mark: number
  /** nf_trace: the TRACE target was met. */
  traced: boolean
  /** Which sending of the scenario made it, directly or as a peer's answer. */
  sending: number | null
  tracking: /** `attached`: the host's own answer to an untracked packet. It is looked up like any other, but NOTRACK passes it by. `template`: what CT said. */
    | { readonly kind: 'none'; readonly attached?: true; readonly template?: ConnectionTemplate }
    | { readonly kind: 'untracked' }
    | { readonly kind: 'invalid' }
    | { readonly kind: 'tracked'; readonly connection: Connection; readonly info: ConnectionInfo }
  /** The route in force, once there is one. */
  route: Route | null
  /** The whole of that decision (skb_dst); null before routing. */
  destination: Destination | null
  /** Where conntrack put it together: the sizes of the fragments that it came in. */
  pieces?: readonly number[]
  /** The wire has its data in segments of so many bytes (gso_size). */
  segmentSize?: number
  /** A copy holds them in one: it is cut anew, into pieces that may be cut no further where those that came might not (IPSKB_FRAG_PMTU). */
  cutAnew?: { readonly dontFragment: boolean }
  /** The proxy's socket that TPROXY gave it to (skb->sk on the way in). */
  proxy?: { readonly service: Service; readonly connected: boolean }
  /** It came back from a queue that nobody hears: the table's own hook is over, and NAT does nothing more there. */
  bypassed?: boolean
  /** Its IP options as the host has read them, or made them itself (IPCB(skb)->opt): those of what a process sends are not read. */
  options?: ReadOptions
  /** Reading them has written into the header, whose checksum is put right only once the packet is sent on (ip_forward_options). */
  staleHeader?: true
  /** Conntrack has summed up what this is a copy of (CHECKSUM_COMPLETE): on its way out nobody does so again. */
  summed?: true
  /** False once an undecided unknown was met. */
  certain: boolean
}

/** nf_ip_checksum, which sums up all of the packet, its header too: that adds nothing as long as the header's own checksum is right. */
export function isSpoilt({ packet, staleHeader }: SocketBuffer): boolean {
  return packet.wrongChecksum === true || staleHeader === true
}

/** The kernel's own sockets exist, but no user's number ever equals theirs. */
export const KERNEL_OWNER: Owner = { uid: -1, gid: -1 }

/** Takes a route into force. */
export function setDestination(skb: SocketBuffer, destination: Destination | null): void {
  skb.destination = destination
  skb.route = destination === null ? null : destination.route
}

/** Whether a packet is part of a larger one. */
export function isFragment(packet: Packet): boolean {
  return packet.moreFragments || packet.fragmentOffset !== 0
}
