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

/** `conntrack -L`, `conntrack -L -o extended`, and `/proc/net/nf_conntrack`. */
export type ConntrackForm = 'list' | 'extended' | 'proc'

/**
 * A connection as `conntrack -L -o extended` prints it:
 * `ipv4     2 tcp      6 119 SYN_SENT src=10.0.0.1 dst=10.0.0.3 sport=1025 dport=22 [UNREPLIED] src=... mark=0 use=1`;
 * without the family in a plain list; and as the kernel itself does in /proc (nf_conntrack_standalone.c, ct_seq_show), which names
 * the zone, no helper, GRE's two timeouts, and counts the reader among the users.
 */
export function conntrackLine(entry: ConnectionEntry, now: Microseconds, form: ConntrackForm = 'extended'): string {
  const { protocol } = entry.original
  const proc = form === 'proc'
  const seconds = Math.max(0, Math.floor((entry.expires - now) / SECOND))
  const words = [`${form === 'list' ? '' : 'ipv4     2 '}${(NAMES[protocol] ?? 'unknown').padEnd(8)} ${protocol} ${seconds}`]
  if (proc && protocol === Protocol.GRE) words.push(`timeout=${GRE.alone}, stream_timeout=${GRE.answered}`)
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
  if (entry.zoneDirection === undefined && (entry.zone !== 0 || proc)) words.push(`zone=${entry.zone}`)
  if (entry.helper !== null && !proc) words.push(`helper=${entry.helper}`)
  words.push(proc ? 'use=2' : 'use=1')
  return words.join(' ')
}

/** What `conntrack -L` says on its error output, before the connections. */
export function conntrackCount(count: number): string {
  return `conntrack v1.4.7 (conntrack-tools): ${count} flow ${count === 1 ? 'entry has' : 'entries have'} been shown.`
}

/** nf_conntrack_proto_gre.c gre_timeouts, in seconds. */
const GRE = { alone: 30, answered: 180 } as const

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
