import type { Hook, Ipv4, Microseconds, Packet, Policy, Route, Service, SetElement, StageName, TableName } from '../model'
import type { ConnectionEntry, ConnectionState, Direction } from '../model/connection'

/** Packets are numbered in the order in which the host first saw them, replies of its own included. */
export type PacketId = number

/** The kernel's own quadruple, `table:chain:kind:number`. `number` counts from 1; a policy's or a chain's end is rules + 1. */
export interface Place {
  readonly table: TableName
  readonly chain: string
  readonly kind: 'rule' | 'return' | 'policy'
  readonly number: number
}

/** One question asked of a packet and its answer. `test` indexes the rule's tests (RuleView.tests). */
export interface Comparison {
  readonly test: number
  /** What the packet had; empty for an unknown. */
  readonly is: string
  readonly holds: 'yes' | 'no' | 'unknown'
}

/** A header field or a host's mark that changed. Values are printable, in iptables' or tcpdump's notation. */
export interface FieldChange {
  readonly field:
    | 'source'
    | 'destination'
    | 'sourcePort'
    | 'destinationPort'
    | 'identifier'
    | 'ttl'
    | 'tos'
    | 'mark'
    | 'mss'
    | 'options'
    | 'payload'
    | 'sequence'
    | 'acknowledgement'
    | 'quoted'
  readonly from: string
  readonly to: string
}

/** Why a packet came to be on this host. */
export type Origin =
  | { readonly kind: 'wire'; readonly interface: string }
  | { readonly kind: 'process'; readonly owner: string }
  /** From this host, by a recording that does not say by whom of it. */
  | { readonly kind: 'host' }
  /** The host itself answers another packet: RST, ICMP error, echo reply, a TCP answer of the local stack. */
  | { readonly kind: 'answer'; readonly to: PacketId; readonly by: 'REJECT' | 'SYNPROXY' | 'tcp' | 'udp' | 'echo' | 'routing' | 'ttl' }
  | { readonly kind: 'copy'; readonly of: PacketId; readonly by: Copier }

/** Why there is a copy: for TEE's gateway; of the host's own multicast or broadcast, which it hears itself; a later piece of what crosses lo in pieces. */
export type Copier = 'TEE' | 'multicast' | 'broadcast' | 'fragmentation'

/** Who changed a packet. */
export type Changer =
  | { readonly kind: 'rule'; readonly place: Place }
  | { readonly kind: 'nat'; readonly connection: number }
  | { readonly kind: 'forwarding' }
  | { readonly kind: 'routing' }
  /** Between two lines of a recording, which does not say by whom. */
  | { readonly kind: 'untold' }

/** Why a stage was passed by without asking its rules. */
export type SkipReason =
  /** nat is asked only for a connection's first packet; the binding it made is applied. */
  | 'connection already bound'
  | 'untracked'
  | 'invalid'
  /** No rule needs conntrack, so the kernel has not registered it: no connections, and nat is never asked. */
  | 'asleep'
  /** The table has no rules and was never loaded: the hook is not registered. */
  | 'table not loaded'
  /** The packet looped back on lo with its connection already known. */
  | 'connection already known'

/** Where a packet's walk ends on this host. */
export type Fate =
  | { readonly kind: 'transmitted'; readonly interface: string; readonly nextHop: Ipv4 }
  | { readonly kind: 'delivered'; readonly to: string; readonly service: Service | null }
  | { readonly kind: 'dropped'; readonly by: Place }
  | { readonly kind: 'rejected'; readonly by: Place; readonly answer: PacketId | null }
  /** Something other than a rule stopped it. `reason` is a key of the page's texts. */
  | { readonly kind: 'died'; readonly where: DeathPlace; readonly reason: string }
  /** A recording tells no more of it: it was not stopped at anything that was recorded, the last of it on this hook. */
  | { readonly kind: 'untold'; readonly after: Hook; readonly out: string | null }

export type DeathPlace = 'routing' | 'forwarding' | 'nat' | 'conntrack' | 'local' | 'queue' | 'limits' | 'interface'

/**
 * Everything that can happen, as immutable past-tense facts. Their kinds read down a timeline tell the story; evolve.ts turns
 * them into the state of the world, and a property test holds that state equal to the engine's own.
 */
export type TraceEvent = { readonly at: Microseconds; readonly packet: PacketId } & TraceFact

export type TraceFact =
  | {
      readonly kind: 'packet appeared'
      readonly origin: Origin
      readonly headers: Packet
      readonly mark: number
      readonly sending: number | null
    }
  | { readonly kind: 'hook entered'; readonly hook: Hook; readonly in: string | null; readonly out: string | null }
  | { readonly kind: 'stage entered'; readonly hook: Hook; readonly stage: StageName }
  | { readonly kind: 'stage skipped'; readonly hook: Hook; readonly stage: StageName; readonly reason: SkipReason }
  /** A chain begins: a base chain by its hook (`from` null), or by a jump or goto of a rule. */
  | {
      readonly kind: 'chain entered'
      readonly table: TableName
      readonly chain: string
      readonly from: Place | null
      readonly how: 'hook' | 'jump' | 'goto'
    }
  | { readonly kind: 'rule missed'; readonly place: Place; readonly comparisons: readonly Comparison[] }
  /** All tests held: counters have gone up by one packet and `bytes`. `certain` is false when an undecided unknown was involved. */
  | {
      readonly kind: 'rule matched'
      readonly place: Place
      readonly comparisons: readonly Comparison[]
      readonly bytes: number
      readonly traced: boolean
      /** What TRACE calls the rule where that is not `rule`: one without any condition and with a bare verdict looks like a chain's end to it. */
      readonly tracedAs?: 'return' | 'policy'
    }
  /** An undecided unknown: the rule is passed as if it did not match, and every later verdict of this packet is uncertain. */
  | { readonly kind: 'rule unknown'; readonly place: Place; readonly name: string; readonly comparisons: readonly Comparison[] }
  /** A user chain ended, by its end or a RETURN rule; the caller goes on at `to`. */
  | { readonly kind: 'chain returned'; readonly place: Place; readonly to: Place | null; readonly traced: boolean }
  | { readonly kind: 'policy applied'; readonly place: Place; readonly policy: Policy; readonly bytes: number; readonly traced: boolean }
  | {
      readonly kind: 'verdict fell'
      readonly place: Place
      readonly verdict: 'ACCEPT' | 'DROP' | 'REJECT' | 'QUEUE' | 'STOLEN'
      readonly certain: boolean
    }
  | {
      readonly kind: 'packet changed'
      readonly by: Changer
      readonly changes: readonly FieldChange[]
      readonly headers: Packet
      readonly mark: number
    }
  | { readonly kind: 'trace enabled'; readonly place: Place }
  /** The kernel log, without timestamp. */
  | { readonly kind: 'line logged'; readonly place: Place | null; readonly level: number; readonly line: string }
  | { readonly kind: 'tracking disabled'; readonly place: Place }
  | {
      readonly kind: 'connection looked up'
      readonly state: ConnectionState
      readonly direction: Direction
      readonly connection: number | null
      readonly why: string
    }
  /** Made or changed: the entry as it is from now on. `unconfirmed` ones live with their packet only. */
  | { readonly kind: 'connection changed'; readonly entry: ConnectionEntry; readonly why: string }
  | { readonly kind: 'connection confirmed'; readonly entry: ConnectionEntry }
  /** A helper read in the connection's payload that another will come; its source port may be any. */
  | {
      readonly kind: 'connection expected'
      readonly master: number
      readonly helper: string
      readonly protocol: number
      readonly source: Ipv4
      readonly destination: Ipv4
      readonly destinationPort: number
    }
  | {
      readonly kind: 'connection vanished'
      readonly connection: number
      readonly why: 'unconfirmed' | 'timeout' | 'clash' | 'closed' | 'flushed'
    }
  /** The nat table (or its absence) bound the connection; `clash` says which port had to give way. */
  | {
      readonly kind: 'nat bound'
      readonly entry: ConnectionEntry
      readonly manip: 'source' | 'destination'
      readonly place: Place | null
      readonly clash: string | null
    }
  | { readonly kind: 'routed'; readonly decision: RoutingDecision }
  | { readonly kind: 'set changed'; readonly set: string; readonly element: SetElement; readonly change: 'added' | 'removed' | 'updated' }
  | { readonly kind: 'recent changed'; readonly list: string; readonly address: Ipv4; readonly stamps: readonly Microseconds[] | null }
  | { readonly kind: 'socket changed'; readonly socket: string; readonly state: string }
  | { readonly kind: 'limit reached'; readonly limit: string; readonly bound: number }
  /** The end of a packet's walk; only what its arrival caused (a socket's new state) may still follow. `error` is what the sending process was told, as strerror's text. */
  | {
      readonly kind: 'packet ended'
      readonly fate: Fate
      readonly headers: Packet
      readonly certain: boolean
      readonly error: string | null
    }

/** One look at the routing tables. */
export interface RoutingDecision {
  readonly reason: 'input' | 'output' | 'reroute'
  readonly outcome: 'local' | 'forward' | 'output' | 'broadcast' | 'multicast' | 'refused'
  /** The winning route and the rule that led to its table; null when none did. */
  readonly route: Route | null
  readonly table: string | null
  readonly out: string | null
  readonly gateway: Ipv4 | null
  /** The source address the lookup chose for a local packet. */
  readonly source: Ipv4 | null
  /** For refusals, a key of the page's texts: `no route`, `forwarding off`, `martian source`, `reverse path`, `ttl expired`, `unreachable`, `prohibit`, `blackhole`. */
  readonly why: string
}
