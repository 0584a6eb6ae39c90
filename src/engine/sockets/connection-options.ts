import type { Tcp } from '../../model'
import { type HandshakeOptions, readHandshakeOptions, writeHandshakeOptions } from '../handshake-options'
import { type Block, joined, touches } from './sequence'

/** What is in every segment where both sides have clocks (TCPOLEN_TSTAMP_ALIGNED). */
export const TIMESTAMP_LENGTH = 12
/** The scale of what the host offers: its largest receive buffer (tcp_rmem[2], 32 MiB) in sixteen bits. */
const OWN_SCALE = 10
const Kind = { NOOP: 1, SACK: 5 } as const
/** TCP_NUM_SACKS, and as many as fit beside a timestamp. */
const MOST_BLOCKS = 4
const MOST_BLOCKS_BESIDE_TIMESTAMP = 3

const NOTHING: HandshakeOptions = { mss: null, windowScale: null, timestamp: null, selective: false, congestion: false }

/** The TCP options of one connection: what its SYN offered, and what every later segment says (tcp_established_options). */
export class ConnectionOptions {
  /** Windows behind the handshake are shifted by this. */
  readonly scale: number
  /** And those of the peer by this. */
  readonly peerScale: number
  readonly timestamps: boolean
  readonly selective: boolean
  /** ts_recent: the peer's clock, as its last segment in order had it. */
  private recent: number
  /** What came twice: told once (D-SACK, RFC 2883). */
  private duplicate: Block | null = null

  /** `clock` is the host's own, in milliseconds from anywhere. */
  constructor(
    private readonly offered: HandshakeOptions,
    private readonly clock: () => number,
  ) {
    this.scale = offered.windowScale === null ? 0 : OWN_SCALE
    this.peerScale = offered.windowScale ?? 0
    this.timestamps = offered.timestamp !== null
    this.selective = offered.selective
    this.recent = offered.timestamp?.value ?? 0
  }

  /** The SYN+ACK's: always an MSS, and what was offered. */
  opening(mss: number): string {
    return writeHandshakeOptions({
      ...this.offered,
      mss,
      windowScale: this.offered.windowScale === null ? null : OWN_SCALE,
      timestamp: this.timestamp(),
    })
  }

  /** Those of a segment of the connection; `held` is what came before its time, the latest first. */
  next(held: readonly Block[] = []): string {
    const blocks = this.blocks(held)
    this.duplicate = null
    const plain = writeHandshakeOptions({ ...NOTHING, timestamp: this.timestamp() })
    if (blocks.length === 0) return plain
    const bytes = blocks.flatMap((block) => block.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]))
    return plain + String.fromCharCode(Kind.NOOP, Kind.NOOP, Kind.SACK, 2 + bytes.length, ...bytes)
  }

  /** How much longer they are than those of a plain segment. */
  beside(held: readonly Block[]): number {
    const { length } = this.blocks(held)
    return length === 0 ? 0 : 4 + 8 * length
  }

  /** Those of an acknowledgement without a full socket (tcp_v4_send_ack). */
  bare(): string {
    return this.recent === 0 ? '' : writeHandshakeOptions({ ...NOTHING, timestamp: this.timestamp() })
  }

  /** So much came twice (tcp_dsack_set). */
  repeated(start: number, end: number): void {
    this.duplicate = [start, end]
  }

  /** So much did, too; what touches is told as one, and what does not is not told (tcp_dsack_extend). */
  repeatedMore(start: number, end: number): void {
    const { duplicate } = this
    if (duplicate === null) this.duplicate = [start, end]
    else if (touches(duplicate, [start, end])) this.duplicate = joined(duplicate, [start, end])
  }

  /** What came twice before this segment is told no more. */
  forgetRepeated(): void {
    this.duplicate = null
  }

  /** A segment that is in order has told the peer's time. */
  heard(segment: Tcp): void {
    const { timestamp } = readHandshakeOptions(segment)
    if (this.timestamps && timestamp !== null && (timestamp.value - this.recent) >> 0 >= 0) this.recent = timestamp.value
  }

  /** How far in the past a segment is. */
  behind(segment: Tcp): number {
    return (this.recent - (readHandshakeOptions(segment).timestamp?.value ?? this.recent)) >> 0
  }

  /** PAWS (RFC 7323 section 5): a segment from the past, where the clock may run so much behind. */
  isPast(segment: Tcp, tolerated: number): boolean {
    const { timestamp } = readHandshakeOptions(segment)
    return this.timestamps && timestamp !== null && this.recent !== 0 && (this.recent - timestamp.value) >> 0 > tolerated
  }

  /** tcp_check_req: who ends a handshake echoes the SYN+ACK's clock, or nothing. */
  echoesAnother(segment: Tcp): boolean {
    const { timestamp } = readHandshakeOptions(segment)
    return this.timestamps && timestamp !== null && timestamp.echo !== 0 && timestamp.echo !== this.clock()
  }

  private blocks(held: readonly Block[]): readonly Block[] {
    if (!this.selective) return []
    const blocks = this.duplicate === null ? held : [this.duplicate, ...held]
    return blocks.slice(0, this.timestamps ? MOST_BLOCKS_BESIDE_TIMESTAMP : MOST_BLOCKS)
  }

  private timestamp(): HandshakeOptions['timestamp'] {
    return this.timestamps ? { value: this.clock(), echo: this.recent } : null
  }
}
