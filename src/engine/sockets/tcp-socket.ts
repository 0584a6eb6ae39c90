import { type Microseconds, type Service, type Tcp, TcpFlag } from '../../model'
import type { OwnOptions } from '../ip-options'
import type { Acknowledging } from './acknowledging'
import type { ConnectionOptions } from './connection-options'
import type { OutOfOrder } from './out-of-order'
import { ReceiveWindow } from './receive-window'
import type { SendQueue } from './send-queue'
import { after } from './sequence'

/** PAGE_SIZE, in which sockets account for memory. */
const PAGE = 4096

/** A connection of a service, half-open ones included (struct tcp_sock, tcp_request_sock and tcp_timewait_sock in one). */
export interface Socket {
  state: 'SYN_RECV' | 'ESTABLISHED' | 'CLOSE_WAIT' | 'LAST_ACK' | 'FIN_WAIT_1' | 'FIN_WAIT_2' | 'CLOSING' | 'TIME_WAIT'
  readonly peerInitial: number
  readonly initial: number
  /** rcv_nxt, and rcv_wup (the last acknowledgement that was sent). */
  receiveNext: number
  acknowledged: number
  /** rcv_wnd: what was offered when `acknowledged` was. */
  window: number
  readonly room: ReceiveWindow
  readonly acks: Acknowledging
  readonly send: SendQueue
  readonly tcpOptions: ConnectionOptions
  /** What came before its time. */
  readonly early: OutOfOrder
  /** Where data is that the process does not get to read (urg_seq). */
  urgent: number | null
  /** A process has it. */
  accepted: boolean
  lastInvalidAnswer: Microseconds | null
  /** FIN_WAIT_2 and TIME_WAIT end by themselves. */
  until: Microseconds
  readonly service: Service
  readonly explicitCongestion: boolean
  /** A router was congested, and every segment says so until the peer has heard (TCP_ECN_DEMAND_CWR). */
  congested: boolean
  /** Routers could have said so (TCP_ECN_SEEN). */
  ofCongestion: boolean
  /** What was sent when the peer told of congestion (high_seq of TCP_CA_CWR); the next data says that it was heard (TCP_ECN_QUEUE_CWR). */
  slowed: number | null
  slows: boolean
  /** inet_opt: what answers the SYN's IP options, in every segment from here on (tcp_v4_save_options). */
  readonly options: OwnOptions | null
}

/**
 * tcp_ack: older ones are none (RFC 5961 section 5.2), be it than what the peer's largest window holds or than what it has acknowledged
 * (max_window, bytes_acked).
 */
export function oldestAcknowledgement({ send }: Socket): number {
  return (send.unacknowledged - Math.min(send.largest, (send.unacknowledged - send.first) >>> 0)) >>> 0
}

/** The window that a segment of the peer offers. */
export function offered({ tcpOptions }: Socket, { window }: Tcp): number {
  return window * 2 ** tcpOptions.peerScale
}

/**
 * Header prediction (tcp_rcv_established): the very next segment, and nothing else said with it. Its data must fit into the memory that the
 * socket has already, of which it keeps less than a page beyond what its segments take (sk_forward_alloc).
 */
export function isForeseen(socket: Socket, segment: Tcp): boolean {
  const { state, early, receiveNext, room, send, urgent } = socket
  const plain = (segment.flags & ~TcpFlag.PSH) === TcpFlag.ACK && offered(socket, segment) === send.window && urgent === null
  const { length } = segment.payload
  const fits = length === 0 || ReceiveWindow.weight(length + segment.options.length) <= (-(room.unread + send.memory) & (PAGE - 1))
  return state === 'ESTABLISHED' && early.isEmpty && plain && fits && segment.sequence === receiveNext
}

/** tcp_reset_check: a peer that did not hear that its FIN has arrived may still reset by the FIN's own number. */
export function isLateReset({ state, receiveNext }: Socket, { sequence }: Tcp): boolean {
  return sequence === (receiveNext - 1) >>> 0 && (state === 'CLOSE_WAIT' || state === 'LAST_ACK' || state === 'CLOSING')
}

/** tcp_validate_incoming: nor is one beyond all that came before its time. */
export function isBehindAll({ early: { blocks }, tcpOptions }: Socket, sequence: number): boolean {
  return tcpOptions.selective && blocks.some(([, end]) => end === sequence) && !blocks.some(([, end]) => after(end, sequence))
}

/** tcp_sequence: it is out of the window; what reaches beyond it is let in only where nothing waits for the process. */
export function isAstray(socket: Socket, segment: Tcp): boolean {
  const end = endOf(segment)
  const stop = (socket.receiveNext + openWindow(socket)) >>> 0
  return after(socket.acknowledged, end) || after(segment.sequence, stop) || (after(end, stop) && socket.room.unread > 0)
}

/** tcp_receive_window: what is left of the window that was offered. */
export function openWindow({ acknowledged, window, receiveNext }: Socket): number {
  return Math.max(0, (acknowledged + window - receiveNext) | 0)
}

/** tcp_select_window. */
export function nextWindow(socket: Socket): number {
  return socket.room.next(socket.window, openWindow(socket))
}

/** What fills a gap is acknowledged at once, with all that waited behind it (tcp_ofo_queue). Whether the peer is done. */
export function fill(socket: Socket): boolean {
  const { early, room, tcpOptions } = socket
  if (early.isEmpty) return false
  let high = socket.receiveNext
  let fin = false
  for (
    let next = early.next(socket.receiveNext, high, tcpOptions);
    next !== null;
    next = early.next(socket.receiveNext, high, tcpOptions)
  ) {
    const { due } = next
    high = next.high
    if (!after(due.end, socket.receiveNext)) continue
    socket.receiveNext = due.end
    room.put(due)
    // tcp_fin: nothing comes behind it.
    fin ||= due.fin
    if (fin) early.clear()
  }
  if (early.isEmpty) socket.acks.atOnce = true
  early.forget(socket.receiveNext)
  return fin
}

/** An acknowledgement offers this window. */
export function offer(socket: Socket, window: number): void {
  socket.window = window
  socket.acknowledged = socket.receiveNext
}

/** The sequence number behind a segment: SYN and FIN count like a byte. */
export function endOf(segment: Tcp): number {
  return (segment.sequence + segment.payload.length + (segment.flags & TcpFlag.SYN ? 1 : 0) + (segment.flags & TcpFlag.FIN ? 1 : 0)) >>> 0
}

/** tcp_in_window: the segment lies in the window or begins at its start. */
export function inWindow(sequence: number, end: number, start: number, stop: number): boolean {
  if (sequence === start) return true
  if (after(end, start) && after(stop, sequence)) return true
  return sequence === stop && sequence === end
}
