import { MILLISECOND, type Microseconds } from '../../model'

/** TCP_ATO_MIN: how long an acknowledgement waits for something to go with, and how near its time it need not wait. */
const DELAYED = 40 * MILLISECOND
const NEAR = DELAYED / 4
/** TCP_MAX_QUICKACKS. */
const MOST_QUICK = 16
/** TCP_RTO_MIN: a peer that was silent for longer begins slowly. */
const LONG_SILENCE = 200 * MILLISECOND

/** When a connection acknowledges what it has received (icsk_ack of struct inet_connection_sock). */
export class Acknowledging {
  /** Something is to be acknowledged (ICSK_ACK_SCHED), and at once (ICSK_ACK_NOW). */
  scheduled = false
  atOnce = false
  private quick = 0
  /** It answers by itself, and acknowledgements go with that (inet_csk_in_pingpong_mode). */
  private talking = false
  /** Small segments since the last acknowledgement, two at most (ICSK_ACK_PUSHED, ICSK_ACK_PUSHED2). */
  private small = 0
  private heard: Microseconds | null = null
  private due: Microseconds | null = null

  /** tcp_event_data_recv; `small` says how many small segments it counts for, `quick` for how many acknowledgements there is haste. */
  received(now: Microseconds, small: 0 | 1 | 2, quick: number): void {
    this.scheduled = true
    if (small > 0) this.small = Math.max(1, Math.min(2, this.small + small - 1))
    if (this.heard === null || now - this.heard > LONG_SILENCE) this.hasten(quick)
    this.heard = now
  }

  /** tcp_grow_window. */
  grown(): void {
    this.quick |= 1
  }

  /** tcp_enter_quickack_mode: something came twice, or is of no use. */
  repeated(quick: number): void {
    this.scheduled = true
    this.talking = false
    this.heard ??= Number.NEGATIVE_INFINITY
    this.hasten(quick)
  }

  /** tcp_fin. */
  ended(): void {
    this.scheduled = true
    this.talking = true
  }

  /** Something that acknowledges leaves (tcp_event_ack_sent), with data or without (tcp_event_data_sent). */
  said(now: Microseconds, data: boolean): void {
    if (this.scheduled && this.quick > 0) this.quick--
    if (data && this.heard !== null && now - this.heard < DELAYED) this.talking = true
    this.scheduled = false
    this.atOnce = false
    this.small = 0
    this.due = null
  }

  /** __tcp_ack_snd_check: nothing is waited for. */
  get isHasty(): boolean {
    return this.atOnce || (this.quick > 0 && !this.talking)
  }

  /** tcp_cleanup_rbuf: a process has read all there was, and an acknowledgement should not wait for what it says. */
  get isReadOut(): boolean {
    return this.small === 2 || (this.small === 1 && !this.talking)
  }

  /** Who has heard no data yet waits only for the clock's next tick: a process may be faster. */
  get isNew(): boolean {
    return this.heard === null
  }

  /** tcp_send_delayed_ack: when it is due; null where a timer is running already, 0 where it need not wait. */
  delay(now: Microseconds): Microseconds | null {
    if (this.isNew) return 0
    if (this.due !== null) return this.due <= now + NEAR ? 0 : null
    this.due = now + DELAYED
    return this.due
  }

  /** tcp_delack_timer_handler: whether what was due then is still to be sent. */
  rings(due: Microseconds): boolean {
    if (this.due !== due) return false
    this.due = null
    if (!this.scheduled) return false
    this.talking = false
    return true
  }

  /** tcp_incr_quickack. */
  private hasten(quick: number): void {
    this.quick = Math.max(this.quick, Math.min(quick === 0 ? 2 : quick, MOST_QUICK))
  }
}
