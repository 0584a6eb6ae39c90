import { isIcmpError } from '../src/model'
import type { Case, CasePacket } from './case'
import { Conversations, nextPacket } from './conversations'
import type { Dice } from './dice'
import { odd } from './random-oddities'
import { fitting, inPieces } from './random-packets'

/** Fields whose values packets of real cases take over from each other. */
const FIELDS = [
  'src',
  'dst',
  'sport',
  'dport',
  'ttl',
  'tos',
  'mark',
  'flags',
  'mss',
  'payload',
  'type',
  'code',
  'icmp_id',
  'seq',
  'ack',
] as const
type Field = (typeof FIELDS)[number]

/** What packets of real cases are, to be that elsewhere. */
export class PacketVocabulary {
  private readonly packets: readonly CasePacket[]
  private readonly values = new Map<Field, CasePacket[Field][]>()

  constructor(cases: readonly Case[]) {
    this.packets = cases.flatMap(({ packets }) => packets)
    for (const field of FIELDS)
      this.values.set(field, [...new Set(this.packets.flatMap((packet) => (packet[field] === undefined ? [] : [packet[field]])))])
  }

  /** A packet that begins something, and comes in where the host has a wire; none where nobody sent such. */
  opening(dice: Dice, wires: readonly string[]): readonly CasePacket[] {
    const found = this.packets.filter(
      ({ in: wire, ack, embedded }) => (wire === undefined || wires.includes(wire)) && ack === undefined && embedded === undefined,
    )
    return found.length === 0 ? [] : [dice.of(found)]
  }

  /** A packet that has another's value for one of its own fields. */
  changed(dice: Dice, packet: CasePacket, wires: readonly string[]): CasePacket {
    const field = dice.of([
      ...FIELDS.filter((one) => packet[one] !== undefined),
      'ttl',
      'tos',
      'way',
      'protocol',
      'sequence',
      'window',
    ] as const)
    switch (field) {
      case 'way': {
        const { in: _, mark: _mark, smac: _smac, ...bare } = packet
        return packet.in !== undefined && dice.chance(0.2)
          ? { ...bare, ...(dice.chance(0.3) ? { mark: dice.of([1, 2]) } : {}) }
          : { ...bare, in: dice.of(wires) }
      }
      case 'protocol':
        return ofProtocol(dice, packet)
      case 'sequence':
        return packet.proto !== 'tcp'
          ? packet
          : { ...packet, seq: ((packet.seq ?? 1000) + dice.of([-1, 1, 10, -70_000, 70_000, 2 ** 31])) >>> 0 }
      case 'window':
        return packet.proto !== 'tcp' ? packet : { ...packet, win: dice.of([0, 1, 10, 1000, 65_535]) }
      default: {
        const known = this.values.get(field) ?? []
        if (known.length === 0) return packet
        const { embedded, ...bare } = { ...packet, [field]: dice.of(known) }
        // An error quotes a packet, and nothing else does.
        return isIcmpError(bare.type ?? 8) ? { ...bare, embedded: embedded ?? quoted(dice, bare) } : bare
      }
    }
  }
}

/** What its receiver could have sent to whoever sends a packet. */
function quoted(dice: Dice, { src, dst, sport = 80, dport = 1025 }: Pick<CasePacket, 'src' | 'dst' | 'sport' | 'dport'>): CasePacket {
  return { src: dst, dst: src, proto: dice.of(['tcp', 'udp']), sport: dport, dport: sport }
}

/** An ICMP error about a packet of the case as it was sent, or about its answer, from whoever. */
function complaint(dice: Dice, { src, dst, proto, sport, dport, flags, type, icmp_id }: CasePacket, wires: readonly string[]): CasePacket {
  const query = proto === 'icmp' ? { type: type ?? 8, code: 0, icmp_id: icmp_id ?? 0 } : {}
  const known = { proto, ...query, ...(flags === undefined ? {} : { flags: dice.of([flags, 'SA', 'A']) }) }
  const ports = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? {} : { sport: from, dport: to }
  const embedded = dice.chance(0.6)
    ? { ...known, src, dst, ...ports(sport, dport) }
    : { ...known, src: dst, dst: src, ...ports(dport, sport) }
  return {
    in: dice.of(wires),
    src: dice.of([embedded.dst, embedded.dst, '203.0.113.77']),
    dst: embedded.src,
    proto: 'icmp',
    type: dice.of([3, 3, 11, 12, 4, 5]),
    code: dice.of([0, 1, 3, 4]),
    embedded,
  }
}

/** The same from and to the same ports in another protocol's header. */
function ofProtocol(dice: Dice, packet: CasePacket): CasePacket {
  const {
    flags: _f,
    mss: _m,
    seq: _s,
    ack: _a,
    win: _w,
    type: _t,
    code: _c,
    icmp_id: _i,
    icmp_seq: _q,
    sport,
    dport,
    embedded: _e,
    ...bare
  } = packet
  const ports = { sport: sport ?? 1025, dport: dport ?? 53 }
  switch (dice.between(1, 5)) {
    case 1:
      return { ...bare, ...ports, proto: 'tcp', flags: dice.of(['S', 'S', 'A', 'R', 'SA', 'FPU', '', 'SF']) }
    case 2:
      return { ...bare, ...ports, proto: 'udp' }
    case 3:
      return {
        ...bare,
        proto: 'icmp',
        type: dice.of([8, 8, 0, 13, 17, 9, 42]),
        code: dice.of([0, 0, 1, 3]),
        icmp_id: 1,
        icmp_seq: 1,
      }
    case 4:
      return {
        ...bare,
        proto: 'icmp',
        type: dice.of([3, 11, 12, 5, 4]),
        code: dice.of([0, 1, 3]),
        embedded: quoted(dice, { ...bare, ...ports }),
      }
    default:
      return { ...bare, proto: dice.of(['47', '50', '132', '2', '4', '253']) }
  }
}

/** The most packets of a case: asking takes five milliseconds for each. */
const MOST = 24

/** Packets of a real case on this host: some changed, left out, sent again or moved, some of others', and some that go on with what they began. */
export function mutatePackets(dice: Dice, words: PacketVocabulary, one: Case, much: number): readonly CasePacket[] {
  const wires = (one.ifaces ?? []).map(({ name }) => name)
  const packets = [...one.packets]
  for (let left = much; left > 0; left--) {
    const at = dice.between(0, packets.length - 1)
    const packet = packets[at]
    if (packet === undefined) {
      packets.push(...words.opening(dice, wires))
      continue
    }
    const place = dice.between(0, packets.length)
    switch (dice.between(1, 10)) {
      case 1:
        packets.splice(at, 1)
        break
      case 10:
        packets.splice(place, 0, complaint(dice, packet, wires))
        break
      case 2:
        packets.splice(place, 0, ...Array.from({ length: dice.of([1, 1, 1, 4, 8]) }, () => packet))
        break
      case 3:
        packets.splice(at, 1)
        packets.splice(Math.min(place, packets.length), 0, packet)
        break
      case 4:
        packets.splice(place, 0, ...words.opening(dice, wires))
        break
      case 5:
        packets[at] = dice.chance(0.3) ? odd(dice, packet) : words.changed(dice, packet, wires)
        break
      default:
        packets[at] = words.changed(dice, packet, wires)
    }
  }
  return withFollowing(dice, one, packets.slice(0, MOST), 0.3)
}

/** Packets that real cases begin with, in any company. */
export function someOpenings(dice: Dice, words: PacketVocabulary, one: Case): readonly CasePacket[] {
  const wires = (one.ifaces ?? []).map(({ name }) => name)
  return Array.from({ length: dice.between(4, 9) }, () => words.opening(dice, wires)).flat()
}

/** Between packets, with this probability, others that go on with a conversation; none where the host cannot be set up. */
export function withFollowing(dice: Dice, one: Case, openings: readonly CasePacket[], goesOn: number): readonly CasePacket[] {
  const packets: CasePacket[] = []
  const conversations = Conversations.with(one)
  for (const opening of openings.map((packet) => fitting(one, packet))) {
    const pieces = dice.chance(0.02) ? inPieces(dice, opening) : [opening]
    packets.push(...pieces)
    conversations?.meet(opening, pieces, null)
    while (packets.length < MOST && dice.chance(goesOn)) {
      const flow = conversations?.any(dice) ?? null
      const next = flow === null ? null : nextPacket(dice, dice.of(['filter', 'errors', 'tracking']), flow)
      if (next === null || flow === null) break
      packets.push(next)
      conversations?.meet(next, [next], flow)
    }
  }
  return packets
}
