import { formatIpv4, type Ipv4 } from '../../model'
import { type Captured, hex, read8, read16, read32 } from './bytes'

export interface OtherPlace {
  readonly protocol: number
  readonly source: Ipv4
  readonly destination: Ipv4
  /** Where it begins behind the IP header, and its length by that header. */
  readonly at: number
  readonly length: number
  readonly ttl: number
  readonly verbose: boolean
  /** `10.0.0.1 > 10.0.0.2: `, which some protocols leave out or write otherwise. */
  readonly ends: string
}

/**
 * What tcpdump 4.99 says of protocols other than TCP, UDP, ICMP and IP itself, as far as their heads go (print-gre.c, print-ah.c,
 * print-sctp.c and others). Null for a protocol that it does not know.
 */
export function otherText(captured: Captured, place: OtherPlace): string | null {
  const { protocol, at, length, ends, ttl } = place
  const first = length === 0 ? null : read8(captured, at)
  const cut = (name: string): string => `${ends} [|${name}]`
  switch (protocol) {
    case 2:
      return first === null ? cut('igmp') : `${ends}${igmp(captured, place, first)}`
    case 41:
      if (length < 40 || first === null) return cut('ip6')
      return first >> 4 === 6 ? null : `${ends}IP6 version error: ${first >> 4} != 6`
    case 47:
      return length < 2 ? cut('gre') : `${ends}${gre(captured, place)}`
    case 50:
      if (length < 12) return cut('esp')
      return `${ends}ESP(spi=0x${hex(read32(captured, at) ?? 0, 8)},seq=0x${(read32(captured, at + 4) ?? 0).toString(16)}), length ${length}`
    case 51:
      return length === 0 ? cut('ah') : `${ends}${ah(captured, place)}`
    case 58:
      return `${ends}[ICMPv6 requires IPv6] (invalid)`
    case 59:
      return `${ends}no next header`
    case 77:
      return `${ends} nd ${length}`
    case 88:
      return length < 20 || first === null ? cut('eigrp') : first === 2 ? null : `${ends}EIGRP version ${first} packet not supported`
    case 89:
      if (first === null || length < (first === 2 ? 24 : 16)) return cut('ospf2')
      return first === 2 ? null : `${ends}OSPFv${first}, unknown LS-type ${read8(captured, at + 1)}, length ${length}`
    case 103:
      return first === null ? cut('pim') : first >> 4 === 2 ? null : `${ends}PIMv${first >> 4}, length ${length}`
    case 108:
      return length < 4 ? cut('ipcomp') : `${ends}IPComp(cpi=0x${(read16(captured, at + 2) ?? 0).toString(16)})`
    case 112: {
      const type = (first ?? 0) & 15
      return first === null ? `${ends}VRRP [|vrrp]` : type === 1 ? null : `${ends}VRRPv${first >> 4}, unknown type (${type}), (ttl ${ttl})`
    }
    case 132:
      return sctp(captured, place)
    case 143:
      return `${ends}[Ethernet requires IPv6] (invalid)`
    default:
      return null
  }
}

function igmp(captured: Captured, { at, length, verbose }: OtherPlace, type: number): string {
  const group = read32(captured, at + 4) ?? 0
  const text =
    type === 0x11
      ? `igmp query v2${group === 0 ? '' : ` [gaddr ${formatIpv4(group)}]`}`
      : type === 0x12
        ? `igmp v1 report ${formatIpv4(group)}`
        : type === 0x16
          ? `igmp v2 report ${formatIpv4(group)}`
          : type === 0x17
            ? `igmp leave ${formatIpv4(group)}`
            : `igmp-${type}`
  const sum = length < 2 ? 0 : onesSum(captured.bytes.subarray(at, at + length))
  return verbose && sum !== 0xffff && sum !== 0 ? `${text} bad igmp cksum ${(read16(captured, at + 2) ?? 0).toString(16)}!` : text
}

const GRE_FLAGS = [
  [0x8000, 'checksum present'],
  [0x4000, 'routing present'],
  [0x2000, 'key present'],
  [0x1000, 'sequence# present'],
  [0x0800, 'source routing present'],
  [0x0080, 'ack present'],
] as const

function gre(captured: Captured, { at, length, verbose }: OtherPlace): string {
  const flags = read16(captured, at) ?? 0
  let text = `GREv${flags & 7}`
  if ((flags & 7) > 1) return `${text} ERROR: unknown-version`
  if ((flags & 7) !== 0) return text
  if (verbose)
    text += `, Flags [${
      GRE_FLAGS.filter(([bit]) => flags & bit)
        .map(([, name]) => name)
        .join(', ') || 'none'
    }]`
  let next = at + 4
  const has = (bytes: number): boolean => next + bytes <= at + length
  if ((flags & 0xc000) !== 0) {
    if (!has(2)) return `${text} [|gre]`
    if (verbose) text += `, sum 0x${(read16(captured, next) ?? 0).toString(16)}`
    next += 2
    if (!has(2)) return `${text} [|gre]`
    text += `, off 0x${(read16(captured, next) ?? 0).toString(16)}`
    next += 2
  }
  if ((flags & 0x2000) !== 0) {
    if (!has(4)) return `${text} [|gre]`
    text += `, key=0x${(read32(captured, next) ?? 0).toString(16)}`
    next += 4
  }
  if ((flags & 0x1000) !== 0) {
    if (!has(4)) return `${text} [|gre]`
    text += `, seq ${read32(captured, next)}`
    next += 4
  }
  if ((flags & 0x4000) === 0) return `${text}, length ${length}`
  return has(4) ? `${text}, (rtaf=0x${(read16(captured, next) ?? 0).toString(16)}) [|gre]` : `${text} [|gre]`
}

function ah(captured: Captured, { at, length, verbose }: OtherPlace): string {
  const size = read8(captured, at + 1) ?? 0
  const reserved = read16(captured, at + 2) ?? 0
  let text = `AH(${verbose ? `length=${size}(${(size + 2) * 4}-bytes),` : ''}${reserved === 0 ? '' : `reserved=0x${reserved.toString(16)}[MustBeZero],`}`
  if (length < 8) return `${text} [|ah]`
  text += `spi=0x${hex(read32(captured, at + 4) ?? 0, 8)},`
  if (length < 12) return `${text} [|ah]`
  text += `seq=0x${(read32(captured, at + 8) ?? 0).toString(16)},icv=0x`
  for (let word = 0; word < size - 1; word++) {
    const place = at + 12 + 4 * word
    if (place + 4 > at + length) return `${text} [|ah]`
    text += hex(read32(captured, place) ?? 0, 8)
  }
  return `${text}): `
}

/** A packet that is too short says nothing of its ends. */
function sctp(captured: Captured, { source, destination, at, length }: OtherPlace): string | null {
  if (length < 12) return `truncated-sctp - ${12 - length} bytes missing!`
  const ends = `${formatIpv4(source)}.${read16(captured, at)} > ${formatIpv4(destination)}.${read16(captured, at + 2)}: sctp`
  if (length === 12) return ends
  if (length < 16) return `${ends} (1) [chunk descriptor cut off at end of packet]`
  return (read16(captured, at + 14) ?? 0) > length - 12 ? `${ends} [|sctp]` : null
}

/** The sum in ones' complement (RFC 1071): all ones where a checksum among the bytes is right. */
export function onesSum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return sum
}
