import type { PacketSpec } from '../../scenario/scenario'

/** What a line told of a packet, before it becomes a PacketSpec: null or absent is what the line does not say. */
export interface PacketFacts {
  readonly in?: string | null
  readonly src: string
  readonly dst: string
  /** `tcp`, `udp`, `icmp` or a number. */
  readonly proto: string
  /** The IP total length. */
  readonly length?: number | null
  readonly ttl?: number | null
  readonly tos?: number | null
  readonly id?: number | null
  readonly df?: boolean
  readonly mf?: boolean
  readonly fragmentOffset?: number | null
  readonly sport?: number | null
  readonly dport?: number | null
  readonly flags?: string | null
  readonly seq?: number | null
  readonly ack?: number | null
  readonly win?: number | null
  readonly mss?: number | null
  /** Bytes of TCP options, where the line shows them. */
  readonly optionBytes?: number | null
  readonly type?: number | null
  readonly code?: number | null
  readonly icmpId?: number | null
  readonly icmpSeq?: number | null
  readonly payload?: number | null
  readonly smac?: string | null
  readonly mark?: number | null
  readonly embedded?: PacketSpec | null
  readonly uid?: number | null
  readonly gid?: number | null
}

/** The packet of the facts, as people write it: only what is known and is not the default. */
export function buildPacket(facts: PacketFacts): PacketSpec {
  const number = (name: string, value: number | null | undefined): object =>
    value === null || value === undefined || !Number.isSafeInteger(value) || value < 0 ? {} : { [name]: value }
  const text = (name: string, value: string | null | undefined): object =>
    value === null || value === undefined || value === '' ? {} : { [name]: value }
  const payload = payloadLength(facts)
  return {
    ...text('in', facts.in),
    src: facts.src,
    dst: facts.dst,
    proto: facts.proto,
    ...number('ttl', facts.ttl),
    ...(facts.tos ? { tos: facts.tos } : {}),
    ...number('id', facts.id),
    ...(facts.df === true ? { df: true } : {}),
    ...(facts.mf === true ? { mf: true } : {}),
    ...(facts.fragmentOffset ? { frag_off: facts.fragmentOffset } : {}),
    ...number('sport', facts.sport),
    ...number('dport', facts.dport),
    ...text('flags', facts.flags),
    ...number('seq', facts.seq),
    ...number('ack', facts.ack),
    ...number('win', facts.win),
    ...number('mss', facts.mss),
    ...number('type', facts.type),
    ...(facts.code ? { code: facts.code } : {}),
    ...number('icmp_id', facts.icmpId),
    ...number('icmp_seq', facts.icmpSeq),
    ...(facts.embedded == null ? (payload > 0 ? { payload } : {}) : { embedded: facts.embedded }),
    ...text('smac', facts.smac),
    // A mark lives on the host: only a local sender can begin with one (SO_MARK).
    ...(facts.mark && (facts.in === null || facts.in === undefined) ? { mark: facts.mark } : {}),
    ...number('uid', facts.uid),
    ...number('gid', facts.gid),
  }
}

/** Bytes behind the transport header, as far as the length tells. TCP options that the line does not show are taken for what is usual. */
function payloadLength(facts: PacketFacts): number {
  if (typeof facts.payload === 'number') return Math.min(facts.payload, 65_000)
  if (typeof facts.length !== 'number') return 0
  const rest = facts.length - 20
  if (facts.proto === 'udp' || facts.proto === 'icmp') return clamp(rest - 8)
  if (facts.proto !== 'tcp') return clamp(rest)
  if (typeof facts.optionBytes === 'number') return clamp(rest - 20 - facts.optionBytes)
  const flags = facts.flags ?? ''
  if (/[SR]/.test(flags)) return 0
  // Timestamps, as nearly every connection has them, are 12 bytes of options.
  return rest - 20 === 12 || (flags.includes('P') && rest - 20 > 12) ? clamp(rest - 32) : clamp(rest - 20)
}

function clamp(bytes: number): number {
  return Math.min(Math.max(bytes, 0), 65_000)
}
