import { type Microseconds, SECOND, type Tcp, TcpFlag } from '../../model'
import { type Connection, type DirectionIndex, ORIGINAL, REPLY, TcpTracking, WindowFlag } from './connection'
import type { Outcome } from './outcome'
import { shiftOf } from './sequence-shift'
import type { ConntrackSettings } from './settings'
import { windowOptions } from './tcp-options'
import {
  ACK,
  CLOSE,
  CLOSE_WAIT,
  ESTABLISHED,
  eventOf,
  FIN,
  FIN_WAIT,
  IGNORED,
  INVALID,
  LAST_ACK_STATE,
  NO_FLAG,
  NONE,
  nextState,
  RST,
  SYN,
  SYN_ACK,
  SYN_RECV,
  SYN_SENT,
  SYN_SENT2,
  TIME_WAIT,
  validFlags,
  whyNext,
} from './tcp-states'
import { before, segmentEnd, takeOptions, WindowTracker } from './tcp-window'

/** States in which a connection is being closed, whose numbers may be outdated (tcp_can_early_drop). */
const CLOSING: readonly number[] = [FIN_WAIT, LAST_ACK_STATE, TIME_WAIT, CLOSE, CLOSE_WAIT]

/** TCP connection tracking (nf_conntrack_tcp_packet). After each packet `why` says what it did to its connection, for people. */
export class TcpTracker {
  private readonly settings: ConntrackSettings
  private readonly window: WindowTracker
  why = ''

  constructor(settings: ConntrackSettings) {
    this.settings = settings
    this.window = new WindowTracker(settings.liberal)
  }

  /** Lets a segment act on its connection. */
  packet(connection: Connection, tcp: Tcp, direction: DirectionIndex, now: Microseconds): Outcome {
    if (!validFlags(tcp.flags)) {
      this.why = 'no TCP sends this combination of flags'
      return 'invalid'
    }
    const event = eventOf(tcp.flags)
    if (!connection.confirmed && !this.begin(connection, tcp, event)) return 'invalid'
    const tracking = connection.tcp
    if (tracking === null) return 'invalid'

    let old = tracking.stateNumber
    let next = nextState(direction, event, old)
    this.why = whyNext(direction, event, old)
    let checkWindow = true

    switch (next) {
      case SYN_SENT:
        if (old < TIME_WAIT) break
        // The close was seen to begin, or this side has reset it: delete the connection and look again, so that a new one begins.
        if (
          ((tracking.windows[0].flags | tracking.windows[1].flags) & WindowFlag.CLOSE_INIT) !== 0 ||
          (tracking.lastDirection === direction && tracking.lastEvent === RST)
        )
          return 'repeat'
        if (!this.ignore(tracking, tcp, event, direction, old)) return 'accept'
        old = SYN_SENT
        next = SYN_RECV
        break
      case IGNORED:
        if (!this.ignore(tracking, tcp, event, direction, old)) return 'accept'
        old = SYN_SENT
        next = SYN_RECV
        break
      case INVALID:
        // The server is slow to answer SYNPROXY: what its client sends meanwhile has to begin the same connection again.
        if (
          connection.proxied !== null &&
          old === SYN_SENT &&
          event === ACK &&
          direction === ORIGINAL &&
          tracking.lastDirection === ORIGINAL &&
          ((tracking.windows[0].end - 1 - tcp.sequence) | 0) === 0
        ) {
          this.why = 'a client of SYNPROXY whose server has not answered yet'
          return 'accept'
        }
        return 'invalid'
      case TIME_WAIT:
        if (
          old === LAST_ACK_STATE &&
          event === ACK &&
          tracking.lastDirection !== direction &&
          tracking.lastEvent === SYN &&
          (tracking.lastFlags & WindowFlag.EXPECT_CHALLENGE_ACK) !== 0
        ) {
          tracking.lastFlags &= ~WindowFlag.EXPECT_CHALLENGE_ACK
          this.why = 'a challenge ACK that answers a stray SYN (RFC 5961): it is not the last ACK'
          return 'accept'
        }
        break
      case SYN_SENT2:
        tracking.lastFlags |= WindowFlag.SIMULTANEOUS_OPEN
        break
      case SYN_RECV:
        if (direction === REPLY && event === ACK && (tracking.lastFlags & WindowFlag.SIMULTANEOUS_OPEN) !== 0) next = ESTABLISHED
        break
      case CLOSE:
        if (event === RST) {
          const reset = this.checkReset(connection, tracking, tcp, direction, old)
          if (reset === 'invalid') return 'invalid'
          if (reset === 'keep state') next = old
          checkWindow = reset !== 'believe'
          if (reset === 'keep state') checkWindow = !this.answersIgnored(connection, tracking, tcp, direction, old)
        }
        break
    }

    if (checkWindow) {
      const { shifts } = connection
      // A helper's NAT changed payloads of the other side: what it sent is acknowledged in the numbers that this side saw.
      const shift = shifts === null ? 0 : shiftOf(shifts[direction === 0 ? 1 : 0], tcp.acknowledgement - 1)
      switch (this.window.check(tracking, direction, event, tcp, shift)) {
        case 'ignore':
          this.why = this.window.why
          return 'accept'
        case 'invalid':
          this.why = this.window.why
          this.handleInvalid(connection, tracking, event, direction, now)
          return 'invalid'
        case 'accept':
          break
      }
    }

    tracking.lastEvent = event
    tracking.lastDirection = direction
    tracking.stateNumber = next
    if (old !== next && next === FIN_WAIT) tracking.windows[direction].flags |= WindowFlag.CLOSE_INIT

    let timeout = this.timeout(tracking, event, next)
    if (!connection.seenReply) {
      // A RST as the only answer: there is no connection, and none is kept.
      if ((tcp.flags & TcpFlag.RST) !== 0) return 'closed'
      // Repeating a SYN does not keep an unanswered connection alive.
      if (event === SYN && old === SYN_SENT) return 'accept'
      if (next === ESTABLISHED && timeout > this.settings.tcpUnacknowledged) timeout = this.settings.tcpUnacknowledged
    } else if (!connection.assured && (old === SYN_RECV || old === ESTABLISHED) && next === ESTABLISHED) {
      connection.assured = true
    }
    connection.refresh(now + timeout)
    return 'refreshed'
  }

  /** nf_conntrack_tcp_set_closing: REJECT's RST closes the connection that it refuses. */
  close(connection: Connection, now: Microseconds): boolean {
    const tracking = connection.tcp
    if (tracking === null || !connection.confirmed) return false
    const was = tracking.stateNumber
    tracking.stateNumber = CLOSE
    if (was === CLOSE) return false
    connection.refresh(now + (this.settings.tcp[CLOSE] ?? 0))
    return true
  }

  /** tcp_new: what the first segment of a connection must be. */
  private begin(connection: Connection, tcp: Tcp, event: number): boolean {
    const first = nextState(ORIGINAL, event, NONE)
    this.why = whyNext(ORIGINAL, event, NONE)
    if (first >= INVALID) return false
    if (first !== SYN_SENT && !this.settings.loose) {
      this.why = 'an ACK without a SYN before, and nf_conntrack_tcp_loose is off: nothing is picked up midway'
      return false
    }
    const tracking = new TcpTracking()
    connection.tcp = tracking
    const [original, reply] = tracking.windows
    original.end = segmentEnd(tcp)
    original.maxWindow = tcp.window === 0 ? 1 : tcp.window
    if (first === SYN_SENT) {
      original.maxEnd = original.end
      takeOptions(original, tcp)
    } else {
      original.maxEnd = (original.end + original.maxWindow) | 0
      // Scaling was agreed upon before anybody looked: windows cannot be held against anyone.
      original.flags = WindowFlag.SACK_PERMITTED | WindowFlag.BE_LIBERAL
      reply.flags = original.flags
    }
    tracking.lastEvent = NO_FLAG
    return true
  }

  /**
   * Notes a packet that is let through without being believed. True when it shows that an ignored SYN was right after all:
   * then the connection gets in step with both of them, as a SYN/ACK in SYN_SENT.
   */
  private ignore(tracking: TcpTracking, tcp: Tcp, event: number, direction: DirectionIndex, old: number): boolean {
    if (
      event === SYN_ACK &&
      tracking.lastEvent === SYN &&
      tracking.lastDirection !== direction &&
      (tcp.acknowledgement | 0) === tracking.lastEnd
    ) {
      const asked = tracking.windows[tracking.lastDirection]
      asked.end = tracking.lastEnd
      asked.maxEnd = tracking.lastEnd
      asked.maxWindow = tracking.lastWindow === 0 ? 1 : tracking.lastWindow
      asked.scale = tracking.lastScale
      tracking.lastFlags &= ~WindowFlag.EXPECT_CHALLENGE_ACK
      asked.flags = tracking.lastFlags
      tracking.windows[direction].reset()
      this.why = 'a SYN/ACK for the SYN that was ignored: both sides agree, so conntrack gets in step with them'
      return true
    }
    tracking.lastEvent = event
    tracking.lastDirection = direction
    tracking.lastSequence = tcp.sequence | 0
    tracking.lastEnd = segmentEnd(tcp)
    tracking.lastWindow = tcp.window
    if (event === SYN && direction === ORIGINAL) {
      const { scale, flags } = windowOptions(tcp.options)
      tracking.lastScale = scale
      tracking.lastFlags = flags
      if (old === LAST_ACK_STATE) tracking.lastFlags |= WindowFlag.EXPECT_CHALLENGE_ACK
    }
    if (old === SYN_SENT && event === ACK && direction === REPLY) tracking.lastAcknowledgement = tcp.acknowledgement | 0
    return false
  }

  /** The many precautions before a RST is believed (RFC 5961). `check` and `keep state` still ask the window. */
  private checkReset(
    connection: Connection,
    tracking: TcpTracking,
    tcp: Tcp,
    direction: DirectionIndex,
    old: number,
  ): 'invalid' | 'believe' | 'check' | 'keep state' {
    if (CLOSING.includes(old)) return 'believe'
    const sequence = tcp.sequence | 0
    const other = tracking.windows[direction === ORIGINAL ? 1 : 0]
    if ((other.flags & WindowFlag.MAXACK_SET) !== 0 && tracking.lastEvent !== SYN) {
      const open = old === ESTABLISHED && connection.assured
      // Most likely the answer to a SYN that was let through.
      if (sequence === 0 && !open) return 'check'
      if (before(sequence, other.maxAck) && !this.settings.ignoreInvalidReset) {
        this.why = 'a RST older than what the other side has acknowledged: forged, or very late'
        return 'invalid'
      }
      if (!open || sequence === other.maxAck) return 'check'
      if (tracking.lastEvent === ACK && tracking.lastDirection === direction && sequence === tracking.lastEnd) return 'check'
      this.why =
        'a RST whose sequence number is not exactly the expected one: the connection stays open, for the other side may challenge it (RFC 5961)'
      return 'keep state'
    }
    return this.answersIgnored(connection, tracking, tcp, direction, old) ? 'believe' : 'check'
  }

  /** Whether a RST answers a SYN or an ACK that was let through unbelieved: then its numbers cannot be checked. */
  private answersIgnored(connection: Connection, tracking: TcpTracking, tcp: Tcp, direction: DirectionIndex, old: number): boolean {
    if (
      ((connection.seenReply && tracking.lastEvent === SYN && tracking.lastDirection !== direction) ||
        (!connection.assured && tracking.lastEvent === ACK)) &&
      (tcp.acknowledgement | 0) === tracking.lastEnd
    )
      return true
    return (
      old === SYN_SENT &&
      tracking.lastEvent === ACK &&
      tracking.lastDirection === REPLY &&
      (tcp.sequence | 0) === tracking.lastAcknowledgement
    )
  }

  /** nf_tcp_handle_invalid: a close that both sides agree on, though conntrack cannot, should not keep the connection for days. */
  private handleInvalid(connection: Connection, tracking: TcpTracking, event: number, direction: DirectionIndex, now: Microseconds): void {
    if (!connection.assured || (event !== RST && event !== FIN)) return
    if (tracking.lastDirection !== direction && (tracking.lastEvent === FIN || tracking.lastEvent === RST)) {
      const left = connection.expires - now
      if (left >= 120 * SECOND && left > this.settings.tcpUnacknowledged) connection.refresh(now + this.settings.tcpUnacknowledged)
    } else {
      tracking.lastEvent = event
      tracking.lastDirection = direction
    }
  }

  private timeout(tracking: TcpTracking, event: number, next: number): Microseconds {
    const { settings } = this
    const usual = settings.tcp[next] ?? 0
    if (tracking.retransmissions >= settings.maxRetransmissions && usual > settings.tcpMaxRetrans) return settings.tcpMaxRetrans
    if (event === RST) return settings.tcp[CLOSE] ?? 0
    const unacknowledged = ((tracking.windows[0].flags | tracking.windows[1].flags) & WindowFlag.DATA_UNACKNOWLEDGED) !== 0
    if (unacknowledged && usual > settings.tcpUnacknowledged) return settings.tcpUnacknowledged
    if (tracking.lastWindow === 0 && usual > settings.tcpMaxRetrans) return settings.tcpMaxRetrans
    return usual
  }
}
