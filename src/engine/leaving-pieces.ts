import { type Packet, packetLength } from '../model'
import { rare } from './rare'
import type { SocketBuffer } from './skb'

/** ip_finish_output: a packet as it leaves by a link of this MTU, null where it does so whole. */
export function leavingPieces(skb: SocketBuffer, mtu: number): readonly Packet[] | null {
  return skb.pieces === undefined && packetLength(skb.packet) <= mtu ? null : rare().cutToFit(skb, mtu)
}
