import type { Foreseen } from '../src/engine/foreseen'
import { formatIpv4 } from '../src/model'
import type { CasePacket } from './case'

/** Sequence numbers that who wrote a case made up are small; those that a kernel drew seldom are. */
const MADE_UP = 1_000_000

const NUMBERS: { readonly [protocol: string]: number } = { tcp: 6, udp: 17 }

/**
 * What a case's packets show of the numbers that the kernel drew when they were recorded: a client that acknowledges the host's first
 * sequence number names it, and who answers a translated packet names its port. `sending` is the packet under way.
 */
export function foreseenBy(packets: readonly CasePacket[], sending: () => number): Foreseen {
  const told = new Set<CasePacket>()
  return {
    initialSequence() {
      const opening = packets[sending()]
      const next = packets
        .slice(sending() + 1)
        .find(({ ack, ...packet }) => (ack ?? 0) > MADE_UP && opening !== undefined && sameEnds(opening, packet))
      return next?.ack === undefined ? null : (next.ack - 1) >>> 0
    },
    sourcePort(tuple, first, size) {
      const answer = packets.slice(sending() + 1).find((packet) => {
        const seen = packet.embedded === undefined ? packet : reversed(packet.embedded)
        return (
          !told.has(packet) &&
          NUMBERS[seen.proto] === tuple.protocol &&
          seen.src === formatIpv4(tuple.destination) &&
          seen.dst === formatIpv4(tuple.source) &&
          seen.sport === tuple.destinationPort &&
          seen.dport !== undefined &&
          seen.dport >= first &&
          seen.dport < first + size
        )
      })
      if (answer === undefined) return null
      told.add(answer)
      return (answer.embedded === undefined ? answer.dport : answer.embedded.sport) ?? null
    },
  }
}

type Ends = Pick<CasePacket, 'proto' | 'src' | 'dst' | 'sport' | 'dport'>

function sameEnds(one: Ends, other: Ends): boolean {
  return (
    one.proto === other.proto && one.src === other.src && one.dst === other.dst && one.sport === other.sport && one.dport === other.dport
  )
}

function reversed({ proto, src, dst, sport, dport }: Ends): Ends {
  return { proto, src: dst, dst: src, ...(dport === undefined ? {} : { sport: dport }), ...(sport === undefined ? {} : { dport: sport }) }
}
