import type { NatRange } from '../../extensions/semantics'
import { type Hook, type Packet, Protocol, type Tuple } from '../../model'
import type { Place, SkipReason } from '../../trace/event'
import { type Connection, isReply, toEntry } from '../conntrack/connection'
import type { ConnectionTable, ConnectionTableDependencies, Verdict } from '../conntrack/connection-table'
import type { Expectation } from '../conntrack/expectations'
import type { Helped, HelperNat } from '../conntrack/helpers/helper'
import { invertTuple, sameTuple } from '../conntrack/tuple'
import { rare } from '../rare'
import { isSpoilt, type SocketBuffer } from '../skb'
import { BySource } from './by-source'
import type { Manip, UniqueTuple } from './unique-tuple'

/** Address translation of one host (nf_nat_core.c). It reports its own 'stage entered' and 'stage skipped'. */
export interface Nat extends HelperNat {
  /**
   * The nat stage of a hook (nf_nat_inet_fn), where the nat table was loaded: else nothing at all is translated. `askTable` runs the
   * table's chain and gives its verdict; it is called only for the first packet of a connection.
   */
  natStage(skb: SocketBuffer, hook: Hook, askTable: () => Verdict): Verdict
  /**
   * nf_nat_setup_info: what SNAT, DNAT, MASQUERADE, REDIRECT and NETMAP do. `place` is the rule's. `masquerade` is the
   * interface that MASQUERADE leaves by: the connection ends when it ever leaves by another.
   */
  bind(skb: SocketBuffer, hook: Hook, range: NatRange, place: Place | null, masquerade?: string | null): Verdict
}

export function createNat(connections: ConnectionTable, deps: ConnectionTableDependencies): Nat {
  return new Translation(connections, deps)
}

class Translation implements Nat {
  private readonly connections: ConnectionTable
  private readonly deps: ConnectionTableDependencies
  private readonly bySource = new BySource()
  private uniqueTuple: UniqueTuple | null = null

  constructor(connections: ConnectionTable, deps: ConnectionTableDependencies) {
    this.connections = connections
    this.deps = deps
    connections.helperNat = this
    connections.onRestored = (connection) => {
      this.bySource.add(connection)
    }
    connections.onGone = (connection) => {
      if (connection.sourceNatDone) this.bySource.remove(connection)
    }
  }

  natStage(skb: SocketBuffer, hook: Hook, askTable: () => Verdict): Verdict {
    const { tracking } = skb
    if (tracking.kind !== 'tracked') return this.skip(skb, hook, tracking.kind === 'untracked' ? 'untracked' : 'invalid')
    const { connection, info } = tracking
    const manip = manipOf(hook)

    if (info === 'ESTABLISHED' || info === 'ESTABLISHED_REPLY') {
      this.skip(skb, hook, 'connection already bound')
      if (leavesElsewhere(connection, skb, hook)) return this.cutOff(connection, skb)
      return this.apply(skb, connection, manip)
    }
    if ((info === 'RELATED' || info === 'RELATED_REPLY') && skb.packet.transport.protocol === Protocol.ICMP) {
      // An ICMP error never asks the table: it goes where its connection goes.
      this.skip(skb, hook, 'connection already bound')
      return this.applyToError(skb, connection, manip)
    }
    if (isBound(connection, manip)) {
      this.skip(skb, hook, 'connection already bound')
      if (leavesElsewhere(connection, skb, hook)) return this.cutOff(connection, skb)
      return this.apply(skb, connection, manip)
    }

    if (this.deps.emit !== null) this.deps.emit({ kind: 'stage entered', hook, stage: 'nat' }, skb)
    skb.bypassed = false
    const verdict = askTable()
    // nf_nat_inet_fn: NF_QUEUE ends it, too. Whoever comes next asks the table again.
    if (verdict === 'DROP' || skb.bypassed) return verdict
    if (!isBound(connection, manip)) {
      const unbound = this.bindNothing(skb, connection, manip)
      if (unbound === 'DROP') return unbound
    }
    return this.apply(skb, connection, manip)
  }

  bind(skb: SocketBuffer, hook: Hook, range: NatRange, place: Place | null, masquerade: string | null = null): Verdict {
    const { tracking } = skb
    if (tracking.kind !== 'tracked') return 'ACCEPT'
    const { connection } = tracking
    // MASQUERADE leaves alone what has no source address yet.
    if (masquerade !== null) {
      if (connection.original.source === 0) return 'ACCEPT'
      connection.masqueradeInterface = masquerade
    }
    return this.setUp(skb, connection, range.netmap ? netmapped(range, skb.packet, manipOf(hook)) : range, manipOf(hook), place)
  }

  ftp(...[skb, connection, direction, command, expectation, host]: Parameters<HelperNat['ftp']>): Helped {
    return rare().translateFtp(skb, connection, direction, command, expectation, host, () => this.deps.random())
  }

  /** The null binding: the table said nothing, so addresses stay; but a source port moves when another connection has the same. */
  private bindNothing(skb: SocketBuffer, connection: Connection, manip: Manip): Verdict {
    const { reply } = connection
    if (!this.connections.taken(reply, connection)) {
      this.done(skb, connection, manip, null, null)
      return 'ACCEPT'
    }
    const address = manip === 'source' ? reply.destination : reply.source
    return this.setUp(skb, connection, { ...UNCHANGED, manip, addresses: { first: address, last: address } }, manip, null)
  }

  private setUp(skb: SocketBuffer, connection: Connection, range: NatRange, manip: Manip, place: Place | null): Verdict {
    if (connection.confirmed) return 'ACCEPT'
    if (isBound(connection, manip)) return 'DROP'
    const current = invertTuple(connection.reply)
    if (current === null) return 'DROP'
    this.uniqueTuple ??= new (rare().UniqueTuple)(this.connections, this.bySource, () => this.deps.random(), this.deps.foreseen ?? null)
    const chosen = this.uniqueTuple.choose(current, range, manip, connection, skb)
    if (!sameTuple(chosen, current)) {
      const reply = invertTuple(chosen)
      if (reply === null) return 'DROP'
      connection.reply = reply
      if (manip === 'source') connection.sourceNat = true
      else connection.destinationNat = true
    }
    this.done(skb, connection, manip, place, clashOf(current, chosen, range, manip))
    return 'ACCEPT'
  }

  /** nf_nat_follow_master: from where the master's end is seen, to where the master really goes. Rules are not asked. */
  follow(connection: Connection, { master, follows }: Expectation, skb: SocketBuffer): void {
    if (follows === null) return
    const [own, other] = follows.direction === 0 ? [master.original, master.reply] : [master.reply, master.original]
    if (connection.original.source === own.source) {
      const addresses = { first: other.destination, last: other.destination }
      this.setUp(skb, connection, { ...UNCHANGED, manip: 'source', addresses }, 'source', null)
    }
    const addresses = { first: other.source, last: other.source }
    const ports = { first: follows.port, last: follows.port, base: null }
    this.setUp(skb, connection, { ...UNCHANGED, manip: 'destination', addresses, ports }, 'destination', null)
  }

  private done(skb: SocketBuffer, connection: Connection, manip: Manip, place: Place | null, clash: string | null): void {
    if (manip === 'source') {
      this.bySource.add(connection)
      connection.sourceNatDone = true
    } else {
      connection.destinationNatDone = true
    }
    if (this.deps.emit !== null) this.deps.emit({ kind: 'nat bound', entry: toEntry(connection), manip, place, clash }, skb)
  }

  /** nf_nat_packet: rewrites the packet if its connection has NAT that shows on this side of the host. */
  private apply(skb: SocketBuffer, connection: Connection, manip: Manip): Verdict {
    const reply = skb.tracking.kind === 'tracked' && isReply(skb.tracking.info)
    if (!shows(connection, manip, reply)) return 'ACCEPT'
    // gre_manip_pkt wants a header of eight bytes, which nobody has asked for before, and knows no version beyond 1.
    const { transport } = skb.packet
    if (transport.kind === 'other' && transport.protocol === Protocol.GRE) {
      const version = transport.payload.charCodeAt(1) & 7
      if (transport.payload.length < 8 || (manip === 'destination' && version > 1)) return 'DROP'
    }
    return this.replace(skb, connection, rare().translate(skb.packet, reply ? connection.original : connection.reply, manip))
  }

  private applyToError(skb: SocketBuffer, connection: Connection, manip: Manip): Verdict {
    const reply = skb.tracking.kind === 'tracked' && isReply(skb.tracking.info)
    const { transport } = skb.packet
    if (transport.kind !== 'icmp') return 'DROP'
    // nf_nat_icmp_reply_translation sums it up itself, also where conntrack is told not to (nf_conntrack_checksum).
    if (isSpoilt(skb)) return 'DROP'
    // A redirect about a translated connection would send the sender astray.
    if (transport.type === 5) {
      if (!connection.sourceNatDone || !connection.destinationNatDone) return 'DROP'
      if (connection.sourceNat || connection.destinationNat) return 'DROP'
    }
    if (!shows(connection, manip, reply)) return 'ACCEPT'
    return this.replace(
      skb,
      connection,
      rare().translateError(skb.packet, transport, reply ? connection.original : connection.reply, manip),
    )
  }

  private replace(skb: SocketBuffer, connection: Connection, packet: Packet): Verdict {
    const before = skb.packet
    if (packet === before) return 'ACCEPT'
    skb.packet = packet
    if (this.deps.emit !== null) {
      const by = { kind: 'nat', connection: connection.id } as const
      this.deps.emit({ kind: 'packet changed', by, changes: rare().natChanges(before, packet), headers: packet, mark: skb.mark }, skb)
    }
    return 'ACCEPT'
  }

  /** nf_nat_oif_changed: a masqueraded connection that would leave by another interface has the wrong address there. */
  private cutOff(connection: Connection, skb: SocketBuffer): Verdict {
    this.connections.kill(connection, 'closed', skb)
    return 'DROP'
  }

  private skip(skb: SocketBuffer, hook: Hook, reason: SkipReason): Verdict {
    if (this.deps.emit !== null) this.deps.emit({ kind: 'stage skipped', hook, stage: 'nat', reason }, skb)
    return 'ACCEPT'
  }
}

const UNCHANGED = { addresses: null, ports: null, random: false, fullyRandom: false, persistent: false, netmap: false } as const

function manipOf(hook: Hook): Manip {
  return hook === 'POSTROUTING' || hook === 'INPUT' ? 'source' : 'destination'
}

/** nf_nat_initialized: this side of the connection is decided, whatever was decided. */
function isBound(connection: Connection, manip: Manip): boolean {
  return manip === 'source' ? connection.sourceNatDone : connection.destinationNatDone
}

/** Whether the connection's NAT changes this end of a packet: for answers source and destination change places. */
function shows(connection: Connection, manip: Manip, reply: boolean): boolean {
  return (manip === 'source') !== reply ? connection.sourceNat : connection.destinationNat
}

function leavesElsewhere(connection: Connection, skb: SocketBuffer, hook: Hook): boolean {
  if (connection.masqueradeInterface === null || hook !== 'POSTROUTING') return false
  return skb.tracking.kind === 'tracked' && !isReply(skb.tracking.info) && connection.masqueradeInterface !== skb.outInterface
}

/** xt_NETMAP: the range's network with the packet's own host bits. The mask is where first and last agree. */
function netmapped(range: NatRange, packet: Packet, manip: Manip): NatRange {
  if (range.addresses === null) return range
  const { first, last } = range.addresses
  const mask = ~(first ^ last)
  const own = manip === 'source' ? packet.source : packet.destination
  const address = ((own & ~mask) | (first & mask)) >>> 0
  return { ...range, addresses: { first: address, last: address } }
}

/** A port that had to change although no rule said so: the clash that a learner should see. */
function clashOf(current: Tuple, chosen: Tuple, range: NatRange, manip: Manip): string | null {
  if (range.ports !== null || range.random || range.fullyRandom) return null
  const isIcmp = current.protocol === Protocol.ICMP
  const field = manip === 'source' || isIcmp ? 'sourcePort' : 'destinationPort'
  if (current[field] === chosen[field]) return null
  return `${isIcmp ? 'identifier' : 'port'} ${current[field]} is taken by another connection: ${chosen[field]} instead`
}
