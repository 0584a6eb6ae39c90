import type { Microseconds, TcpState, Tuple } from '../../model'

/** One direction's sequence window (struct ip_ct_tcp_state). */
export interface TcpWindow {
  end: number
  maxEnd: number
  maxWindow: number
  maxAck: number
  scale: number
  flags: number
}

/** A live connection (struct nf_conn): the engine's own, mutable. `toEntry` gives the plain snapshot that events carry. */
export interface Connection {
  readonly id: number
  original: Tuple
  reply: Tuple
  confirmed: boolean
  seenReply: boolean
  assured: boolean
  /** nf_nat's per-direction done bits: the nat table has been asked (even when it answered nothing). */
  sourceNatDone: boolean
  destinationNatDone: boolean
  /** Whether an address or port really changed. */
  sourceNat: boolean
  destinationNat: boolean
  mark: number
  expires: Microseconds
  dying: boolean
  zone: number
  helper: string | null
  master: Connection | null
  tcp: { state: TcpState; readonly windows: readonly [TcpWindow, TcpWindow]; lastDirection: 0 | 1; retransmissions: number; lastIndex: number; lastSequence: number; lastAcknowledgement: number; lastEnd: number; lastWindow: number; lastFlags: number } | null
  /** Packets and bytes a direction, original first (connbytes, nf_conntrack_acct). */
  readonly traffic: readonly [{ packets: number; bytes: number }, { packets: number; bytes: number }]
}
