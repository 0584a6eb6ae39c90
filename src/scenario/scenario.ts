import type { Microseconds } from '../model'

/**
 * The shared document: text that the user owns plus what is sent, from which everything else follows. It is what a link
 * holds, what the command line reads and what a story is. Old versions are migrated (migrate.ts), never re-interpreted.
 */
export interface Scenario {
  readonly version: 1
  readonly title: string
  readonly notes: string
  /** Seeds every random choice of the run. */
  readonly seed: number
  readonly host: HostText
  readonly traffic: readonly Sending[]
  /** What the person decided about rules with unknown matches or targets, by Rule.key. */
  readonly decisions: { readonly [ruleKey: string]: 'yes' | 'no' }
  /** A trace of real packets exactly as its recorder printed it, to be replayed and laid beside the simulation; absent: none. */
  readonly recording?: string
  /** The rules with their counters at an earlier time, as iptables-save -c text: what has moved since is told; absent: none. */
  readonly before?: string
}

/** One host's texts, each in its native format, exactly as typed. */
export interface HostText {
  readonly name: string
  /** iptables-save, or iptables commands. */
  readonly rules: string
  /** `ipset save` or ipset commands. */
  readonly sets: string
  /** `ip addr`/`ip route`/`ip rule`/`sysctl` lines; empty means: infer it all from the rules. */
  readonly network: string
  /** `tcp 22 ssh`, one a line; empty means: infer. */
  readonly services: string
  /** Connections that exist before the first packet, as `conntrack -L` prints them; absent or empty: none. */
  readonly connections?: string
}

/** Something sent at a virtual time: a single packet, or a whole exchange with somebody who answers. */
export type Sending =
  | { readonly kind: 'packet'; readonly after: Microseconds; readonly packet: PacketSpec }
  | { readonly kind: 'exchange'; readonly after: Microseconds; readonly exchange: ExchangeSpec }

/** A packet as people write it (the same fields as a conformance case). Without `in` a local process sends it. */
export interface PacketSpec {
  readonly in?: string
  readonly src: string
  readonly dst: string
  /** `tcp`, `udp`, `icmp` or a number. */
  readonly proto: string
  readonly ttl?: number
  readonly tos?: number
  readonly id?: number
  readonly df?: boolean
  readonly mf?: boolean
  readonly frag_off?: number
  readonly sport?: number
  readonly dport?: number
  /** Of `FSRPAUEC`. */
  readonly flags?: string
  readonly seq?: number
  readonly ack?: number
  readonly win?: number
  readonly mss?: number
  readonly type?: number
  readonly code?: number
  readonly icmp_id?: number
  readonly icmp_seq?: number
  /** A length (that many `x`) or the text itself. */
  readonly payload?: number | string
  readonly embedded?: PacketSpec
  /** IP options in hex, filled up to whole words with zeros: `94 04 00 00` is a router alert. */
  readonly ip_options?: string
  /** TCP options in hex, behind the one that `mss` makes. */
  readonly tcp_options?: string
  /** Checksums that are wrong: the IP header's, that of what it carries, or both. */
  readonly bad_sum?: 'ip' | 'transport' | 'both'
  /** What the IP header says of itself where that is not the truth: its version, its length in words, the packet's in bytes. */
  readonly version?: number
  readonly ihl?: number
  readonly total_length?: number
  /** What a UDP header says is its datagram's length, in bytes. */
  readonly udp_length?: number
  /** Only so many bytes behind the IP header are sent: a transport header may be cut short. */
  readonly cut?: number
  readonly smac?: string
  /** SO_MARK of a local sender. */
  readonly mark?: number
  readonly uid?: number
  readonly gid?: number
}

/** A whole exchange: the side that starts, the side that answers, and what they do. Peers answer what they really receive, NAT and all. */
export interface ExchangeSpec {
  readonly what: 'tcp' | 'udp' | 'ping'
  /** The interface behind which the client lives; absent for a process on the host. */
  readonly in?: string
  readonly src: string
  readonly dst: string
  readonly sport?: number
  readonly dport?: number
  /** Bytes of the question and of the answer. */
  readonly request?: number
  readonly response?: number
  /** What stands at the far end beyond the host: somebody who answers, a closed port, or silence. */
  readonly peer?: 'open' | 'closed' | 'silent'
  /** Number of pings. */
  readonly count?: number
  readonly ttl?: number
  readonly tos?: number
}

/** A shared moment: which event is being looked at, and how the page stands. */
export interface View {
  /** Index into the trace; null follows the end. */
  readonly cursor: number | null
  /** The cursor is in the recorded packets and not in the simulated ones. */
  readonly shown?: 'recorded'
}
