import type { Microseconds } from '../../model'
import { after } from './sequence'

/** TCP_INIT_CWND. */
const FIRST_CONGESTION_WINDOW = 10
/** TCP_MSS_DEFAULT: smaller windows are not halved. */
const SMALL_WINDOW = 536
/** TCP_MIN_MSS less the IP header: what half a window is at least, headers of TCP included. */
const LEAST = 68
/** What is written at once (sk_gso_max_size, and the headers). */
const LONGEST = 65_535 - 320
/** net.ipv4.tcp_tso_win_divisor. */
const WINDOW_DIVISOR = 3
/** tcp_tso_should_defer: who wrote so lately may write more. */
const LATELY = 1000

/** A buffer's weight without its data (tcp_stream_alloc_skb). */
const BUFFER = 832

/** What a connection sends: where it is longer than `mss`, the wire has it in as many segments. */
export interface Outgoing {
  readonly sequence: number
  readonly length: number
  readonly mss: number
  readonly push: boolean
  readonly fin: boolean
}

/** A buffer of the queue, and of how many segments it is, once it was sent. */
interface Queued {
  start: number
  length: number
  push: boolean
  fin: boolean
  segments: number
  mss: number
  at: Microseconds
}

const endOf = ({ start, length, fin }: Queued): number => (start + length + (fin ? 1 : 0)) >>> 0

/**
 * What a service has written and its peer has not acknowledged (tcp_sendmsg and tcp_write_xmit in net/ipv4): as much leaves as fits into the
 * peer's window and the congestion's, in segments, and the last small one waits for those before it (Nagle, as Minshall has it).
 */
export class SendQueue {
  /** snd_nxt, snd_una and write_seq. */
  next: number
  unacknowledged: number
  end: number
  /** snd_wnd, and max_window. */
  window = 0
  largest = 0
  /** When anything was last sent (tcp_wstamp_ns). */
  wrote: Microseconds = 0
  /** Options that a segment has beside the usual ones take so much of its room (tcp_current_mss). */
  beside = 0
  private readonly waiting: Queued[] = []
  private readonly sent: Queued[] = []
  /** snd_wl1, snd_sml and pushed_seq. */
  private told = 0
  private small: number
  private pushed: number
  private congestionWindow = FIRST_CONGESTION_WINDOW
  private limited = false
  private most = 0
  private measured: number

  /** `longest` is what a segment may hold, `header` what TCP's own takes. */
  constructor(
    readonly first: number,
    private readonly longest: number,
    private readonly header: number,
  ) {
    this.next = this.unacknowledged = this.end = this.small = this.pushed = this.measured = first
  }

  /** What a segment holds (tcp_sync_mss): never more than half of the largest window that the peer had. */
  get mss(): number {
    return this.halved(this.longest) - this.beside
  }

  /** All is acknowledged, a FIN too. */
  get finished(): boolean {
    return this.unacknowledged === this.end
  }

  /** The handshake is over. */
  open(sequence: number, window: number): void {
    this.told = sequence
    this.window = this.largest = window
  }

  /** tcp_may_update_window. */
  mayUpdate(acknowledgement: number, sequence: number, window: number): boolean {
    if (after(acknowledgement, this.unacknowledged) || after(sequence, this.told)) return true
    return sequence === this.told && (window > this.window || window === 0)
  }

  /** tcp_ack, of an acknowledgement that is not old. */
  hear(acknowledgement: number, sequence: number, window: number): void {
    if (this.mayUpdate(acknowledgement, sequence, window)) {
      this.told = sequence
      this.window = window
      this.largest = Math.max(this.largest, window)
    }
    if (!after(acknowledgement, this.unacknowledged)) return
    this.unacknowledged = acknowledgement
    const before = this.outstanding
    this.forget(acknowledgement)
    // tcp_is_cwnd_limited, in slow start.
    if (this.limited || this.congestionWindow < 2 * this.most) this.congestionWindow += before - this.outstanding
  }

  /** A process writes (tcp_sendmsg). */
  write(bytes: number, now: Microseconds): readonly Outgoing[] {
    const { mss } = this
    // tcp_xmit_size_goal.
    const goal = Math.max(Math.floor(this.halved(LONGEST) / mss) * mss, mss)
    const leaving: Outgoing[] = []
    const last = this.waiting.at(-1)
    if (last !== undefined) last.push = false
    for (let left = bytes; left > 0; ) {
      const buffer = this.tail(goal)
      const part = Math.min(left, goal - buffer.length)
      buffer.length += part
      this.end = (this.end + part) >>> 0
      left -= part
      if (left === 0) this.markPushed()
      // forced_push.
      else if (after(this.end, (this.pushed + (this.largest >>> 1)) >>> 0)) {
        this.markPushed()
        leaving.push(...this.transmit(now, true))
      } else if (this.waiting.length === 1) leaving.push(...this.transmit(now, true, true))
    }
    leaving.push(...this.transmit(now))
    return leaving
  }

  /** The process is done (tcp_send_fin). */
  finish(now: Microseconds): readonly Outgoing[] {
    this.tail(Number.POSITIVE_INFINITY).fin = true
    this.end = (this.end + 1) >>> 0
    return this.transmit(now, true)
  }

  /** tcp_write_xmit: what may leave does. With `push` nothing waits for more to go with; with `one`, one buffer leaves. */
  transmit(now: Microseconds, push = false, one = false): readonly Outgoing[] {
    const { mss } = this
    const leaving: Outgoing[] = []
    for (let head = this.waiting[0]; head !== undefined && !(one && leaving.length > 0); head = this.waiting[0]) {
      const room = this.congestionWindow - this.outstanding
      if (room <= 0) break
      // Peers are near: half of the congestion window may go in one (tcp_cwnd_test, tcp_tso_autosize).
      const segments = Math.min(room, Math.max(this.congestionWindow >>> 1, 1))
      this.grow(head, segments * mss - head.length)
      const open = (this.unacknowledged + this.window - head.start) | 0
      // tcp_snd_wnd_test: all of a segment fits, or none of it is sent.
      if ((head.length > mss ? mss : head.length + (head.fin ? 1 : 0)) > open) break
      const waits = !push && this.waiting.length === 1 && this.waitsForMore
      let limit = mss
      if (head.length <= mss) {
        if (waits && head.length < mss && !head.fin) break
      } else {
        if (!one && this.defers(head, open, segments * mss, now)) break
        // tcp_mss_split_point.
        const needed = Math.min(head.length, open)
        limit = segments * mss <= needed ? segments * mss : !push && this.waitsForMore ? needed - (needed % mss) : needed
      }
      this.cut(head, limit)
      this.waiting.shift()
      this.sent.push(head)
      head.segments = Math.max(1, Math.ceil(head.length / mss))
      head.mss = mss
      head.at = this.wrote = now
      this.next = endOf(head)
      if (head.length < head.segments * mss) this.small = this.next
      leaving.push({ sequence: head.start, length: head.length, mss, push: head.push || head.segments > 1, fin: head.fin })
    }
    this.validate(leaving.length > 0)
    return leaving
  }

  /** What its buffers weigh (sk_wmem_queued). */
  get memory(): number {
    return [...this.waiting, ...this.sent].reduce((sum, { length }) => sum + BUFFER + length, 0)
  }

  /** tcp_acceptable_seq: beyond the window of a peer that has taken it back nothing is said; `scale` may have rounded it. */
  acceptable(scale: number): number {
    const stop = (this.unacknowledged + this.window) >>> 0
    return after(this.next, stop) && (scale === 0 || (this.next - stop) >>> 0 >= 2 ** scale) ? stop : this.next
  }

  /** packets_out. */
  private get outstanding(): number {
    return this.sent.reduce((sum, { segments }) => sum + segments, 0)
  }

  /** tcp_nagle_check, of a segment that is not full: a small one is under way. */
  private get waitsForMore(): boolean {
    return this.sent.length > 0 && after(this.small, this.unacknowledged) && !after(this.small, this.next)
  }

  /** tcp_bound_to_half_wnd. */
  private halved(bytes: number): number {
    const half = this.largest > SMALL_WINDOW ? this.largest >>> 1 : this.largest
    return half > 0 && bytes > half ? Math.max(half, LEAST - this.header) : bytes
  }

  private tail(goal: number): Queued {
    const last = this.waiting.at(-1)
    if (last !== undefined && last.length < goal) return last
    const buffer = { start: this.end, length: 0, push: false, fin: false, segments: 0, mss: 0, at: 0 }
    this.waiting.push(buffer)
    return buffer
  }

  private markPushed(): void {
    const last = this.waiting.at(-1)
    if (last !== undefined) last.push = true
    this.pushed = this.end
  }

  /** tcp_grow_skb: a buffer takes over from the next. */
  private grow(head: Queued, missing: number): void {
    const next = this.waiting[1]
    if (next === undefined || missing <= 0) return
    const part = Math.min(missing, next.length)
    head.length += part
    next.length -= part
    next.start = (next.start + part) >>> 0
    if (next.length > 0) return
    head.fin = next.fin
    head.push ||= next.push
    this.waiting.splice(1, 1)
  }

  /** tso_fragment. */
  private cut(head: Queued, limit: number): void {
    if (head.length <= limit) return
    this.waiting.splice(1, 0, { ...head, start: (head.start + limit) >>> 0, length: head.length - limit })
    head.length = limit
    head.push = head.fin = false
  }

  /** tcp_tso_should_defer: less than a third of the window is not worth a packet yet, where more room is near. */
  private defers(head: Queued, open: number, full: number, now: Microseconds): boolean {
    if (now - this.wrote > LATELY) return false
    const room = (this.congestionWindow - this.outstanding) * this.mss
    const limit = Math.min(open, room)
    if (limit >= full || (this.waiting.length > 1 && limit >= head.length)) return false
    if (limit >= Math.floor(Math.min(this.window, this.congestionWindow * this.mss) / WINDOW_DIVISOR)) return false
    const oldest = this.sent[0]
    if (oldest === undefined || now - oldest.at > LATELY) return false
    return limit <= head.length || !head.fin
  }

  /** tcp_clean_rtx_queue. */
  private forget(acknowledgement: number): void {
    for (let oldest = this.sent[0]; oldest !== undefined; oldest = this.sent[0]) {
      const heard = (acknowledgement - oldest.start) | 0
      if (after(endOf(oldest), acknowledgement)) {
        if (oldest.segments === 1 || heard <= 0) return
        oldest.start = acknowledgement
        oldest.length -= heard
        oldest.segments = Math.max(1, Math.ceil(oldest.length / oldest.mss))
        return
      }
      this.sent.shift()
    }
  }

  /** tcp_cwnd_validate: whether it was the congestion window that held more back. */
  private validate(wrote: boolean): void {
    const out = this.outstanding
    const limited = out >= this.congestionWindow
    if (!wrote && !limited) return
    if (after(this.measured, this.unacknowledged) && !limited && (this.limited || out <= this.most)) return
    this.limited = limited
    this.most = out
    this.measured = this.next
  }
}
