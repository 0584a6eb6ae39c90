import { type Icmp, type Ipv4, MILLISECOND, type Microseconds, type Packet, SECOND, type Service, type Tcp, TcpFlag } from '../../model'
import type { Foreseen } from '../foreseen'
import { readHandshakeOptions } from '../handshake-options'
import type { OwnSocket } from '../icmp-answers'
import type { OwnOptions } from '../ip-options'
import { resetSegment } from '../reset-segment'
import { ConnectionOptions, TIMESTAMP_LENGTH } from './connection-options'
import { ReceiveWindow } from './receive-window'
import type { Ends } from './socket-for'
import {
  after,
  endOf,
  type Held,
  held,
  inWindow,
  isForeseen,
  isLateReset,
  nextWindow,
  offer,
  oldestAcknowledgement,
  openWindow,
  type Socket,
} from './tcp-socket'

/** What the TCP of a host sends: the segment of an answer, from the packet's destination back to its source. */
export interface TcpAnswer {
  readonly segment: Tcp
  readonly tos: number
  readonly socket: OwnSocket
  /** It waits this long for something to go with, and is not sent where something did. */
  readonly delayed?: { readonly by: Microseconds; needed(): boolean }
  /** IP options that answer those of the SYN, or of a segment of no connection. */
  readonly options?: OwnOptions
}

/** An answer as it leaves its socket. */
interface SentAnswer extends TcpAnswer {
  readonly transparent: boolean
}

/** The IP options with which a segment could be answered; null where they cannot be. */
type Echo = OwnOptions | 'none' | null

/** What a segment meets: the socket that listens for it, if any. */
interface Meeting {
  readonly service: Service | null
  readonly echo: Echo
}

/** What the host's TCP asks of its host. */
export interface TcpHost {
  now(): Microseconds
  random(): number
  readonly foreseen: Foreseen | null
  /** MTU towards an address: what the SYN+ACK's MSS is made from. */
  mtuTo(source: Ipv4, destination: Ipv4): number
}

/** tcp_invalid_ratelimit: at most one answer to useless segments in this time. */
const INVALID_RATELIMIT = 500 * MILLISECOND
const MAX_WINDOW = 65_535
/** ECN-capable transport (RFC 3168 section 5), as Linux says it: ECT(0). */
const ECT = 2
/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout. */
const TIME_WAIT_TIME = 60 * SECOND
/** TCP_PAWS_WINDOW: how far back a peer's clock may seem to go. */
const PAWS_WINDOW = 1
/** TCP_ATO_MIN: how long an acknowledgement waits for something to go with. */
const DELAYED = 40 * MILLISECOND

/** States behind the service's own FIN. */
const CLOSED_BY_SERVICE: readonly Socket['state'][] = ['LAST_ACK', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'TIME_WAIT']

/**
 * The TCP of a host whose services accept connections (net/ipv4/tcp_input.c, tcp_minisocks.c): enough of it to complete
 * handshakes, acknowledge data, answer services' requests, and close from either side. Nobody here retransmits.
 */
export class LocalTcp {
  private readonly sockets = new Map<string, Socket>()

  constructor(private readonly host: TcpHost) {}

  /** The service that has a connection between these ends, half-open ones included; null for none. */
  serviceOf({ local, localPort, remote, remotePort }: Ends): Service | null {
    return this.sockets.get(`${local}:${localPort} ${remote}:${remotePort}`)?.service ?? null
  }

  /** tcp_v4_rcv: what the host answers, in order. `told` is set for the event log when a socket changed. */
  receive(packet: Packet, segment: Tcp, meeting: Meeting, told: (socket: string, state: string) => void): readonly SentAnswer[] {
    const key = `${packet.destination}:${segment.destinationPort} ${packet.source}:${segment.sourcePort}`
    const socket = this.living(key)
    const name = `tcp ${segment.destinationPort}`
    const change = (state: string): void => told(name, state)
    const answers = this.answersOf(key, socket, packet, segment, meeting, change)
    const own = socket ?? this.sockets.get(key)
    if (own !== undefined) hearCongestion(own, packet, segment)
    // A reset answers the segment itself (tcp_v4_send_reset); with options that cannot be answered, it has none.
    return answers.map((answer) => {
      const options = answer.segment.flags & TcpFlag.RST ? meeting.echo : (own?.options ?? null)
      const flags = answer.segment.flags | (own?.congested === true && !(answer.segment.flags & NEVER_CONGESTED) ? TcpFlag.ECE : 0)
      const transparent = (own?.service ?? meeting.service)?.transparent === true
      return {
        ...answer,
        segment: { ...answer.segment, flags },
        transparent,
        ...(options === null || options === 'none' ? {} : { options }),
      }
    })
  }

  /** tcp_v4_err: a half-open connection ends when its SYN+ACK is said not to get there (tcp_req_err). */
  undelivered({ type, code, quoted }: Icmp, told: (socket: string, state: string) => void): void {
    const sent = quoted?.packet.transport
    if (quoted == null || sent?.kind !== 'tcp' || !(type === 11 || type === 12 || (type === 3 && code <= 1))) return
    const { source, destination } = quoted.packet
    const key = `${source}:${sent.sourcePort} ${destination}:${sent.destinationPort}`
    const socket = this.sockets.get(key)
    if (socket?.state === 'SYN_RECV' && socket.initial === sent.sequence) this.forget(key, (state) => told(`tcp ${sent.sourcePort}`, state))
  }

  private answersOf(
    key: string,
    socket: Socket | undefined,
    packet: Packet,
    segment: Tcp,
    meeting: Meeting,
    change: (state: string) => void,
  ): readonly TcpAnswer[] {
    if (socket === undefined) return this.listen(key, packet, segment, meeting, change)
    switch (socket.state) {
      case 'SYN_RECV':
        return this.embryonic(key, socket, packet, segment, change)
      case 'FIN_WAIT_2':
        return this.halfClosed(key, socket, packet, segment, change)
      case 'TIME_WAIT':
        return this.closed(key, socket, packet, segment, meeting, change)
      default:
        return this.established(key, socket, segment, change)
    }
  }

  private living(key: string): Socket | undefined {
    const socket = this.sockets.get(key)
    if (socket === undefined || this.host.now() < socket.until) return socket
    this.sockets.delete(key)
    return undefined
  }

  /** tcp_rcv_state_process at LISTEN, and no socket at all. */
  private listen(
    key: string,
    packet: Packet,
    segment: Tcp,
    { service, echo }: Meeting,
    change: (state: string) => void,
  ): readonly TcpAnswer[] {
    const { flags } = segment
    if (service === null) return reset(packet, segment, 'kernel')
    if (flags & TcpFlag.RST) return []
    if (flags & TcpFlag.ACK) return reset(packet, segment, 'listening')
    if (!(flags & TcpFlag.SYN) || flags & TcpFlag.FIN) return []
    const drawn = this.host.random()
    const mss = Math.min(Math.max(this.host.mtuTo(packet.destination, packet.source) - 40, 256), MAX_WINDOW - 40)
    const offered = readHandshakeOptions(segment)
    const initial = this.host.foreseen?.initialSequence() ?? drawn
    const tcpOptions = new ConnectionOptions(offered, () => (initial + Math.floor(this.host.now() / MILLISECOND)) >>> 0)
    const stamped = tcpOptions.timestamps ? TIMESTAMP_LENGTH : 0
    const room = new ReceiveWindow(mss, stamped, tcpOptions.scale)
    const socket: Socket = {
      state: 'SYN_RECV',
      peerInitial: segment.sequence,
      initial,
      receiveNext: (segment.sequence + 1) >>> 0,
      acknowledged: (segment.sequence + 1) >>> 0,
      sendNext: 0,
      sendUnacknowledged: 0,
      window: room.initial,
      room,
      tcpOptions,
      held: [],
      accepted: false,
      mss: Math.min(mss, offered.mss ?? 536) - stamped,
      peerWindow: segment.window,
      lastInvalidAnswer: null,
      quick: true,
      until: Number.POSITIVE_INFINITY,
      service,
      options: echo === 'none' ? null : echo,
      congested: false,
      explicitCongestion: (flags & TcpFlag.ECE) !== 0 && (flags & TcpFlag.CWR) !== 0 && (packet.tos & 3) === 0,
    }
    socket.sendNext = (socket.initial + 1) >>> 0
    socket.sendUnacknowledged = socket.initial
    this.sockets.set(key, socket)
    change('SYN_RECV')
    return [synAck(socket, segment, mss)]
  }

  /** tcp_check_req: a handshake half done. */
  private embryonic(key: string, socket: Socket, packet: Packet, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { sequence } = segment
    let flags = segment.flags & (TcpFlag.RST | TcpFlag.SYN | TcpFlag.ACK)
    if (sequence === socket.peerInitial && flags === TcpFlag.SYN) {
      return this.limited(socket) ? [] : [synAck(socket, segment, Math.min(MAX_WINDOW - 40, this.mssBack(packet)))]
    }
    const unexpected = !!(flags & TcpFlag.ACK) && segment.acknowledgement !== (socket.initial + 1) >>> 0
    // The listener gets it, and no acknowledgement is for a listener.
    if (unexpected && !(flags & TcpFlag.RST)) return reset(packet, segment, 'listening')
    const { tcpOptions } = socket
    const untimely = tcpOptions.isPast(segment, 0) || tcpOptions.echoesAnother(segment)
    if (untimely || !inWindow(sequence, endOf(segment), socket.receiveNext, (socket.receiveNext + socket.window) >>> 0)) {
      if (flags & TcpFlag.RST || this.limitedFor(socket, segment)) return []
      return [byListener(acknowledge(socket, segment, packet.tos & 0xfc))]
    }
    if (!after(sequence, socket.receiveNext)) tcpOptions.heard(segment)
    if (sequence === socket.peerInitial) flags &= ~TcpFlag.SYN
    // RFC 5961 section 3.2: only a reset with the very number that is due is believed.
    if (flags & TcpFlag.RST && sequence !== socket.receiveNext)
      return this.limited(socket) ? [] : [byListener(acknowledge(socket, segment, packet.tos & 0xfc))]
    if (flags & (TcpFlag.RST | TcpFlag.SYN)) {
      this.sockets.delete(key)
      change('CLOSED')
      return flags & TcpFlag.RST ? [] : reset(packet, segment, 'listening')
    }
    if (!(flags & TcpFlag.ACK)) return []
    socket.state = 'ESTABLISHED'
    socket.sendUnacknowledged = socket.sendNext
    socket.peerWindow = segment.window
    socket.lastInvalidAnswer = null
    change('ESTABLISHED')
    // The process accepts it once it is there, and what came with the handshake's end is acknowledged before.
    const answers = this.takeData(socket, segment, change)
    socket.accepted = socket.service.answers === true
    return answers
  }

  /** tcp_validate_incoming, tcp_ack and tcp_data_queue. */
  private established(key: string, socket: Socket, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { flags, sequence } = segment
    const end = endOf(segment)
    if (!(flags & (TcpFlag.ACK | TcpFlag.RST | TcpFlag.SYN))) return []
    const windowEnd = (socket.receiveNext + openWindow(socket)) >>> 0
    const past = socket.tcpOptions.isPast(segment, PAWS_WINDOW) && !(flags & TcpFlag.RST)
    if (past || after(socket.acknowledged, end) || after(sequence, windowEnd)) {
      if (flags & TcpFlag.RST) return isLateReset(socket, segment) ? this.close(key, change) : []
      if (flags & TcpFlag.SYN) return this.challenge(socket, segment)
      if (this.limitedFor(socket, segment)) return []
      return [this.again(socket, segment)]
    }
    if (flags & TcpFlag.RST) {
      const believed = sequence === socket.receiveNext || isLateReset(socket, segment)
      return believed ? this.close(key, change) : this.challenge(socket, segment)
    }
    if (flags & TcpFlag.SYN) return this.challenge(socket, segment)
    const acknowledged = segment.acknowledgement
    if (after(acknowledged, socket.sendNext)) return this.challenge(socket, segment)
    if (after(oldestAcknowledgement(socket), acknowledged)) {
      if (segment.payload.length === 0 || !isForeseen(socket, segment)) return this.challenge(socket, segment)
      // The data was taken before anybody looked at what it acknowledges; the challenge acknowledges it.
      this.limited(socket)
      return this.takeData(socket, segment, change)
    }
    socket.peerWindow = segment.window
    // tcp_ack: an acknowledgement that is old tells no time.
    const timely = !after(socket.sendUnacknowledged, acknowledged) && !after(sequence, socket.acknowledged)
    if (timely) socket.tcpOptions.heard(segment)
    if (after(acknowledged, socket.sendUnacknowledged)) socket.sendUnacknowledged = acknowledged
    const finished = socket.sendUnacknowledged === socket.sendNext
    switch (socket.state) {
      case 'LAST_ACK':
        if (finished) this.forget(key, change)
        return finished ? [] : this.behindFin(socket, segment)
      case 'CLOSING':
        if (finished) this.rest(socket, 'TIME_WAIT', change)
        return finished ? [] : this.behindFin(socket, segment)
      case 'CLOSE_WAIT':
        return this.behindFin(socket, segment)
      case 'FIN_WAIT_1':
        return this.afterClose(key, socket, segment, finished, change)
      default:
        return this.takeData(socket, segment, change)
    }
  }

  /** The peer has said that it is done: data behind its FIN is an error, a repeated FIN is acknowledged again. */
  private behindFin(socket: Socket, segment: Tcp): readonly TcpAnswer[] {
    if (!after(socket.receiveNext, segment.sequence)) return []
    return segment.payload.length > 0 || segment.flags & TcpFlag.FIN ? [this.acknowledgement(socket, segment)] : []
  }

  /** FIN_WAIT_1: the service has closed first, and nobody is there any more to read (RFC 1122 section 4.2.2.13). */
  private afterClose(key: string, socket: Socket, segment: Tcp, finished: boolean, change: (state: string) => void): readonly TcpAnswer[] {
    const { flags, sequence, payload } = segment
    if (payload.length > 0 && after((sequence + payload.length) >>> 0, socket.receiveNext)) {
      this.forget(key, change)
      return [{ segment: resetSegment(segment), tos: 0, socket: 'none' }]
    }
    const closes = (flags & TcpFlag.FIN) !== 0 && sequence === socket.receiveNext
    if (closes) socket.receiveNext = (sequence + 1) >>> 0
    if (!closes) {
      if (finished) this.rest(socket, 'FIN_WAIT_2', change)
      return []
    }
    const answer = this.acknowledgement(socket, segment)
    if (finished) this.rest(socket, 'TIME_WAIT', change)
    else {
      socket.state = 'CLOSING'
      change('CLOSING')
    }
    return [answer]
  }

  /** tcp_timewait_state_process in FIN_WAIT_2: only the peer's FIN is waited for. */
  private halfClosed(key: string, socket: Socket, packet: Packet, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { flags, sequence } = segment
    const end = endOf(segment)
    if (!inWindow(sequence, end, socket.receiveNext, (socket.receiveNext + socket.window) >>> 0))
      return flags & TcpFlag.RST || this.limitedFor(socket, segment) ? [] : [acknowledge(socket, segment, 0)]
    if (flags & TcpFlag.RST) {
      this.forget(key, change)
      return []
    }
    const refuse = (): readonly TcpAnswer[] => {
      this.forget(key, change)
      return reset(packet, segment, 'none')
    }
    if (flags & TcpFlag.SYN && !after(socket.receiveNext, sequence)) return refuse()
    if (!(flags & TcpFlag.ACK) || !after(end, socket.receiveNext) || end === sequence) return []
    if (!(flags & TcpFlag.FIN) || end !== (socket.receiveNext + 1) >>> 0) return refuse()
    socket.receiveNext = end
    socket.tcpOptions.heard(segment)
    this.rest(socket, 'TIME_WAIT', change)
    return [acknowledge(socket, segment, 0)]
  }

  /** tcp_timewait_state_process in TIME_WAIT: what comes late is acknowledged once more; a new SYN may begin anew. */
  private closed(
    key: string,
    socket: Socket,
    packet: Packet,
    segment: Tcp,
    meeting: Meeting,
    change: (state: string) => void,
  ): readonly TcpAnswer[] {
    const { flags, sequence } = segment
    if (sequence === socket.receiveNext && (endOf(segment) === sequence || flags & TcpFlag.RST)) {
      if (flags & TcpFlag.RST) this.forget(key, change)
      else socket.until = this.host.now() + TIME_WAIT_TIME
      socket.tcpOptions.heard(segment)
      return []
    }
    const opens = (flags & (TcpFlag.SYN | TcpFlag.RST | TcpFlag.ACK)) === TcpFlag.SYN
    if (opens && after(sequence, socket.receiveNext)) {
      this.sockets.delete(key)
      return this.listen(key, packet, segment, meeting, change)
    }
    if (flags & TcpFlag.RST) return []
    if (flags & TcpFlag.ACK) socket.until = this.host.now() + TIME_WAIT_TIME
    return this.limitedFor(socket, segment) ? [] : [acknowledge(socket, segment, 0)]
  }

  private rest(socket: Socket, state: 'FIN_WAIT_2' | 'TIME_WAIT', change: (state: string) => void): void {
    // tcp_time_wait remembers the window that is open then.
    if (socket.state !== 'FIN_WAIT_2') socket.window = openWindow(socket)
    socket.state = state
    socket.until = this.host.now() + TIME_WAIT_TIME
    socket.lastInvalidAnswer = null
    change(state)
  }

  private close(key: string, change: (state: string) => void): readonly TcpAnswer[] {
    this.forget(key, change)
    return []
  }

  private forget(key: string, change: (state: string) => void): void {
    this.sockets.delete(key)
    change('CLOSED')
  }

  private takeData(socket: Socket, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { sequence, payload, flags } = segment
    const end = endOf(segment)
    if (sequence === end) return []
    if (!after(end, socket.receiveNext)) return [this.again(socket, segment)]
    const last = (flags & TcpFlag.FIN) !== 0
    if (after(sequence, socket.receiveNext)) {
      socket.room.received(payload.length)
      return [this.hold(socket, segment, { start: sequence, end, fin: last })]
    }
    if (after(socket.receiveNext, sequence)) socket.tcpOptions.repeated(sequence, socket.receiveNext)
    // What came before is not read again.
    const already = socket.receiveNext
    const fin = this.fill(socket, end, last)
    const read = (socket.receiveNext - (fin ? 1 : 0) - already) >>> 0
    socket.room.received(Math.min(payload.length, read))
    const answers: TcpAnswer[] = []
    const { service } = socket
    let { quick } = socket
    if (fin) {
      socket.state = 'CLOSE_WAIT'
      // tcp_fin: the service will close, too, and the acknowledgement can go with that. How long it waits, data tells (icsk_ack.ato):
      // where there was none, it does not.
      socket.quick = false
      quick = !service.answers && ((socket.receiveNext - socket.peerInitial) | 0) === 2
      change('CLOSE_WAIT')
    }
    if (quick) answers.push(this.acknowledgement(socket, segment))
    else if (!service.answers) answers.push(this.delayed(socket, segment))
    if (!service.answers) return answers
    socket.accepted = true
    socket.room.read()
    if (read > 0) answers.push(this.data(socket, segment, 'x'.repeat(Math.min(socket.mss, read))))
    if (fin || (service.closes === true && payload.length > 0)) {
      answers.push(this.finish(socket, segment))
      socket.state = fin ? 'LAST_ACK' : 'FIN_WAIT_1'
      change(socket.state)
    }
    return answers
  }

  /** What fills a gap is acknowledged at once, with all that waited behind it (tcp_ofo_queue). Whether the peer is done. */
  private fill(socket: Socket, end: number, last: boolean): boolean {
    let fin = last
    socket.receiveNext = end
    for (let next = held(socket); next !== undefined; next = held(socket)) {
      socket.held = socket.held.filter((one) => one !== next)
      if (!after(next.end, socket.receiveNext)) continue
      socket.receiveNext = next.end
      fin ||= next.fin
      if (socket.held.length === 0) socket.quick = true
    }
    return fin
  }

  /** tcp_data_queue_ofo: what is missing before it is asked for. What touches is told as one (tcp_sack_new_ofo_skb). */
  private hold(socket: Socket, segment: Tcp, one: Held): TcpAnswer {
    let whole = one
    const apart: Held[] = []
    for (const other of socket.held) {
      if (after(whole.start, other.end) || after(other.start, whole.end)) apart.push(other)
      else
        whole = {
          start: after(whole.start, other.start) ? other.start : whole.start,
          end: after(other.end, whole.end) ? other.end : whole.end,
          fin: whole.fin || other.fin,
        }
    }
    socket.held = [whole, ...apart]
    socket.quick = true
    return this.acknowledgement(socket, segment)
  }

  /** tcp_send_dupack, and tcp_data_queue for what is old altogether. */
  private again(socket: Socket, segment: Tcp): TcpAnswer {
    const end = endOf(segment)
    if (segment.sequence !== end && after(socket.receiveNext, segment.sequence)) {
      socket.quick = true
      socket.tcpOptions.repeated(segment.sequence, after(end, socket.receiveNext) ? socket.receiveNext : end)
    }
    return this.acknowledgement(socket, segment)
  }

  /** tcp_send_delayed_ack: unless something that is sent meanwhile says as much. */
  private delayed(socket: Socket, segment: Tcp): TcpAnswer {
    const at = socket.receiveNext
    const window = nextWindow(socket)
    const answer = acknowledge(socket, segment, 0, { window, options: socket.tcpOptions.next() })
    const needed = (): boolean => {
      const open = socket.acknowledged !== at && socket.receiveNext === at
      if (open) offer(socket, window)
      return open
    }
    return { ...answer, delayed: { by: DELAYED, needed } }
  }

  private data(socket: Socket, segment: Tcp, payload: string): TcpAnswer {
    socket.quick = false
    const answer = this.acknowledgement(socket, segment)
    const sent = { ...answer.segment, flags: TcpFlag.PSH | TcpFlag.ACK, payload }
    socket.sendNext = (socket.sendNext + payload.length) >>> 0
    // tcp_ecn_send: where both sides speak of congestion, data says so (ECT), and nothing else does.
    return { ...answer, segment: sent, tos: socket.explicitCongestion ? ECT : 0 }
  }

  private finish(socket: Socket, segment: Tcp): TcpAnswer {
    const answer = this.acknowledgement(socket, segment)
    const sent = { ...answer.segment, flags: TcpFlag.FIN | TcpFlag.ACK }
    socket.sendNext = (socket.sendNext + 1) >>> 0
    return { ...answer, segment: sent }
  }

  private acknowledgement(socket: Socket, segment: Tcp): TcpAnswer {
    offer(socket, nextWindow(socket))
    const options = socket.tcpOptions.next(socket.held.map(({ start, end }) => [start, end]))
    return acknowledge(socket, segment, 0, { window: socket.window, options })
  }

  /** RFC 5961: a suspicious segment is answered with an acknowledgement, so that only who sees it can reset. */
  private challenge(socket: Socket, segment: Tcp): readonly TcpAnswer[] {
    return this.limited(socket) ? [] : [this.acknowledgement(socket, segment)]
  }

  /** tcp_oow_rate_limited: segments with data are spared. */
  private limitedFor(socket: Socket, segment: Tcp): boolean {
    const spared = endOf(segment) !== segment.sequence && !(segment.flags & TcpFlag.SYN)
    return !spared && this.limited(socket)
  }

  private limited(socket: Socket): boolean {
    const now = this.host.now()
    if (socket.lastInvalidAnswer !== null && now - socket.lastInvalidAnswer < INVALID_RATELIMIT) return true
    socket.lastInvalidAnswer = now
    return false
  }

  private mssBack(packet: Packet): number {
    return Math.max(this.host.mtuTo(packet.destination, packet.source) - 40, 256)
  }
}

/** What says nothing of congestion by ECE. */
const NEVER_CONGESTED = TcpFlag.RST | TcpFlag.SYN

/** tcp_ecn_accept_cwr and tcp_data_ecn_check, of data (RFC 3168 section 6.1.3). */
function hearCongestion(socket: Socket, { tos }: Packet, { flags, payload }: Tcp): void {
  if (!socket.explicitCongestion || socket.state === 'SYN_RECV' || flags & TcpFlag.SYN || payload.length === 0) return
  if (flags & TcpFlag.CWR) socket.congested = false
  if ((tos & 3) === 3) socket.congested = true
}

function reset(packet: Packet, segment: Tcp, socket: OwnSocket): readonly TcpAnswer[] {
  return segment.flags & TcpFlag.RST ? [] : [{ segment: resetSegment(segment), tos: packet.tos & 0xfc, socket }]
}

/** tcp_v4_reqsk_send_ack: what a half-open connection says beside its SYN+ACK leaves by the listening socket. */
function byListener(answer: TcpAnswer): TcpAnswer {
  return { ...answer, socket: 'listening' }
}

function synAck(socket: Socket, segment: Tcp, mss: number): TcpAnswer {
  const flags = TcpFlag.SYN | TcpFlag.ACK | (socket.explicitCongestion ? TcpFlag.ECE : 0)
  const answer = acknowledge(socket, segment, 0)
  const window = Math.min(socket.window, MAX_WINDOW)
  const options = socket.tcpOptions.opening(mss)
  return { ...answer, segment: { ...answer.segment, sequence: socket.initial, flags, window, options }, socket: 'request' }
}

/** tcp_synack_window: a half-open connection knows no more than 16 bits. */
function bareWindow({ state, window }: Socket): number {
  return state === 'SYN_RECV' ? Math.min(window, MAX_WINDOW) : window
}

/** An acknowledgement; without more said, as one who has no full socket sends it. */
function acknowledge(
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
      sequence: socket.sendNext,
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
