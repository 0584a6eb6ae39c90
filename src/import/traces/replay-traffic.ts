import type { ExchangeSpec, PacketSpec, Sending } from '../../scenario/scenario'
import type { RecordedWalk } from './recorded-walk'

/** What to send so that a simulation goes through what a log saw. */
export interface ReplayedFlow {
  readonly sending: Sending
  /** Indices of the walks whose packets the sender of this flow sends, in order. */
  readonly walks: readonly number[]
}

/** A second apart, as people try things one after another. */
const BETWEEN = 1_000_000

interface Flow {
  readonly walks: number[]
  /** What came back, as far as the log shows it. */
  readonly answers: PacketSpec[]
  /** The ends of its answers, wherever NAT has them: each way that its packets were seen, the other way round. */
  readonly reversed: Set<string>
}

/**
 * Puts the walks of one connection together as an exchange: a log of one direction shows only half of it, and later packets of a
 * connection walk as they do because it was answered. Answers are not sent: whoever is asked gives them. Packets that stand alone
 * and belong to no exchange are sent as they are.
 */
export function replayTraffic(walks: readonly RecordedWalk[]): readonly ReplayedFlow[] {
  const flows = new Map<string, Flow>()
  for (const [index, walk] of walks.entries()) {
    const { packet } = walk
    if (packet === null) continue
    const key = `${packet.in ?? ''} ${endsOf(packet, false)} ${packet.icmp_id ?? ''} ${packet.type ?? ''}`
    const known = flows.get(key)
    const answered = known === undefined ? [...flows.values()].find(({ reversed }) => isAnswer(packet, reversed)) : undefined
    if (answered !== undefined) {
      answered.answers.push(packet)
      continue
    }
    const flow = known ?? { walks: [], answers: [], reversed: new Set() }
    flow.walks.push(index)
    flow.reversed.add(endsOf(packet, true))
    for (const { headers } of walk.hops) if (headers !== null) flow.reversed.add(endsOf(headers.packet, true))
    flows.set(key, flow)
  }
  return [...flows.values()].flatMap((flow, order): readonly ReplayedFlow[] => {
    const packets = flow.walks.flatMap((index) => walks[index]?.packet ?? [])
    const exchange = exchangeOf(packets, flow.answers)
    const [first] = packets
    if (first === undefined) return []
    if (exchange !== null) return [{ sending: { kind: 'exchange', after: order === 0 ? 0 : BETWEEN, exchange }, walks: flow.walks }]
    return flow.walks.flatMap((index, at) => {
      const packet = walks[index]?.packet
      return packet == null ? [] : [{ sending: { kind: 'packet' as const, after: order + at === 0 ? 0 : BETWEEN, packet }, walks: [index] }]
    })
  })
}

function endsOf({ src, dst, proto, sport, dport }: PacketSpec, reversed: boolean): string {
  return reversed ? `${proto} ${dst} ${dport ?? ''} ${src} ${sport ?? ''}` : `${proto} ${src} ${sport ?? ''} ${dst} ${dport ?? ''}`
}

/** What came back on a connection that the log has shown before: an answer, or an error about one of its packets. */
function isAnswer(packet: PacketSpec, reversed: ReadonlySet<string>): boolean {
  if (reversed.has(endsOf(packet, false))) return packet.proto !== 'icmp' || packet.type !== 8 || packet.icmp_id === undefined
  return packet.embedded !== undefined && reversed.has(endsOf(packet.embedded, true))
}

function exchangeOf(packets: readonly PacketSpec[], answers: readonly PacketSpec[]): ExchangeSpec | null {
  const [first] = packets
  if (first === undefined) return null
  const ends = {
    ...(first.in === undefined ? {} : { in: first.in }),
    src: first.src,
    dst: first.dst,
    ...(first.ttl === undefined ? {} : { ttl: first.ttl }),
    ...(first.tos === undefined ? {} : { tos: first.tos }),
  }
  const bytes = packets.reduce((sum, { payload }) => sum + (typeof payload === 'number' ? payload : (payload?.length ?? 0)), 0)
  if (first.proto === 'icmp' && first.type === 8 && (first.code ?? 0) === 0)
    return { what: 'ping', ...ends, count: packets.length, ...(bytes === 0 ? {} : { request: Math.round(bytes / packets.length) }) }
  const ports = {
    ...(first.sport === undefined ? {} : { sport: first.sport }),
    ...(first.dport === undefined ? {} : { dport: first.dport }),
  }
  if (first.proto === 'tcp' && first.flags === 'S') {
    const answered = packets.some(({ flags = '' }) => flags.includes('A')) || answers.some(({ flags = '' }) => flags.includes('S'))
    const refused = !answered && answers.some(({ flags = '' }) => flags.includes('R'))
    return { what: 'tcp', ...ends, ...ports, request: bytes, peer: answered ? 'open' : refused ? 'closed' : 'silent' }
  }
  return null
}
