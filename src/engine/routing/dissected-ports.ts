import { type Packet, Protocol } from '../../model'

/** The ports that `ip rule` asks about (__skb_flow_dissect_ports), 0 where there are none: they are read also of a header that is cut off behind them. */
export function dissectedPorts({ transport, fragmentOffset }: Packet): { readonly sourcePort: number; readonly destinationPort: number } {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport
  const cut = transport.protocol === Protocol.TCP || transport.protocol === Protocol.UDP
  if (transport.kind !== 'other' || !cut || fragmentOffset > 0 || transport.payload.length < 4) return { sourcePort: 0, destinationPort: 0 }
  const word = (at: number): number => transport.payload.charCodeAt(at) * 256 + transport.payload.charCodeAt(at + 1)
  return { sourcePort: word(0), destinationPort: word(2) }
}
