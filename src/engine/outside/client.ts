import { IcmpType, isIcmpError, type Packet, SECOND, type Tcp, TcpFlag, type Transport } from '../../model'
import { resetSegment } from '../reject'
import {
  ANSWER_TIME,
  chunks,
  type Endpoint,
  type HeaderChoice,
  PATIENCE,
  type Party,
  packetOf,
  portUnreachable,
  type Step,
  TcpNumbers,
} from './party'

/** The side that begins an exchange. */
export interface Client extends Party {
  /** The first packets. */
  begin(): readonly Step[]
  /** Whether a packet that reached the client's address is one that this client waits for. */
  expects(packet: Packet): boolean
  /** `tcp 40000`: for the event log. */
  readonly name: string
}

export interface ClientPlan {
  readonly own: Endpoint
  readonly peer: Endpoint
  readonly request: number
  /** Bytes that it waits for before it closes. */
  readonly response: number
  readonly count: number
  header(): HeaderChoice
  random(): number
}

/** Connects, asks, waits for the answer, closes. */
export function tcpClient(plan: ClientPlan): Client {
  const numbers = new TcpNumbers(plan.own, plan.peer, () => plan.header(), plan.random())
  let state: 'idle' | 'connecting' | 'asked' | 'closing' | 'closed' = 'idle'
  let awaited = plan.response
  const step = (flags: number, payload = '', after = 0): Step => ({
    after,
    make: () => (state === 'closed' ? null : numbers.segment(flags, payload)),
  })
  const close = (): Step => ({
    after: ANSWER_TIME,
    make: () => {
      if (state !== 'asked') return null
      state = 'closing'
      return numbers.segment(TcpFlag.FIN | TcpFlag.ACK)
    },
  })
  return {
    name: `tcp ${plan.own.port}`,
    begin: () => {
      state = 'connecting'
      return [step(TcpFlag.SYN)]
    },
    expects: (packet) => concernsTcp(plan, packet),
    receive: (packet) => {
      const { transport } = packet
      if (transport.kind === 'icmp') {
        if (state === 'connecting') state = 'closed'
        return []
      }
      if (transport.kind !== 'tcp' || state === 'idle') return []
      if (!isFrom(plan, packet)) return strangeSegment(plan, packet, transport)
      if (transport.flags & TcpFlag.RST) {
        state = 'closed'
        return []
      }
      if (state === 'closed') return strangeSegment(plan, packet, transport)
      if (transport.flags & TcpFlag.SYN) {
        if (state !== 'connecting' || !(transport.flags & TcpFlag.ACK)) return []
        numbers.receiveNext = (transport.sequence + 1) >>> 0
        state = 'asked'
        const asking = chunks(plan.request).map((part) => step(TcpFlag.PSH | TcpFlag.ACK, part, ANSWER_TIME))
        return [step(TcpFlag.ACK), ...asking, plan.request === 0 || awaited <= 0 ? close() : { ...close(), after: PATIENCE }]
      }
      if (transport.payload.length === 0 && !(transport.flags & TcpFlag.FIN)) return []
      if (!numbers.accept(transport)) return [step(TcpFlag.ACK)]
      awaited -= transport.payload.length
      if (transport.flags & TcpFlag.FIN) {
        if (state === 'asked') {
          state = 'closing'
          return [step(TcpFlag.FIN | TcpFlag.ACK)]
        }
        return [
          {
            after: 0,
            make: () => {
              if (state === 'closed') return null
              state = 'closed'
              return numbers.segment(TcpFlag.ACK)
            },
          },
        ]
      }
      const acknowledgement = step(TcpFlag.ACK)
      return awaited <= 0 ? [acknowledgement, close()] : [acknowledgement]
    },
  }
}

/** Sends a datagram and waits for one. */
export function udpClient(plan: ClientPlan): Client {
  const datagram = (): Packet =>
    packetOf(
      plan.own.address,
      plan.peer.address,
      { kind: 'udp', protocol: 17, sourcePort: plan.own.port, destinationPort: plan.peer.port, payload: 'x'.repeat(plan.request) },
      plan.header(),
    )
  return {
    name: `udp ${plan.own.port}`,
    begin: () => Array.from({ length: plan.count }, (_, index) => ({ after: index === 0 ? 0 : SECOND, make: datagram })),
    expects: (packet) =>
      (packet.transport.kind === 'udp' && packet.destination === plan.own.address && packet.transport.destinationPort === plan.own.port) ||
      quotesOurs(plan, packet),
    receive: (packet) => {
      if (packet.transport.kind !== 'udp' || isFrom(plan, packet)) return []
      // A connected socket does not know whoever else answers.
      return [{ after: ANSWER_TIME, make: () => portUnreachable(packet, plan.header()) }]
    },
  }
}

/** Sends echo requests, one a second. */
export function pingClient(plan: ClientPlan): Client {
  const identifier = plan.own.port
  const request = (sequence: number): Packet => {
    const transport: Transport = {
      kind: 'icmp',
      protocol: 1,
      type: IcmpType.ECHO_REQUEST,
      code: 0,
      identifier,
      sequence,
      payload: 'x'.repeat(plan.request),
      quoted: null,
    }
    return packetOf(plan.own.address, plan.peer.address, transport, plan.header())
  }
  return {
    name: 'ping',
    begin: () => Array.from({ length: plan.count }, (_, index) => ({ after: index === 0 ? 0 : SECOND, make: () => request(index + 1) })),
    expects: ({ destination, transport }) =>
      transport.kind === 'icmp' &&
      destination === plan.own.address &&
      (transport.type === IcmpType.ECHO_REPLY ? transport.identifier === identifier : isIcmpError(transport.type)),
    receive: () => [],
  }
}

function isFrom(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  return (
    (transport.kind === 'tcp' || transport.kind === 'udp') && packet.source === plan.peer.address && transport.sourcePort === plan.peer.port
  )
}

function concernsTcp(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  if (packet.destination !== plan.own.address) return false
  return (transport.kind === 'tcp' && transport.destinationPort === plan.own.port) || quotesOurs(plan, packet)
}

/** An ICMP error about something that this client sent. */
function quotesOurs(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  const inner = transport.kind === 'icmp' ? transport.quoted?.packet : undefined
  if (inner === undefined || inner.source !== plan.own.address) return false
  return (inner.transport.kind === 'tcp' || inner.transport.kind === 'udp') && inner.transport.sourcePort === plan.own.port
}

/** A segment of no connection is answered with a reset: what a client does when an answer comes from a stranger. */
function strangeSegment(plan: ClientPlan, packet: Packet, segment: Tcp): readonly Step[] {
  if (segment.flags & TcpFlag.RST) return []
  const reset = resetSegment(segment)
  return [{ after: ANSWER_TIME, make: () => packetOf(packet.destination, packet.source, reset, plan.header()) }]
}
