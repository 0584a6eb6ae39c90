import { type Tcp, TcpFlag } from '../../model'
import type { Held, OutOfOrder } from './out-of-order'

/** tcp_rmem[1]: the receive buffer that a socket begins with, and the part of it that counts as window, of 256. */
const BUFFER = 131_072
const USUAL_RATIO = 128
const MAX_WINDOW = 65_535
/** TCP_MSS_DEFAULT: what a peer's segments are taken to be before larger ones came. */
const USUAL_SEGMENT = 536
/** A buffer's own weight: struct sk_buff, and struct skb_shared_info behind its data. */
const BUFFER_HEAD = 256
const BUFFER_END = 320
/** What stands before a segment's data: room for a link's header, and the headers of all layers. */
const BEFORE_DATA = 16 + 54
const LINK_HEADER = 14
/** Up to so much a buffer is a small one (SKB_SMALL_HEAD_SIZE). */
const SMALL_BUFFER = 256
/** TCP_INIT_CWND. */
const INITIAL_WINDOW = 10
/** TCP_MIN_MSS. */
const LEAST_SEGMENT = 88
/** TCP_REMNANT: what has one of these may be the end of something. */
const REMNANT = TcpFlag.FIN | TcpFlag.SYN | TcpFlag.PSH | TcpFlag.URG
/** tcp_event_data_recv: smaller segments let no window grow. */
export const GROWS = 128
/** tcp_rmem[2]: as long as a window is much smaller than what a socket may have, it grows by segments that weigh more (__tcp_grow_window). */
const LARGEST_BUFFER = 33_554_432

/**
 * The window that a connection offers its peer (__tcp_select_window in net/ipv4/tcp_output.c): what is kept of a segment weighs more than
 * its data, and a window that was offered is not taken back.
 */
export class ReceiveWindow {
  /** What the SYN+ACK offers: whole segments of 64 k (tcp_select_initial_window). */
  readonly initial: number
  private ratio = USUAL_RATIO
  private clamp: number
  private threshold: number
  /** rcv_mss. */
  segment = USUAL_SEGMENT
  private lastSegment = 0
  /** sk_rcvbuf, and as much as is taken to come in one round trip (rcvq_space). */
  private buffer = BUFFER
  private expected = 0
  /** What waits for the process weighs so much. */
  unread = 0
  /** Room that the last buffer has left, and where its data ends. */
  private tail = 0
  private tailEnd: number | null = null

  /** `options` is how many bytes of each segment are no data, `scale` what windows are shifted by. */
  constructor(
    private readonly mss: number,
    options: number,
    private readonly scale: number,
    private readonly early: OutOfOrder,
  ) {
    const most = (BUFFER * USUAL_RATIO) >> 8
    this.initial = most - (most % (mss - options))
    // tcp_init_buffer_space keeps one segment's room.
    this.clamp = MAX_WINDOW > 2 * mss && MAX_WINDOW + mss > most ? Math.max(2 * mss, most - mss) : MAX_WINDOW
    this.threshold = Math.min(this.initial, this.clamp)
  }

  /** The handshake is over, and the other way segments hold so much (tcp_initialize_rcv_mss). */
  open(mss: number): void {
    this.segment = Math.max(Math.min(this.mss, mss, this.initial >>> 1, USUAL_SEGMENT), LEAST_SEGMENT)
    this.expected = Math.min(this.threshold, this.initial, INITIAL_WINDOW * this.mss)
  }

  /** How many bytes the buffer of a segment of this length holds (kmalloc_size_roundup). */
  private static size(length: number): number {
    const all = BEFORE_DATA + length
    return all <= SMALL_BUFFER ? SMALL_BUFFER : 2 ** Math.ceil(Math.log2(Math.ceil(all / 64) * 64 + BUFFER_END)) - BUFFER_END
  }

  /** What a segment of this length, TCP's options included, weighs (truesize). */
  static weight(length: number): number {
    return BUFFER_HEAD + BUFFER_END + ReceiveWindow.size(length)
  }

  /** The buffer of a segment: what it weighs, and how much more data fits into it. */
  static buffer({ sequence, payload, flags, options }: Tcp): Held {
    const bytes = payload.length + options.length
    const fin = (flags & TcpFlag.FIN) !== 0
    return {
      start: sequence,
      end: (sequence + payload.length + (fin ? 1 : 0)) >>> 0,
      fin,
      weight: ReceiveWindow.weight(bytes),
      room: ReceiveWindow.size(bytes) - (BEFORE_DATA - LINK_HEADER) - bytes,
    }
  }

  /** A buffer waits for the process (tcp_queue_rcv); what fits behind the data before goes there (tcp_try_coalesce). */
  put({ start, end, fin, weight, room }: Held): void {
    const length = (end - start - (fin ? 1 : 0)) >>> 0
    const fits = this.tailEnd === start && length <= this.tail
    this.tail = fits ? this.tail - length : room
    this.tailEnd = end
    if (!fits) this.unread += weight
  }

  /** The process has read all there was. */
  read(): void {
    this.unread = 0
    this.tailEnd = null
  }

  /** Data comes before its time, up to so far ahead, to a process: the buffer is to hold that, too (tcp_rcvbuf_grow). */
  reach(ahead: number): void {
    const buffer = Math.min(Math.floor(((2 * this.expected + ahead) * 256) / this.ratio), LARGEST_BUFFER)
    if (buffer <= this.buffer) return
    this.buffer = buffer
    this.clamp = Math.floor((buffer * this.ratio) / 256)
  }

  /** What is offered next, where `last` was offered before and `open` is left of that (tcp_select_window). */
  next(last: number, open: number): number {
    return this.scale > 0 ? this.aligned(Math.max(this.wanted(last), open)) : Math.max(open, this.wanted(last))
  }

  /** __tcp_select_window. */
  wanted(last: number): number {
    const free = Math.min(this.spaceBeside(this.unread + this.early.weight), this.threshold)
    if (this.scale > 0) return this.aligned(free)
    const kept = last > free - this.segment && last <= free
    return kept ? last : free - (free % this.segment)
  }

  private aligned(window: number): number {
    return Math.ceil(window / 2 ** this.scale) * 2 ** this.scale
  }

  /** tcp_space, where so much is kept (sk_rmem_alloc). */
  private spaceBeside(kept: number): number {
    return Math.floor(((this.buffer - kept) * this.ratio) / 256)
  }

  /** tcp_measure_rcv_mss: the first segment of a new size tells how much of the buffer is data. */
  measure(length: number, weight: number, { flags, options }: Tcp, offered: number, header: number): 0 | 1 | 2 {
    const last = this.lastSegment
    this.lastSegment = 0
    if (length >= this.segment) {
      if (length > this.segment) {
        this.ratio = Math.floor((length * 256) / weight)
        const clamp = Math.floor((this.buffer * this.ratio) / 256)
        this.threshold = clamp < this.clamp ? Math.min(this.threshold, clamp) : Math.max(this.threshold, Math.min(offered, clamp))
        this.clamp = clamp
        this.expected = Math.min(this.expected, clamp)
      }
      this.segment = Math.min(length, this.mss)
      return flags & TcpFlag.PSH ? 1 : 0
    }
    const whole = length + options.length
    if (whole >= USUAL_SEGMENT || (whole >= LEAST_SEGMENT && !(flags & REMNANT))) {
      this.lastSegment = whole + 20 - header
      if (this.lastSegment === last) {
        this.segment = last
        return 0
      }
    }
    return 2
  }

  /** tcp_grow_window: whether it does; `uncounted` is not yet of what is kept. */
  grow(length: number, weight: number, uncounted = 0): boolean {
    const room = Math.min(this.clamp, this.spaceBeside(this.unread + this.early.weight - uncounted)) - this.threshold
    if (room <= 0) return false
    const grows = (weight * this.ratio) >> 8 <= length ? 2 * this.mss : this.growsSlowly(length, weight) ? 2 * this.segment : 0
    if (grows > 0) this.threshold += Math.min(room, Math.max(grows, 2 * length))
    return grows > 0
  }

  /** __tcp_grow_window. */
  private growsSlowly(length: number, weight: number): boolean {
    let heavy = (weight * this.ratio) >> 9
    for (let window = Math.floor((LARGEST_BUFFER * this.ratio) / 512); this.threshold <= window; window >>= 1, heavy >>= 1)
      if (heavy <= length) return true
    return false
  }
}
