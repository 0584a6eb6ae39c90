import { type Packet, TcpFlag } from '../model'
import type { SocketBuffer } from './skb'

/** What only the last segment says, and what only the first. */
const LAST = TcpFlag.PSH | TcpFlag.FIN
const FIRST = TcpFlag.CWR

/** tcp_gso_segment: what a socket has sent in one, as the wire has it; null where that is no different. */
export function segmentsOf({ packet, segmentSize }: SocketBuffer): readonly Packet[] | null {
  const { transport } = packet
  if (segmentSize === undefined || transport.kind !== 'tcp') return null
  const { payload, sequence, flags } = transport
  return Array.from({ length: Math.ceil(payload.length / segmentSize) }, (_, index) => {
    const at = index * segmentSize
    const last = at + segmentSize >= payload.length
    const said = flags & ~(last ? 0 : LAST) & ~(index === 0 ? 0 : FIRST)
    return {
      ...packet,
      id: (packet.id + index) & 0xffff,
      transport: { ...transport, sequence: (sequence + at) >>> 0, flags: said, payload: payload.slice(at, at + segmentSize) },
    }
  })
}
