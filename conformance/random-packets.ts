import type { Case, CasePacket } from './case'
import { Conversations, nextPacket } from './conversations'
import type { Dice } from './dice'
import type { Profile } from './generate'
import { PORTS } from './random-host'
import { odd } from './random-oddities'

/** Packets for a host, in order, each new or going on with an earlier one's conversation. */
export function randomPackets(dice: Dice, profile: Profile, one: Case): readonly CasePacket[] {
  const conversations = Conversations.with(one)
  if (conversations === null) throw new Error(`${one.name}: the host cannot be set up`)
  const people = new People(dice, profile, one)
  const packets: CasePacket[] = []
  const count = dice.between(8, 14)
  const goesOn = profile === 'tracking' || profile === 'errors' || profile === 'sockets' ? 0.75 : 0.5
  while (packets.length < count) {
    const flow = packets.length > 0 && dice.chance(goesOn) ? conversations.any(dice) : null
    const plain = flow === null ? people.firstPacket() : nextPacket(dice, profile, flow)
    if (plain === null) continue
    const packet = fitting(one, dice.chance(oddIn(profile)) ? odd(dice, plain) : plain)
    const pieces = packet === plain && dice.chance(profile === 'fragments' ? 0.5 : 0.01) ? inPieces(dice, packet) : [packet]
    packets.push(...pieces)
    conversations.meet(packet, pieces, flow)
  }
  return packets
}

/** A wire brings nothing that is longer than its interface takes. */
export function fitting(one: Case, packet: CasePacket): CasePacket {
  const { mtu = 1500 } = one.ifaces?.find(({ name }) => name === packet.in) ?? {}
  return Number(packet.payload ?? 0) > mtu - 120 ? { ...packet, payload: mtu - 120 } : packet
}

/** How many packets of a profile have something odd about them. */
function oddIn(profile: Profile): number {
  return profile === 'places' || profile === 'fragments' ? 0.2 : profile === 'extensions' || profile === 'tracking' ? 0.1 : 0.03
}

/** Who sends what to whom. */
class People {
  private readonly nets: readonly { readonly name: string; readonly net: string }[]
  /** Where somebody listens. */
  private readonly doors: readonly number[]

  constructor(
    private readonly dice: Dice,
    private readonly profile: Profile,
    one: Case,
  ) {
    this.doors = (one.listen ?? []).map(({ port }) => port)
    this.nets = (one.ifaces ?? []).map(({ name, addrs }) => ({ name, net: (addrs[0] ?? '').split('.').slice(0, 3).join('.') }))
  }

  firstPacket(): CasePacket {
    const { dice, profile } = this
    const entry = dice.of(this.nets)
    const local = dice.chance(profile === 'sockets' ? 0.4 : 0.2)
    const common = {
      ...(local ? {} : { in: entry.name }),
      src: this.source(entry.net, local),
      dst: this.destination(local),
      id: dice.between(1, 60_000),
      ...(dice.chance(profile === 'places' ? 0.3 : 0.15) ? { ttl: dice.of([0, 1, 1, 2, 63, 128, 255]) } : {}),
      ...(dice.chance(0.15) ? { tos: dice.of([1, 2, 3, 8, 16, 184]) } : {}),
      ...(dice.chance(0.1) ? { df: true } : {}),
      ...(local && dice.chance(0.3) ? { mark: dice.of([1, 2]) } : {}),
      ...(!local && dice.chance(0.1) ? { smac: '02:00:00:00:00:77' } : {}),
    }
    const ports = {
      sport: dice.of([1025, 20147, 40000, 53, 700]),
      dport: dice.of(profile === 'sockets' && dice.chance(0.5) ? this.doors : PORTS),
    }
    const payload = dice.chance(0.3) ? { payload: dice.of([1, 3, 7, 40, 100, 'GET / HTTP/1.0\r\n', 'xyzabc']) } : {}
    const kind = dice.between(1, 20)
    if (kind <= 10) {
      const flags = dice.of(['S', 'S', 'S', 'S', 'S', 'S', 'A', 'FA', 'R', 'RA', 'PA', 'SA', '', 'SF', 'FPU', 'SEC', 'F', 'SR', 'AU'])
      return { ...common, ...payload, proto: 'tcp', ...ports, flags, ...(dice.chance(0.3) ? { mss: 1460 } : {}) }
    }
    if (kind <= 15) return { ...common, ...payload, proto: 'udp', ...ports }
    if (kind === 16) return { ...common, ...payload, proto: dice.of(['50', '2', '4', '89', '132', '47', '253', '0']) }
    if (kind === 17) return this.strayError(common)
    const type = dice.of([8, 8, 8, 8, 13, 17, 0, 14, 10, 30, 18, 9, 15, 42])
    return { ...common, ...payload, proto: 'icmp', type, code: dice.chance(0.05) ? 1 : 0, icmp_id: dice.between(1, 5), icmp_seq: 1 }
  }

  private source(net: string, local: boolean): string {
    const { dice } = this
    if (local) return dice.chance(0.06) ? dice.of(['0.0.0.0', '127.0.0.1', '203.0.113.9']) : `${net}.${dice.of(['1', '1', '1', '100'])}`
    if (this.profile === 'places' && dice.chance(0.25))
      return dice.of(['0.0.0.0', '255.255.255.255', '127.0.0.1', '224.0.0.5', '240.0.0.1', '192.0.2.1', '198.51.100.1', `${net}.255`])
    return dice.chance(0.85) ? `${net}.${dice.of(['2', '3', '77'])}` : this.anybody()
  }

  private destination(local: boolean): string {
    const { dice } = this
    if (this.profile === 'places' && dice.chance(0.4))
      return dice.of([
        '255.255.255.255',
        '192.0.2.255',
        '198.51.100.255',
        '192.0.2.0',
        ...(local ? [] : ['224.0.0.1', '224.0.0.251', '239.1.2.3']),
        '127.0.0.1',
        '127.1.2.3',
        '0.0.0.0',
        '240.0.0.1',
        '10.0.0.100',
      ])
    return this.profile === 'sockets' && dice.chance(0.6) ? `${dice.of(this.nets).net}.1` : this.anybody()
  }

  private anybody(): string {
    const { dice } = this
    return dice.chance(0.2)
      ? dice.of(['8.8.8.8', '203.0.113.9', '203.0.113.140', '203.0.113.200', '61.146.164.120'])
      : `${dice.of(this.nets).net}.${dice.of(['1', '1', '2', '3', '77', '100'])}`
  }

  /** An ICMP error about a packet that nobody sent. */
  private strayError(common: { readonly src: string; readonly dst: string }): CasePacket {
    const { dice } = this
    const embedded = { src: common.dst, dst: this.anybody(), proto: dice.of(['tcp', 'udp']), sport: dice.of(PORTS), dport: dice.of(PORTS) }
    return { ...common, proto: 'icmp', type: dice.of([3, 4, 5, 11, 12]), code: dice.of([0, 1, 3]), embedded }
  }
}

/** A packet cut into fragments, mostly in order. Only the first carries the transport header. */
export function inPieces(dice: Dice, packet: CasePacket): readonly CasePacket[] {
  const data = typeof packet.payload === 'string' ? packet.payload.length : (packet.payload ?? 0)
  if (packet.embedded !== undefined || packet.mss !== undefined) return [packet]
  // UDP has a length of its own, which a piece written down by itself gets wrong.
  if (packet.proto === 'udp') return [{ ...packet, mf: true }]
  const header = packet.proto === 'tcp' ? 20 : packet.proto === 'udp' || packet.proto === 'icmp' ? 8 : 0
  const rest = dice.of([8, 9, 24])
  // The first piece ends on a multiple of eight bytes.
  const padded = data + ((8 - ((header + data) % 8)) % 8)
  const { df: _, ...whole } = packet
  const first = { ...whole, payload: padded, mf: true }
  const { sport, dport, flags, seq, ack, acks, win, type, code, icmp_id, icmp_seq, ...bare } = whole
  const last = {
    ...bare,
    proto: String({ tcp: 6, udp: 17, icmp: 1 }[packet.proto] ?? packet.proto),
    frag_off: (header + padded) / 8,
    payload: rest,
  }
  if (dice.chance(0.15)) return [first]
  if (dice.chance(0.4)) return amiss(dice, first, last)
  return dice.chance(0.3) ? [last, first] : [first, last]
}

/** Pieces of which one more is in the middle, comes twice, overlaps, leaves a gap, is empty or of another time to live, or none may be cut. */
function amiss(dice: Dice, first: CasePacket, last: CasePacket): readonly CasePacket[] {
  const at = last.frag_off ?? 0
  switch (dice.between(1, 9)) {
    case 1:
      return [first, { ...last, mf: true, payload: 8 }, { ...last, frag_off: at + 1 }]
    case 2:
      return [{ ...last, frag_off: at + 1 }, first, { ...last, mf: true, payload: 8 }]
    case 3:
      return [first, first, last]
    case 4:
      return [first, { ...last, frag_off: Math.max(1, at - 1), payload: 24 }]
    case 5:
      return [first, { ...last, frag_off: at + 1 }]
    case 6:
      return [first, { ...last, mf: true, payload: 0 }, last]
    case 7:
      return [first, { ...last, ttl: 33, tos: dice.of([1, 2, 3, 16]) }]
    case 8:
      return [
        { ...first, df: true },
        { ...last, df: dice.chance(0.5) },
      ]
    default:
      return [first, last, { ...last, mf: true, payload: 16 }]
  }
}
