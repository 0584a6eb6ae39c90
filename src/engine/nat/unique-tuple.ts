import { hashAddress, scale, swapBytes } from '../../extensions/jhash'
import type { NatRange } from '../../extensions/semantics'
import { Protocol, type Tuple } from '../../model'
import type { Connection, Zone } from '../conntrack/connection'
import type { ConnectionTable } from '../conntrack/connection-table'
import { SYN_SENT, TIME_WAIT } from '../conntrack/tcp-states'
import { invertTuple, sameTuple } from '../conntrack/tuple'
import type { Foreseen } from '../foreseen'
import type { SocketBuffer } from '../skb'
import type { BySource } from './by-source'

/** Ports tried before a search begins anew elsewhere (NF_NAT_MAX_ATTEMPTS): the kernel does not search a whole range at once. */
const MAX_ATTEMPTS = 128
/** So few attempts left that a closed connection may be evicted for its port (NF_NAT_HARDER_THRESH). */
const HARDER_THRESHOLD = MAX_ATTEMPTS / 4

/** Which part of a packet a hook's NAT changes: the source behind routing, the destination before it (HOOK2MANIP). */
export type Manip = 'source' | 'destination'

/** Finds the tuple that a connection gets (nf_nat_core.c, get_unique_tuple). */
export class UniqueTuple {
  private readonly connections: ConnectionTable
  private readonly bySource: BySource
  private readonly random: () => number
  private readonly foreseen: Foreseen | null

  constructor(connections: ConnectionTable, bySource: BySource, random: () => number, foreseen: Foreseen | null) {
    this.connections = connections
    this.bySource = bySource
    this.random = random
    this.foreseen = foreseen
  }

  /**
   * Moves `current`, the tuple as it is now, into the range, such that its answers can be told from every other connection's. That is
   * not always possible: then the connection fails at its confirmation.
   */
  choose(current: Tuple, range: NatRange, manip: Manip, connection: Connection, skb: SocketBuffer): Tuple {
    const anyPort = range.random || range.fullyRandom
    if (manip === 'source' && !anyPort) {
      if (inRange(current, range)) {
        if (!this.usedByOther(current, connection)) return current
      } else {
        const known = this.knownMapping(current, range, connection.zones)
        if (known !== null && !this.used(known, connection)) return known
      }
    }

    const placed = this.placeAddress(current, range, manip, connection.zone)
    if (!anyPort) {
      if (range.ports !== null) {
        const fits = range.ports.base === null && portInRange(placed, range, manip)
        if (fits && (range.ports.first === range.ports.last || !this.used(placed, connection))) return placed
      } else if (!this.used(placed, connection)) {
        return placed
      }
    }
    return this.findPort(placed, range, manip, connection, skb)
  }

  /** nf_nat_used_tuple: answers to this tuple would be taken for another connection's. */
  private used(tuple: Tuple, connection: Connection): boolean {
    const reply = invertTuple(tuple)
    return reply === null || this.connections.taken(reply, connection)
  }

  /**
   * nf_nat_used_tuple_new, for a tuple that NAT leaves as it is: two packets of a stateless protocol that opened the same flow from both
   * ends are no rivals; confirmation joins them.
   */
  private usedByOther(tuple: Tuple, connection: Connection): boolean {
    if (!this.used(tuple, connection)) return false
    const { protocol } = tuple
    if (protocol === Protocol.TCP || protocol === Protocol.ICMP || protocol === Protocol.SCTP) return true
    if (connection.sourceNat || connection.destinationNat) return true
    const reply = invertTuple(tuple)
    const rival = this.connections.find(tuple, connection.zones) ?? (reply === null ? null : this.connections.find(reply, connection.zones))
    if (rival === null) return false
    const other = rival.connection
    if (other.sourceNat || other.destinationNat) return true
    return !sameTuple(other.original, connection.reply)
  }

  /** find_appropriate_src: a mapping of the same source that lies in the range is used again, so that a client keeps its face. */
  private knownMapping(tuple: Tuple, range: NatRange, zone: Zone): Tuple | null {
    for (const other of this.bySource.from(tuple)) {
      if (other.zones.original !== zone.original) continue
      const mapped = invertTuple(other.reply)
      if (mapped === null) continue
      const candidate = { ...tuple, source: mapped.source, sourcePort: mapped.sourcePort }
      if (inRange(candidate, range)) return candidate
    }
    return null
  }

  /** find_best_ips_proto: among several addresses a hash of source, destination and zone picks, so that the same pair meets the same address. */
  private placeAddress(tuple: Tuple, range: NatRange, manip: Manip, zone: number): Tuple {
    if (range.addresses === null) return tuple
    const { first, last } = range.addresses
    let address = first
    if (first !== last) {
      const hash = hashAddress(swapBytes(tuple.source), range.persistent ? 0 : (swapBytes(tuple.destination) ^ zone) >>> 0)
      address = (first + scale(hash, (last - first + 1) >>> 0)) >>> 0
    }
    return manip === 'source' ? { ...tuple, source: address } : { ...tuple, destination: address }
  }

  /** nf_nat_l4proto_unique_tuple: looks for a free port (or ICMP identifier) in the range. */
  private findPort(tuple: Tuple, range: NatRange, manip: Manip, connection: Connection, skb: SocketBuffer): Tuple {
    const { protocol } = tuple
    const isIcmp = protocol === Protocol.ICMP
    if (
      !isIcmp &&
      protocol !== Protocol.TCP &&
      protocol !== Protocol.UDP &&
      protocol !== Protocol.UDPLITE &&
      protocol !== Protocol.SCTP &&
      protocol !== Protocol.DCCP
    )
      return tuple
    // ICMP has one identifier for both directions.
    const field = manip === 'source' || isIcmp ? 'sourcePort' : 'destinationPort'
    const port = tuple[field]

    let first: number
    let size: number
    if (range.ports !== null) {
      first = isIcmp ? range.ports.first : Math.min(range.ports.first, range.ports.last)
      size = Math.abs(range.ports.last - range.ports.first) + 1
    } else if (isIcmp) {
      first = 0
      size = 65536
    } else {
      // A destination's port means something: it stays, come what may.
      if (manip === 'destination') return tuple
      // Privileged ports stay privileged; some services still trust those below 512 (or from 600) by that alone.
      first = port < 512 ? 1 : port < 1024 ? 600 : 1024
      size = port < 512 ? 511 : port < 1024 ? 424 : 64512
    }

    let offset: number
    if (range.ports !== null && range.ports.base !== null) offset = (port - range.ports.base) & 0xffff
    else if (range.random || range.fullyRandom || manip !== 'destination') offset = this.drawOffset(tuple, manip, first, size)
    else offset = 0

    let attempts = Math.min(size, MAX_ATTEMPTS)
    for (;;) {
      let candidate = tuple
      for (let i = 0; i < attempts; i++, offset = (offset + 1) & 0xffff) {
        candidate = { ...tuple, [field]: first + (offset % size) }
        if (!this.usedForGood(candidate, connection, attempts - i, skb)) return candidate
      }
      if (attempts >= size || attempts < 16) return candidate
      attempts = Math.floor(attempts / 2)
      offset = this.random() & 0xffff
    }
  }

  private drawOffset(tuple: Tuple, manip: Manip, first: number, size: number): number {
    const drawn = this.random() & 0xffff
    const known = manip === 'source' ? (this.foreseen?.sourcePort(tuple, first, size) ?? null) : null
    return known === null ? drawn : known - first
  }

  /** nf_nat_used_tuple_harder: when ports run out, a new SYN may have the port of a closed connection whose numbers it has passed. */
  private usedForGood(tuple: Tuple, connection: Connection, attemptsLeft: number, skb: SocketBuffer): boolean {
    if (
      attemptsLeft > HARDER_THRESHOLD ||
      tuple.protocol !== Protocol.TCP ||
      connection.tcp === null ||
      connection.tcp.stateNumber !== SYN_SENT
    )
      return this.used(tuple, connection)
    const reply = invertTuple(tuple)
    const rival = reply === null ? null : this.connections.find(reply, connection.zones)
    if (rival === null) return false
    const old = rival.connection
    if (rival.direction === 0 || old === connection || old.tcp === null || old.tcp.stateNumber < TIME_WAIT || !old.sourceNat) return true
    if (((connection.tcp.windows[0].end - old.tcp.windows[0].end) | 0) <= 0) return true
    this.connections.kill(old, 'closed', skb)
    return false
  }
}

/** nf_in_range: whether a source lies in the range already. */
function inRange(tuple: Tuple, range: NatRange): boolean {
  const { addresses } = range
  if (addresses !== null && (tuple.source < addresses.first || tuple.source > addresses.last)) return false
  return range.ports === null || portInRange(tuple, range, 'source')
}

/** l4proto_in_range: whether the port (or identifier) lies in the range; protocols without any always do. */
function portInRange(tuple: Tuple, range: NatRange, manip: Manip): boolean {
  if (range.ports === null) return true
  const { first, last } = range.ports
  switch (tuple.protocol) {
    case Protocol.ICMP:
      return tuple.sourcePort >= first && tuple.sourcePort <= last
    case Protocol.GRE:
    case Protocol.TCP:
    case Protocol.UDP:
    case Protocol.UDPLITE:
    case Protocol.DCCP:
    case Protocol.SCTP: {
      const port = manip === 'source' ? tuple.sourcePort : tuple.destinationPort
      return port >= first && port <= last
    }
    default:
      return true
  }
}
