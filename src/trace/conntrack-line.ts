import { type ConnectionEntry, formatIpv4, type Microseconds, Protocol, SECOND, type Traffic, type Tuple } from '../model'

/** The names that conntrack-tools has for protocols; all others are `unknown`. */
const NAMES: Readonly<Record<number, string>> = {
  [Protocol.ICMP]: 'icmp',
  [Protocol.TCP]: 'tcp',
  [Protocol.UDP]: 'udp',
  [Protocol.DCCP]: 'dccp',
  [Protocol.GRE]: 'gre',
  [Protocol.SCTP]: 'sctp',
  [Protocol.UDPLITE]: 'udplite',
}

/**
 * A connection as `conntrack -L -o extended` prints it:
 * `ipv4     2 tcp      6 119 SYN_SENT src=10.0.0.1 dst=10.0.0.3 sport=1025 dport=22 [UNREPLIED] src=... mark=0 use=1`.
 */
export function conntrackLine(entry: ConnectionEntry, now: Microseconds): string {
  const { protocol } = entry.original
  const seconds = Math.max(0, Math.floor((entry.expires - now) / SECOND))
  const words = [`ipv4     2 ${(NAMES[protocol] ?? 'unknown').padEnd(8)} ${protocol} ${seconds}`]
  if (entry.tcpState !== null) words.push(entry.tcpState)
  if (entry.sctpState !== undefined) words.push(entry.sctpState)
  words.push(tupleWords(entry.original))
  if (entry.zoneDirection === 'original') words.push(`zone-orig=${entry.zone}`)
  if (entry.traffic !== undefined) words.push(trafficWords(entry.traffic[0]))
  if (!entry.seenReply) words.push('[UNREPLIED]')
  words.push(tupleWords(entry.reply))
  if (entry.zoneDirection === 'reply') words.push(`zone-reply=${entry.zone}`)
  if (entry.traffic !== undefined) words.push(trafficWords(entry.traffic[1]))
  if (entry.assured) words.push('[ASSURED]')
  words.push(`mark=${entry.mark >>> 0}`)
  if (entry.zone !== 0 && entry.zoneDirection === undefined) words.push(`zone=${entry.zone}`)
  if (entry.helper !== null) words.push(`helper=${entry.helper}`)
  words.push('use=1')
  return words.join(' ')
}

function trafficWords({ packets, bytes }: Traffic): string {
  return `packets=${packets} bytes=${bytes}`
}

function tupleWords(tuple: Tuple): string {
  const addresses = `src=${formatIpv4(tuple.source)} dst=${formatIpv4(tuple.destination)}`
  switch (tuple.protocol) {
    case Protocol.ICMP:
      return `${addresses} type=${tuple.destinationPort >>> 8} code=${tuple.destinationPort & 255} id=${tuple.sourcePort}`
    case Protocol.GRE:
      return `${addresses} srckey=0x${tuple.sourcePort.toString(16)} dstkey=0x${tuple.destinationPort.toString(16)}`
    case Protocol.TCP:
    case Protocol.UDP:
    case Protocol.UDPLITE:
    case Protocol.DCCP:
    case Protocol.SCTP:
      return `${addresses} sport=${tuple.sourcePort} dport=${tuple.destinationPort}`
    default:
      return addresses
  }
}
