import { wireBytes } from '../extensions/wire-bytes'
import {
  dataOffsetOf,
  dividedSegment,
  type Microseconds,
  type Packet,
  Protocol,
  packetLength,
  SECOND,
  type Transport,
  transportLength,
  type Udp,
} from '../model'
import { optionsOfFragment } from './ip-options'
import { reread } from './odd-packet'
import type { SocketBuffer } from './skb'

/** net.ipv4.ipfrag_time: how long parts of a packet are kept. */
const FRAGMENT_TIME = 30 * SECOND

/** Headers that conntrack wants in one piece, in bytes. */
const HEADER_LENGTH: ReadonlyMap<number, number> = new Map([
  [Protocol.TCP, 20],
  [Protocol.SCTP, 12],
])

interface Parts {
  readonly since: Microseconds
  /** By offset in bytes. */
  readonly pieces: Map<number, Packet>
  /** What came one after the other: a piece within such a run is there already (struct sk_buff's frag_run_len). */
  readonly runs: Span[]
  /** The piece that is furthest behind. */
  tail: Span | null
  /** Where the packet ends, as far as is known; and whether the last piece is here. */
  length: number
  ended: boolean
}

/** From a byte on, to before another. */
interface Span {
  readonly from: number
  to: number
}

/** A packet put together, and how many bytes behind the IP header each of its pieces had. */
interface Whole {
  readonly packet: Packet
  readonly pieces: readonly number[]
}

/** Who gathers (enum ip_defrag_users): each has queues of its own. */
export type FragmentUser = 'PREROUTING' | 'OUTPUT' | 'delivery'

/**
 * Gathers fragments into packets before conntrack sees them (nf_defrag_ipv4, at PREROUTING and OUTPUT): with connection tracking
 * no rule ever meets a fragment. Without it, the host still puts together what is for itself (ip_local_deliver).
 */
export class Defragmenter {
  private readonly waiting = new Map<string, Parts>()

  /** The whole packet once its last missing part is here, and where it was cut; or null. */
  add(packet: Packet, user: FragmentUser, now: Microseconds): Whole | null {
    const key = `${user} ${packet.source} ${packet.destination} ${packet.transport.protocol} ${packet.id}`
    let parts = this.waiting.get(key)
    if (parts === undefined || now - parts.since > FRAGMENT_TIME) {
      parts = { since: now, pieces: new Map(), runs: [], tail: null, length: 0, ended: false }
      this.waiting.set(key, parts)
    }
    const piece = trimmed(packet)
    const from = piece.fragmentOffset * 8
    const span = { from, to: from + transportLength(piece.transport) }
    switch (place(parts, span, !piece.moreFragments)) {
      case 'there already':
        return null
      case 'impossible':
        this.waiting.delete(key)
        return null
      case 'new':
        parts.pieces.set(from, piece)
    }
    if (!parts.ended) return null
    const whole = assemble(parts.pieces)
    if (whole === null) return null
    this.waiting.delete(key)
    const tos = tosOf([...parts.pieces.values()], whole.packet.tos)
    return tos === null ? null : { ...whole, packet: { ...whole.packet, tos } }
  }
}

/** ip_frag_queue: with a piece that cannot be of the same packet all of it is given up. */
function place(parts: Parts, span: Span, last: boolean): 'new' | 'there already' | 'impossible' {
  if (last) {
    if (span.to < parts.length || (parts.ended && span.to !== parts.length)) return 'impossible'
    parts.ended = true
    parts.length = span.to
  } else if (span.to > parts.length) {
    if (parts.ended) return 'impossible'
    parts.length = span.to
  }
  if (span.to === span.from) return 'impossible'
  // inet_frag_queue_insert.
  const { tail, runs } = parts
  if (tail === null || tail.to < span.to) {
    if (tail !== null && span.from < tail.to) return 'impossible'
    const run = runs.find(({ to }) => to === span.from)
    if (run !== undefined && tail !== null && tail.to === span.from) run.to = span.to
    else runs.push({ ...span })
    parts.tail = span
    return 'new'
  }
  const met = runs.find(({ from, to }) => span.to > from && span.from < to)
  if (met !== undefined) return span.from >= met.from && span.to <= met.to ? 'there already' : 'impossible'
  runs.push({ ...span })
  return 'new'
}

/**
 * ip_frag_ecn_table: the whole has met congestion where a piece has; a packet of which some pieces may say so and others may not is
 * nobody's, null.
 */
function tosOf(pieces: readonly Packet[], tos: number): number | null {
  const said = new Set(pieces.map((piece) => piece.tos & 3))
  if (said.size === 1) return tos
  return said.has(0) ? null : said.has(3) ? tos | 3 : tos
}

/** ip_frag_queue: all but the last piece end at a multiple of eight bytes, or are cut there. */
function trimmed(packet: Packet): Packet {
  const { transport } = packet
  const over = packet.moreFragments ? transportLength(transport) % 8 : 0
  if (over === 0 || (transport.kind === 'icmp' && transport.quoted !== null)) return packet
  const rest = dataOf(transport)
  return rest.length < over ? packet : { ...packet, transport: withData(transport, rest.slice(0, -over)) }
}

function assemble(pieces: ReadonlyMap<number, Packet>): Whole | null {
  const first = pieces.get(0)
  if (first === undefined) return null
  const transport = first.transport
  if (transport.kind === 'icmp' && transport.quoted !== null) return null
  let data = dataOf(transport)
  let offset = transportLength(transport)
  let last = first
  let added = ''
  const sizes = [offset]
  while (last.moreFragments) {
    const next = pieces.get(offset)
    if (next === undefined || next.transport.kind !== 'other') return null
    data += next.transport.payload
    added += next.transport.payload
    offset += next.transport.payload.length
    sizes.push(next.transport.payload.length)
    last = next
  }
  // The datagram's own length is what its sender wrote into the first piece.
  const length = transport.kind === 'udp' ? (transport.length ?? 8 + transport.payload.length) : 0
  const { wrongChecksum = 0, ...headers } = first
  const whole: Packet = {
    ...headers,
    dontFragment: keptWhole([...pieces.values()]),
    moreFragments: false,
    transport: transport.kind === 'udp' ? asLong({ ...transport, payload: data }, length) : withData(transport, data),
  }
  // The first piece was too short for a header: now there may be one.
  if (transport.kind === 'other' && transport.protocol === Protocol.TCP)
    return { packet: reread(whole, wireBytes(whole), 20 + whole.ipOptions.length), pieces: sizes }
  const right = wrongChecksum !== true && sumsToNothing(transport.protocol, added, wrongChecksum)
  return { packet: right ? whole : { ...whole, wrongChecksum: true }, pieces: sizes }
}

/** ip_frag_reasm: the whole may not be cut where the largest piece might not. */
function keptWhole(pieces: readonly Packet[]): boolean {
  const largest = (of: readonly Packet[]): number => Math.max(0, ...of.map(packetLength))
  return largest(pieces.filter(({ dontFragment }) => dontFragment)) === largest(pieces)
}

/** What stands behind the header; of TCP behind its fixed part, for the options may be in several pieces. */
function dataOf(transport: Transport): string {
  return transport.kind === 'tcp' ? transport.options + transport.payload : transport.payload
}

function withData(transport: Transport, data: string): Transport {
  return transport.kind === 'tcp' ? dividedSegment(transport, dataOffsetOf(transport), data) : { ...transport, payload: data }
}

/** A datagram whose header says this length. */
function asLong({ length: _, ...udp }: Udp, length: number): Udp {
  return length === 8 + udp.payload.length ? udp : { ...udp, length }
}

/**
 * The packet in pieces again, as it came: who put it together may not let it out whole, for its sender had a reason to cut it
 * (ip_do_fragment, IPCB(skb)->frag_max_size).
 */
function inPieces(
  packet: Packet,
  sizes: readonly number[],
  how: { readonly ipOptions: string; readonly dontFragment: boolean },
): readonly Packet[] {
  const { transport } = packet
  const data = transport.kind === 'icmp' && transport.quoted !== null ? '' : dataOf(transport)
  const header = transportLength(transport) - data.length
  // A first piece that ends within the header has bytes alone.
  if (transport.kind === 'tcp' && (sizes[0] ?? header) < header) {
    const payload = String.fromCharCode(...wireBytes(packet).subarray(20 + packet.ipOptions.length))
    return inPieces({ ...packet, transport: { kind: 'other', protocol: Protocol.TCP, payload } }, sizes, how)
  }
  const { wrongChecksum: _, ...rest } = packet
  const started: Transport =
    transport.kind === 'udp' ? { ...transport, length: transport.length ?? 8 + transport.payload.length } : transport
  let offset = 0
  return sizes.map((size, index) => {
    const from = Math.max(0, offset - header)
    const payload = data.slice(from, offset + size - header)
    const first = index === 0
    const piece: Packet = {
      ...rest,
      ipOptions: first ? packet.ipOptions : how.ipOptions,
      dontFragment: how.dontFragment,
      moreFragments: index < sizes.length - 1 || packet.moreFragments,
      fragmentOffset: packet.fragmentOffset + offset / 8,
      transport: first ? withData(started, payload) : { kind: 'other', protocol: transport.protocol, payload },
    }
    offset += size
    return piece
  })
}

/**
 * ip_do_fragment: a packet in pieces for a link of this MTU. One that was put together here leaves in the pieces in which it came, if
 * they fit and may be cut again (ip_fraglist_init); any other in the largest that do fit.
 */
export function cutToFit(skb: SocketBuffer, mtu: number): readonly Packet[] {
  const { packet, pieces: came, cutAnew } = skb
  const header = 20 + packet.ipOptions.length
  // ip_options_fragment goes by what the host has read; what a process wrote nobody has.
  const unread = skb.origin.kind === 'process' && skb.options === undefined
  const ipOptions = unread ? packet.ipOptions : optionsOfFragment(packet.ipOptions)
  // Headers are pulled together: where the first piece had less, the pieces are not what they were (ip_do_fragment's slow path).
  const least = HEADER_LENGTH.get(packet.transport.protocol) ?? 0
  const pulled = (came?.[0] ?? least) < least
  if (cutAnew === undefined && !pulled && came?.every((size) => size + header <= mtu) === true)
    return inPieces(packet, came, { ipOptions, dontFragment: false })
  const most = Math.min(mtu, header + Math.max(...(came ?? [mtu]))) - header
  const dontFragment = came !== undefined && (cutAnew ?? packet).dontFragment
  return inPieces(packet, evenPieces(packet, most), { ipOptions, dontFragment })
}

/** Pieces of at most so many bytes behind the IP header. */
function evenPieces(packet: Packet, most: number): readonly number[] {
  const sizes: number[] = []
  for (let left = transportLength(packet.transport); left > 0; left -= sizes.at(-1) ?? left)
    sizes.push(left <= most ? left : most - (most % 8))
  return sizes
}

/**
 * Whether the first piece's checksum holds for the whole, too. Each piece was written down as a packet of its own, so what came later
 * was not summed. (nf_ip_checksum sums all there is, even behind a UDP datagram's own length.)
 */
function sumsToNothing(protocol: number, added: string, left: number): boolean {
  if (protocol !== Protocol.TCP && protocol !== Protocol.UDP && protocol !== Protocol.ICMP) return true
  // The pseudo header of TCP and UDP has the length.
  let sum = protocol === Protocol.ICMP ? 0 : added.length
  for (let i = 0; i < added.length; i++) sum += i % 2 === 0 ? added.charCodeAt(i) << 8 : added.charCodeAt(i)
  return (sum - left) % 0xffff === 0
}
