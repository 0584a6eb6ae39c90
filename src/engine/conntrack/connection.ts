import {
  type ConnectionEntry,
  type Direction,
  type Microseconds,
  SCTP_STATES,
  type SctpState,
  TCP_STATES,
  type TcpState,
  type Traffic,
  type Tuple,
} from '../../model'

/** A connection's directions as the kernel numbers them (enum ip_conntrack_dir): the side that began is 0. */
export const ORIGINAL = 0
export const REPLY = 1
export type DirectionIndex = typeof ORIGINAL | typeof REPLY

/** Bits of a window's flags (nf_conntrack_tcp.h). */
export const WindowFlag = {
  WINDOW_SCALE: 1,
  SACK_PERMITTED: 2,
  /** This side began to close. */
  CLOSE_INIT: 4,
  /** The connection was picked up midway: its windows are guesses and bind nobody. */
  BE_LIBERAL: 8,
  DATA_UNACKNOWLEDGED: 16,
  MAXACK_SET: 32,
  /** A SYN was ignored in LAST_ACK: the ACK that answers it is a challenge and not the last ACK (RFC 5961). */
  EXPECT_CHALLENGE_ACK: 64,
  SIMULTANEOUS_OPEN: 128,
} as const

/** One direction's sequence window (struct ip_ct_tcp_state). Sequence numbers are kept as int32: they only ever are subtracted. */
export class TcpWindow {
  /** td_end: highest sequence number sent, plus one. */
  end = 0
  /** td_maxend: highest sequence number that the other side allowed. */
  maxEnd = 0
  /** td_maxwin: largest window advertised; 0 while nothing was seen from this side. */
  maxWindow = 0
  /** td_maxack: highest acknowledgement sent, once MAXACK_SET is in flags. */
  maxAck = 0
  /** td_scale: the window scale (RFC 7323). */
  scale = 0
  /** WindowFlag bits. */
  flags = 0

  /** nf_ct_tcp_state_reset. */
  reset(): void {
    this.end = 0
    this.maxEnd = 0
    this.maxWindow = 0
    this.maxAck = 0
    this.scale = 0
    this.flags &= WindowFlag.BE_LIBERAL
  }
}

/** What conntrack remembers of a TCP connection (struct ip_ct_tcp). The `last` fields describe the last packet that was let through or ignored. */
export class TcpTracking {
  /** An index into TCP_STATES. */
  stateNumber = 0
  readonly windows: readonly [TcpWindow, TcpWindow] = [new TcpWindow(), new TcpWindow()]
  lastDirection: DirectionIndex = 0
  retransmissions = 0
  /** A TcpEvent's number. */
  lastEvent = 0
  lastSequence = 0
  lastAcknowledgement = 0
  lastEnd = 0
  lastWindow = 0
  /** Window scale and flags of an ignored SYN, to get in step with it if it is answered. */
  lastScale = 0
  lastFlags = 0

  get state(): TcpState {
    return TCP_STATES[this.stateNumber] ?? 'NONE'
  }
}

/** What conntrack remembers of an SCTP association (struct ip_ct_sctp). */
export class SctpTracking {
  /** An index into SCTP_STATES. */
  stateNumber = 0
  /** The verification tag that packets of a direction carry. */
  readonly tags: [number, number] = [0, 0]
  /** Which directions have sent an INIT. */
  readonly initiated: [boolean, boolean] = [false, false]
  /** A HEARTBEAT with a strange tag went by in this direction: its answer may set the tags anew. */
  strangeHeartbeat: DirectionIndex | null = null
}

/** One direction's numbers after a helper changed the length of a payload (struct nf_ct_seqadj). */
export interface SequenceShift {
  /** The last number whose payload changed: numbers behind it are shifted by `after`, others by `before`. */
  position: number
  before: number
  after: number
}

/** What SYNPROXY remembers of a connection (struct nf_conn_synproxy): what the client was told first, and how far the server is from it. */
export interface ProxiedConnection {
  initial: number
  timestamp: number
  timestampOffset: number
}

/** A zone as conntrack keeps it (struct nf_conntrack_zone): in a direction that it does not cover the zone is 0. */
export interface Zone {
  readonly id: number
  readonly original: number
  readonly reply: number
  readonly direction: Direction | 'both'
}

export const DEFAULT_ZONE: Zone = { id: 0, original: 0, reply: 0, direction: 'both' }

/** What a packet is to its connection (enum ip_conntrack_info): its relation and its direction. */
export type ConnectionInfo = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'ESTABLISHED_REPLY' | 'RELATED_REPLY'

/** What a packet's socket buffer says of its connection. */
interface Tracked {
  readonly kind: 'tracked'
  readonly connection: Connection
  readonly info: ConnectionInfo
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
  readonly zones: Zone
  helper: string | null = null
  /** What the FTP helper remembers: for each direction up to two numbers that follow a line's end. */
  lineEnds: readonly [number[], number[]] | null = null
  shifts: readonly [SequenceShift, SequenceShift] | null = null
  /** What SYNPROXY remembers of a connection that it began for a client. */
  proxied: ProxiedConnection | null = null
  /** The connection that expected this one. */
  masterConnection: Connection | null = null
  tcp: TcpTracking | null = null
  sctp: SctpTracking | null = null
  /** When its first packet was looked up: its lifetime counts from its confirmation, should that be later. */
  readonly begun: Microseconds
  /** The interface that MASQUERADE bound it to (nf_conn_nat.masq_index). */
  masqueradeInterface: string | null = null
  /** Whether packets and bytes are counted (nf_conntrack_acct). */
  accounting = false
  originalPackets = 0
  originalBytes = 0
  replyPackets = 0
  replyBytes = 0
  /** The even slot of its pair in the tuple index; -1 while it is not in the table. */
  slot = -1
  private asNew: Tracked | null = null
  private asEstablished: Tracked | null = null
  private asReply: Tracked | null = null
  /** The next connection from the same source, for NAT (nf_conn.nat_bysource). */
  nextBySource: Connection | null = null

  constructor(id: number, original: Tuple, reply: Tuple, begun: Microseconds, zones: Zone, mark: number) {
    this.id = id
    this.original = original
    this.reply = reply
    this.begun = begun
    this.expires = begun
    this.zone = zones.id
    this.zones = zones
    this.mark = mark
  }

  /** What a packet with this relation to the connection carries; the usual ones are made once. */
  tracked(info: ConnectionInfo): Tracked {
    switch (info) {
      case 'NEW':
        this.asNew ??= { kind: 'tracked', connection: this, info }
        return this.asNew
      case 'ESTABLISHED':
        this.asEstablished ??= { kind: 'tracked', connection: this, info }
        return this.asEstablished
      case 'ESTABLISHED_REPLY':
        this.asReply ??= { kind: 'tracked', connection: this, info }
        return this.asReply
      case 'RELATED':
      case 'RELATED_REPLY':
        return { kind: 'tracked', connection: this, info }
    }
  }

  /** Counts a packet that belongs (nf_ct_acct_update). */
  count(direction: DirectionIndex, bytes: number): void {
    if (direction === ORIGINAL) {
      this.originalPackets++
      this.originalBytes += bytes
    } else {
      this.replyPackets++
      this.replyBytes += bytes
    }
  }

  /** What was counted before it was written down. */
  countedBefore([original, reply]: readonly [Traffic, Traffic]): void {
    this.originalPackets = original.packets
    this.originalBytes = original.bytes
    this.replyPackets = reply.packets
    this.replyBytes = reply.bytes
  }

  /** Packets and bytes a direction, original first (connbytes). */
  get traffic(): readonly [Traffic, Traffic] {
    return [
      { packets: this.originalPackets, bytes: this.originalBytes },
      { packets: this.replyPackets, bytes: this.replyBytes },
    ]
  }

  /** nf_ct_refresh: lives until then. */
  refresh(expires: Microseconds): void {
    this.expires = expires
  }

  get tcpState(): TcpState | null {
    return this.tcp === null ? null : this.tcp.state
  }

  get sctpState(): SctpState {
    return SCTP_STATES[this.sctp?.stateNumber ?? 0] ?? 'NONE'
  }

  get expectedBy(): string | null {
    return this.masterConnection === null ? null : this.masterConnection.helper
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
    ...(connection.zone !== 0 && connection.zones.direction !== 'both' ? { zoneDirection: connection.zones.direction } : {}),
    ...(connection.sctp === null ? {} : { sctpState: connection.sctpState }),
    ...(connection.accounting ? { traffic: connection.traffic } : {}),
  }
}

/** CTINFO2DIR: whether the packet goes against the direction in which its connection began. */
export function isReply(info: ConnectionInfo): boolean {
  return info === 'ESTABLISHED_REPLY' || info === 'RELATED_REPLY'
}
