import { wireBytes } from '../../extensions/wire-bytes'
import { formatIpv4, type Packet } from '../../model'
import { PROTOCOL_NAMES } from '../../trace/packet-text'
import { type Captured, read8, read16, read32 } from './bytes'
import { icmpText, quotesPacket } from './icmp'
import { onesSum, otherText } from './other-protocols'
import { type Conversations, tcpText } from './tcp'
import { udpPayload } from './udp-payload'

/** `tcpdump -n`, with `-v` or `-e` beside. */
export type TcpdumpForm = 'plain' | 'verbose' | 'link'

/** What tcpdump says of an IP packet, without time and link layer; several lines with `-v` (print-ip.c ip_print, print-ip-demux.c). */
export function packetText(packet: Packet, form: TcpdumpForm, conversations: Conversations): string {
  return ipText({ bytes: wireBytes(packet) }, form, conversations)
}

/** Protocols that ipproto.c names and the list of names does not, and one that it does not. */
const HEADER_NAMES: { readonly [number: number]: string | undefined } = {
  ...PROTOCOL_NAMES,
  0: 'Options',
  8: 'EGP',
  9: 'IGRP',
  43: 'Routing',
  44: 'Fragment',
  46: 'RSVP',
  55: 'Mobile IP',
  58: 'ICMPv6',
  62: 'Mobile IP (old)',
  88: 'EIGRP',
  113: 'PGM',
  135: 'Mobility',
  136: undefined,
  143: 'Ethernet',
}

const ECN = ['', ',ECT(1)', ',ECT(0)', ',CE'] as const

function ipText(captured: Captured, form: TcpdumpForm, conversations: Conversations): string {
  const verbose = form === 'verbose'
  if (captured.bytes.length < 20) return ' [|ip]'
  const head = read8(captured, 0) ?? 0x45
  const headerLength = (head & 15) * 4
  const [length, tos, id, fragment, ttl, protocol] = [
    read16(captured, 2) ?? 0,
    read8(captured, 1) ?? 0,
    read16(captured, 4) ?? 0,
    read16(captured, 6) ?? 0,
    read8(captured, 8) ?? 0,
    read8(captured, 9) ?? 0,
  ]
  const [source, destination] = [read32(captured, 12) ?? 0, read32(captured, 16) ?? 0]
  const offset = (fragment & 0x1fff) * 8
  const flags = [fragment & 0x2000 ? ['+'] : [], fragment & 0x4000 ? ['DF'] : [], fragment & 0x8000 ? ['rsvd'] : []].flat().join(', ')
  const options = headerLength > 20 ? `, options (${ipOptionsText(captured, headerLength)})` : ''
  const headerSum = onesSum(captured.bytes.subarray(0, headerLength))
  const sum = read16(captured, 10) ?? 0
  const wrong =
    headerSum === 0xffff || captured.bytes.length < headerLength
      ? ''
      : `, bad cksum ${sum.toString(16)} (->${rightSum(headerSum, sum).toString(16)})!`
  const before = verbose
    ? `(tos 0x${tos.toString(16)}${ECN[tos & 3] ?? ''}${ttl === 0 ? '' : `, ttl ${ttl}`}, id ${id}, offset ${offset}, flags [${flags || 'none'}], ` +
      `proto ${HEADER_NAMES[protocol] ?? 'unknown'} (${protocol}), length ${length}${options}${wrong})\n    `
    : ''
  const ends = `${formatIpv4(source)} > ${formatIpv4(destination)}: `
  // Of a fragment that is not the first nothing is known but its protocol.
  if (offset > 0) return `${before}${ends}ip-proto-${protocol}`
  const isWhole = (fragment & 0x3fff) === 0
  const inside = length - headerLength
  switch (protocol) {
    case 6:
      return (
        before +
        tcpText(
          captured,
          {
            source,
            destination,
            final: finalOf(captured, headerLength, destination),
            at: headerLength,
            length: inside,
            verbose,
            checked: verbose && isWhole,
          },
          conversations,
        )
      )
    case 17:
      return before + udpText(captured, { source, destination, at: headerLength, length: inside, verbose })
    case 1: {
      const text = before + ends + icmpText(captured, headerLength, inside, verbose && isWhole)
      const quoted = captured.bytes.subarray(headerLength + 8)
      if (!verbose || !quotesPacket(read8(captured, headerLength) ?? 0)) return text
      if (text.endsWith(' [|icmp]')) return text
      if (quoted.length < 4) return `${text}\n\t [|icmp]`
      return `${text}\n\tIP ${ipText({ bytes: quoted }, form, conversations)}`
    }
    case 4: {
      const inner = inside === 0 ? null : read8(captured, headerLength)
      if (inner === null) return `${before}${ends} [|ip]`
      if (inner >> 4 !== 4)
        return `${before}${ends}${inner >> 4 === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${inner >> 4}`} (invalid)`
      return `${before}${ends}${nameOf(form)}${ipText({ bytes: captured.bytes.subarray(headerLength) }, form, conversations)}`
    }
    default: {
      const other = otherText(captured, { protocol, source, destination, at: headerLength, length: inside, ttl, verbose, ends })
      return before + (other ?? `${ends} ip-proto-${protocol} ${inside}`)
    }
  }
}

/** With -e the link layer has said what it is. */
function nameOf(form: TcpdumpForm): string {
  return form === 'link' ? '' : 'IP '
}

/** The checksum that would be right, of a sum that is not all ones (in_cksum_shouldbe). */
function rightSum(sum: number, shown: number): number {
  let right = (~sum & 0xffff) + shown
  if (right > 0xffff) right = (right & 0xffff) + 1
  return right
}

interface UdpPlace {
  readonly source: number
  readonly destination: number
  readonly at: number
  /** By the IP header. */
  readonly length: number
  readonly verbose: boolean
}

function udpText(captured: Captured, { source, destination, at, length, verbose }: UdpPlace): string {
  const [sport, dport, said] = [read16(captured, at), read16(captured, at + 2), read16(captured, at + 4)]
  const bare = `${formatIpv4(source)} > ${formatIpv4(destination)}: `
  if (sport === null || dport === null) return `${bare} [|udp]`
  const ends = `${formatIpv4(source)}.${sport} > ${formatIpv4(destination)}.${dport}: `
  if (length < 8) return `${ends}truncated-udp ${length}`
  if (said === null) return `${ends} [|udp]`
  if (said < 8) return `${ends}truncated-udplength ${said}`
  const there = Math.min(said, length) - 8
  const plain = said > length ? `UDP, bad length ${said - 8} > ${there}` : `UDP, length ${there}`
  return ends + (udpPayload(captured, at + 8, there, [sport, dport], verbose) ?? plain)
}

const IP_OPTIONS: { readonly [type: number]: string } = {
  0: 'EOL',
  1: 'NOP',
  7: 'RR',
  68: 'timestamp',
  130: 'security',
  131: 'LSRR',
  137: 'SSRR',
  148: 'RA',
}

function ipOptionsText(captured: Captured, end: number): string {
  const texts: string[] = []
  for (let at = 20; at < end; ) {
    const type = read8(captured, at) ?? 0
    const name = IP_OPTIONS[type] ?? `unknown ${type}`
    const length = type < 2 ? 1 : (read8(captured, at + 1) ?? 0)
    const isBad = (type > 1 && length < 2) || at + length > end
    texts.push(name + (isBad ? ` [bad length ${length}]` : optionText(captured, type, at, length)))
    if (type === 0 || isBad) break
    at += length
  }
  return texts.join(',')
}

function optionText(captured: Captured, type: number, at: number, length: number): string {
  if (ROUTES.has(type)) return routeText(captured, at, length)
  if (type === TIMESTAMP) return timestampText(captured, at, length)
  const value = type === ROUTER_ALERT && length >= 4 ? (read16(captured, at + 2) ?? 0) : 0
  return value === 0 ? '' : ` value ${value}`
}

const TIMESTAMP = 68
const ROUTER_ALERT = 148
const TIMESTAMP_KINDS: { readonly [flag: number]: string } = { 0: 'TSONLY', 1: 'TS+ADDR', 2: 'PRESPEC' }

/** Times, with the hops that wrote them, and a mark at the next free place (print-ip.c ip_printts). */
function timestampText(captured: Captured, at: number, length: number): string {
  if (length < 4) return `[bad length ${length}]`
  const [pointer, flags] = [read8(captured, at + 2) ?? 0, read8(captured, at + 3) ?? 0]
  const next = pointer - 1
  const size = (flags & 15) === 0 ? 4 : 8
  let text = ' TS{'
  if (((length - 4) & (size - 1)) !== 0) text += `[bad length ${length}]`
  if (next < 4 || ((next - 4) & (size - 1)) !== 0 || next > length + 1) text += `[bad ptr ${pointer}]`
  const kind = TIMESTAMP_KINDS[flags & 15]
  text += kind ?? `[bad ts type ${flags & 15}]`
  let place = 4
  for (let before = ' '; kind !== undefined && place < length; place += size, before = ' ') {
    if (next === place) before = ' ^ '
    const hop = size === 8 ? formatIpv4(read32(captured, at + place) ?? 0) : ''
    text += `${before}${read32(captured, at + place + size - 4) ?? 0}@${hop}`
  }
  if (next === (kind === undefined ? 0 : place)) text += ' ^ '
  return flags >> 4 === 0 ? `${text}}` : `${text} [${flags >> 4} hops not recorded]} `
}

/** Whom a source route leads to at last: checksums are about him (print-ip.c ip_finddst). */
function finalOf(captured: Captured, end: number, destination: number): number {
  for (let at = 20; at < end; ) {
    const type = read8(captured, at) ?? 0
    if (type === 0) break
    const length = type === 1 ? 1 : (read8(captured, at + 1) ?? 0)
    if ((type !== 1 && length < 2) || at + length > end) break
    if ((type === 131 || type === 137) && length >= 7) return read32(captured, at + length - 4) ?? destination
    at += length
  }
  return destination
}

/** Record route, loose and strict source route. */
const ROUTES: ReadonlySet<number> = new Set([7, 131, 137])

/** The hops, each behind a blank, with a comma behind those that were passed (print-ip.c ip_printroute). */
function routeText(captured: Captured, at: number, length: number): string {
  if (length < 3) return ` [bad length ${length}]`
  const pointer = (read8(captured, at + 2) ?? 0) - 1
  let text = ((length + 1) & 3) === 0 ? '' : ` [bad length ${length}]`
  if (pointer < 3 || ((pointer + 1) & 3) !== 0) text += ` [bad ptr ${pointer + 1}]`
  for (let hop = 3; hop + 4 <= length; hop += 4) text += ` ${formatIpv4(read32(captured, at + hop) ?? 0)}${pointer > hop ? ',' : ''}`
  return text
}
