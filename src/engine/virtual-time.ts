import type { ConnectionEntry, IpSet, Microseconds, Packet, TableName } from '../model'
import type { PacketSpec, Sending } from '../scenario/scenario'
import type { PacketId } from '../trace/event'
import { at } from './compile'
import { Exchanges } from './exchanges'
import type { Foreseen } from './foreseen'
import { Host } from './host'
import { LIMITS } from './limits'
import type { Observer } from './observer'
import { readPacketSpec } from './packet-spec'
import type { SimulationInput } from './simulation-input'

/**
 * A host in virtual time. `createSimulator(input, observer)` makes one; `run()` plays the input's own traffic to its end.
 * For step by step use (conformance, traffic that runs by itself) `send` one packet at a time, or `schedule` and `advance`.
 * The same input and the same calls give the same events, always.
 */
export interface Simulator {
  readonly now: Microseconds
  /** Plays `input.traffic` to its end or to a limit. Call it once. */
  run(): RunOutcome
  /** Sends one packet now and lets the host finish with it and with everything it makes the host itself send. No outside answers. */
  send(spec: PacketSpec): Sent
  /** A packet that is already made arrives on an interface, now: the way in for traffic at full speed. False when there is no such interface. */
  receive(packet: Packet, interfaceName: string): boolean
  /** Queues a sending `sending.after` microseconds from now. A bad one is a problem, told by the outcome or `problems`. */
  schedule(sending: Sending): void
  /** Lets that much virtual time pass and does everything that falls due in it, peers' answers included. */
  advance(by: Microseconds): void
  /** What rules and policies have counted since the beginning, in ruleset order; loaded counters are not included. */
  counters(): readonly CounterReading[]
  /** Living connections, as `conntrack -L` would list them now. */
  connections(): readonly ConnectionEntry[]
  /** The sets as rules have left them. */
  sets(): readonly IpSet[]
  /** How many packets the host has seen. */
  readonly packets: number
  /** Sendings that could not be made, in words. */
  readonly problems: readonly SendingProblem[]
  /** Names of limits that were reached. */
  readonly limits: readonly string[]
}

export interface RunOutcome {
  readonly packets: number
  readonly problems: readonly SendingProblem[]
  readonly limits: readonly string[]
}

export interface SendingProblem {
  /** Index into the traffic (or the count of `schedule`/`send` calls before it). */
  readonly sending: number
  readonly text: string
}

/** What one sent packet came to. */
export interface Sent {
  /** Null when the packet could not be made at all; `problem` says why. */
  readonly packet: PacketId | null
  readonly problem: string | null
  /** What left the host on its wires meanwhile, and since the packet before, in order. */
  readonly frames: readonly Frame[]
  /** LOG lines meanwhile. */
  readonly log: readonly string[]
  /** What sendto() told the local sender, as strerror's text. */
  readonly error: string | null
}

/** A packet that left on a wire. */
export interface Frame {
  readonly packet: PacketId
  readonly interface: string
  readonly headers: Packet
}

export interface CounterReading {
  readonly table: TableName
  readonly chain: string
  /** The rule's number from 1, or null for the chain's policy. */
  readonly rule: number | null
  readonly packets: number
  readonly bytes: number
}

export interface SimulatorOptions {
  /** As if `-j TRACE` stood first in raw PREROUTING and OUTPUT (without being counted as a rule): conformance asks for it. */
  readonly traceEverything: boolean
  readonly foreseen?: Foreseen
}

/** Makes a host from its input. `observer` null runs at full speed, telling nothing. */
export function createSimulator(
  input: SimulationInput,
  observer: Observer | null,
  options: SimulatorOptions = { traceEverything: false },
): Simulator {
  return new VirtualTime(input, observer, options)
}

/** Something that falls due. `order` keeps first come, first served within one microsecond. */
interface Due {
  readonly at: Microseconds
  readonly order: number
  readonly happen: () => void
}

class VirtualTime implements Simulator {
  readonly problems: SendingProblem[] = []
  private readonly host: Host
  private readonly exchanges: Exchanges
  private readonly queue: Due[] = []
  private order = 0
  private calls = 0
  /** When the next scheduled sending of `run` sets out. */
  private time: Microseconds = 0
  /** Collects what leaves while `send` is at work. */
  private collecting: { frames: Frame[]; log: string[] } | null = null
  /** Collects what leaves between two calls of `send`, once there was one. */
  private since: { frames: Frame[]; log: string[] } | null = null

  constructor(
    private readonly input: SimulationInput,
    observer: Observer | null,
    options: SimulatorOptions,
  ) {
    this.host = new Host(
      input,
      observer,
      {
        transmitted: (skb, name, pieces) => {
          if (this.collecting === null) this.exchanges.left(skb, name)
          const sent = this.collecting ?? this.since
          if (sent === null) return
          for (const headers of pieces ?? [skb.packet]) sent.frames.push({ packet: skb.id, interface: name, headers })
        },
        logged: (line) => {
          const sent = this.collecting ?? this.since
          sent?.log.push(line)
        },
        later: (by, happen) => this.later(by, happen),
        claim: (skb) => (this.collecting === null ? this.exchanges.claim(skb) : null),
      },
      options.traceEverything,
      options.foreseen ?? null,
    )
    this.exchanges = new Exchanges({
      host: this.host,
      random: () => this.host.random(),
      later: (by, happen) => this.later(by, happen),
      neighbour: (name) => neighbour(this.host, name),
    })
  }

  get now(): Microseconds {
    return this.time
  }

  get packets(): number {
    return this.host.packets
  }

  get limits(): readonly string[] {
    return [...this.host.limits]
  }

  run(): RunOutcome {
    let at = 0
    for (const [index, sending] of this.input.traffic.entries()) {
      at += sending.after
      this.put(at - this.time, sending, index)
    }
    this.work(Number.POSITIVE_INFINITY)
    return { packets: this.host.packets, problems: this.problems, limits: this.limits }
  }

  schedule(sending: Sending): void {
    this.put(sending.after, sending, this.calls++)
  }

  advance(by: Microseconds): void {
    const until = this.time + by
    this.work(until)
    this.moveTo(until)
  }

  send(spec: PacketSpec): Sent {
    const call = this.calls++
    const frames: Frame[] = [...(this.since?.frames ?? [])]
    const log: string[] = [...(this.since?.log ?? [])]
    this.since = { frames: [], log: [] }
    this.collecting = { frames, log }
    try {
      const sent = this.sendSpec(spec, call)
      if ('problem' in sent) return { packet: null, problem: sent.problem, frames, log, error: null }
      return { packet: sent.packet, problem: null, frames, log, error: sent.error }
    } finally {
      this.collecting = null
    }
  }

  receive(packet: Packet, interfaceName: string): boolean {
    if (this.host.tables.interface(interfaceName) === null) return false
    this.host.receiveFromWire(packet, interfaceName, { sourceMac: null, sending: null })
    return true
  }

  counters(): readonly CounterReading[] {
    const readings: CounterReading[] = []
    for (const { name } of this.input.ruleset.tables) {
      const table = this.host.compiled[name]
      if (table === null) continue
      for (const chain of table.chains) {
        for (let entry = chain.start; entry < chain.end; entry++) {
          readings.push({
            table: name,
            chain: chain.name,
            rule: entry - chain.start + 1,
            packets: at(table.packets, entry),
            bytes: at(table.bytes, entry),
          })
        }
        if (chain.policy !== null) {
          readings.push({
            table: name,
            chain: chain.name,
            rule: null,
            packets: at(table.packets, chain.end),
            bytes: at(table.bytes, chain.end),
          })
        }
      }
    }
    return readings
  }

  connections(): readonly ConnectionEntry[] {
    return this.host.connections.entries()
  }

  sets(): readonly IpSet[] {
    return this.host.sets.snapshot(this.time)
  }

  private put(by: Microseconds, sending: Sending, index: number): void {
    this.later(by, () => {
      if (sending.kind === 'packet') {
        const sent = this.sendSpec(sending.packet, index)
        if ('problem' in sent) this.problems.push({ sending: index, text: sent.problem })
        return
      }
      const problem = this.exchanges.begin(sending.exchange, index)
      if (problem !== null) this.problems.push({ sending: index, text: problem })
    })
  }

  private sendSpec(
    spec: PacketSpec,
    sending: number,
  ): { readonly packet: PacketId; readonly error: string | null } | { readonly problem: string } {
    const read = readPacketSpec(spec)
    if ('problem' in read) return read
    if (spec.in === undefined) {
      const sender = { mark: spec.mark ?? 0, uid: spec.uid ?? 0, gid: spec.gid ?? 0, bound: false, sending }
      const { skb, error } = this.host.sendFromProcess(read.packet, sender)
      return { packet: skb.id, error }
    }
    if (this.host.tables.interface(spec.in) === null) return { problem: `there is no interface '${spec.in}'` }
    const skb = this.host.receiveFromWire(read.packet, spec.in, {
      sourceMac: spec.smac?.toLowerCase() ?? neighbour(this.host, spec.in),
      sending,
      fault: read.fault,
    })
    return { packet: skb.id, error: null }
  }

  private later(by: Microseconds, happen: () => void): void {
    const due: Due = { at: this.time + by, order: this.order++, happen }
    let low = 0
    let high = this.queue.length
    // Latest first, so that the next one is popped from the end.
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.queue[middle]
      if (other !== undefined && (other.at > due.at || (other.at === due.at && other.order > due.order))) low = middle + 1
      else high = middle
    }
    this.queue.splice(low, 0, due)
  }

  private work(until: Microseconds): void {
    for (;;) {
      const next = this.queue.at(-1)
      if (next === undefined || next.at > until) return
      if (this.host.events > LIMITS.eventsPerRun || this.host.packets > LIMITS.packetsPerRun) {
        this.host.cutShort(this.host.packets > LIMITS.packetsPerRun ? 'packetsPerRun' : 'eventsPerRun')
        this.queue.length = 0
        return
      }
      this.queue.pop()
      this.moveTo(next.at)
      next.happen()
    }
  }

  private moveTo(time: Microseconds): void {
    this.time = time
    this.host.now = time
  }
}

/** The far end of a wire: the interface's address with the last octet counted up, as kernel cases have it. */
function neighbour(host: Host, interfaceName: string): string | null {
  const mac = host.tables.interface(interfaceName)?.mac ?? null
  if (mac === null) return null
  const last = (Number.parseInt(mac.slice(-2), 16) + 1) & 255
  return `${mac.slice(0, -2)}${last.toString(16).padStart(2, '0')}`
}
