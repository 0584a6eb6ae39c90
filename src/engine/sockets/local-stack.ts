import type { SocketFacts } from '../../extensions/semantics'
import {
  type Ipv4,
  LIMITED_BROADCAST,
  type Microseconds,
  type OtherTransport,
  type Packet,
  Protocol,
  type Service,
  type Tcp,
  transportLength,
  type Udp,
} from '../../model'
import type { TraceFact } from '../../trace/event'
import { type AnsweringHost, icmpQueryAnswer, sendIcmpError } from '../icmp-answers'
import { rare } from '../rare'
import type { HostSettings } from '../settings'
import type { SocketBuffer } from '../skb'
import { type Ends, endsOf, factsOf } from './socket-for'
import type { LocalTcp, TcpHost } from './tcp'
import type { SentAnswer } from './tcp-answer'

/** What becomes of a packet that reached the host itself. */
export interface Delivery {
  /** Whom it reached, e.g. `tcp 22`, `icmp`; null when nobody takes it. */
  readonly to: string | null
  readonly service: Service | null
  /** Sends what the host answers. Called after the packet's own end has been told. */
  answer(): void
}

export interface LocalStackHost extends AnsweringHost, Pick<TcpHost, 'now' | 'random' | 'mtuTo' | 'foreseen'> {
  readonly settings: HostSettings
  readonly services: readonly Service[]
  readonly observed: boolean
  /** Does something at a later time. */
  later(by: Microseconds, happen: () => void): void
  emit(skb: SocketBuffer, fact: TraceFact): void
  /** A client process of an exchange takes the packet. Null when none is waiting for it. */
  claim(skb: SocketBuffer): { readonly to: string; answer(): void } | null
}

const NOBODY: Omit<Delivery, 'to'> = { service: null, answer: () => {} }

const PIM = 103
const IPPROTO_RAW = 255

const HEADED: readonly number[] = [Protocol.TCP, Protocol.UDP, Protocol.ICMP]

function isPossible({ length = 8, payload }: Udp): boolean {
  return length >= 8 && length <= 8 + payload.length
}

/** Who takes packets for the host itself: ip_local_deliver_finish and the protocols behind it. */
export class LocalStack {
  private ownTcp: LocalTcp | null = null

  constructor(private readonly host: LocalStackHost) {}

  private get tcp(): LocalTcp {
    const { host } = this
    this.ownTcp ??= new (rare().LocalTcp)({
      now: () => host.now(),
      random: () => host.random(),
      foreseen: host.foreseen,
      mtuTo: (source, destination) => host.mtuTo(source, destination),
    })
    return this.ownTcp
  }

  deliver(skb: SocketBuffer): Delivery {
    const { transport } = skb.packet
    if (skb.packet.fragmentOffset !== 0 || skb.packet.moreFragments) return { ...NOBODY, to: null }
    // tcp_v4_rcv, udp_rcv and icmp_rcv drop it without a word. UDP alone looks no further than its own length, where the first fragment ended.
    const unseen = transport.kind === 'udp' && skb.pieces !== undefined
    if (skb.packet.wrongChecksum === true && transport.kind !== 'other' && !unseen) return { ...NOBODY, to: null }
    // tcp_v4_rcv, __udp4_lib_rcv and icmp_rcv likewise, what is too short for their headers or says so.
    if (transport.kind === 'other' && HEADED.includes(transport.protocol)) return { ...NOBODY, to: null }
    if (transport.kind === 'tcp' && transport.dataOffset !== undefined) return { ...NOBODY, to: null }
    // __udp4_lib_rcv cuts a datagram to its own length, and then its checksum, which was made of all of it, is wrong.
    if (transport.kind === 'udp' && transport.length !== undefined && !(unseen && isPossible(transport))) return { ...NOBODY, to: null }
    const claimed = this.host.claim(skb)
    if (claimed !== null) return { to: claimed.to, service: null, answer: () => claimed.answer() }
    switch (transport.kind) {
      case 'tcp':
        return this.deliverTcp(skb, transport)
      case 'udp':
        return this.deliverUdp(skb, transport)
      case 'icmp':
        return this.deliverIcmp(skb)
      case 'other':
        // IGMP and PIM (pim_rcv) are listened to, and so is what raw sockets that send listen for.
        if (transport.protocol === Protocol.IGMP) return { ...NOBODY, to: 'igmp' }
        if (transport.protocol === PIM || transport.protocol === IPPROTO_RAW) return { ...NOBODY, to: '' }
        return this.refuse(skb, transport)
    }
  }

  /** Nobody is registered for the protocol, or, of UDP-Lite, nobody listens (udplite_rcv). */
  private refuse(skb: SocketBuffer, { protocol, payload }: OtherTransport): Delivery {
    const lite = protocol === Protocol.UDPLITE
    if (lite && rare().udpliteFault(skb.packet, payload, protocol) !== null) return { ...NOBODY, to: null }
    return {
      ...NOBODY,
      to: null,
      answer: () => void sendIcmpError(this.host, skb, { type: 3, code: lite ? 3 : 2 }, { by: 'routing', attach: true }),
    }
  }

  /** The socket that would take what comes to these ends (inet_lookup, udp4_lib_lookup). */
  socketAt(ends: Ends): SocketFacts | null {
    const open = ends.protocol === 'tcp' ? (this.ownTcp?.serviceOf(ends) ?? null) : null
    if (open !== null) return { wildcard: false, transparent: open.transparent === true }
    const service = this.listener(ends.protocol, ends.local, ends.localPort)
    return service === null ? null : factsOf(service)
  }

  /** The transparent socket that takes a packet in somebody's place: of its connection, or listening there; port 0 is the packet's own. */
  proxyFor(packet: Packet, address: Ipv4, port: number): SocketBuffer['proxy'] | null {
    const ends = endsOf(packet, false)
    if (ends === null) return null
    const open = ends.protocol === 'tcp' ? (this.ownTcp?.serviceOf(ends) ?? null) : null
    const service = open ?? this.listener(ends.protocol, address, port === 0 ? ends.localPort : port)
    return service?.transparent === true ? { service, connected: open !== null } : null
  }

  private deliverTcp(skb: SocketBuffer, segment: Tcp): Delivery {
    // tcp_v4_rcv: no segment that was addressed to more than one.
    if (skb.packetType !== 'host' || skb.destination?.broadcast === true || skb.destination?.multicast === true)
      return { ...NOBODY, to: null }
    const { packet } = skb
    const service = skb.proxy?.service ?? this.listener('tcp', packet.destination, segment.destinationPort)
    const told = this.toldOf(skb)
    return {
      to: service === null ? null : `tcp ${skb.proxy?.service.port ?? segment.destinationPort}`,
      service,
      answer: () => {
        const echo = this.host.echoOptions(skb)
        const send = ({ segment: transport, ...sent }: SentAnswer): void =>
          void this.host.sendOwn(
            { ...sent, source: packet.destination, destination: packet.source, dontFragment: true, transport },
            { to: skb, by: 'tcp', attach: false },
          )
        const { answers, delayed } = this.tcp.receive(packet, segment, { service, echo }, told)
        for (const one of answers) send(one)
        for (const { by, answers: late } of delayed) this.host.later(by, () => late().forEach(send))
      },
    }
  }

  private toldOf(skb: SocketBuffer): (socket: string, state: string) => void {
    return this.host.observed ? (socket, state) => this.host.emit(skb, { kind: 'socket changed', socket, state }) : () => {}
  }

  private deliverUdp(skb: SocketBuffer, datagram: Udp): Delivery {
    const { packet } = skb
    const many = skb.destination?.broadcast === true || skb.destination?.multicast === true
    // __udp4_lib_rcv: what is behind the datagram's own length is cut off.
    const { length = transportLength(datagram), ...whole } = datagram
    const headers = 20 + packet.ipOptions.length
    const service = skb.proxy?.service ?? this.listener('udp', packet.destination, datagram.destinationPort)
    if (service === null) {
      if (many) return { ...NOBODY, to: null }
      return {
        ...NOBODY,
        to: null,
        answer: () => void sendIcmpError(this.host, skb, { type: 3, code: 3, known: headers + length }, { by: 'udp', attach: false }),
      }
    }
    return {
      to: `udp ${skb.proxy?.service.port ?? datagram.destinationPort}`,
      service,
      answer: () => {
        if (!service.answers || many) return
        this.host.sendOwn(
          {
            source: packet.destination,
            destination: packet.source,
            tos: 0,
            dontFragment: true,
            socket: 'listening',
            transport: {
              ...whole,
              sourcePort: datagram.destinationPort,
              destinationPort: datagram.sourcePort,
              payload: datagram.payload.slice(0, length - 8),
            },
          },
          { to: skb, by: 'udp', attach: false },
        )
      },
    }
  }

  private deliverIcmp(skb: SocketBuffer): Delivery {
    const { packet, destination } = skb
    const many = destination?.broadcast === true || destination?.multicast === true
    if (many && this.host.settings.echoIgnoreBroadcasts) return { ...NOBODY, to: null }
    const answer = icmpQueryAnswer(packet)
    const silent = answer?.kind === 'icmp' && answer.type === 0 && this.host.settings.echoIgnoreAll
    return {
      to: 'icmp',
      service: null,
      answer: () => {
        if (packet.transport.kind === 'icmp') this.ownTcp?.undelivered(packet.transport, this.toldOf(skb))
        const options = this.host.echoOptions(skb)
        if (answer === null || silent || options === null) return
        this.host.sendOwn(
          {
            ...(options === 'none' ? {} : { options }),
            source: many ? 0 : packet.destination,
            destination: packet.source,
            tos: packet.tos,
            dontFragment: false,
            transport: answer,
            socket: 'kernel',
          },
          { to: skb, by: 'echo', attach: false },
        )
      },
    }
  }

  /** inet_lookup_listener: a socket on this very address before one on every address. */
  private listener(protocol: Service['protocol'], address: Ipv4, port: number): Service | null {
    let wide: Service | null = null
    for (const service of this.host.services) {
      if (service.protocol !== protocol || service.port !== port) continue
      if (service.address === address) return service
      if (service.address === null) wide = service
    }
    return address === LIMITED_BROADCAST && protocol === 'tcp' ? null : wide
  }
}
