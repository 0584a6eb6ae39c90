import { dataOffsetOf, type Tcp, TcpFlag, transportLength } from '../model'

/** RFC 9293 3.5.2: a reset takes its sequence number from the acknowledgement, or acknowledges all there was. */
export function resetSegment(segment: Tcp): Tcp {
  const acknowledges = (segment.flags & TcpFlag.ACK) !== 0
  // nf_reject_ip_tcphdr_put believes the header, wherever it says that data begins.
  const data = transportLength(segment) - dataOffsetOf(segment)
  const span = data + (segment.flags & TcpFlag.SYN ? 1 : 0) + (segment.flags & TcpFlag.FIN ? 1 : 0)
  return {
    kind: 'tcp',
    protocol: 6,
    sourcePort: segment.destinationPort,
    destinationPort: segment.sourcePort,
    sequence: acknowledges ? segment.acknowledgement : 0,
    acknowledgement: acknowledges ? 0 : (segment.sequence + span) >>> 0,
    flags: acknowledges ? TcpFlag.RST : TcpFlag.RST | TcpFlag.ACK,
    window: 0,
    urgentPointer: 0,
    options: '',
    payload: '',
  }
}
