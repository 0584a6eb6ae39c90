import { type Microseconds, type Service, type Tcp, TcpFlag } from '../../model'
import type { OwnOptions } from '../ip-options'
import type { ConnectionOptions } from './connection-options'
import type { ReceiveWindow } from './receive-window'

/** A connection of a service, half-open ones included (struct tcp_sock, tcp_request_sock and tcp_timewait_sock in one). */
export interface Socket {
  state: 'SYN_RECV' | 'ESTABLISHED' | 'CLOSE_WAIT' | 'LAST_ACK' | 'FIN_WAIT_1' | 'FIN_WAIT_2' | 'CLOSING' | 'TIME_WAIT'
  readonly peerInitial: number
  readonly initial: number
  /** rcv_nxt, rcv_wup (the last acknowledgement that was sent), snd_nxt, snd_una. */
  receiveNext: number
  acknowledged: number
  sendNext: number
  sendUnacknowledged: number
  /** rcv_wnd: what was offered when `acknowledged` was. */
  window: number
  readonly room: ReceiveWindow
  readonly tcpOptions: ConnectionOptions
  /** What came before its time, the latest first (out_of_order_queue). */
  held: readonly Held[]
  /** A process has it. */
  accepted: boolean
  readonly mss: number
  /** The window field of the last segment that was believed. */
  peerWindow: number
  lastInvalidAnswer: Microseconds | null
  /** Nothing was sent yet and the peer is not done: data is acknowledged at once (tcp_in_quickack_mode). */
  quick: boolean
  /** FIN_WAIT_2 and TIME_WAIT end by themselves. */
  until: Microseconds
  readonly service: Service
  readonly explicitCongestion: boolean
  /** A router was congested, and every segment says so until the peer has heard (TCP_ECN_DEMAND_CWR). */
  congested: boolean
  /** inet_opt: what answers the SYN's IP options, in every segment from here on (tcp_v4_save_options). */
  readonly options: OwnOptions | null
}

/** A segment that waits for those before it. */
export interface Held {
  readonly start: number
  readonly end: number
  readonly fin: boolean
}

/** Signed distance of sequence numbers: positive where `a` is after `b`. */
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0

/** tcp_ack: older ones are none (RFC 5961 section 5.2). The window of a peer is taken to hold all that it has acknowledged (bytes_acked). */
export function oldestAcknowledgement({ initial }: Socket): number {
  return (initial + 1) >>> 0
}

/** Header prediction (tcp_rcv_established): the very next data, and nothing else said with it. */
export function isForeseen(socket: Socket, segment: Tcp): boolean {
  const { state, held, receiveNext, peerWindow } = socket
  const plain = (segment.flags & ~TcpFlag.PSH) === TcpFlag.ACK && segment.window === peerWindow
  return state === 'ESTABLISHED' && held.length === 0 && plain && segment.sequence === receiveNext
}

/** tcp_reset_check: a peer that did not hear that its FIN has arrived may still reset by the FIN's own number. */
export function isLateReset({ state, receiveNext }: Socket, { sequence }: Tcp): boolean {
  return sequence === (receiveNext - 1) >>> 0 && (state === 'CLOSE_WAIT' || state === 'LAST_ACK' || state === 'CLOSING')
}

/** tcp_receive_window: what is left of the window that was offered. */
export function openWindow({ acknowledged, window, receiveNext }: Socket): number {
  return Math.max(0, (acknowledged + window - receiveNext) | 0)
}

/** tcp_select_window. */
export function nextWindow(socket: Socket): number {
  return socket.room.next(socket.window, openWindow(socket))
}

/** What waits and is due now. */
export function held(socket: Socket): Held | undefined {
  return socket.held.find(({ start }) => !after(start, socket.receiveNext))
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
