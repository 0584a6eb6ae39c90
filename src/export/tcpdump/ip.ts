import { wireBytes } from '../../extensions/wire-bytes'
import { formatIpv4, type Packet } from '../../model'
import { PROTOCOL_NAMES } from '../../trace/packet-text'
import { type Captured, hex, read8, read16, read32 } from './bytes'
import { icmpText, quotesPacket } from './icmp'
import { type Conversations, tcpText } from './tcp'

/** What tcpdump says of an IP packet, without time and link layer; several lines with `-v` (print-ip.c ip_print, print-ip-demux.c). */
export function packetText(packet: Packet, verbose: boolean, conversations: Conversations): string {
  return ipText({ bytes: wireBytes(packet) }, verbose, conversations)
}

const ECN = ['', ',ECT(1)', ',ECT(0)', ',CE'] as const

function ipText(captured: Captured, verbose: boolean, conversations: Conversations): string {
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
  const flags = `${fragment & 0x4000 ? 'DF' : ''}${fragment & 0x2000 ? '+' : ''}`
  const options = headerLength > 20 ? `, options (${ipOptionsText(captured, headerLength)})` : ''
  const before = verbose
    ? `(tos 0x${tos.toString(16)}${ECN[tos & 3] ?? ''}, ttl ${ttl}, id ${id}, offset ${offset}, flags [${flags || 'none'}], ` +
      `proto ${PROTOCOL_NAMES[protocol] ?? 'unknown'} (${protocol}), length ${length}${options})\n    `
    : ''
  const ends = `${formatIpv4(source)} > ${formatIpv4(destination)}: `
  // Of a fragment that is not the first nothing is known but its protocol.
  if (offset > 0) return `${before}${ends}${(PROTOCOL_NAMES[protocol] ?? `ip-proto-${protocol}`).toLowerCase()}`
  const inside = length - headerLength
  switch (protocol) {
    case 6:
      return before + tcpText(captured, { source, destination, at: headerLength, length: inside, verbose }, conversations)
    case 17:
      return before + udpText(captured, source, destination, headerLength)
    case 1: {
      const text = before + ends + icmpText(captured, headerLength, inside)
      const quoted = captured.bytes.subarray(headerLength + 8)
      if (!verbose || !quotesPacket(read8(captured, headerLength) ?? 0) || quoted.length < 20) return text
      return `${text}\n\tIP ${ipText({ bytes: quoted }, verbose, conversations)}`
    }
    case 50:
      return `${before}${ends}ESP(spi=0x${hex(read32(captured, headerLength) ?? 0, 8)},seq=0x${(read32(captured, headerLength + 4) ?? 0).toString(16)}), length ${inside}`
    default:
      return `${before}${ends}${PROTOCOL_NAMES[protocol] === undefined ? ` ip-proto-${protocol}` : PROTOCOL_NAMES[protocol]} ${inside}`
  }
}

function udpText(captured: Captured, source: number, destination: number, at: number): string {
  const [sport, dport, length] = [read16(captured, at), read16(captured, at + 2), read16(captured, at + 4)]
  const bare = `${formatIpv4(source)} > ${formatIpv4(destination)}: `
  if (sport === null || dport === null || length === null) return `${bare} [|udp]`
  const ends = `${formatIpv4(source)}.${sport} > ${formatIpv4(destination)}.${dport}: `
  const data = length - 8
  if (sport === 53 || dport === 53) {
    if (data < 12) return `${ends}domain [length ${data} < 12] (invalid)`
    // Filling instead of a question: read as a header of x's, and a name that does not end.
    if (data <= 132 && captured.bytes.subarray(at + 8).every((byte) => byte === 0x78)) return `${ends}${FILLED_QUESTION}`
  }
  return `${ends}UDP, length ${data}`
}

const FILLED_QUESTION = '30840 zoneRef% [b2&3=0x7878] [30840a] [30840q] [30840n] [30840au] [|domain]'

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
    texts.push(name)
    if (type === 0) break
    if (type === 1) at++
    else at += Math.max(2, read8(captured, at + 1) ?? 2)
  }
  return texts.join(',')
}
