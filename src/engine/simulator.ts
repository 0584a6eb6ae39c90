import type { ConnectionEntry, IpSet, Microseconds, Packet, TableName } from '../model'
import type { PacketSpec, Sending } from '../scenario/scenario'
import type { PacketId } from '../trace/event'
import type { Observer } from './observer'
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
  /** What left the host on its wires meanwhile, in order. */
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
}

export declare function createSimulator(input: SimulationInput, observer: Observer | null, options?: SimulatorOptions): Simulator
