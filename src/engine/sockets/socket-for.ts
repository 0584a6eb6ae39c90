import type { MatchEnvironment, SocketFacts } from '../../extensions/semantics'
import { type Ipv4, isIcmpError, type Packet, type Service } from '../../model'

/** One end of a conversation and the other, as sockets are looked up. */
export interface Ends {
  readonly protocol: 'tcp' | 'udp'
  readonly local: Ipv4
  readonly localPort: number
  readonly remote: Ipv4
  readonly remotePort: number
}

/** nf_sk_lookup_slow_v4 (net/ipv4/netfilter/nf_socket_ipv4.c): whose socket `-m socket` asks for. Null for what has none. */
export function socketEnds(environment: MatchEnvironment): Ends | null {
  const { packet, connection, connectionState, direction } = environment
  const { transport } = packet
  if (packet.fragmentOffset !== 0) return null
  const error = transport.kind === 'icmp'
  const ends = error
    ? transport.quoted !== null && isIcmpError(transport.type)
      ? endsOf(transport.quoted.packet, true)
      : null
    : endsOf(packet, false)
  if (ends === null) return null
  // An answer to a connection with SNAT is for the address that the connection began from.
  const answer = direction === 'reply' && connectionState === (error ? 'RELATED' : 'ESTABLISHED')
  if (!answer || connection === null || !connection.sourceNat) return ends
  return { ...ends, local: connection.original.source, localPort: connection.original.sourcePort }
}

/** A listening socket as matches see it. */
export function factsOf({ address, transparent }: Service): SocketFacts {
  return { wildcard: address === null, transparent: transparent === true }
}

/** One end of a packet and the other, as the host that it came to sees them. */
export function endsOf({ transport, source, destination }: Packet, sentFromHere: boolean): Ends | null {
  if (transport.kind !== 'tcp' && transport.kind !== 'udp') return null
  const { kind: protocol, sourcePort, destinationPort } = transport
  return sentFromHere
    ? { protocol, local: source, localPort: sourcePort, remote: destination, remotePort: destinationPort }
    : { protocol, local: destination, localPort: destinationPort, remote: source, remotePort: sourcePort }
}
