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

/**
 * Puts the walks of one connection together as an exchange: a log of one direction shows only half of it, and later packets of a
 * connection walk as they do because it was answered. Packets that stand alone and belong to no exchange are sent as they are.
 */
export function replayTraffic(walks: readonly RecordedWalk[]): readonly ReplayedFlow[] {
  const flows = new Map<string, number[]>()
  for (const [index, { packet }] of walks.entries()) {
    if (packet === null) continue
    const key = [packet.in, packet.src, packet.dst, packet.proto, packet.sport, packet.dport, packet.type, packet.icmp_id].join(' ')
    const flow = flows.get(key)
    if (flow === undefined) flows.set(key, [index])
    else flow.push(index)
  }
  return [...flows.values()].flatMap((indices, order): readonly ReplayedFlow[] => {
    const packets = indices.flatMap((index) => walks[index]?.packet ?? [])
    const exchange = exchangeOf(packets)
    const [first] = packets
    if (first === undefined) return []
    if (exchange !== null) return [{ sending: { kind: 'exchange' as const, after: order === 0 ? 0 : BETWEEN, exchange }, walks: indices }]
    return indices.flatMap((index, at) => {
      const packet = walks[index]?.packet
      return packet == null ? [] : [{ sending: { kind: 'packet' as const, after: order + at === 0 ? 0 : BETWEEN, packet }, walks: [index] }]
    })
  })
}

function exchangeOf(packets: readonly PacketSpec[]): ExchangeSpec | null {
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
    const answered = packets.some(({ flags = '' }) => flags.includes('A'))
    return { what: 'tcp', ...ends, ...ports, request: bytes, peer: answered ? 'open' : 'silent' }
  }
  return null
}
