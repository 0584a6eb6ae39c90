import type { Ipv4 } from '../model/address'
import type { ConnectionEntry, ConnectionState, Direction, Tuple } from '../model/connection'
import type { Hook, TableName } from '../model/hook'
import type { Packet } from '../model/packet'
import type { Microseconds } from '../model/time'

/** `-m pkttype`, `-m addrtype`: how the frame was addressed (if_packet.h). */
export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'loopback'

/** The address types of `-m addrtype` (rtnetlink.h RTN_*). */
export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'ANYCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT'
  | 'THROW'
  | 'NAT'
  | 'XRESOLVE'

/** Who made a local packet: `-m owner`, `--log-uid`. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** What an entry of `-m recent` remembers of an address. `stamps` are virtual times, oldest first. */
export interface RecentEntry {
  readonly address: Ipv4
  readonly ttl: number
  readonly stamps: readonly Microseconds[]
}

/** The host's memory beside connections: a named list of `-m recent`. Every change is an event. */
export interface RecentList {
  get(address: Ipv4): RecentEntry | null
  put(entry: RecentEntry): void
  remove(address: Ipv4): void
  /** The entry that was put longest ago (the head of the kernel's LRU list), which `--reap` may remove; null for an empty list. */
  oldest(): RecentEntry | null
}

/** One counter's condition of `-m set` (`--packets-gt 10`). */
export interface SetCounterCondition {
  readonly compare: 'equal' | 'unequal' | 'less' | 'more'
  readonly value: bigint
}

/** How `-m set` asks a set. */
export interface SetQuestion {
  /** Elements marked nomatch say yes, others no. */
  readonly returnNomatch: boolean
  /** `! --update-counters`: the element that answers does not count the packet. */
  readonly keepCounters: boolean
  /** `! --update-subcounters`: only the list's own element does. */
  readonly keepSubcounters: boolean
  readonly packets: SetCounterCondition | null
  readonly bytes: SetCounterCondition | null
  /** Only look: nothing counts, whatever the rest says. */
  readonly looking: boolean
}

/** What an element made with `skbinfo` holds for `SET --map-set`. */
export interface SetMapping {
  readonly mark: { readonly value: number; readonly mask: number }
}

/** How `-m set`/`-j SET` name the packet's parts: `src,dst`. */
export type SetDirection = 'src' | 'dst'

/**
 * What a match may look at: the packet as this host has it, at this rule, now. The engine's own socket buffer is one,
 * so reading costs nothing. Nothing here may be changed by a match except through the host's named memories.
 */
export interface MatchEnvironment {
  readonly packet: Packet
  readonly table: TableName
  readonly hook: Hook
  /** Null where the packet has none: locally made, or not yet routed. */
  readonly inInterface: string | null
  readonly outInterface: string | null
  readonly mark: number
  readonly packetType: PacketType
  /** `02:00:00:00:00:01`, or null without link layer. */
  readonly sourceMac: string | null
  /** The frame's destination; null without link layer. */
  readonly destinationMac?: string | null
  readonly owner: Owner | null
  /** The realms of the packet's route (dst->tclassid): its source's in the upper 16 bits, its destination's below; absent for none. */
  readonly realm?: number
  /** True for what the kernel's own sockets send (echo replies, ICMP errors, resets of closed ports): a socket, but no user. */
  readonly kernelSocket?: boolean
  /** What the packet is to its connection; INVALID where conntrack could not place it. */
  readonly connectionState: ConnectionState
  /** The connection, or null for invalid and untracked packets. */
  readonly connection: ConnectionFacts | null
  /** The packet's direction in its connection; `original` where there is none. */
  readonly direction: Direction
  readonly now: Microseconds
  readonly host: HostFacts
  /** The kernel's hotdrop: the match found the packet broken, and it is dropped at once, whatever the rule says. `holds` answers false beside. */
  hotdrop(): void
  /** For the one match that changes the packet: `socket --restore-skmark`. */
  setMark?(mark: number): void
}

/** A live connection as matches see it. */
export interface ConnectionFacts extends ConnectionEntry {
  readonly mark: number
  /** The helper of the connection that expected this one (`-m helper`); null where nobody did, or the helper is gone. */
  readonly expectedBy?: string | null
  /** True once it has been forgotten although somebody still holds it; a live object changes this (connlimit counts the living). */
  readonly dying?: boolean
  /** The live connection that expected this one (cluster goes by it). */
  readonly masterConnection?: ConnectionFacts | null
}

/** A socket as `-m socket` sees it. */
export interface SocketFacts {
  /** It listens on every address. */
  readonly wildcard: boolean
  /** It was opened with IP_TRANSPARENT. */
  readonly transparent: boolean
}

/** What matches may ask of the host. */
export interface HostFacts {
  /** RTN_* of an address by the routing table `local` and routes; limited to an interface where one is given (inet_addr_type_dev_table). */
  addressType(address: Ipv4, limitTo: string | null): AddressType
  /** The named list of `-m recent`, made on first use. */
  recent(name: string, mask: Ipv4): RecentList
  /** Whether the packet's parts are in the set; null when there is no such set. */
  inSet(set: string, directions: readonly SetDirection[], environment: MatchEnvironment, question?: SetQuestion): boolean | null
  /** The group of an interface (`ip link set ... group`), 0 for the default. */
  groupOf(interfaceName: string): number
  /** The confirmed connection with this tuple in either direction, or null (nf_conntrack_find_get). */
  connectionOf(tuple: Tuple, zone: number): ConnectionFacts | null
  /** The next number of the scenario's seeded generator, 0 to 2^32-1. */
  random(): number
  /**
   * The interface that an answer to the packet would leave by (the reverse look-up of rpfilter); null where no unicast route leads back,
   * nor a local one where that is asked for.
   */
  routeBack(packet: Packet, mark: number, acceptLocal: boolean): string | null
  /** The socket of this host that the packet (or the packet that an ICMP error is about) is for, or null. */
  socketFor(environment: MatchEnvironment): SocketFacts | null
}

/**
 * One question that a match asks. A match holds when all its tests hold; they are asked in order and the first that fails
 * ends it, as in the kernel. The same test decides and explains, so an explanation can never disagree with the verdict.
 */
export interface Test {
  /** What is asked about, a key of the page's texts: `source port`, `ctstate`, `limit`. */
  readonly subject: string
  /** What is wanted, in iptables' notation, a leading `! ` where inverted: `22`, `! RELATED,ESTABLISHED`, `SYN,ACK/SYN`. */
  readonly wants: string
  /** Asks. May change the test's own memory (limit, quota, recent): call it exactly once a packet. */
  holds(environment: MatchEnvironment): boolean
  /** What the packet has, in the same notation: `443`, `NEW`. Called before `holds`, changes nothing. */
  is(environment: MatchEnvironment): string
}

export type RejectKind =
  | 'icmp-net-unreachable'
  | 'icmp-host-unreachable'
  | 'icmp-proto-unreachable'
  | 'icmp-port-unreachable'
  | 'icmp-net-prohibited'
  | 'icmp-host-prohibited'
  | 'icmp-admin-prohibited'
  | 'tcp-reset'
  | 'echo-reply'

/** What LOG prints (xt_LOG, nf_log_syslog.c). */
export interface LogRequest {
  readonly prefix: string
  readonly level: number
  readonly tcpSequence: boolean
  readonly tcpOptions: boolean
  readonly ipOptions: boolean
  readonly uid: boolean
  readonly macDecode: boolean
}

/** A range to map an address to (struct nf_nat_range2). */
export interface NatRange {
  readonly manip: 'source' | 'destination'
  /** Null leaves the address as it is. */
  readonly addresses: { readonly first: Ipv4; readonly last: Ipv4 } | null
  /** Null leaves the port where it can stay. `base` is DNAT's `--to-destination a.b.c.d:5000-5010/5000`. */
  readonly ports: { readonly first: number; readonly last: number; readonly base: number | null } | null
  readonly random: boolean
  readonly fullyRandom: boolean
  readonly persistent: boolean
  /** NETMAP: the range's addresses stand for the packet's own host bits (NF_NAT_RANGE_NETMAP). */
  readonly netmap: boolean
}

/** What `-j CT` says about the connection of a packet, before it is looked up (the kernel's template, nf_ct_tmpl_alloc). */
export interface ConnectionTemplate {
  /** The helper that a connection gets when this packet begins it. */
  readonly helper: string | null
  /** Where the connection is looked for; null for zone 0. A `direction` limits the zone to tuples of that direction; `mark` takes the packet's. */
  readonly zone: { readonly id: number | 'mark'; readonly direction: Direction | 'both' } | null
  /** SYNPROXY begins the connection in its client's place. */
  readonly proxied?: true
}

/** What SYNPROXY offers clients in a server's place; null for nothing. */
export interface SynproxyUse {
  readonly mss: number | null
  readonly windowScale: number | null
  readonly timestamp: boolean
  readonly selective: boolean
  readonly congestion: boolean
}

/** What a target may do to the packet and its host. Every change becomes an event. */
export interface TargetContext extends MatchEnvironment {
  setMark(mark: number): void
  setConnectionMark(mark: number): void
  /** Replaces the packet by a rewritten one (TTL, TOS, TCP options, ...). */
  rewrite(packet: Packet): void
  log(request: LogRequest): void
  /** Sends the refusal; the packet itself still has to be dropped by the verdict. */
  reject(kind: RejectKind): void
  /** `CT --notrack`: conntrack leaves the packet alone. No effect once it has a connection. */
  untrack(): void
  /** `CT` otherwise: how conntrack is to look the packet up. No effect once it has a connection, is untracked or met another CT. */
  trackAs(template: ConnectionTemplate): void
  /**
   * `TPROXY`: gives the packet to the transparent socket that listens there, or that already has a connection with its sender; false where
   * there is none. 0 stands for the address of the interface that it came in by, and for the packet's own port.
   */
  giveToProxy(address: Ipv4, port: number): boolean
  /** `SYNPROXY`: answers a SYN in the server's place, or, once its client has answered, asks the server in the client's. */
  proxySyn(use: SynproxyUse): 'DROP' | 'STOLEN' | 'CONTINUE' | 'ACCEPT'
  /** `TEE`: sends an untracked copy to a gateway, over an interface if one is given; copies are not copied again. */
  duplicate(gateway: Ipv4, out: string | null): void
  /** `TRACE`: from here on the kernel logs every rule it matches. */
  trace(): void
  /** `NFQUEUE --queue-bypass`, where no program listens: what its hook had yet to do with the packet is not done (nf_queue). */
  bypassQueue(): void
  /** Binds the connection to the range (nf_nat_setup_info): once a direction, at its first packet. */
  bindNat(range: NatRange): 'ACCEPT' | 'DROP'
  /**
   * An address of an interface, null when it has none. With a peer (MASQUERADE: the packet's destination) inet_select_addr's choice
   * towards the route's next hop; without (REDIRECT) simply its first address.
   */
  interfaceAddress(name: string, peer: Ipv4 | null): Ipv4 | null
  /** The path MTU of the packet's route (TCPMSS --clamp-mss-to-pmtu). */
  pathMtu(): number
  addToSet(set: string, directions: readonly SetDirection[], options: { readonly exist: boolean; readonly timeout: number | null }): void
  /** `SET --map-set`: what the element that holds the packet maps it to; null where none does. It counts, as for a match. */
  mappingIn(set: string, directions: readonly SetDirection[]): SetMapping | null
  removeFromSet(set: string, directions: readonly SetDirection[]): void
}

/** What a target leaves behind: CONTINUE goes on with the next rule. QUEUE waits for a program, and none listens. STOLEN: the target has taken the packet. */
export type TargetVerdict = 'ACCEPT' | 'DROP' | 'CONTINUE' | 'RETURN' | 'QUEUE' | 'STOLEN'

/**
 * A match's meaning: its tests for one rule, with memory of their own where the kernel keeps one per rule. `shared` is what the thing is made of
 * that it shares with others by a name: its own parameters where it is alone.
 */
export type CompileMatch<P> = (parameters: P, shared: P) => readonly Test[]

/** A target's meaning, compiled once a rule so that it may keep a memory per rule. */
export type CompileTarget<P> = (parameters: P) => (context: TargetContext) => TargetVerdict
