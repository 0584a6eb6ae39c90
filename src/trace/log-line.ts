import {
  dataOffsetOf,
  dividedSegment,
  formatIpv4,
  type Icmp,
  IcmpType,
  type Packet,
  packetLength,
  type Tcp,
  type Transport,
  transportLength,
} from '../model'
import type { Place, TraceEvent } from './event'

/** What a line of the kernel log tells of a packet beside its headers. */
export interface LogCircumstances {
  /** The LOG target's prefix, or TRACE's own. */
  readonly prefix: string
  readonly in: string | null
  readonly out: string | null
  /** The frame's addresses, `02:00:00:00:00:01`; null without link layer, and for the host's own packets. */
  readonly mac: { readonly destination: string; readonly source: string } | null
  readonly mark: number
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

/** The LOG target's switches. */
export interface LogDetails {
  readonly tcpSequence: boolean
  readonly tcpOptions: boolean
  readonly ipOptions: boolean
  readonly uid: boolean
  /** `--log-macdecode`: `MACSRC=... MACDST=... MACPROTO=0800` instead of `MAC=`. */
  readonly macDecode: boolean
}

/** TRACE logs with everything on (NF_LOG_DEFAULT_MASK of nf_log_syslog.c, as trace_loginfo asks). */
const TRACE_DETAILS: LogDetails = { tcpSequence: true, tcpOptions: true, ipOptions: true, uid: true, macDecode: false }

/** One line of the kernel log, as nf_log_syslog.c prints it, its trailing space included. */
export function logLine(packet: Packet, circumstances: LogCircumstances, details: LogDetails): string {
  const { prefix, mac, mark, owner } = circumstances
  let line = `${prefix}IN=${circumstances.in ?? ''} OUT=${circumstances.out ?? ''} `
  if (circumstances.in !== null) {
    if (mac === null) line += 'MAC= '
    else if (details.macDecode && circumstances.in !== 'lo') line += `MACSRC=${mac.source} MACDST=${mac.destination} MACPROTO=0800 `
    else line += `MAC=${mac.destination}:${mac.source}:08:00 `
  }
  const { text, breaksOff } = ipText(packet, packetLength(packet), details, true)
  line += text
  if (breaksOff) return line
  if (details.uid && owner !== null) line += `UID=${owner.uid} GID=${owner.gid} `
  if (mark !== 0) line += `MARK=0x${mark.toString(16)} `
  return line
}

/** `TRACE: raw:PREROUTING:policy:1 IN=eth0 ...`: the line that the kernel logs for a rule, a chain's end or a policy. */
export function traceLine(place: Place, packet: Packet, circumstances: Omit<LogCircumstances, 'prefix'>): string {
  const prefix = `TRACE: ${place.table}:${place.chain}:${place.kind}:${place.number} `
  return logLine(packet, { ...circumstances, prefix }, TRACE_DETAILS)
}

/** What is told of a packet. Behind a TCP or UDP header that is not all there, nothing more is said of it (dump_ipv4_packet returns). */
interface Told {
  readonly text: string
  readonly breaksOff: boolean
}

/** dump_ipv4_packet. `length` is how much of the packet there is: a packet quoted by an error is cut short. */
function ipText(
  packet: Packet,
  length: number,
  details: LogDetails,
  outermost: boolean,
  total = packetLength(packet),
  reserved = '',
): Told {
  const { tos, transport } = packet
  let text = `SRC=${formatIpv4(packet.source)} DST=${formatIpv4(packet.destination)} LEN=${total} `
  text += `TOS=0x${hex2(tos & 0x1e)} PREC=0x${hex2(tos & 0xe0)} TTL=${packet.ttl} ID=${packet.id} ${reserved}`
  if (packet.dontFragment) text += 'DF '
  if (packet.moreFragments) text += 'MF '
  if (packet.fragmentOffset !== 0) text += `FRAG:${packet.fragmentOffset} `
  if (details.ipOptions && packet.ipOptions.length > 0) text += `OPT (${bytesText(packet.ipOptions)}) `
  const here = length - 20 - packet.ipOptions.length
  const fragment = packet.fragmentOffset !== 0
  const told = (more: string, breaksOff = false): Told => ({ text: text + more, breaksOff })
  const incomplete = `INCOMPLETE [${here >>> 0} bytes] `
  switch (transport.protocol) {
    case 6:
      text += 'PROTO=TCP '
      if (fragment) return told('')
      if (transport.kind !== 'tcp' || here < 20) return told(incomplete, true)
      if (details.tcpOptions && dataOffsetOf(transport) > here) return told(`${tcpText(transport, details)}OPT (TRUNCATED)`, true)
      return told(tcpText(transport, details) + optionsText(transport, details))
    case 17:
    case 136:
      text += transport.protocol === 17 ? 'PROTO=UDP ' : 'PROTO=UDPLITE '
      if (fragment) return told('')
      if (transport.kind === 'other' && here >= 8) {
        const word = (at: number): number => (transport.payload.charCodeAt(at) << 8) | transport.payload.charCodeAt(at + 1)
        return told(`SPT=${word(0)} DPT=${word(2)} LEN=${word(4)} `)
      }
      if (transport.kind !== 'udp' || here < 8) return told(incomplete, true)
      return told(`SPT=${transport.sourcePort} DPT=${transport.destinationPort} LEN=${transport.length ?? transportLength(transport)} `)
    case 1:
      text += 'PROTO=ICMP '
      if (fragment) return told('')
      return told(transport.kind === 'icmp' && here >= 8 ? icmpText(transport, here, details, outermost) : incomplete)
    case 50:
    case 51: {
      text += transport.protocol === 50 ? 'PROTO=ESP ' : 'PROTO=AH '
      if (fragment) return told('')
      const payload = transport.kind === 'other' ? transport.payload : ''
      const offset = transport.protocol === 50 ? 0 : 4
      if (here < (transport.protocol === 50 ? 8 : 12)) return told(incomplete)
      const spi = [0, 1, 2, 3].reduce((sum, i) => sum * 256 + payload.charCodeAt(offset + i), 0)
      return told(`SPI=0x${spi.toString(16)} `)
    }
    default:
      return told(`PROTO=${transport.protocol} `)
  }
}

const TCP_FLAG_WORDS = [
  [128, 'CWR '],
  [64, 'ECE '],
  [32, 'URG '],
  [16, 'ACK '],
  [8, 'PSH '],
  [4, 'RST '],
  [2, 'SYN '],
  [1, 'FIN '],
] as const

function tcpText(tcp: Tcp, details: LogDetails): string {
  let text = `SPT=${tcp.sourcePort} DPT=${tcp.destinationPort} `
  if (details.tcpSequence) text += `SEQ=${tcp.sequence} ACK=${tcp.acknowledgement} `
  text += `WINDOW=${tcp.window} RES=0x00 `
  for (const [bit, word] of TCP_FLAG_WORDS) if (tcp.flags & bit) text += word
  return `${text}URGP=${tcp.urgentPointer} `
}

function optionsText({ options }: Tcp, { tcpOptions }: LogDetails): string {
  return tcpOptions && options.length > 0 ? `OPT (${bytesText(options)}) ` : ''
}

/** Bytes that each ICMP type needs behind its 8-byte header (nf_log_syslog.c's required_len, less the header). */
const ICMP_NEEDS: { readonly [type: number]: number } = { 0: 4, 3: 28, 4: 28, 5: 28, 8: 4, 11: 28, 12: 28, 13: 20, 14: 20, 17: 12, 18: 12 }

function icmpText(icmp: Icmp, here: number, details: LogDetails, outermost: boolean): string {
  const { type, code } = icmp
  let text = `TYPE=${type} CODE=${code} `
  const needs = ICMP_NEEDS[type]
  if (needs !== undefined && here < needs) return `${text}INCOMPLETE [${here} bytes] `
  switch (type) {
    case IcmpType.ECHO_REPLY:
    case IcmpType.ECHO_REQUEST:
      return `${text}ID=${icmp.identifier} SEQ=${icmp.sequence} `
    case IcmpType.PARAMETER_PROBLEM:
      return `${text}PARAMETER=${icmp.identifier >>> 8} `
    case IcmpType.REDIRECT:
    case IcmpType.DESTINATION_UNREACHABLE:
    case IcmpType.SOURCE_QUENCH:
    case IcmpType.TIME_EXCEEDED:
      if (type === IcmpType.REDIRECT) text += `GATEWAY=${formatIpv4(icmp.identifier * 65536 + icmp.sequence)} `
      // Only recurse once: an error's error is not opened.
      if (outermost && icmp.quoted !== null) text += `[${ipText(icmp.quoted.packet, icmp.quoted.length, details, false).text}] `
      else if (outermost) text += `[${bytesAsIp(icmp.payload, details)}] `
      if (type === IcmpType.DESTINATION_UNREACHABLE && code === 4) text += `MTU=${icmp.sequence} `
      return text
    default:
      return text
  }
}

/** What an error quotes may be anything: a header is read there all the same. */
function bytesAsIp(bytes: string, details: LogDetails): string {
  const byte = (at: number): number => bytes.charCodeAt(at)
  const short = (at: number): number => byte(at) * 256 + byte(at + 1)
  const word = (at: number): number => short(at) * 65536 + short(at + 2)
  const header = (byte(0) & 15) * 4
  const inside = bytes.slice(header)
  let transport: Transport = { kind: 'other', protocol: byte(9), payload: inside }
  if (byte(9) === 1 && inside.length >= 8) {
    const [type, code, identifier, sequence] = [byte(header), byte(header + 1), short(header + 4), short(header + 6)]
    transport = { kind: 'icmp', protocol: 1, type, code, identifier, sequence, payload: inside.slice(8), quoted: null }
  }
  if (byte(9) === 6 && inside.length >= 20) {
    const [sourcePort, destinationPort, sequence, acknowledgement] = [short(header), short(header + 2), word(header + 4), word(header + 8)]
    const [flags, window, urgentPointer] = [byte(header + 13), short(header + 14), short(header + 18)]
    const ends = { kind: 'tcp', protocol: 6, sourcePort, destinationPort, sequence, acknowledgement } as const
    const tcp: Tcp = { ...ends, flags, window, urgentPointer, options: '', payload: '' }
    transport = dividedSegment(tcp, (byte(header + 12) >>> 4) * 4, inside.slice(20))
  }
  const ipOptions = header > bytes.length ? '' : bytes.slice(20, header)
  const packet: Packet = {
    source: word(12),
    destination: word(16),
    ttl: byte(8),
    tos: byte(1),
    id: short(4),
    dontFragment: (byte(6) & 64) !== 0,
    moreFragments: (byte(6) & 32) !== 0,
    fragmentOffset: short(6) & 0x1fff,
    ipOptions,
    transport,
  }
  const { text } = ipText(packet, 20 + ipOptions.length + bytes.length - header, details, false, short(2), byte(6) & 128 ? 'CE ' : '')
  return details.ipOptions && header > bytes.length ? `${text.slice(0, text.indexOf('PROTO'))}TRUNCATED` : text
}

function hex2(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0')
}

function bytesText(bytes: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += hex2(bytes.charCodeAt(i))
  return text
}

/** A TRACE line and what it says, in the order of the log. */
export interface TraceHop {
  /** Index of its event. */
  readonly event: number
  readonly at: number
  readonly packet: number
  readonly place: Place
  readonly in: string | null
  readonly out: string | null
  readonly headers: Packet
  readonly mark: number
}

/** The TRACE log of a run: one hop for each traced rule, chain's end and policy, with the packet as it was at that moment. */
export function traceHops(events: readonly TraceEvent[]): readonly TraceHop[] {
  const hops: TraceHop[] = []
  const packets = new Map<number, { headers: Packet; mark: number; in: string | null; out: string | null }>()
  for (const [index, event] of events.entries()) {
    if (event.kind === 'packet appeared') {
      packets.set(event.packet, { headers: event.headers, mark: event.mark, in: null, out: null })
      continue
    }
    const packet = packets.get(event.packet)
    if (packet === undefined) continue
    switch (event.kind) {
      case 'hook entered':
        packet.in = event.in
        packet.out = event.out
        break
      case 'packet changed':
        packet.headers = event.headers
        packet.mark = event.mark
        break
      case 'rule matched':
      case 'chain returned':
      case 'policy applied': {
        if (!event.traced) break
        const kind = event.kind === 'rule matched' ? (event.tracedAs ?? 'rule') : event.place.kind
        hops.push({ event: index, at: event.at, packet: event.packet, place: { ...event.place, kind }, ...packet })
        break
      }
    }
  }
  return hops
}
