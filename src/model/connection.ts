import type { Ipv4 } from './address'
import type { Microseconds } from './time'

/** One direction of a connection, as conntrack keys it (struct nf_conntrack_tuple). For ICMP queries `sourcePort` is the identifier. */
export interface Tuple {
  readonly protocol: number
  readonly source: Ipv4
  readonly destination: Ipv4
  /** TCP/UDP source port; the identifier of an ICMP query; 0 for protocols without ports. */
  readonly sourcePort: number
  /** TCP/UDP destination port; ICMP `type << 8 | code`; 0 for protocols without ports. */
  readonly destinationPort: number
}

export type Direction = 'original' | 'reply'

/** What a *packet* is to its connection (enum ip_conntrack_info). NEW/ESTABLISHED/RELATED belong to packets, never to connections. */
export type ConnectionState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED'

/** The TCP states that conntrack keeps, in its own numbering and names (nf_conntrack_tcp.h). */
export const TCP_STATES = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const
export type TcpState = (typeof TCP_STATES)[number]

/** The states of an SCTP association that conntrack keeps, in its own numbering and names (nf_conntrack_sctp.h). */
export const SCTP_STATES = [
  'NONE',
  'CLOSED',
  'COOKIE_WAIT',
  'COOKIE_ECHOED',
  'ESTABLISHED',
  'SHUTDOWN_SENT',
  'SHUTDOWN_RECD',
  'SHUTDOWN_ACK_SENT',
  'HEARTBEAT_SENT',
] as const
export type SctpState = (typeof SCTP_STATES)[number]

/** What one direction of a connection has carried. Bytes are those of whole IP packets. */
export interface Traffic {
  readonly packets: number
  readonly bytes: number
}

/** A connection as `conntrack -L` shows it: plain data, a snapshot. */
export interface ConnectionEntry {
  readonly id: number
  readonly original: Tuple
  readonly reply: Tuple
  readonly tcpState: TcpState | null
  readonly seenReply: boolean
  readonly assured: boolean
  readonly confirmed: boolean
  readonly sourceNat: boolean
  readonly destinationNat: boolean
  readonly mark: number
  /** Virtual time at which it is forgotten. */
  readonly expires: Microseconds
  readonly zone: number
  /** The only direction whose tuple lies in the zone (`CT --zone-orig`, `--zone-reply`); absent for both. */
  readonly zoneDirection?: Direction
  /** The name of the conntrack helper that reads its payload. */
  readonly helper: string | null
  /** The connection that expected this one (RELATED by a helper), or null. */
  readonly master: number | null
  /** Where SCTP's association stands; absent for other protocols. */
  readonly sctpState?: SctpState
  /** Packets and bytes, original direction first (net.netfilter.nf_conntrack_acct); absent where nothing is counted. */
  readonly traffic?: readonly [Traffic, Traffic]
}
