import { IcmpType, type Packet, TcpFlag } from '../../model'
import { resetSegment } from '../reset-segment'
import { ANSWER_TIME, chunks, type HeaderChoice, type Party, packetOf, portUnreachable, type Step, TcpNumbers } from './party'

export interface ServerPlan {
  readonly peer: 'open' | 'closed' | 'silent'
  /** Bytes that it answers a question with. */
  readonly response: number
  header(): HeaderChoice
  random(): number
}

/** The far end of an exchange as it really is met: it answers the packets that reach it, at the address and port that they carry. */
export function createServer(first: Packet, plan: ServerPlan): Party {
  if (plan.peer === 'silent') return { receive: () => [] }
  switch (first.transport.kind) {
    case 'tcp':
      return tcpServer(first, plan)
    case 'udp':
      return { receive: (packet) => answerDatagram(packet, plan) }
    case 'icmp':
      return { receive: (packet) => answerPing(packet, plan) }
    case 'other':
      return { receive: () => [] }
  }
}

function tcpServer(first: Packet, plan: ServerPlan): Party {
  const { transport } = first
  if (transport.kind !== 'tcp') return { receive: () => [] }
  const own = { address: first.destination, port: transport.destinationPort }
  const peer = { address: first.source, port: transport.sourcePort }
  const numbers = new TcpNumbers(own, peer, () => plan.header(), plan.random())
  let state: 'listening' | 'open' | 'closing' = 'listening'
  const step = (flags: number, payload = ''): Step => ({ after: ANSWER_TIME, make: () => numbers.segment(flags, payload) })
  return {
    receive: (packet) => {
      const segment = packet.transport
      if (segment.kind !== 'tcp' || segment.flags & TcpFlag.RST) return []
      const refusal = (): readonly Step[] => [
        { after: ANSWER_TIME, make: () => packetOf(packet.destination, packet.source, resetSegment(segment), plan.header()) },
      ]
      if (plan.peer === 'closed') return refusal()
      if (segment.flags & TcpFlag.SYN) {
        if (segment.flags & TcpFlag.ACK || state !== 'listening') return []
        state = 'open'
        numbers.receiveNext = (segment.sequence + 1) >>> 0
        return [step(TcpFlag.SYN | TcpFlag.ACK)]
      }
      if (state === 'listening') return refusal()
      if (segment.payload.length === 0 && !(segment.flags & TcpFlag.FIN)) return []
      if (!numbers.accept(segment)) return [step(TcpFlag.ACK)]
      if (segment.flags & TcpFlag.FIN) {
        if (state === 'closing') return [step(TcpFlag.ACK)]
        state = 'closing'
        return [step(TcpFlag.FIN | TcpFlag.ACK)]
      }
      // The question's last segment has PSH; each is pushed here, and the answer follows the first.
      const answer = chunks(plan.response)
      return answer.length === 0 ? [step(TcpFlag.ACK)] : answer.map((part) => step(TcpFlag.PSH | TcpFlag.ACK, part))
    },
  }
}

function answerDatagram(packet: Packet, plan: ServerPlan): readonly Step[] {
  const { transport } = packet
  if (transport.kind !== 'udp') return []
  if (plan.peer === 'closed') return [{ after: ANSWER_TIME, make: () => portUnreachable(packet, plan.header()) }]
  const answer = {
    ...transport,
    sourcePort: transport.destinationPort,
    destinationPort: transport.sourcePort,
    payload: 'x'.repeat(plan.response),
  }
  return [{ after: ANSWER_TIME, make: () => packetOf(packet.destination, packet.source, answer, plan.header()) }]
}

function answerPing(packet: Packet, plan: ServerPlan): readonly Step[] {
  const { transport } = packet
  if (transport.kind !== 'icmp' || transport.type !== IcmpType.ECHO_REQUEST || plan.peer === 'closed') return []
  const answer = { ...transport, type: IcmpType.ECHO_REPLY }
  return [{ after: ANSWER_TIME, make: () => packetOf(packet.destination, packet.source, answer, plan.header()) }]
}
