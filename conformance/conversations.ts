import type { SimulationInput } from '../src/engine/simulation-input'
import { createSimulator, type Frame, type Simulator } from '../src/engine/simulator'
import { formatIpv4, MILLISECOND, TcpFlag } from '../src/model'
import type { Case, CasePacket } from './case'
import type { Dice } from './dice'
import type { Profile } from './generate'
import { hostOf } from './host'

/** A conversation that a packet began. */
export interface Flow {
  readonly first: CasePacket
  /** What left on a wire for somebody else to answer. */
  readonly far: Frame | null
  /** The next sequence numbers of who began and of who answers. */
  ours: number
  theirs: number
  /** The host itself answers: the sequence number that it drew, of which a case knows nothing before it is asked. */
  opened: number | null
  /** A process behind it reads, answers and closes: then it acknowledges what it hears at once. */
  readonly answered: boolean
}

/** Conversations with a host: the engine is asked what it lets out on a wire, and so what a peer would answer. */
export class Conversations {
  private readonly simulator: Simulator
  private readonly flows: Flow[] = []

  private constructor(
    host: SimulationInput,
    private readonly answered: boolean,
  ) {
    this.simulator = createSimulator(host, null)
  }

  /** Null where the host cannot be set up. */
  static with(one: Case): Conversations | null {
    const host = hostOf(one)
    const answered = one.listen?.some(({ proto, answers }) => proto === 'tcp' && answers === true) ?? false
    return host.ok ? new Conversations(host.input, answered) : null
  }

  /** One of those that have begun, often with the host itself; null before the first. */
  any(dice: Dice): Flow | null {
    const opened = this.flows.filter((flow) => flow.opened !== null)
    if (opened.length > 0 && dice.chance(0.5)) return dice.of(opened)
    return this.flows.length === 0 ? null : dice.of(this.flows)
  }

  /** The host meets a packet, in one piece or several; without `flow` it begins a conversation. */
  meet(packet: CasePacket, pieces: readonly CasePacket[], flow: Flow | null): void {
    const frames = pieces.flatMap((piece) => sendTo(this.simulator, piece, flow))
    const opened = flow?.opened ?? openedBy(packet, frames)
    if (flow !== null) {
      if (flow.opened !== opened) flow.theirs = 0
      flow.opened = opened
      hear(flow, packet, frames)
      return
    }
    const far =
      frames.find(
        ({ headers }) =>
          formatIpv4(headers.destination) !== packet.src && headers.transport.protocol === { tcp: 6, udp: 17, icmp: 1 }[packet.proto],
      ) ?? null
    const ours = ((packet.seq ?? 1000) + 1) >>> 0
    this.flows.push({ first: packet, far, ours, theirs: opened === null ? 0 : 1, opened, answered: this.answered })
  }
}

function sendTo(simulator: Simulator, { sleep: _, acks, ...spec }: CasePacket, flow: Flow | null): readonly Frame[] {
  const sent = simulator.send(acks ? { ...spec, ack: ((spec.ack ?? 0) + (flow?.opened ?? 0)) >>> 0 } : spec)
  simulator.advance(5 * MILLISECOND)
  return sent.frames
}

/** The first sequence number of the host's own answer to who opens a connection; null where there is none. */
function openedBy({ src, sport }: CasePacket, frames: readonly Frame[]): number | null {
  for (const { headers } of frames) {
    const { transport } = headers
    const answers = transport.kind === 'tcp' && formatIpv4(headers.destination) === src && transport.destinationPort === sport
    if (answers && (transport.flags & (TcpFlag.SYN | TcpFlag.ACK)) === (TcpFlag.SYN | TcpFlag.ACK)) return transport.sequence
  }
  return null
}

/** What the host says in a connection to itself is acknowledged by the next packet. */
function hear(flow: Flow, { src, sport }: CasePacket, frames: readonly Frame[]): void {
  if (flow.opened === null) return
  for (const { headers } of frames) {
    const { transport } = headers
    if (transport.kind !== 'tcp' || formatIpv4(headers.destination) !== src || transport.destinationPort !== sport) continue
    const flags = (transport.flags & TcpFlag.SYN) / TcpFlag.SYN + (transport.flags & TcpFlag.FIN) / TcpFlag.FIN
    const end = (transport.sequence + transport.payload.length + flags - flow.opened) >>> 0
    if (end < 100_000 && end > flow.theirs) flow.theirs = end
  }
}

/** The conversation goes on: its client again, or the answer of who received what left. Null where there is nothing to say. */
export function nextPacket(dice: Dice, profile: Profile, flow: Flow): CasePacket | null {
  const id = dice.between(1, 60_000)
  const ttl = dice.chance(0.1) ? { ttl: dice.of([1, 2, 255]) } : {}
  const { first, far } = flow
  if (dice.chance(0.4) || far === null) return again(dice, flow, { id, ...ttl })
  const { headers } = far
  const { transport } = headers
  const back = { in: far.interface, src: formatIpv4(headers.destination), dst: formatIpv4(headers.source), id, ...ttl }
  if (dice.chance(profile === 'errors' ? 0.5 : 0.15)) {
    const quoted = { src: back.dst, dst: back.src, proto: first.proto }
    const told = {
      ...back,
      src: dice.chance(0.5) ? back.src : '203.0.113.77',
      proto: 'icmp',
      type: dice.of([3, 3, 3, 11, 4, 12, 5]),
      code: dice.of([0, 1, 3]),
    }
    if (transport.kind === 'tcp' || transport.kind === 'udp') {
      const ports = { sport: transport.sourcePort, dport: transport.destinationPort }
      return { ...told, embedded: { ...quoted, ...ports, ...(first.proto === 'tcp' ? { flags: 'S' } : {}) } }
    }
    if (transport.kind === 'icmp')
      return {
        ...told,
        embedded: { ...quoted, type: transport.type, code: 0, icmp_id: transport.identifier, icmp_seq: transport.sequence },
      }
  }
  switch (transport.kind) {
    case 'tcp': {
      const opening = (transport.flags & TcpFlag.SYN) !== 0 && flow.theirs === 0
      const reply = { ...back, proto: 'tcp', sport: transport.destinationPort, dport: transport.sourcePort, ack: flow.ours }
      if (opening) {
        const flags = dice.of(['SA', 'SA', 'SA', 'SA', 'RA', 'S'])
        if (flags === 'SA') flow.theirs = 5001
        return { ...reply, flags, seq: 5000, ...(dice.chance(0.3) ? { mss: 1400 } : {}) }
      }
      const said = segment(dice, profile, flow.theirs)
      flow.theirs = said.next
      return { ...reply, ...said.fields }
    }
    case 'udp':
      return { ...back, proto: 'udp', sport: transport.destinationPort, dport: transport.sourcePort, payload: dice.of([0, 8]) }
    case 'icmp': {
      const answer = ({ 8: 0, 13: 14, 17: 18 } as { readonly [type: number]: number })[transport.type]
      if (answer === undefined) return null
      return { ...back, proto: 'icmp', type: answer, code: 0, icmp_id: transport.identifier, icmp_seq: transport.sequence }
    }
    case 'other':
      return { ...back, proto: String(transport.protocol), payload: 4 }
  }
}

function again(dice: Dice, flow: Flow, changes: { readonly id: number; readonly ttl?: number }): CasePacket {
  const { mss: _, payload: _payload, ...first } = flow.first
  if (first.proto !== 'tcp' || dice.chance(0.25)) return { ...flow.first, ...changes }
  const said = flow.opened !== null ? saidToHost(dice, flow) : segment(dice, 'filter', flow.ours)
  flow.ours = said.next
  return { ...first, ...changes, ...said.fields, ack: flow.theirs, ...(flow.opened === null ? {} : { acks: true }) }
}

/**
 * What is said to a service of the host's own. Data first: what else comes with a handshake's end it acknowledges when its timer says so,
 * as it does a FIN that no process hears of.
 */
function saidToHost(dice: Dice, flow: Flow): { readonly fields: Partial<CasePacket>; readonly next: number } {
  const seq = flow.ours
  const data = { fields: { flags: 'PA', seq, payload: 5 }, next: seq + 5 }
  const began = seq > (flow.first.seq ?? 1000) + 1
  if (!began || dice.chance(0.4)) return data
  switch (dice.of(flow.answered ? ['A', 'R', 'FA', 'FA', 'again', 'gap'] : ['A', 'R', 'again', 'gap'])) {
    case 'A':
      return { fields: { flags: 'A', seq, payload: 0 }, next: seq }
    case 'R':
      return { fields: { flags: dice.of(['R', 'RA']), seq: seq + dice.of([0, 0, 1, -1]), payload: 0 }, next: seq }
    case 'FA':
      return { fields: { flags: 'FA', seq, payload: 0 }, next: seq + 1 }
    case 'again':
      return { fields: { flags: 'PA', seq: seq - 5, payload: dice.of([5, 8]) }, next: seq }
    default:
      return { fields: { flags: 'PA', seq: seq + 10, payload: 5 }, next: seq }
  }
}

/** A TCP segment in order, or, where connections are what it is about, out of its window. */
function segment(dice: Dice, profile: Profile, sequence: number): { readonly fields: Partial<CasePacket>; readonly next: number } {
  const flags = dice.of(['A', 'A', 'PA', 'PA', 'FA', 'FA', 'R', 'RA', 'S', 'SA'])
  const payload = flags === 'PA' ? dice.of([1, 10, 1000]) : 0
  const astray = profile === 'tracking' && dice.chance(0.2) ? dice.of([-100_000, -1, 1, 70_000, 500_000]) : 0
  const seq = (Math.max(sequence, 1) + astray) >>> 0
  return {
    fields: { flags, seq, payload, ...(dice.chance(0.1) ? { win: dice.of([0, 10, 65535]) } : {}) },
    next: astray === 0 && !flags.includes('S') ? sequence + payload + (flags.includes('F') ? 1 : 0) : sequence,
  }
}
