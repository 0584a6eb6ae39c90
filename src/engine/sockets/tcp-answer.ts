import { type Microseconds, type Packet, type Tcp, TcpFlag } from '../../model'
import type { OwnSocket } from '../icmp-answers'
import type { OwnOptions } from '../ip-options'
import { resetSegment } from '../reset-segment'
import type { Socket } from './tcp-socket'

/** What the TCP of a host sends: the segment of an answer, from the packet's destination back to its source. */
export interface TcpAnswer {
  readonly segment: Tcp
  readonly tos: number
  readonly socket: OwnSocket
  /** The wire has it in segments of so many bytes (gso_size). */
  readonly segmentSize?: number
  /** IP options that answer those of the SYN, or of a segment of no connection. */
  readonly options?: OwnOptions
}

/** An answer as it leaves its socket. */
export interface SentAnswer extends TcpAnswer {
  readonly transparent: boolean
}

/** An acknowledgement that waits for something to go with; there is none where something did. */
export interface Delayed {
  readonly by: Microseconds
  answers(): readonly SentAnswer[]
}

export const MAX_WINDOW = 65_535

/** States behind the service's own FIN. */
const CLOSED_BY_SERVICE: readonly Socket['state'][] = ['LAST_ACK', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'TIME_WAIT']

export function reset(packet: Packet, segment: Tcp, socket: OwnSocket): readonly TcpAnswer[] {
  return segment.flags & TcpFlag.RST ? [] : [{ segment: resetSegment(segment), tos: packet.tos & 0xfc, socket }]
}

/** tcp_v4_reqsk_send_ack: what a half-open connection says beside its SYN+ACK leaves by the listening socket. */
export function byListener(answer: TcpAnswer): TcpAnswer {
  return { ...answer, socket: 'listening' }
}

export function synAck(socket: Socket, segment: Tcp, mss: number): TcpAnswer {
  const flags = TcpFlag.SYN | TcpFlag.ACK | (socket.explicitCongestion ? TcpFlag.ECE : 0)
  const answer = acknowledge(socket, segment, 0)
  const window = Math.min(socket.window, MAX_WINDOW)
  const options = socket.tcpOptions.opening(mss)
  return { ...answer, segment: { ...answer.segment, sequence: socket.initial, flags, window, options }, socket: 'request' }
}

/** tcp_synack_window: a half-open connection knows no more than 16 bits; one at rest says the lower 16 of a larger one (tcp_v4_send_ack). */
export function bareWindow({ state, window, tcpOptions: { scale } }: Socket): number {
  return state === 'SYN_RECV' ? Math.min(window, MAX_WINDOW) : window % ((MAX_WINDOW + 1) * 2 ** scale)
}

/** An acknowledgement; without more said, as one who has no full socket sends it. */
export function acknowledge(
  socket: Socket,
  segment: Tcp,
  tos: number,
  { window, options } = { window: bareWindow(socket), options: socket.tcpOptions.bare() },
): TcpAnswer {
  return {
    segment: {
      kind: 'tcp',
      protocol: 6,
      sourcePort: segment.destinationPort,
      destinationPort: segment.sourcePort,
      sequence: socket.send.next,
      acknowledgement: socket.receiveNext,
      flags: TcpFlag.ACK,
      window: Math.min(window >>> socket.tcpOptions.scale, MAX_WINDOW),
      urgentPointer: 0,
      options,
      payload: '',
    },
    tos,
    // sock_orphan: whoever has closed it has it no more.
    socket: socket.accepted && !CLOSED_BY_SERVICE.includes(socket.state) ? 'listening' : 'none',
  }
}
