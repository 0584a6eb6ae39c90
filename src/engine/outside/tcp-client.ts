import { type Packet, type Tcp, TcpFlag } from '../../model'
import { resetSegment } from '../reset-segment'
import { type Client, type ClientPlan, isFrom, quotesOurs } from './client'
import { ANSWER_TIME, chunks, PATIENCE, packetOf, type Step, TcpNumbers } from './party'

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

function concernsTcp(plan: ClientPlan, packet: Packet): boolean {
  const { transport } = packet
  if (packet.destination !== plan.own.address) return false
  return (transport.kind === 'tcp' && transport.destinationPort === plan.own.port) || quotesOurs(plan, packet)
}

/** A segment of no connection is answered with a reset: what a client does when an answer comes from a stranger. */
function strangeSegment(plan: ClientPlan, packet: Packet, segment: Tcp): readonly Step[] {
  if (segment.flags & TcpFlag.RST) return []
  const reset = resetSegment(segment)
  return [{ after: ANSWER_TIME, make: () => packetOf(packet.destination, packet.source, reset, plan.header()) }]
}
