import { createSimulator, type Frame, type Simulator } from '../src/engine/simulator'
import { formatIpv4, MILLISECOND, TcpFlag } from '../src/model'
import type { Case, CasePacket } from './case'
import { Dice } from './dice'
import { hostOf } from './host'
import { randomRules } from './random-rules'

/** What cases of a run are about. */
export const PROFILES = ['filter', 'nat', 'routing'] as const
export type Profile = (typeof PROFILES)[number]

const ADDRESSES: readonly { readonly name: string; readonly net: string }[] = [
  { name: 'eth0', net: '192.0.2' },
  { name: 'eth1', net: '198.51.100' },
  { name: 'eth2', net: '10.0.0' },
]

/** Ports that rules and packets share, so that they meet. */
const PORTS: readonly number[] = [22, 53, 80, 443, 8080, 9000]

/**
 * A random host with random rules and packets aimed at them. Replies are made from what the engine lets out on a wire, as a peer
 * would; the kernel is asked with the same concrete packets. The same seed gives the same case.
 */
export function generateCase(profile: Profile, seed: number): Case {
  const dice = new Dice(`${profile} ${seed}`)
  const routing = profile === 'routing'
  const ifaces = ADDRESSES.map(({ name, net }) => ({ name, addrs: [`${net}.1/24`, ...(dice.chance(0.2) ? [`${net}.100/24`] : [])] }))
  const uplink = dice.of(ADDRESSES)
  const frame: Omit<Case, 'packets'> = {
    name: `${profile}-${seed}`,
    ifaces,
    routes: [
      `default via ${uplink.net}.254 dev ${uplink.name}`,
      ...(routing
        ? [
            'blackhole 203.0.113.0/25',
            'unreachable 203.0.113.128/26',
            'prohibit 203.0.113.192/26',
            `default via ${dice.of(ADDRESSES).net}.253 table 100`,
          ]
        : []),
    ],
    rules: routing ? [`fwmark 0x1/0xf lookup 100 pref 100`, `from 10.0.0.0/25 to 8.8.0.0/16 lookup 100 pref 200`] : [],
    sysctl: routing ? { 'net.ipv4.ip_forward': dice.chance(0.3) ? '0' : '1', 'net.ipv4.conf.all.rp_filter': dice.of(['0', '1', '2']) } : {},
    listen: [
      { proto: 'tcp', port: dice.of(PORTS) },
      { proto: 'udp', port: dice.of(PORTS) },
    ],
    ipset:
      'create people hash:ip\nadd people 192.0.2.2\nadd people 10.0.0.3\ncreate places hash:net\nadd places 198.51.100.0/25\nadd places 198.51.100.3/32 nomatch\n',
    iptables: randomRules(dice, profile),
  }
  return { ...frame, packets: randomPackets(dice, { ...frame, packets: [] }) }
}

interface Flow {
  readonly first: CasePacket
  /** What left on a wire for somebody else to answer. */
  readonly far: Frame | null
  sequence: number
  acknowledgement: number
}

function randomPackets(dice: Dice, one: Case): readonly CasePacket[] {
  const host = hostOf(one)
  if (!host.ok) throw new Error(`${one.name}: ${host.error}`)
  const simulator = createSimulator(host.input, null)
  const packets: CasePacket[] = []
  const flows: Flow[] = []
  const count = dice.between(8, 12)
  while (packets.length < count) {
    const flow = flows.length > 0 && dice.chance(0.55) ? dice.of(flows) : null
    const packet = flow === null ? firstPacket(dice) : nextPacket(dice, flow)
    if (packet === null) continue
    packets.push(packet)
    const frames = sendTo(simulator, packet)
    if (flow !== null) continue
    const far =
      frames.find(
        ({ headers }) =>
          formatIpv4(headers.destination) !== packet.src && headers.transport.protocol === { tcp: 6, udp: 17, icmp: 1 }[packet.proto],
      ) ?? null
    flows.push({ first: packet, far, sequence: 1001, acknowledgement: 0 })
  }
  return packets
}

function sendTo(simulator: Simulator, { sleep: _, ...spec }: CasePacket): readonly Frame[] {
  const sent = simulator.send(spec)
  simulator.advance(5 * MILLISECOND)
  return sent.frames
}

function someAddress(dice: Dice): string {
  return dice.chance(0.2)
    ? dice.of(['8.8.8.8', '203.0.113.9', '203.0.113.140', '203.0.113.200'])
    : `${dice.of(ADDRESSES).net}.${dice.of(['1', '1', '2', '3', '77', '100'])}`
}

function firstPacket(dice: Dice): CasePacket {
  const entry = dice.of(ADDRESSES)
  const local = dice.chance(0.2)
  const common = {
    ...(local ? {} : { in: entry.name }),
    src: local ? `${entry.net}.1` : dice.chance(0.85) ? `${entry.net}.${dice.of(['2', '3', '77'])}` : someAddress(dice),
    dst: someAddress(dice),
    id: dice.between(1, 60_000),
    ...(dice.chance(0.15) ? { ttl: dice.of([1, 2, 63, 128]) } : {}),
    ...(dice.chance(0.15) ? { tos: dice.of([2, 8, 16, 184]) } : {}),
    ...(local && dice.chance(0.3) ? { mark: dice.of([1, 2]) } : {}),
  }
  const ports = { sport: dice.of([1025, 20147, 40000]), dport: dice.of(PORTS) }
  const kind = dice.between(1, 10)
  if (kind <= 5)
    return {
      ...common,
      proto: 'tcp',
      ...ports,
      flags: dice.of(['S', 'S', 'S', 'S', 'A', 'FA', 'R', 'PA']),
      ...(dice.chance(0.3) ? { mss: 1460 } : {}),
    }
  if (kind <= 8) return { ...common, proto: 'udp', ...ports, payload: dice.of([0, 4, 40]) }
  return {
    ...common,
    proto: 'icmp',
    type: dice.of([8, 8, 8, 13, 0]),
    code: 0,
    icmp_id: dice.between(1, 5),
    icmp_seq: 1,
    payload: dice.of([0, 8, 56]),
  }
}

/** The flow goes on: its client again, or the answer of who received what left. Null where there is nothing to say. */
function nextPacket(dice: Dice, flow: Flow): CasePacket | null {
  const id = dice.between(1, 60_000)
  const { first, far } = flow
  if (dice.chance(0.4) || far === null) {
    if (first.proto !== 'tcp') return { ...first, id }
    const { mss: _, ...again } = first
    return dice.chance(0.3)
      ? { ...first, id }
      : { ...again, id, flags: dice.of(['A', 'PA', 'FA', 'R']), seq: flow.sequence, ack: flow.acknowledgement, payload: 0 }
  }
  const { headers } = far
  const back = { in: far.interface, src: formatIpv4(headers.destination), dst: formatIpv4(headers.source), id }
  const { transport } = headers
  if (dice.chance(0.15)) {
    const quoted = { src: back.dst, dst: back.src, proto: first.proto }
    const ports =
      transport.kind === 'tcp' || transport.kind === 'udp' ? { sport: transport.sourcePort, dport: transport.destinationPort } : null
    if (ports !== null)
      return {
        ...back,
        proto: 'icmp',
        type: dice.of([3, 11]),
        code: 1,
        embedded: { ...quoted, ...ports, ...(first.proto === 'tcp' ? { flags: 'S' } : {}) },
      }
  }
  switch (transport.kind) {
    case 'tcp': {
      const opening = (transport.flags & TcpFlag.SYN) !== 0 && flow.acknowledgement === 0
      const reply = { ...back, proto: 'tcp', sport: transport.destinationPort, dport: transport.sourcePort, ack: flow.sequence }
      if (!opening) return { ...reply, flags: dice.of(['A', 'PA', 'FA', 'R']), seq: Math.max(flow.acknowledgement, 1), payload: 0 }
      flow.acknowledgement = 5001
      return { ...reply, flags: dice.of(['SA', 'SA', 'SA', 'RA']), seq: 5000 }
    }
    case 'udp':
      return { ...back, proto: 'udp', sport: transport.destinationPort, dport: transport.sourcePort, payload: 8 }
    case 'icmp':
      return transport.type === 8
        ? { ...back, proto: 'icmp', type: 0, code: 0, icmp_id: transport.identifier, icmp_seq: transport.sequence }
        : null
    case 'other':
      return null
  }
}
