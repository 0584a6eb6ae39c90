import { type Tcp, TcpFlag } from '../../model'
import { type DirectionIndex, REPLY, type TcpTracking, type TcpWindow, WindowFlag } from './connection'
import { highestSack, windowOptions } from './tcp-options'
import { ACK, SYN_RECV, SYN_SENT } from './tcp-states'

/** What the window check says of a segment (enum nf_ct_tcp_action): believed, let through without believing it, or INVALID. */
export type WindowVerdict = 'accept' | 'ignore' | 'invalid'

/** The smallest distance by which an acknowledgement may lag behind (MAXACKWINCONST). */
const LARGEST_ACK_LAG = 66_000

/** Sequence arithmetic modulo 2^32 (RFC 9293 section 3.4). */
export function before(a: number, b: number): boolean {
  return ((a - b) | 0) < 0
}

function after(a: number, b: number): boolean {
  return ((b - a) | 0) < 0
}

/** The sequence number behind a segment: SYN and FIN count as a byte each. */
export function segmentEnd(tcp: Tcp): number {
  return (tcp.sequence + tcp.payload.length + ((tcp.flags >>> 1) & 1) + (tcp.flags & 1)) | 0
}

/** Begins (or begins anew) a side's window from its SYN or SYN/ACK (tcp_init_sender). */
function beginSender(sender: TcpWindow, receiver: TcpWindow, tcp: Tcp, end: number, direction: DirectionIndex): void {
  sender.end = end
  sender.maxEnd = end
  sender.maxWindow = tcp.window === 0 ? 1 : tcp.window
  takeOptions(sender, tcp)
  // Scaling holds only where both sides offered it (RFC 7323 section 2.2).
  if (direction === REPLY && (sender.flags & receiver.flags & WindowFlag.WINDOW_SCALE) === 0) {
    sender.scale = 0
    receiver.scale = 0
  }
}

/** Takes a SYN's options over; a SYN without any leaves what was there. */
export function takeOptions(window: TcpWindow, tcp: Tcp): void {
  if (tcp.options.length === 0) return
  const { scale, flags } = windowOptions(tcp.options)
  window.scale = scale
  window.flags = (window.flags & WindowFlag.BE_LIBERAL) | flags
}

/**
 * Whether a segment fits the windows that both sides advertised (tcp_in_window, Linux 6.x, after "Real Stateful TCP Packet
 * Filtering in IP Filter", G. van Rooij 2000), and takes it into account if it does. After a refusal `why` says what is wrong.
 */
export class WindowTracker {
  readonly liberal: boolean
  why = ''

  constructor(liberal: boolean) {
    this.liberal = liberal
  }

  check(tracking: TcpTracking, direction: DirectionIndex, event: number, tcp: Tcp, shift: number): WindowVerdict {
    const sender = tracking.windows[direction]
    const receiver = tracking.windows[direction === 0 ? 1 : 0]
    const flags = tcp.flags
    let sequence = tcp.sequence | 0
    let acknowledgement = tcp.acknowledgement | 0
    let selective = acknowledgement
    let end = segmentEnd(tcp)
    const isSyn = (flags & TcpFlag.SYN) !== 0
    const isAck = (flags & TcpFlag.ACK) !== 0
    const state = tracking.stateNumber

    if ((receiver.flags & WindowFlag.SACK_PERMITTED) !== 0 && tcp.options.length !== 0)
      selective = highestSack(tcp.options, acknowledgement)
    acknowledgement = (acknowledgement - shift) | 0
    selective = (selective - shift) | 0

    if (sender.maxWindow === 0) {
      if (isSyn) {
        beginSender(sender, receiver, tcp, end, direction)
        // Simultaneous open.
        if (!isAck) return 'accept'
      } else {
        // In the middle of a connection whose history is lost: what the packet says is all there is.
        const scaled = tcp.window * 2 ** sender.scale
        sender.end = end
        sender.maxWindow = scaled === 0 ? 1 : scaled
        sender.maxEnd = (end + sender.maxWindow) | 0
        if (receiver.maxWindow === 0) {
          receiver.end = selective
          receiver.maxEnd = selective
        } else if (selective === ((receiver.end + 1) | 0)) {
          // Likely the answer to a keepalive.
          receiver.end = (receiver.end + 1) | 0
        }
      }
    } else if (isSyn && after(end, sender.end) && (state === SYN_SENT || state === SYN_RECV)) {
      // A SYN or SYN/ACK with newer numbers begins anew (RFC 793).
      beginSender(sender, receiver, tcp, end, direction)
      if (direction === REPLY && !isAck) return 'accept'
    }

    // Without an ACK, and for the RST of TCPs that say ACK without a number, the acknowledgement is taken for right.
    if (!isAck || ((flags & TcpFlag.RST) !== 0 && acknowledgement === 0)) {
      acknowledgement = receiver.end
      selective = receiver.end
    }
    // The RST that answers a SYN has sequence number zero.
    if ((flags & TcpFlag.RST) !== 0 && sequence === 0 && state === SYN_SENT) {
      sequence = sender.end
      end = sender.end
    }

    const ackLag = Math.max(sender.maxWindow, LARGEST_ACK_LAG)
    const oldestEnd = (sender.end - receiver.maxWindow - 1) | 0
    const oldestAck = (receiver.end - ackLag - 1) | 0
    const ackTooHigh = !before(selective, (receiver.end + 1) | 0)

    if (!before(sequence, (sender.maxEnd + 1) | 0)) {
      const overshot = (end - sender.maxEnd + 1) >>> 0
      const fitsOtherwise =
        receiver.maxWindow !== 0 && after(end, oldestEnd) && after(selective, oldestAck) && overshot <= receiver.maxWindow && !ackTooHigh
      if (fitsOtherwise) {
        // Some TCPs send a little more than they were allowed: note it, so that its acknowledgement is not a surprise.
        sender.end = end
        sender.flags |= WindowFlag.DATA_UNACKNOWLEDGED
        return this.refuse('ignore', sender, overshot, 'bytes more than the receiver allowed: let through, but not believed')
      }
      return this.refuse(
        'invalid',
        sender,
        (sender.maxEnd + 1) >>> 0,
        'is the first sequence number that the receiver has not allowed: this one is beyond it',
      )
    }
    if (ackTooHigh)
      return this.refuse(
        'invalid',
        sender,
        (receiver.end + 1) >>> 0,
        'is the first number that was not sent yet: this acknowledges data that nobody has seen',
      )
    if (receiver.maxWindow !== 0 && !after(end, oldestEnd))
      return this.refuse(
        'ignore',
        sender,
        oldestEnd >>> 0,
        'and older was acknowledged long ago: old data sent again, let through, but not believed',
      )
    if (!after(selective, oldestAck))
      return this.refuse(
        'ignore',
        sender,
        oldestAck >>> 0,
        'and older was acknowledged long ago: a very late ACK, let through, but not believed',
      )

    this.update(tracking, direction, sender, receiver, tcp, event, sequence, acknowledgement, selective, end)
    return 'accept'
  }

  /** A segment that fits moves both sides' windows. */
  private update(
    tracking: TcpTracking,
    direction: DirectionIndex,
    sender: TcpWindow,
    receiver: TcpWindow,
    tcp: Tcp,
    event: number,
    sequence: number,
    acknowledgement: number,
    selective: number,
    end: number,
  ): void {
    const window = (tcp.flags & TcpFlag.SYN) !== 0 ? tcp.window : (tcp.window << sender.scale) >>> 0

    const reach = (window + ((selective - acknowledgement) | 0)) >>> 0
    if (sender.maxWindow < reach) sender.maxWindow = reach
    if (after(end, sender.end)) {
      sender.end = end
      sender.flags |= WindowFlag.DATA_UNACKNOWLEDGED
    }
    if ((tcp.flags & TcpFlag.ACK) !== 0) {
      if ((sender.flags & WindowFlag.MAXACK_SET) === 0) {
        sender.maxAck = acknowledgement
        sender.flags |= WindowFlag.MAXACK_SET
      } else if (after(acknowledgement, sender.maxAck)) {
        sender.maxAck = acknowledgement
      }
    }

    if (receiver.maxWindow !== 0 && after(end, sender.maxEnd)) receiver.maxWindow = (receiver.maxWindow + ((end - sender.maxEnd) | 0)) >>> 0
    const allowed = (selective + window) | 0
    if (after(allowed, (receiver.maxEnd - 1) | 0)) receiver.maxEnd = window === 0 ? (allowed + 1) | 0 : allowed
    if (acknowledgement === receiver.end) receiver.flags &= ~WindowFlag.DATA_UNACKNOWLEDGED

    if (event === ACK) {
      if (
        tracking.lastDirection === direction &&
        tracking.lastSequence === sequence &&
        tracking.lastAcknowledgement === acknowledgement &&
        tracking.lastEnd === end &&
        tracking.lastWindow === tcp.window
      ) {
        tracking.retransmissions++
      } else {
        tracking.lastDirection = direction
        tracking.lastSequence = sequence
        tracking.lastAcknowledgement = acknowledgement
        tracking.lastEnd = end
        tracking.lastWindow = tcp.window
        tracking.retransmissions = 0
      }
    }
  }

  /** nf_tcp_log_invalid: a connection that was picked up midway, or nf_conntrack_tcp_be_liberal, forgives what does not fit. */
  private refuse(verdict: 'ignore' | 'invalid', sender: TcpWindow, bound: number, text: string): WindowVerdict {
    if (this.liberal || (sender.flags & WindowFlag.BE_LIBERAL) !== 0) return 'accept'
    this.why = `${bound} ${text}`
    return verdict
  }
}
