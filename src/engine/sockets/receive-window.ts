/** tcp_rmem[1]: the receive buffer that a socket begins with, and the part of it that counts as window, of 256. */
const BUFFER = 131_072
const USUAL_RATIO = 128
const MAX_WINDOW = 65_535
/** TCP_MSS_DEFAULT: what a peer's segments are taken to be before larger ones came. */
const USUAL_SEGMENT = 536
/** struct sk_buff, and what stands around a segment's data: headers of all layers and struct skb_shared_info. */
const BUFFER_HEAD = 256
const AROUND_DATA = 390
/** tcp_event_data_recv: smaller segments let no window grow. */
const GROWS = 128

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
  private segment = USUAL_SEGMENT
  private unread = 0

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

  /** A segment's data waits for the process (tcp_event_data_recv). */
  received(length: number): void {
    if (length === 0) return
    const weight = BUFFER_HEAD + 2 ** Math.ceil(Math.log2(length + AROUND_DATA))
    this.unread += weight
    this.measure(length, weight)
    if (length >= GROWS) this.grow(length, weight)
  }

  /** The process has read all there was. */
  read(): void {
    this.unread = 0
  }

  /** What is offered next, where `last` was offered before and `open` is left of that. */
  next(last: number, open: number): number {
    const free = Math.min(this.space, this.threshold)
    if (this.scale > 0) return this.aligned(Math.max(free, open))
    const kept = last > free - this.segment && last <= free
    return Math.max(open, kept ? last : free - (free % this.segment))
  }

  private aligned(window: number): number {
    return Math.ceil(window / 2 ** this.scale) * 2 ** this.scale
  }

  private get space(): number {
    return ((BUFFER - this.unread) * this.ratio) >> 8
  }

  /** tcp_measure_rcv_mss: the first segment of a new size tells how much of the buffer is data. */
  private measure(length: number, weight: number): void {
    if (length < this.segment) return
    if (length > this.segment) {
      this.ratio = Math.floor((length * 256) / weight)
      const clamp = (BUFFER * this.ratio) >> 8
      this.threshold = clamp < this.clamp ? Math.min(this.threshold, clamp) : Math.max(this.threshold, Math.min(this.initial, clamp))
      this.clamp = clamp
    }
    this.segment = Math.min(length, this.mss)
  }

  /** tcp_grow_window, for segments that are data for the most part. */
  private grow(length: number, weight: number): void {
    const room = Math.min(this.clamp, this.space) - this.threshold
    if (room > 0 && (weight * this.ratio) >> 8 <= length) this.threshold += Math.min(room, 2 * Math.max(this.mss, length))
  }
}
