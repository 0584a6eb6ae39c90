import { type Tcp, TcpFlag } from '../../model'

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
/** TCP_MIN_MSS. */
const LEAST_SEGMENT = 88
/** TCP_REMNANT: what has one of these may be the end of something. */
const REMNANT = TcpFlag.FIN | TcpFlag.SYN | TcpFlag.PSH | TcpFlag.URG
/** tcp_event_data_recv: smaller segments let no window grow. */
const GROWS = 128
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
  /** What is kept weighs so much (sk_rmem_alloc). */
  unread = 0
  /** Room that the last buffer has left, and where its data ends. */
  private tail = 0
  private tailEnd: number | null = null

  /** `options` is how many bytes of each segment are no data, `scale` what windows are shifted by. */
  constructor(
    private readonly mss: number,
    options: number,
    private readonly scale: number,
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

  /**
   * So much of a segment waits for the process (tcp_event_data_recv), or, where there is a gap, for those before it (tcp_data_queue_ofo):
   * what that says of small segments, and whether the window grew. `last` was offered before, `header` is the length of TCP's in a plain
   * segment. `gap` says whether there is none, one that the peer is told of, or one that it has to see for itself.
   */
  received(
    length: number,
    segment: Tcp,
    { last, header, gap }: { readonly last: number; readonly header: number; readonly gap: 'none' | 'told' | 'silent' },
  ): { readonly small: 0 | 1 | 2; readonly grown: boolean } {
    const bytes = length + segment.options.length
    const weight = ReceiveWindow.weight(bytes)
    // tcp_try_coalesce: what fits behind the data before goes there.
    const added = this.tailEnd === segment.sequence && length <= this.tail ? 0 : weight
    this.tail = added === 0 ? this.tail - length : ReceiveWindow.size(bytes) - (BEFORE_DATA - LINK_HEADER) - bytes
    this.tailEnd = (segment.sequence + segment.payload.length + (segment.flags & TcpFlag.FIN ? 1 : 0)) >>> 0
    if (gap === 'none') this.unread += added
    const small = this.measure(length, weight, segment, last, header)
    const grown = (gap === 'told' || (gap === 'none' && length >= GROWS)) && this.grow(length, weight)
    if (gap !== 'none') this.unread += added
    return { small, grown }
  }

  /** The process has read all there was. */
  read(): void {
    this.unread = 0
    this.tailEnd = null
  }

  /** What is offered next, where `last` was offered before and `open` is left of that (tcp_select_window). */
  next(last: number, open: number): number {
    return this.scale > 0 ? this.aligned(Math.max(this.wanted(last), open)) : Math.max(open, this.wanted(last))
  }

  /** __tcp_select_window. */
  wanted(last: number): number {
    const free = Math.min(this.space, this.threshold)
    if (this.scale > 0) return this.aligned(free)
    const kept = last > free - this.segment && last <= free
    return kept ? last : free - (free % this.segment)
  }

  private aligned(window: number): number {
    return Math.ceil(window / 2 ** this.scale) * 2 ** this.scale
  }

  private get space(): number {
    return ((BUFFER - this.unread) * this.ratio) >> 8
  }

  /** tcp_measure_rcv_mss: the first segment of a new size tells how much of the buffer is data. */
  private measure(length: number, weight: number, { flags, options }: Tcp, offered: number, header: number): 0 | 1 | 2 {
    const last = this.lastSegment
    this.lastSegment = 0
    if (length >= this.segment) {
      if (length > this.segment) {
        this.ratio = Math.floor((length * 256) / weight)
        const clamp = (BUFFER * this.ratio) >> 8
        this.threshold = clamp < this.clamp ? Math.min(this.threshold, clamp) : Math.max(this.threshold, Math.min(offered, clamp))
        this.clamp = clamp
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

  /** tcp_grow_window: whether it does. */
  private grow(length: number, weight: number): boolean {
    const room = Math.min(this.clamp, this.space) - this.threshold
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
