import type { ConnectionEntry, Microseconds, TcpState, Tuple } from '../../model'

/** A connection's directions as the kernel numbers them (enum ip_conntrack_dir): the side that began is 0. */
export const ORIGINAL = 0
export const REPLY = 1
export type DirectionIndex = typeof ORIGINAL | typeof REPLY

/** One direction's sequence window (struct ip_ct_tcp_state). Sequence numbers are unsigned 32-bit. */
export interface TcpWindow {
  /** td_end: highest sequence number sent plus one. */
  end: number
  /** td_maxend: highest sequence number the other side allowed. */
  maxEnd: number
  /** td_maxwin: largest window advertised; 0 means that nothing was seen from this side yet. */
  maxWindow: number
  /** td_maxack: highest acknowledgement sent, valid when MAXACK_SET is in flags. */
  maxAck: number
  /** td_scale: window scale, RFC 7323. */
  scale: number
  /** TcpWindowFlag bits. */
  flags: number
}

/** What conntrack remembers of a TCP connection (struct ip_ct_tcp). The `last` fields describe the last packet that was let through or ignored. */
export interface TcpTracking {
  state: TcpState
  readonly windows: readonly [TcpWindow, TcpWindow]
  lastDirection: DirectionIndex
  retransmissions: number
  /** A TcpEvent number. */
  lastIndex: number
  lastSequence: number
  lastAcknowledgement: number
  lastEnd: number
  lastWindow: number
  /** Window scale and flags of an ignored SYN, to get in step with if it is answered. */
  lastScale: number
  lastFlags: number
}

/** What a packet's socket buffer says of its connection; one object each per connection, so that looking up allocates nothing. */
export interface Tracked<I extends string = string> {
  readonly kind: 'tracked'
  readonly connection: Connection
  readonly info: I
}

interface Trackings {
  readonly NEW: Tracked<'NEW'>
  readonly ESTABLISHED: Tracked<'ESTABLISHED'>
  readonly RELATED: Tracked<'RELATED'>
  readonly ESTABLISHED_REPLY: Tracked<'ESTABLISHED_REPLY'>
  readonly RELATED_REPLY: Tracked<'RELATED_REPLY'>
}

/**
 * A live connection (struct nf_conn): the engine's own, mutable. It reads as a ConnectionEntry (and so as matches'
 * ConnectionFacts) at no cost; `toEntry` makes the plain snapshot that events carry.
 */
export class Connection implements ConnectionEntry {
  readonly id: number
  original: Tuple
  /** What answers look like: the inverse of `original` unless NAT changed it. */
  reply: Tuple
  confirmed = false
  seenReply = false
  assured = false
  /** nf_nat's per-direction done bits: the nat table has been asked (even when it answered nothing). */
  sourceNatDone = false
  destinationNatDone = false
  /** Whether an address or port really changed. */
  sourceNat = false
  destinationNat = false
  mark: number
  expires: Microseconds
  /** Killed: no longer in the table, though packets may still hold it. */
  dying = false
  readonly zone: number
  helper: string | null = null
  /** The connection that expected this one. */
  masterConnection: Connection | null = null
  tcp: TcpTracking | null = null
  /** UDP: when a stream begins (nf_conn.proto.udp.stream_ts), two seconds after the first packet. */
  streamSince: Microseconds = 0
  /** The interface that MASQUERADE bound it to (nf_conn_nat.masq_index). */
  masqueradeInterface: string | null = null
  /** Packets and bytes a direction, original first (connbytes, nf_conntrack_acct). */
  readonly traffic: readonly [{ packets: number; bytes: number }, { packets: number; bytes: number }] = [
    { packets: 0, bytes: 0 },
    { packets: 0, bytes: 0 },
  ]
  readonly trackings: Trackings
  /** Slot pair in the tuple index, -1 while unconfirmed. */
  slot = -1

  constructor(id: number, original: Tuple, reply: Tuple, expires: Microseconds, zone: number, mark: number) {
    this.id = id
    this.original = original
    this.reply = reply
    this.expires = expires
    this.zone = zone
    this.mark = mark
    this.trackings = {
      NEW: { kind: 'tracked', connection: this, info: 'NEW' },
      ESTABLISHED: { kind: 'tracked', connection: this, info: 'ESTABLISHED' },
      RELATED: { kind: 'tracked', connection: this, info: 'RELATED' },
      ESTABLISHED_REPLY: { kind: 'tracked', connection: this, info: 'ESTABLISHED_REPLY' },
      RELATED_REPLY: { kind: 'tracked', connection: this, info: 'RELATED_REPLY' },
    }
  }

  get tcpState(): TcpState | null {
    return this.tcp === null ? null : this.tcp.state
  }

  get master(): number | null {
    return this.masterConnection === null ? null : this.masterConnection.id
  }
}

/** The connection as plain data, as it is now. */
export function toEntry(connection: Connection): ConnectionEntry {
  return {
    id: connection.id,
    original: connection.original,
    reply: connection.reply,
    tcpState: connection.tcpState,
    seenReply: connection.seenReply,
    assured: connection.assured,
    confirmed: connection.confirmed,
    sourceNat: connection.sourceNat,
    destinationNat: connection.destinationNat,
    mark: connection.mark,
    expires: connection.expires,
    zone: connection.zone,
    helper: connection.helper,
    master: connection.master,
  }
}
