import { createSimulator, type Simulator } from '../src/engine/simulator'
import { MILLISECOND, SECOND, TcpFlag } from '../src/model'
import type { Case, CasePacket } from './case'
import type { Dice } from './dice'
import { hostOf } from './host'

/** Every timer of a connection but that of retransmission has gone off by then. */
const SETTLED = 60 * MILLISECOND

/** The options of a SYN: none, each, and all together; bare words fill them up. */
const OPENINGS: readonly Partial<CasePacket>[] = [
  {},
  { mss: 1460 },
  { mss: 100 },
  { mss: 500 },
  { tcp_options: '04 02 01 01' },
  { tcp_options: '02 04 05 b4 01 03 03 07' },
  { tcp_options: '02 04 05 b4 04 02 08 0a 00 00 03 e8 00 00 00 00 01 03 03 02' },
  { tcp_options: '08 0a 00 00 03 e8 00 00 00 00 01 01' },
]

/**
 * A dialogue with a service of the host's own: what a client says in order and out of it, with windows, gaps, duplicates, and every way
 * of closing.
 */
export function randomDialogue(dice: Dice, name: string): Case {
  const service = dice.of([{}, {}, { answers: true }, { answers: true }, { answers: true, closes: true }] as const)
  const one: Case = {
    name,
    ifaces: [{ name: 'eth0', addrs: ['192.0.2.1/24'] }],
    iptables: RULES,
    listen: [{ proto: 'tcp', port: 80, ...service }],
    packets: [],
  }
  const host = hostOf(one)
  if (!host.ok) throw new Error(`${name}: ${host.error}`)
  const dialogue = new Dialogue(dice, createSimulator(host.input, null), 80)
  const count = dice.between(8, 16)
  dialogue.open()
  while (dialogue.packets.length < count) dialogue.goOn()
  return { ...one, packets: dialogue.packets }
}

/** Answers of so much may be of more segments than may leave. */
const LONG = 300

/** What the host says is told in full: windows, flags, whose it is. */
const RULES = `*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A OUTPUT -j LOG --log-prefix "o " --log-tcp-sequence --log-uid
COMMIT
`

class Dialogue {
  readonly packets: CasePacket[] = []
  private readonly first: number
  private readonly sport: number
  private opening: Partial<CasePacket> = {}
  /** Where the client is, from its first number; what it has left out; and what of the host's it may acknowledge. */
  private ours = 0
  private gap = 0
  private theirs = 0
  private drawn: number | null = null
  private window = 64_240
  /** The client has had room. */
  private roomy = true
  private clock = 1000
  /** As many acknowledgements that say nothing new make a host send again. */
  private silent = 0

  constructor(
    private readonly dice: Dice,
    private readonly simulator: Simulator,
    private readonly port: number,
  ) {
    this.first = dice.of([1000, 2 ** 32 - 20, 500_000])
    this.sport = dice.of([1025, 40_000, 53])
  }

  open(): void {
    const { dice } = this
    this.opening = dice.of(OPENINGS)
    if (dice.chance(0.1)) this.opening = { ...this.opening, win: dice.of([0, 100, 65_535]) }
    this.say({ flags: dice.chance(0.15) ? 'SEC' : 'S', ...this.opening }, 0)
    this.ours = 1
    // Not asked: a peer that never had room for the least segment. What waits for it is moved between buffers at every attempt to send,
    // and how many of those there are depends on the moment.
    if (dice.chance(0.25)) this.window = dice.of([0, 100, 536, 700, 1000, 3000])
    this.roomy = this.window > 0
  }

  goOn(): void {
    const { dice } = this
    if (this.drawn === null) {
      this.say({ flags: dice.of(['S', 'A', 'R', 'FA']), ...this.opening }, 0)
      return
    }
    const began = this.ours > 1
    const kind = dice.between(1, began ? 26 : 9)
    if (kind <= 6) {
      this.data(dice.of([1, 5, 5, 50, 100, 300, 536, 1000, 1400]))
      return
    }
    switch (kind) {
      case 7:
        this.acknowledge()
        break
      case 8:
        this.finish()
        break
      case 9:
        if (dice.chance(0.5)) this.acknowledge()
        else this.data(5)
        break
      case 10:
      case 11:
        this.acknowledge()
        break
      case 12: {
        // The window opens, closes, or is taken back.
        this.window = dice.of(this.roomy ? [0, 1, 3, 10, 100, 500, 536, 1000, 5000, 64_240, 65_535] : [0, 100, 536, 1000, 64_240])
        this.roomy ||= this.window > 0
        this.acknowledge()
        break
      }
      case 13: {
        const length = dice.of([1, 5, 20])
        this.say({ flags: 'PA', payload: length }, this.ours - length)
        break
      }
      case 14:
        this.say({ flags: 'PA', payload: 10 }, this.ours - dice.of([1, 5, 9]), 10)
        break
      case 15:
      case 16: {
        this.gap = dice.of([1, 5, 10, 100])
        this.say({ flags: dice.of(['PA', 'PA', 'A', 'FA']), payload: dice.of([1, 5, 100]) }, this.ours + this.gap)
        break
      }
      case 17:
        this.data(this.gap === 0 ? 5 : this.gap)
        break
      case 18:
        this.say({ flags: dice.of(['R', 'RA']) }, this.ours + dice.of([0, 0, 1, -1, 5, 100_000, -100]))
        break
      case 19:
        this.say({ flags: dice.of(['S', 'S', 'SA', 'SF']) }, dice.of([0, this.ours, this.ours + 50, -50, 200_000]))
        break
      case 20:
        this.say({ flags: dice.of(['A', 'PA']), payload: dice.of([0, 5]) }, this.ours + dice.of([70_000, -70_000, 64_000, -1]))
        break
      case 21:
        this.say({ flags: 'A', payload: dice.of([0, 5]) }, this.ours, 0, dice.of([-100_000, -1, -5, 1, 100, 100_000]))
        break
      case 22:
        this.say({ flags: dice.of(['PAU', 'AU']), payload: 5 }, this.ours, 5)
        break
      case 23:
        this.say({ flags: dice.of(['PA', 'A', 'FA']), payload: dice.of([0, 5]), past: dice.of([1, 2, 100, 100_000]) }, this.ours)
        break
      case 24:
        this.say({ flags: dice.of(['PAE', 'PAC', 'PA', 'AE']), payload: 5, tos: dice.of([2, 3, 0]) }, this.ours, 5)
        break
      case 25:
        this.say({ flags: 'P', payload: 5 }, this.ours)
        break
      default:
        this.finish()
        break
    }
  }

  private data(length: number): void {
    this.say({ flags: this.dice.chance(0.8) ? 'PA' : 'A', payload: length }, this.ours, length)
  }

  private acknowledge(): void {
    this.say({ flags: 'A' }, this.ours)
  }

  private finish(): void {
    // Not asked: a bare FIN before all data. Its acknowledgement waits for the clock's next tick, and the process may be faster.
    const length = this.dice.of(this.ours > 1 ? [0, 0, 5, 1000] : [5, 1000])
    this.say({ flags: 'FA', ...(length === 0 ? {} : { payload: length }) }, this.ours, length + 1)
  }

  /** The client says something at a place of its own, and goes on behind `forth`. Mostly it has heard all that the host has said. */
  private say(packet: Partial<CasePacket> & { readonly past?: number }, at: number, forth = 0, heard = 0): void {
    const { dice, drawn } = this
    const { past = 0, ...fields } = packet
    const { flags = '' } = fields
    this.clock += dice.of([0, 1, 3])
    const stamped = this.opening.tcp_options?.includes('08 0a') && !flags.includes('S')
    // Not asked: a long answer while an earlier one is not acknowledged. Whether its rest is deferred depends on how long round trips take.
    const all = dice.chance(0.75) || heard !== 0 || Number(fields.payload ?? 0) >= LONG
    const acknowledged = this.theirs === 0 ? 1 : all ? this.theirs : dice.between(1, this.theirs)
    const bare = flags === 'A' && fields.payload === undefined && acknowledged < this.theirs
    if (bare && ++this.silent > 2) return
    const spec: CasePacket = {
      in: 'eth0',
      src: '192.0.2.2',
      dst: '192.0.2.1',
      proto: 'tcp',
      id: dice.between(1, 60_000),
      sport: this.sport,
      dport: this.port,
      seq: (this.first + at) >>> 0,
      ...(flags.includes('S') ? {} : { win: this.window }),
      ...(stamped
        ? { tcp_options: `01 01 08 0a ${((this.clock - past) >>> 0).toString(16).padStart(8, '0').replace(/../g, '$& ')}00 00 00 00` }
        : {}),
      ...fields,
      ...(drawn === null || !flags.includes('A') ? {} : { ack: (acknowledged + heard) >>> 0, acks: true as const }),
    }
    this.ours = Math.max(this.ours, at + forth)
    const { acks, ack, ...plain } = spec
    const sent = this.simulator.send(acks ? { ...plain, ack: ((ack ?? 0) + (drawn ?? 0)) >>> 0 } : plain)
    this.hear(sent.frames)
    this.simulator.advance(SETTLED)
    // What left since the packet before was late: a timer's doing, which is waited for.
    const late = sent.frames.some(({ packet: number }) => number < (sent.packet ?? 0))
    this.packets.push(late ? { ...spec, sleep: SETTLED / SECOND } : spec)
  }

  private hear(frames: ReturnType<Simulator['send']>['frames']): void {
    for (const { headers } of frames) {
      const { transport } = headers
      if (transport.kind !== 'tcp' || transport.flags & TcpFlag.RST) continue
      if (transport.flags & TcpFlag.SYN) {
        this.drawn = transport.sequence
        this.theirs = 0
      }
      const counted = (transport.flags & TcpFlag.SYN ? 1 : 0) + (transport.flags & TcpFlag.FIN ? 1 : 0)
      const end = (transport.sequence + transport.payload.length + counted - (this.drawn ?? 0)) >>> 0
      if (end < 100_000 && end > this.theirs) this.theirs = end
    }
  }
}
