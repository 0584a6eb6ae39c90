import type { Foreseen } from '../src/engine/foreseen'
import { formatIpv4 } from '../src/model'
import type { Case, CasePacket, Hop, LoadedAnswer, OutFrame } from './case'

/** Sequence numbers that who wrote a case made up are small; those that a kernel drew seldom are. */
const MADE_UP = 1_000_000

const NUMBERS: { readonly [protocol: string]: number } = { tcp: 6, udp: 17, icmp: 1, sctp: 132, dccp: 33, udplite: 136 }

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

/** What the kernel's own answer shows of the numbers that it drew. */
export function foreseenIn(one: Case, kernel: LoadedAnswer, sending: () => number): Foreseen {
  return {
    initialSequence() {
      const opening = one.packets[sending()]
      const answer = kernel.packets[sending()]?.out.find(
        ({ flags, dst, dport }) => flags === 'SA' && dst === opening?.src && dport === opening?.sport,
      )
      return answer === undefined ? foreseenBy(one.packets, sending).initialSequence() : Number(answer.seq)
    },
    sourcePort(tuple, first, size) {
      const { hops = [], out = [] } = kernel.packets[sending()] ?? {}
      const sights = [...[...hops, ...out].flatMap(bothWays), ...kernel.conntrack.flatMap((line) => repliedTo(line, tuple.sourcePort))]
      const drawn = sights.filter(
        ({ proto, src, dst, sport, dport }) =>
          NUMBERS[proto] === tuple.protocol &&
          src === formatIpv4(tuple.source) &&
          dst === formatIpv4(tuple.destination) &&
          (proto === 'icmp' || dport === tuple.destinationPort) &&
          sport >= first &&
          sport < first + size,
      )
      // Before it was drawn the packet had a port of its own.
      return (drawn.find(({ sport }) => sport !== tuple.sourcePort) ?? drawn[0])?.sport ?? null
    },
  }
}

/** Who speaks from which port to whom; of an ICMP query both ports are its identifier. */
interface Sight {
  readonly proto: string
  readonly src: string
  readonly dst: string
  readonly sport: number
  readonly dport: number
}

/** A packet, and what would answer it: the host's own answer shows what its client was taken for. */
function bothWays(seen: Hop | OutFrame): readonly Sight[] {
  const fields: { readonly [field: string]: unknown } = { ...seen }
  const number = (name: string): number => Number(fields[name] ?? fields.icmp_id ?? -1)
  const text = (name: string): string => String(fields[name]).toLowerCase()
  const sight = { proto: text('proto'), src: text('src'), dst: text('dst'), sport: number('sport'), dport: number('dport') }
  return [sight, { ...sight, src: sight.dst, dst: sight.src, sport: sight.dport, dport: sight.sport }]
}

/** A listed connection from this source port as its answers see it, the other way round: nobody may have seen its packet once it was translated. */
function repliedTo(line: string, sourcePort: number): readonly Sight[] {
  const [, , proto = ''] = line.split(/\s+/)
  const reply = line.slice(line.lastIndexOf(' src='))
  const value = (text: string, name: string): string | undefined => new RegExp(` ${name}=(\\S+)`).exec(text)?.[1]
  const port = (text: string, name: string): number => Number(value(text, name) ?? value(text, 'id') ?? -1)
  const [src, dst] = [value(reply, 'dst'), value(reply, 'src')]
  if (src === undefined || dst === undefined || port(line, 'sport') !== sourcePort) return []
  return [{ proto, src, dst, sport: port(reply, 'dport'), dport: port(reply, 'sport') }]
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
