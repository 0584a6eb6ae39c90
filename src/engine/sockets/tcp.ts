import { type Icmp, type Ipv4, MILLISECOND, type Microseconds, type Packet, SECOND, type Service, type Tcp, TcpFlag } from '../../model'
import type { Foreseen } from '../foreseen'
import { readHandshakeOptions } from '../handshake-options'
import type { OwnOptions } from '../ip-options'
import { resetSegment } from '../reset-segment'
import { Acknowledging } from './acknowledging'
import { ConnectionOptions, TIMESTAMP_LENGTH } from './connection-options'
import { hearCongestion, hearSlowing, hearUrgent, hearWindowReduced, readings } from './hearing'
import { OutOfOrder } from './out-of-order'
import { GROWS, ReceiveWindow } from './receive-window'
import { type Outgoing, SendQueue } from './send-queue'
import { after } from './sequence'
import type { Ends } from './socket-for'
import { acknowledge, byListener, type Delayed, MAX_WINDOW, reset, type SentAnswer, synAck, type TcpAnswer } from './tcp-answer'
import {
  endOf,
  fill,
  inWindow,
  isAstray,
  isBehindAll,
  isForeseen,
  isLateReset,
  nextWindow,
  offer,
  offered,
  oldestAcknowledgement,
  openWindow,
  type Socket,
} from './tcp-socket'

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
/** ECN-capable transport (RFC 3168 section 5), as Linux says it: ECT(0). */
const ECT = 2
/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout. */
const TIME_WAIT_TIME = 60 * SECOND
/** TCP_PAWS_WINDOW: how far back a peer's clock may seem to go. */
const PAWS_WINDOW = 1
/** tcp_tsval_replay: how far back it may be in what says nothing else. */
const REPLAYED = 240
/** net.ipv4.tcp_min_snd_mss. */
const LEAST_SEND_MSS = 48

/**
 * The TCP of a host whose services accept connections (net/ipv4/tcp_input.c, tcp_minisocks.c): enough of it to complete
 * handshakes, acknowledge data, answer services' requests, and close from either side. Nobody here retransmits.
 */
export class LocalTcp {
  private readonly sockets = new Map<string, Socket>()
  /** When what the present segment leaves to be acknowledged is due. */
  private due: Microseconds | null = null

  constructor(private readonly host: TcpHost) {}

  /** The service that has a connection between these ends, half-open ones included; null for none. */
  serviceOf({ local, localPort, remote, remotePort }: Ends): Service | null {
    return this.sockets.get(`${local}:${localPort} ${remote}:${remotePort}`)?.service ?? null
  }

  /** tcp_v4_rcv: what the host answers, in order, and what it may say later. `told` is set for the event log when a socket changed. */
  receive(
    packet: Packet,
    segment: Tcp,
    meeting: Meeting,
    told: (socket: string, state: string) => void,
  ): { readonly answers: readonly SentAnswer[]; readonly delayed: readonly Delayed[] } {
    const key = `${packet.destination}:${segment.destinationPort} ${packet.source}:${segment.sourcePort}`
    const socket = this.living(key)
    const name = `tcp ${segment.destinationPort}`
    const change = (state: string): void => told(name, state)
    const answers = this.answersOf(key, socket, packet, segment, meeting, change)
    const own = socket ?? this.sockets.get(key)
    const sent = (answer: TcpAnswer): SentAnswer => {
      // A reset answers the segment itself (tcp_v4_send_reset); with options that cannot be answered, it has none.
      const options = answer.segment.flags & TcpFlag.RST ? meeting.echo : (own?.options ?? null)
      const transparent = (own?.service ?? meeting.service)?.transparent === true
      return { ...answer, transparent, ...(options === null || options === 'none' ? {} : { options }) }
    }
    const due = this.due
    this.due = null
    const now = this.host.now()
    return {
      answers: answers.map(sent),
      delayed: due === null || own === undefined ? [] : [{ by: due - now, answers: () => this.late(key, own, segment, due).map(sent) }],
    }
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
        return this.established(key, socket, packet, segment, change)
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
    const wanted = readHandshakeOptions(segment)
    const initial = this.host.foreseen?.initialSequence() ?? drawn
    const tcpOptions = new ConnectionOptions(wanted, () => (initial + Math.floor(this.host.now() / MILLISECOND)) >>> 0)
    const stamped = tcpOptions.timestamps ? TIMESTAMP_LENGTH : 0
    const early = new OutOfOrder()
    const room = new ReceiveWindow(mss, stamped, tcpOptions.scale, early)
    const socket: Socket = {
      state: 'SYN_RECV',
      peerInitial: segment.sequence,
      initial,
      receiveNext: (segment.sequence + 1) >>> 0,
      acknowledged: (segment.sequence + 1) >>> 0,
      window: room.initial,
      room,
      acks: new Acknowledging(),
      send: new SendQueue((initial + 1) >>> 0, Math.max(Math.min(mss, wanted.mss || 536), LEAST_SEND_MSS) - stamped, 20 + stamped),
      tcpOptions,
      early,
      urgent: null,
      accepted: false,
      lastInvalidAnswer: null,
      until: Number.POSITIVE_INFINITY,
      service,
      options: echo === 'none' ? null : echo,
      congested: false,
      slowed: null,
      slows: false,
      ofCongestion: false,
      explicitCongestion: (flags & TcpFlag.ECE) !== 0 && (flags & TcpFlag.CWR) !== 0 && (packet.tos & 3) === 0,
    }
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
    socket.send.open(sequence, offered(socket, segment))
    hearWindowReduced(socket, segment)
    socket.room.open(socket.send.mss)
    socket.lastInvalidAnswer = null
    change('ESTABLISHED')
    // The process accepts it once it is there, and what came with the handshake's end is acknowledged before.
    const answers = this.takeData(socket, packet, segment, change)
    socket.accepted = socket.service.answers === true
    return answers
  }

  /** tcp_validate_incoming, tcp_ack and tcp_data_queue. */
  private established(key: string, socket: Socket, packet: Packet, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { flags, sequence, acknowledgement: acknowledged } = segment
    const { send } = socket
    const end = endOf(segment)
    if (!(flags & (TcpFlag.ACK | TcpFlag.RST | TcpFlag.SYN))) return []
    const past = socket.tcpOptions.isPast(segment, PAWS_WINDOW) && !(flags & TcpFlag.RST) && !this.isLateAcknowledgement(socket, segment)
    // An old acknowledgement from the past is an ordinary thing (tcp_disordered_ack_check).
    if (past && !(flags & TcpFlag.SYN) && sequence === end && after(socket.receiveNext, sequence)) return []
    if (past || isAstray(socket, segment)) {
      if (flags & TcpFlag.RST) return isLateReset(socket, segment) ? this.close(key, change) : []
      if (flags & TcpFlag.SYN) return this.challenge(socket, segment)
      if (this.limitedFor(socket, segment)) return []
      return [this.again(socket, segment)]
    }
    if (flags & TcpFlag.RST) {
      const believed = sequence === socket.receiveNext || isLateReset(socket, segment) || isBehindAll(socket, sequence)
      return believed ? this.close(key, change) : this.challenge(socket, segment)
    }
    if (flags & TcpFlag.SYN) return this.challenge(socket, segment)
    if (after(acknowledged, send.next)) return this.challenge(socket, segment)
    const foreseen = isForeseen(socket, segment)
    if (foreseen && socket.receiveNext === socket.acknowledged) socket.tcpOptions.heard(segment)
    if (after(oldestAcknowledgement(socket), acknowledged)) {
      if (segment.payload.length === 0 || !foreseen) return this.challenge(socket, segment)
      // The data was taken before anybody looked at what it acknowledges; the challenge acknowledges it.
      return this.takeData(socket, packet, segment, change, () => this.challenge(socket, segment))
    }
    if (!after(send.unacknowledged, acknowledged)) {
      // tcp_ack: an acknowledgement that is old tells no time.
      if (!after(sequence, socket.acknowledged)) socket.tcpOptions.heard(segment)
      hearWindowReduced(socket, segment)
      hearSlowing(socket, segment)
      send.hear(acknowledged, sequence, offered(socket, segment))
    }
    const { finished } = send
    if (finished && socket.state === 'LAST_ACK') return this.close(key, change)
    if (finished && socket.state === 'CLOSING') {
      this.rest(socket, 'TIME_WAIT', change)
      return []
    }
    if (socket.state === 'ESTABLISHED') return this.takeData(socket, packet, segment, change)
    const { state } = socket
    // What comes behind a FIN is nothing.
    const over = state !== 'FIN_WAIT_1' && !after(socket.receiveNext, sequence)
    const last = flags & TcpFlag.FIN ? 1 : 0
    // Nobody is there any more to read (RFC 1122 section 4.2.2.13).
    if (!over && sequence !== end && after((end - last) >>> 0, socket.receiveNext)) {
      this.forget(key, change)
      return [{ segment: resetSegment(segment), tos: 0, socket: 'none' }]
    }
    if (state === 'FIN_WAIT_1' && last && end === (socket.receiveNext + 1) >>> 0) {
      if (after(socket.receiveNext, sequence)) socket.tcpOptions.repeated(sequence, socket.receiveNext)
      socket.receiveNext = end
      const answer = this.acknowledgement(socket, segment)
      if (finished) this.rest(socket, 'TIME_WAIT', change)
      else {
        socket.state = 'CLOSING'
        change('CLOSING')
      }
      return finished ? [answer] : [answer, ...this.afterData(socket, segment)]
    }
    if (state === 'FIN_WAIT_1' && finished) {
      this.rest(socket, 'FIN_WAIT_2', change)
      if (!last) return []
    }
    // A FIN may come again with another number.
    if (!over && sequence !== end && this.queue(socket, packet, segment)) {
      socket.acks.scheduled = true
      socket.tcpOptions.forgetRepeated()
    }
    return this.afterData(socket, segment)
  }

  /** tcp_disordered_ack_check: what says nothing new may be from the past a little. */
  private isLateAcknowledgement(socket: Socket, segment: Tcp): boolean {
    const { flags, sequence, acknowledgement } = segment
    const { receiveNext, send, tcpOptions } = socket
    const bare = flags & TcpFlag.ACK && sequence === endOf(segment) && sequence === receiveNext
    if (!bare || acknowledgement !== send.unacknowledged || tcpOptions.behind(segment) > REPLAYED) return false
    return !send.mayUpdate(acknowledgement, sequence, offered(socket, segment))
  }

  /** tcp_timewait_state_process in FIN_WAIT_2: only the peer's FIN is waited for. */
  private halfClosed(key: string, socket: Socket, packet: Packet, segment: Tcp, change: (state: string) => void): readonly TcpAnswer[] {
    const { flags, sequence } = segment
    const end = endOf(segment)
    const past = socket.tcpOptions.isPast(segment, 0)
    if (past || !inWindow(sequence, end, socket.receiveNext, (socket.receiveNext + socket.window) >>> 0))
      return this.limitedFor(socket, segment) ? [] : [acknowledge(socket, segment, 0)]
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
    const past = socket.tcpOptions.isPast(segment, 0)
    if (!past && sequence === socket.receiveNext && (endOf(segment) === sequence || flags & TcpFlag.RST)) {
      if (flags & TcpFlag.RST) this.forget(key, change)
      else socket.until = this.host.now() + TIME_WAIT_TIME
      socket.tcpOptions.heard(segment)
      return []
    }
    const opens = (flags & (TcpFlag.SYN | TcpFlag.RST | TcpFlag.ACK)) === TcpFlag.SYN
    if (opens && !past && (after(sequence, socket.receiveNext) || socket.tcpOptions.behind(segment) < 0)) {
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

  /** tcp_data_queue, and what becomes of it; `first` comes before all other answers. */
  private takeData(
    socket: Socket,
    packet: Packet,
    segment: Tcp,
    change: (state: string) => void,
    first: () => readonly TcpAnswer[] = () => [],
  ): readonly TcpAnswer[] {
    const { acks } = socket
    const from = socket.receiveNext
    hearUrgent(socket, segment)
    const fin = this.queue(socket, packet, segment)
    const read = (socket.receiveNext - (fin ? 1 : 0) - from) >>> 0
    if (fin) {
      socket.state = 'CLOSE_WAIT'
      socket.early.clear()
      socket.tcpOptions.forgetRepeated()
      acks.ended()
      change('CLOSE_WAIT')
    }
    const answers = [...first(), ...this.afterData(socket, segment)]
    if (!socket.service.answers || (read === 0 && !fin)) return answers
    const said = this.serve(socket, segment, from, read, fin, change)
    return [...answers, ...said, ...(acks.scheduled && acks.isNew ? [this.acknowledgement(socket, segment)] : [])]
  }

  /** Puts a segment where it belongs: whether the peer is done. */
  private queue(socket: Socket, packet: Packet, segment: Tcp): boolean {
    const { sequence, payload, flags } = segment
    const { acks, room, early } = socket
    const end = endOf(segment)
    if (sequence === end) return false
    const last = (flags & TcpFlag.FIN) !== 0
    const header = 20 + (socket.tcpOptions.timestamps ? TIMESTAMP_LENGTH : 0)
    socket.tcpOptions.forgetRepeated()
    if (!after(end, socket.receiveNext)) {
      this.comeAgain(socket, segment)
      return false
    }
    const { length } = payload
    const isClosed = !after((socket.receiveNext + openWindow(socket)) >>> 0, sequence)
    if (isClosed && !(length === 0 && sequence === socket.receiveNext)) {
      acks.repeated(this.haste(socket))
      return false
    }
    const buffer = ReceiveWindow.buffer(segment)
    if (after(sequence, socket.receiveNext)) {
      hearCongestion(socket, packet, this.haste(socket))
      room.measure(length, buffer.weight, segment, socket.window, header)
      acks.scheduled = true
      const grows = early.add(buffer, socket.tcpOptions) && socket.tcpOptions.selective
      const own = early.has(buffer) ? buffer.weight : 0
      // truesize_adjust: a bare FIN that went to data before weighs nothing.
      if (grows && room.grow(length, length > 0 ? buffer.weight : own, own)) acks.grown()
      if (socket.accepted) room.reach((early.end - socket.receiveNext) >>> 0)
      return false
    }
    if (after(socket.receiveNext, sequence)) socket.tcpOptions.repeated(sequence, socket.receiveNext)
    socket.receiveNext = end
    room.put(buffer)
    if (length > 0) {
      acks.received(this.host.now(), room.measure(length, buffer.weight, segment, socket.window, header), this.haste(socket))
      hearCongestion(socket, packet, this.haste(socket))
      if (length >= GROWS && room.grow(length, buffer.weight)) acks.grown()
    }
    return last || fill(socket)
  }

  /** tcp_data_snd_check and tcp_ack_snd_check: what waited may leave now, and what came is acknowledged. */
  private afterData(socket: Socket, segment: Tcp): readonly TcpAnswer[] {
    const { acks } = socket
    const answers = this.leave(socket, segment, this.ready(socket).transmit(this.host.now()))
    if (!acks.scheduled) return answers
    const much = this.unheard(socket) > socket.room.segment && socket.room.wanted(socket.window) >= socket.window
    if (much || acks.isHasty || !socket.early.isEmpty) return [...answers, this.acknowledgement(socket, segment)]
    const due = acks.delay(this.host.now())
    if (due === 0 && acks.isNew && socket.service.answers) return answers
    if (due === 0) return [...answers, this.acknowledgement(socket, segment)]
    this.due = due
    return answers
  }

  /** The process of a service reads, answers as much as it was asked, and closes when its client does, or first. */
  private serve(
    socket: Socket,
    segment: Tcp,
    from: number,
    read: number,
    fin: boolean,
    change: (state: string) => void,
  ): readonly TcpAnswer[] {
    const { acks, service } = socket
    const now = this.host.now()
    const answers: TcpAnswer[] = []
    socket.accepted = true
    const asked = readings(socket, from, read)
    const closes = fin || (service.closes === true && asked.length > 0)
    for (const bytes of service.closes === true ? asked.slice(0, 1) : asked) {
      socket.room.read()
      // tcp_cleanup_rbuf.
      if (acks.scheduled && (this.unheard(socket) > socket.room.segment || acks.isReadOut))
        answers.push(this.acknowledgement(socket, segment))
      answers.push(...this.leave(socket, segment, this.ready(socket).write(bytes, now)))
    }
    if (!closes) return answers
    // The FIN is the last that is the process's own (sock_orphan).
    // A FIN without data is read as well.
    if (asked.length === 0) socket.room.read()
    answers.push(...this.leave(socket, segment, this.ready(socket).finish(now)))
    socket.state = fin ? 'LAST_ACK' : 'FIN_WAIT_1'
    change(socket.state)
    return answers
  }

  /** Segments hold less while they tell of gaps. */
  private ready({ send, tcpOptions, early }: Socket): SendQueue {
    send.beside = tcpOptions.beside(early.blocks)
    return send
  }

  /** What is received and not acknowledged. */
  private unheard({ receiveNext, acknowledged }: Socket): number {
    return (receiveNext - acknowledged) >>> 0
  }

  /** tcp_incr_quickack. */
  private haste({ window, room }: Socket): number {
    return Math.floor(window / (2 * room.segment))
  }

  /** What is old altogether is told of once more (tcp_dsack_set, tcp_enter_quickack_mode). */
  private comeAgain(socket: Socket, segment: Tcp): void {
    const end = endOf(segment)
    socket.acks.repeated(this.haste(socket))
    socket.tcpOptions.repeated(segment.sequence, after(end, socket.receiveNext) ? socket.receiveNext : end)
  }

  /** tcp_send_dupack. */
  private again(socket: Socket, segment: Tcp): TcpAnswer {
    if (segment.sequence !== endOf(segment) && after(socket.receiveNext, segment.sequence)) this.comeAgain(socket, segment)
    return this.acknowledgement(socket, segment)
  }

  /** What had waited for something to go with. */
  private late(key: string, socket: Socket, segment: Tcp, due: Microseconds): readonly TcpAnswer[] {
    return this.sockets.get(key) === socket && socket.acks.rings(due) ? [this.acknowledgement(socket, segment)] : []
  }

  /** What the queue lets go, as segments. */
  private leave(socket: Socket, segment: Tcp, leaving: readonly Outgoing[]): readonly TcpAnswer[] {
    return leaving.map(({ sequence, length, mss, push, fin }) => {
      const answer = this.acknowledgement(socket, segment, length > 0)
      const slows = socket.slows && length > 0
      if (slows) socket.slows = false
      const flags = answer.segment.flags | (push ? TcpFlag.PSH : 0) | (fin ? TcpFlag.FIN : 0) | (slows ? TcpFlag.CWR : 0)
      return {
        ...answer,
        segment: { ...answer.segment, sequence, flags, payload: 'x'.repeat(length) },
        // tcp_ecn_send: where both sides speak of congestion, data says so (ECT), and nothing else does.
        tos: socket.explicitCongestion && length > 0 ? ECT : 0,
        ...(length > mss ? { segmentSize: mss } : {}),
      }
    })
  }

  /** All that is received is acknowledged, by itself or with data. */
  private acknowledgement(socket: Socket, segment: Tcp, data = false): TcpAnswer {
    const now = this.host.now()
    socket.send.wrote = now
    socket.acks.said(now, data)
    offer(socket, nextWindow(socket))
    const options = socket.tcpOptions.next(socket.early.blocks)
    const answer = acknowledge(socket, segment, 0, { window: socket.window, options })
    const sequence = socket.send.acceptable(socket.tcpOptions.scale)
    return { ...answer, segment: { ...answer.segment, sequence, flags: answer.segment.flags | (socket.congested ? TcpFlag.ECE : 0) } }
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
