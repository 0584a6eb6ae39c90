import { IcmpType, isIcmpError, type Packet, SECOND, type Transport } from '../../model'
import { ANSWER_TIME, type Endpoint, type HeaderChoice, type Party, packetOf, portUnreachable, type Step } from './party'

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

/** Whether a segment or datagram is the peer's own. */
export function isFrom(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  return (
    (transport.kind === 'tcp' || transport.kind === 'udp') && packet.source === plan.peer.address && transport.sourcePort === plan.peer.port
  )
}

/** An ICMP error about something that this client sent. */
export function quotesOurs(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  const inner = transport.kind === 'icmp' ? transport.quoted?.packet : undefined
  if (inner === undefined || inner.source !== plan.own.address) return false
  return (inner.transport.kind === 'tcp' || inner.transport.kind === 'udp') && inner.transport.sourcePort === plan.own.port
}
