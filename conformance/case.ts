import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { PacketSpec } from '../src/scenario/scenario'

/** A question to the kernel: one host, its rules, and packets in order. Up to four interfaces, all up, each ending in a bare wire. */
export interface Case {
  readonly name?: string
  readonly ifaces?: readonly { readonly name: string; readonly addrs: readonly string[]; readonly mtu?: number; readonly group?: number }[]
  /** Text after `ip route add`. */
  readonly routes?: readonly string[]
  /** Text after `ip rule add`. */
  readonly rules?: readonly string[]
  readonly sysctl?: { readonly [name: string]: string }
  readonly ipset?: string | null
  /** Text for iptables-restore. */
  readonly iptables: string
  readonly listen?: readonly {
    readonly proto: 'tcp' | 'udp'
    readonly port: number
    readonly addr?: string
    readonly transparent?: true
    readonly answers?: true
    readonly closes?: true
  }[]
  /** Connections that exist before the first packet, as `conntrack -L` prints them: the recorder puts them there by `conntrack -I`. */
  readonly connections?: readonly string[]
  readonly packets: readonly CasePacket[]
}

/** The names of the host's interfaces, in the order of the wires: eth0 to eth3, unless the case has names of its own. */
export function interfaceNames(one: Case): readonly string[] {
  const usual = ['eth0', 'eth1', 'eth2', 'eth3']
  const own = (one.ifaces ?? []).map(({ name }) => name)
  return own.every((name) => usual.includes(name)) ? usual : [...own, ...usual.slice(own.length)]
}

/**
 * `sleep` is seconds to wait before sending. With `acks`, `ack` counts from the sequence number that the host drew for the SYN+ACK of this
 * conversation: the recorder writes down what it really was.
 */
export type CasePacket = PacketSpec & { readonly sleep?: number; readonly acks?: true }

/** What the kernel, or the engine, says to a case. `error` alone when the rules did not load. */
export type Answer = LoadedAnswer | { readonly error: string }

export interface LoadedAnswer {
  readonly packets: readonly PacketAnswer[]
  /** `iptables-save -c` without comments. */
  readonly save: readonly string[]
  /** `conntrack -L -o extended`. */
  readonly conntrack: readonly string[]
  /** `ipset save`. */
  readonly ipset: readonly string[]
}

export interface PacketAnswer {
  readonly error: string | null
  readonly hops: readonly Hop[]
  readonly out: readonly OutFrame[]
  readonly log: readonly string[]
}

/** A TRACE line. */
export interface Hop {
  readonly table: string
  readonly chain: string
  readonly kind: string
  readonly num: number
  readonly in: string
  readonly out: string
  readonly src: string
  readonly dst: string
  readonly ttl: number
  readonly tos: number
  readonly proto: string
  readonly sport?: number
  readonly dport?: number
  readonly type?: number
  readonly code?: number
  readonly mark?: number
}

/** A frame that left. Keys stand where its protocol has them. */
export type OutFrame = { readonly [key: string]: string | number | null | { readonly [key: string]: string | number } }

/** A line of a cases file: the case, and the kernel's answer where it was recorded. */
export interface Recorded {
  readonly case: Case
  readonly kernel: Answer | null
}

/** Reads a file of cases, one JSON object a line, gzipped when its name ends in `.gz`. Throws in words where a line is none. */
export function readCases(path: string): readonly Recorded[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      let value: { case?: Case; kernel?: Answer }
      try {
        value = JSON.parse(line)
      } catch (error) {
        throw new Error(`${path}:${number}: ${error instanceof Error ? error.message : error}`)
      }
      if (value.case === undefined) throw new Error(`${path}:${number}: no "case"`)
      return { case: value.case, kernel: value.kernel ?? null }
    })
}
