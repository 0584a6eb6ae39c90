import { type Packet, type Tcp, TcpFlag } from '../../model'
import { after } from './sequence'
import { endOf, type Socket } from './tcp-socket'

/** __tcp_ecn_check_ce: a router was congested, or what was sent once is sent again. */
export function hearCongestion(socket: Socket, { tos }: Packet, haste: number): void {
  if (!socket.explicitCongestion) return
  const said = tos & 3
  if ((said === 3 && !socket.congested) || (said === 0 && socket.ofCongestion)) socket.acks.repeated(Math.min(haste || 2, 2))
  if (said === 3) socket.congested = true
  if (said !== 0) socket.ofCongestion = true
}

/** tcp_ecn_accept_cwr, of what acknowledges nothing old: the peer has heard that a router was congested, and may hardly send now (RFC 3168 section 6.1.3). */
export function hearWindowReduced(socket: Socket, segment: Tcp): void {
  const { flags, sequence } = segment
  if (!(flags & TcpFlag.CWR) || !socket.explicitCongestion || sequence === endOf(segment)) return
  socket.congested = false
  socket.acks.atOnce = true
}

/** tcp_enter_cwr: the peer tells that a router was congested, and is told once that this was heard. */
export function hearSlowing(socket: Socket, { flags, acknowledgement }: Tcp): void {
  const { send } = socket
  if (!socket.explicitCongestion || send.unacknowledged === send.next) return
  if (socket.slowed !== null && after(acknowledgement, socket.slowed)) socket.slowed = null
  if (!(flags & TcpFlag.ECE) || flags & TcpFlag.SYN || socket.slowed !== null) return
  socket.slowed = send.next
  socket.slows = true
}

/** tcp_check_urg: one byte is for nobody, if it is not read already. */
export function hearUrgent(socket: Socket, { flags, sequence, urgentPointer }: Tcp): void {
  if (!(flags & TcpFlag.URG)) return
  const at = (sequence + Math.max(urgentPointer - 1, 0)) >>> 0
  if (after(socket.receiveNext, at) || (socket.urgent !== null && !after(at, socket.urgent))) return
  socket.urgent = at
}

/** How many bytes a process gets at a time: what is before an urgent byte, and what is behind it (tcp_recvmsg). */
export function readings(socket: Socket, from: number, bytes: number): readonly number[] {
  const before = socket.urgent === null ? bytes : (socket.urgent - from) >>> 0
  if (before >= bytes) return bytes > 0 ? [bytes] : []
  socket.urgent = null
  return [before, bytes - before - 1].filter((part) => part > 0)
}
