import { transportSum } from '../../extensions/wire-bytes'
import { formatIpv4, type Ipv4 } from '../../model'
import { type Captured, hex, read8, read16, read32 } from './bytes'
import { textPayload, textProtocol } from './text-payload'

/** What tcpdump remembers of conversations: numbers are shown from where it first saw an ACK (print-tcp.c, tcp_seq_hash). */
export type Conversations = Map<string, { seq: number; ack: number }>

export interface TcpPlace {
  readonly source: Ipv4
  readonly destination: Ipv4
  /** Behind a source route; else the same. */
  readonly final: Ipv4
  /** Where the header begins, and how long header and data are by the IP header. */
  readonly at: number
  readonly length: number
  readonly verbose: boolean
  /** Whether the checksum can be checked: the whole segment is here. */
  readonly checked: boolean
}

const FLAGS = ['F', 'S', 'R', 'P', '.', 'U', 'E', 'W'] as const
const ACK = 0x10
const SYN_FIN_RST = 0x07
const RST = 0x04

/** What follows `IP `: `10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0` (tcpdump 4.99, print-tcp.c tcp_print). */
export function tcpText(captured: Captured, place: TcpPlace, conversations: Conversations): string {
  const { source, destination, at, length, verbose } = place
  const [sport, dport] = [read16(captured, at), read16(captured, at + 2)]
  if (sport === null || dport === null) return `${formatIpv4(source)} > ${formatIpv4(destination)}: [|tcp]`
  const ends = `${formatIpv4(source)}.${sport} > ${formatIpv4(destination)}.${dport}: `
  const [rawSeq, rawAck, offset, flags, window, sum, urgent] = [
    read32(captured, at + 4),
    read32(captured, at + 8),
    read8(captured, at + 12),
    read8(captured, at + 13),
    read16(captured, at + 14),
    read16(captured, at + 16),
    read16(captured, at + 18),
  ]
  if (rawSeq === null || rawAck === null || offset === null || flags === null || window === null || sum === null || urgent === null)
    return `${ends} [|tcp]`
  const headerLength = (offset >> 4) * 4
  const data = length - headerLength
  if (headerLength < 20) return `${ends} tcp ${data} [bad hdr length ${headerLength} - too short, < 20]`
  const relative =
    (flags & ACK) === 0 ? null : numbersOf({ source, destination, sport, dport, seq: rawSeq, ack: rawAck, flags }, conversations)
  const [seq, ack] = relative === null ? [rawSeq, rawAck] : [relative.seq, relative.ack]
  let text = `${ends}Flags [${FLAGS.filter((_, bit) => flags & (1 << bit)).join('') || 'none'}]`
  if (data < 0) return `${text} [bad hdr length ${headerLength} - too long, > ${length}]`
  if (place.checked) text += `, ${checksumText(captured, place, sum)}`
  if (data > 0 || flags & SYN_FIN_RST) text += `, seq ${seq}${data > 0 ? `:${(seq + data) % 2 ** 32}` : ''}`
  if (flags & ACK) text += `, ack ${ack}`
  text += `, win ${window}`
  if (flags & 0x20) text += `, urg ${urgent}`
  if (headerLength > 20) {
    const options = optionsText(captured, at + 20, at + headerLength, relative)
    text += `, options [${options.text}`
    // print-tcp.c gives up on the segment.
    if (options.isBad) return text
    text += ']'
  }
  text += `, length ${data}`
  if (data === 0) return text
  if (flags & RST && verbose) return `${text} [RST${resetText(captured, at + headerLength)}]`
  // Other ports come first in print-tcp.c.
  if ((sport === 53 || dport === 53) && ![sport, dport].some((port) => BEFORE_DNS.has(port)))
    return text + domainText(captured, at + headerLength, data)
  const protocol = textProtocol(sport, dport)
  return protocol === null ? text : `${text}: ${textPayload(captured, at + headerLength, protocol, verbose)}`
}

interface Numbers {
  readonly seq: number
  readonly ack: number
  /** What selective acknowledgements are counted from. */
  readonly from: number
}

function numbersOf(
  one: { source: Ipv4; destination: Ipv4; sport: number; dport: number; seq: number; ack: number; flags: number },
  conversations: Conversations,
): Numbers {
  const reversed = one.sport > one.dport || (one.sport === one.dport && one.source > one.destination)
  const key = reversed
    ? `${one.destination} ${one.dport} ${one.source} ${one.sport}`
    : `${one.source} ${one.sport} ${one.destination} ${one.dport}`
  const known = conversations.get(key)
  if (known === undefined || (one.flags & 0x02) !== 0) {
    const before = (one.ack - 1) >>> 0
    conversations.set(key, reversed ? { seq: before, ack: one.seq } : { seq: one.seq, ack: before })
    return { seq: one.seq, ack: one.ack, from: before }
  }
  const [own, other] = reversed ? [known.ack, known.seq] : [known.seq, known.ack]
  return { seq: (one.seq - own) >>> 0, ack: (one.ack - other) >>> 0, from: other }
}

function checksumText(captured: Captured, { source, final, at }: TcpPlace, sum: number): string {
  const rest = transportSum(captured.bytes, at, {
    source,
    destination: final,
    ttl: 0,
    tos: 0,
    id: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ipOptions: '',
    transport: { kind: 'other', protocol: 6, payload: '' },
  })
  if (rest === 0) return `cksum 0x${hex(sum, 4)} (correct)`
  // in_cksum_shouldbe: the one's complement sum of both, in which zero may be all ones.
  const both = sum + rest
  const right = both > 0xffff ? (both & 0xffff) + 1 : both
  return `cksum 0x${hex(sum, 4)} (incorrect -> 0x${hex(right, 4)})`
}

const OPTION_NAMES: { readonly [kind: number]: string } = {
  0: 'eol',
  1: 'nop',
  2: 'mss',
  3: 'wscale',
  4: 'sackOK',
  5: 'sack',
  6: 'echo',
  7: 'echoreply',
  8: 'TS',
  11: 'cc',
  12: 'ccnew',
  13: 'ccecho',
  19: 'md5',
  20: 'scps',
  28: 'uto',
  29: 'tcp-ao',
  30: 'mptcp',
  34: 'tfo',
  254: 'exp-',
}

/** Telnet, SSH, SMTP, BGP and the like. */
const BEFORE_DNS: ReadonlySet<number> = new Set([21, 22, 23, 25, 43, 80, 179, 554, 3128, 8080, 8554])

interface OptionTexts {
  readonly text: string
  readonly isBad: boolean
}

/** print-tcp.c: an option that cannot be is the last thing that is said, with a bracket behind it where another stood before. */
function optionsText(captured: Captured, from: number, to: number, numbers: Numbers | null): OptionTexts {
  const texts: string[] = []
  const bad = (more: string): OptionTexts => ({
    text: `${[...texts, more].join(',')}[bad opt]${texts.length === 0 ? '' : ']'}`,
    isBad: true,
  })
  for (let at = from; at < to; ) {
    const kind = read8(captured, at) ?? 0
    const name = OPTION_NAMES[kind] ?? `unknown-${kind}`
    if (kind === 0 || kind === 1) {
      texts.push(name)
      if (kind === 0) break
      at++
      continue
    }
    const length = read8(captured, at + 1) ?? 0
    if (length < 2 || at + length > to) return bad('')
    const size = SIZES[kind] ?? length - 2
    if (size > to - at - 2) return bad(name)
    texts.push(name + optionText(captured, kind, at + 2, size, numbers) + (size + 2 === length ? '' : `[len ${length}]`))
    at += size + 2
  }
  return { text: texts.join(','), isBad: false }
}

/** Bytes that an option has behind its length, where its kind says it. */
const SIZES: { readonly [kind: number]: number } = { 2: 2, 3: 1, 4: 0, 6: 4, 7: 4, 8: 8, 11: 4, 12: 4, 13: 4, 19: 16, 20: 2, 28: 2 }

function optionText(captured: Captured, kind: number, at: number, length: number, numbers: Numbers | null): string {
  const bytes = (from: number): string =>
    Array.from({ length: length - from }, (_, index) => hex(read8(captured, at + from + index) ?? 0, 2)).join('')
  switch (kind) {
    case 2:
      return ` ${read16(captured, at)}`
    case 3:
      return ` ${read8(captured, at)}`
    case 4:
      return ''
    case 5: {
      if (length % 8 !== 0) return ' invalid sack'
      const blocks = Array.from({ length: length / 8 }, (_, index) => {
        const edge = (place: number): number => ((read32(captured, place) ?? 0) - (numbers?.from ?? 0)) >>> 0
        return `{${edge(at + 8 * index)}:${edge(at + 8 * index + 4)}}`
      })
      return ` ${blocks.length} ${blocks.join('')}`
    }
    case 6:
    case 7:
    case 11:
    case 12:
    case 13:
      return ` ${read32(captured, at)}`
    case 8:
      return ` val ${read32(captured, at)} ecr ${read32(captured, at + 4)}`
    case 19:
      return ` shared secret not supplied with -M, can't check - ${bytes(0)}`
    case 20:
      return ` cap ${hex(read8(captured, at) ?? 0, 2)} id ${read8(captured, at + 1)}`
    case 28: {
      const value = read16(captured, at) ?? 0
      return ` 0x${value.toString(16)} ${value & 1 ? (value >> 1) * 60 : value >> 1}`
    }
    case 34:
      return length === 0 ? '  cookiereq' : `  cookie ${bytes(0)}`
    case 254:
      return length < 2 ? '' : `${hex(read16(captured, at) ?? 0, 4)}${length > 2 ? ` 0x${bytes(2)}` : ''}`
    default:
      return length === 0 ? '' : ` 0x${bytes(0)}`
  }
}

/** DNS over TCP begins with its length (print-domain.c). */
function domainText(captured: Captured, at: number, length: number): string {
  const prefix = read16(captured, at)
  if (length < 2 || prefix === null) return ` [DNS over TCP: length ${length} < 2] (invalid)`
  return prefix === length - 2 ? '' : ` [prefix length(${prefix}) != length(${length - 2})] (invalid)`
}

/** print_tcp_rst_data: at most 30 characters, a plus where there are more; what cannot be printed as fn_print_char does. */
function resetText(captured: Captured, at: number): string {
  const data = [...captured.bytes.subarray(at)]
  const shown = data.slice(0, 30).map((byte) => {
    const letter = byte & 0x7f
    const isPlain = letter >= 32 && letter < 127
    return `${byte > 0x7f ? 'M-' : ''}${isPlain ? '' : '^'}${String.fromCharCode(isPlain ? letter : letter ^ 0x40)}`
  })
  return `${data.length > 30 ? '+' : ''} ${shown.join('')}`
}
