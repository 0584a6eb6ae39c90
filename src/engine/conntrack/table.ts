import {
  type ConnectionEntry,
  type Hook,
  type Icmp,
  isIcmpError,
  type Microseconds,
  type Packet,
  Protocol,
  packetLength,
  SCTP_STATES,
  SECOND,
  TCP_STATES,
  TcpFlag,
  type Tuple,
} from '../../model'
import type { FieldChange, SkipReason } from '../../trace/event'
import { rare } from '../rare'
import type { ConnectionInfo, SocketBuffer } from '../skb'
import {
  Connection,
  DEFAULT_ZONE,
  type DirectionIndex,
  isReply,
  ORIGINAL,
  REPLY,
  SctpTracking,
  TcpTracking,
  toEntry,
  WindowFlag,
  type Zone,
} from './connection'
import type { ConnectionTable, ConnectionTableDependencies, Verdict } from './connection-table'
import { type Expectation, Expectations } from './expectations'
import type { Helped, HelperHost, HelperNat } from './helpers/helper'
import type { Outcome } from './outcome'
import type { SctpTracker } from './sctp'
import { shiftNumbers } from './sequence-shift'
import { type ConntrackSettings, conntrackSettings } from './settings'
import { TcpTracker } from './tcp'
import { destinationPortOf, icmpMayBegin, invertTuple, sameTuple, sourcePortOf } from './tuple'
import { TupleIndex } from './tuple-index'
import { zoneEntry, zoneOf } from './zone'

const INVALID = { kind: 'invalid' } as const
const UNTRACKED = { kind: 'untracked' } as const
const ATTACHED = { kind: 'none', attached: true } as const

/** Without anybody watching, connections that are over are only swept out this often: lookups ignore them anyway. */
const SWEEP_INTERVAL: Microseconds = 5 * SECOND

/** The highest ICMP type that conntrack knows (NR_ICMP_TYPES): RFC 1122 wants others discarded silently. */
const HIGHEST_ICMP_TYPE = 18

export function createConnectionTable(deps: ConnectionTableDependencies): ConnectionTable {
  return new Table(deps)
}

class Table implements ConnectionTable {
  onGone: ((connection: Connection) => void) | null = null
  onRestored: ((connection: Connection) => void) | null = null
  helperNat: HelperNat | null = null
  droppedFor: 'clash' | 'helper' = 'clash'
  private readonly deps: ConnectionTableDependencies
  private readonly expectations = new Expectations()
  private readonly helperHost: HelperHost
  private readonly settings: ConntrackSettings
  private readonly tcp: TcpTracker
  private sctpTracker: SctpTracker | null = null
  private readonly index = new TupleIndex()
  private nextId = 1
  /** No connection in the table is over before. */
  private nextSweep: Microseconds = Number.POSITIVE_INFINITY
  private why = ''

  constructor(deps: ConnectionTableDependencies) {
    this.deps = deps
    this.settings = conntrackSettings(deps.sysctl, deps.accounting === true)
    this.tcp = new TcpTracker(this.settings)
    const table = this
    this.helperHost = {
      now: () => deps.now(),
      expect: (expectation, skb) => this.expect(expectation, skb),
      log: (skb, prefix) => deps.log?.(skb, prefix),
      get nat() {
        return table.helperNat
      },
    }
  }

  private get sctp(): SctpTracker {
    this.sctpTracker ??= new (rare().SctpTracker)(this.settings)
    return this.sctpTracker
  }

  lookup(skb: SocketBuffer, hook: Hook): Verdict {
    const now = this.deps.now()
    if (now >= this.nextSweep) this.expire(now, skb)
    const before = skb.tracking.kind
    if (before === 'untracked' || before === 'tracked') {
      if (this.deps.emit !== null) this.skipped(skb, hook, 'conntrack', before === 'untracked' ? 'untracked' : 'connection already known')
      return 'ACCEPT'
    }
    if (this.deps.emit !== null) this.deps.emit({ kind: 'stage entered', hook, stage: 'conntrack' }, skb)

    const packet = skb.packet
    if (packet.fragmentOffset !== 0) return this.invalid(skb, 'a later fragment has no ports to look for')
    const transport = packet.transport
    if (packet.wrongChecksum === true && hook === 'PREROUTING' && this.settings.checksum) return this.invalid(skb, 'its checksum is wrong')
    if (transport.protocol === Protocol.ICMP) {
      if (transport.kind !== 'icmp') return this.invalid(skb, 'the ICMP header is cut short')
      if (transport.type > HIGHEST_ICMP_TYPE) return this.invalid(skb, 'nobody knows this ICMP type')
      if (isIcmpError(transport.type)) return this.error(skb, transport, now)
    }
    const template = skb.tracking.kind === 'none' ? skb.tracking.template : undefined
    if (template === undefined) return this.resolve(skb, packet, now, hook, DEFAULT_ZONE, null)
    return this.resolve(skb, packet, now, hook, zoneOf(template, skb.mark), template.helper)
  }

  /** Finds or begins the packet's connection and lets its protocol judge the packet (resolve_normal_ct and what follows it). */
  private resolve(skb: SocketBuffer, packet: Packet, now: Microseconds, hook: Hook, zone: Zone, helper: string | null): Verdict {
    const { transport } = packet
    const sourcePort = sourcePortOf(transport)
    if (sourcePort < 0) return this.invalid(skb, 'the header is too short for ports')
    const destinationPort = destinationPortOf(transport)
    const { protocol } = transport
    for (;;) {
      let connection: Connection
      let direction: DirectionIndex = ORIGINAL
      let info: ConnectionInfo = 'NEW'
      const slot = this.index.find(protocol, packet.source, packet.destination, sourcePort, destinationPort, now, zone)
      const isNew = slot < 0
      if (isNew) {
        const original: Tuple = { protocol, source: packet.source, destination: packet.destination, sourcePort, destinationPort }
        const reply = invertTuple(original)
        if (reply === null) return this.invalid(skb, 'nobody would answer this ICMP message')
        connection = new Connection(this.nextId, original, reply, now, zone, 0)
        connection.accounting = this.settings.accounting
        connection.helper = helper
        if (skb.tracking.kind === 'none' && skb.tracking.template?.proxied === true)
          connection.proxied = { initial: 0, timestamp: 0, timestampOffset: 0 }
        if (this.adopt(connection, zone, now, skb)) info = 'RELATED'
      } else {
        connection = this.index.connectionAt(slot)
        direction = this.index.directionAt(slot)
        if (direction === REPLY) info = 'ESTABLISHED_REPLY'
        else if (connection.seenReply) info = 'ESTABLISHED'
        else if (connection.masterConnection !== null) info = 'RELATED'
      }

      const { expires } = connection
      const outcome = this.judge(connection, packet, direction, now, hook)
      if (outcome === 'repeat') {
        this.vanish(connection, 'closed', skb)
        continue
      }
      if (outcome === 'invalid') {
        this.invalid(skb, this.why)
        if (isNew && connection.masterConnection !== null) this.vanish(connection, 'unconfirmed', skb)
        if (connection.confirmed && connection.expires !== expires)
          this.changed(skb, connection, 'both sides seem to close: it lives no longer than unacknowledged data')
        return 'ACCEPT'
      }

      if (isNew && connection.masterConnection === null) this.nextId++
      if (info === 'RELATED') this.why = 'expected by the helper of another connection'
      if (outcome !== 'accept') connection.count(direction, packetLength(packet))
      const answered = direction === REPLY && !connection.seenReply
      if (answered) connection.seenReply = true
      skb.tracking = connection.tracked(info)
      if (this.deps.emit !== null) {
        this.lookedUp(skb, connection, info, this.why)
        if (outcome !== 'accept' || answered) this.changed(skb, connection, this.why)
      }
      if (outcome === 'closed') this.vanish(connection, 'closed', skb)
      else if (connection.confirmed && connection.expires < this.nextSweep) this.nextSweep = connection.expires
      return 'ACCEPT'
    }
  }

  /** init_conntrack: a new flow that somebody's helper expected belongs to that master, and is translated as it is. */
  private adopt(connection: Connection, zone: Zone, now: Microseconds, skb: SocketBuffer): boolean {
    const expectation = this.expectations.take(connection.original, zone.id, now)
    if (expectation === null) return false
    this.nextId++
    connection.helper = null
    connection.masterConnection = expectation.master
    connection.mark = expectation.master.mark
    if (expectation.follows !== null) this.helperNat?.follow(connection, expectation, skb)
    return true
  }

  private expect(expectation: Expectation, skb: SocketBuffer): boolean {
    if (!this.expectations.add(expectation, this.deps.now())) return false
    const { master, protocol, source, destination, destinationPort } = expectation
    if (this.deps.emit !== null) {
      const helper = master.helper ?? ''
      this.deps.emit({ kind: 'connection expected', master: master.id, helper, protocol, source, destination, destinationPort }, skb)
    }
    return true
  }

  /** nf_conntrack_handle_packet: what the protocol makes of the packet. */
  private judge(connection: Connection, packet: Packet, direction: DirectionIndex, now: Microseconds, hook: Hook): Outcome {
    const { settings } = this
    const transport = packet.transport
    switch (transport.protocol) {
      case Protocol.TCP: {
        if (transport.kind !== 'tcp') return this.refuse('the TCP header is cut short')
        // tcp_error.
        if (transport.dataOffset !== undefined) return this.refuse('the TCP header says another length')
        const outcome = this.tcp.packet(connection, transport, direction, now)
        this.why = this.tcp.why
        return outcome
      }
      case Protocol.UDP:
        if (transport.kind !== 'udp') return this.refuse('the UDP header is cut short')
        if (transport.length !== undefined && (transport.length < 8 || transport.length > 8 + transport.payload.length))
          return this.refuse('the UDP header says another length')
        if (connection.seenReply) {
          // Still talking two seconds after it began: a stream, which lives longer and is worth keeping.
          const stream = now > connection.begun + 2 * SECOND
          connection.refresh(now + (stream ? settings.udpStream : settings.udp))
          if (stream) connection.assured = true
          this.why = stream ? 'both sides have been talking for more than two seconds: a stream' : 'both sides talk'
        } else {
          connection.refresh(now + settings.udp)
          this.why =
            direction === REPLY
              ? 'the first answer'
              : connection.confirmed
                ? 'nobody has answered yet'
                : 'no connection has these addresses and ports: a new one'
        }
        return 'refreshed'
      case Protocol.ICMP:
        if (!icmpMayBegin(connection.original.destinationPort >>> 8)) return this.refuse('an ICMP answer that nobody asked for')
        connection.refresh(now + settings.icmp)
        this.why = direction === REPLY ? 'the answer to a query' : connection.confirmed ? 'the query again' : 'a new query'
        return 'refreshed'
      case Protocol.SCTP: {
        const bytes = transport.kind === 'other' ? transport.payload : ''
        const outcome = this.sctp.packet(connection, bytes, direction, now, settings.checksum && hook === 'PREROUTING')
        this.why = this.sctp.why
        return outcome
      }
      case Protocol.UDPLITE: {
        const bytes = transport.kind === 'other' ? transport.payload : ''
        const fault = rare().udpliteFault(packet, bytes, settings.checksum && hook === 'PREROUTING' ? Protocol.UDP : null)
        if (fault !== null) return this.refuse(fault)
        connection.refresh(now + (connection.seenReply ? settings.udpStream : settings.udp))
        if (connection.seenReply) connection.assured = true
        break
      }
      case Protocol.GRE:
        connection.refresh(now + (connection.seenReply ? settings.greStream : settings.gre))
        if (connection.seenReply) connection.assured = true
        break
      default:
        connection.refresh(now + settings.generic)
    }
    this.why =
      direction === REPLY
        ? 'an answer, by its addresses'
        : connection.confirmed
          ? 'more of the same, by its addresses'
          : 'no connection has these addresses: a new one'
    return 'refreshed'
  }

  private refuse(why: string): Outcome {
    this.why = why
    return 'invalid'
  }

  /** An ICMP error: RELATED to the connection whose packet it quotes, or INVALID. */
  private error(skb: SocketBuffer, icmp: Icmp, now: Microseconds): Verdict {
    const template = skb.tracking.kind === 'none' ? skb.tracking.template : undefined
    const zone = template === undefined ? DEFAULT_ZONE : zoneOf(template, skb.mark)
    const subject = rare().subjectOfError(icmp, skb.packet.destination, this.index, now, zone)
    if (subject.kind === 'none') return this.invalid(skb, subject.why)
    const info = subject.direction === REPLY ? 'RELATED_REPLY' : 'RELATED'
    skb.tracking = subject.connection.tracked(info)
    this.lookedUp(skb, subject.connection, info, 'an ICMP error about a packet of this connection')
    return 'ACCEPT'
  }

  confirm(skb: SocketBuffer, hook: Hook): Verdict {
    const { tracking } = skb
    const { emit } = this.deps
    if (tracking.kind !== 'tracked') {
      if (emit !== null) this.skipped(skb, hook, 'confirm', tracking.kind === 'untracked' ? 'untracked' : 'invalid')
      return 'ACCEPT'
    }
    if (emit !== null) emit({ kind: 'stage entered', hook, stage: 'confirm' }, skb)
    const { connection } = tracking
    if ((connection.helper !== null || connection.shifts !== null) && this.help(skb, connection, tracking.info) === 'DROP') {
      this.droppedFor = 'helper'
      return 'DROP'
    }
    this.droppedFor = 'clash'
    // Only what the connection's first packet began is confirmed, never what REJECT answers to it.
    if (connection.confirmed || isReply(tracking.info)) return 'ACCEPT'
    if (connection.dying) return 'DROP'

    const now = this.deps.now()
    const { original, reply, zones } = connection
    const clash = this.hashed(original, zones, zones.original).next().value ?? this.hashed(reply, zones, zones.reply).next().value
    if (clash !== undefined) return this.resolveClash(skb, connection, tracking.info, clash)

    connection.expires += now - connection.begun
    connection.confirmed = true
    this.index.insert(connection)
    if (connection.expires < this.nextSweep) this.nextSweep = connection.expires
    if (emit !== null) emit({ kind: 'connection confirmed', entry: toEntry(connection) }, skb)
    return 'ACCEPT'
  }

  /** nf_confirm's first half: the connection's helper reads the packet, and numbers that its NAT moved earlier are put right. */
  private help(skb: SocketBuffer, connection: Connection, info: ConnectionInfo): Helped {
    // Helpers do not expect ICMP errors.
    if (info === 'RELATED_REPLY') return 'ACCEPT'
    const before = skb.packet
    // Decided first: the packet whose payload is changed now is not itself moved.
    const moves = connection.shifts !== null && skb.inInterface !== 'lo'
    let verdict: Helped = 'ACCEPT'
    if (connection.helper === 'ftp') verdict = rare().helpFtp(skb, connection, info, this.helperHost)
    else if (connection.helper === 'tftp') verdict = rare().helpTftp(skb, connection, this.helperHost)
    if (verdict === 'ACCEPT' && moves) skb.packet = shiftNumbers(skb.packet, connection, isReply(info) ? REPLY : ORIGINAL)
    if (skb.packet !== before && this.deps.emit !== null) {
      const by = { kind: 'nat', connection: connection.id } as const
      this.deps.emit({ kind: 'packet changed', by, changes: helpedChanges(before, skb.packet), headers: skb.packet, mark: skb.mark }, skb)
    }
    return verdict
  }

  /** nf_ct_resolve_clash: where the protocol has no state of its own, the packet may join the same connection that was faster. */
  private resolveClash(skb: SocketBuffer, loser: Connection, info: ConnectionInfo, winner: Connection): Verdict {
    const stateless =
      loser.original.protocol !== Protocol.TCP && loser.original.protocol !== Protocol.ICMP && loser.original.protocol !== Protocol.SCTP
    const same = sameTuple(winner.original, loser.original) && sameTuple(winner.reply, loser.reply)
    const joins = stateless && ((!winner.sourceNatDone && !winner.destinationNatDone) || same)
    this.vanish(loser, 'clash', skb)
    if (!joins) return 'DROP'
    skb.tracking = winner.tracked(info)
    return 'ACCEPT'
  }

  forget(skb: SocketBuffer): void {
    const { tracking } = skb
    if (tracking.kind !== 'tracked' || isReply(tracking.info)) return
    const { connection } = tracking
    if (!connection.confirmed && !connection.dying) this.vanish(connection, 'unconfirmed', skb)
  }

  attach(answer: SocketBuffer, skb: SocketBuffer): void {
    const { tracking } = skb
    // nf_conntrack_attach takes "untracked" for the reply direction of no connection: enough to look tracked to NOTRACK.
    if (tracking.kind === 'untracked') answer.tracking = ATTACHED
    if (tracking.kind !== 'tracked') return
    const { connection } = tracking
    const transport = answer.packet.transport
    const byReject = answer.origin.kind === 'answer' && answer.origin.by === 'REJECT'
    if (byReject && transport.kind === 'tcp' && (transport.flags & TcpFlag.RST) !== 0 && this.tcp.close(connection, this.deps.now())) {
      this.changed(skb, connection, 'REJECT answers with a RST: that closes the connection')
    }
    const info = isReply(tracking.info) ? 'RELATED' : 'RELATED_REPLY'
    answer.tracking = connection.tracked(info)
  }

  untrack(skb: SocketBuffer): void {
    if (skb.tracking.kind === 'tracked' || (skb.tracking.kind === 'none' && (skb.tracking.attached || skb.tracking.template))) return
    skb.tracking = UNTRACKED
  }

  setMark(skb: SocketBuffer, mark: number): void {
    if (skb.tracking.kind !== 'tracked') return
    const { connection } = skb.tracking
    if (connection.mark === mark >>> 0) return
    connection.mark = mark >>> 0
    this.changed(skb, connection, 'CONNMARK set its mark')
  }

  entries(): ConnectionEntry[] {
    const now = this.deps.now()
    const living: Connection[] = []
    this.index.forEach((connection) => {
      if (connection.expires > now) living.push(connection)
    })
    return living.sort((a, b) => a.id - b.id).map(toEntry)
  }

  expire(now: Microseconds, skb: SocketBuffer | null): void {
    let soonest = Number.POSITIVE_INFINITY
    const over: Connection[] = []
    this.index.forEach((connection) => {
      if (connection.expires <= now) over.push(connection)
      else if (connection.expires < soonest) soonest = connection.expires
    })
    this.nextSweep = this.deps.emit === null ? Math.max(soonest, now + SWEEP_INTERVAL) : soonest
    for (const connection of over.sort((a, b) => a.expires - b.expires || a.id - b.id)) this.vanish(connection, 'timeout', skb)
  }

  restore(entries: readonly ConnectionEntry[]): void {
    const masters = new Map<number, Connection>()
    for (const entry of entries) {
      // It lives already: nf_conntrack_udp takes an answered one for a stream after two seconds.
      const connection = new Connection(entry.id, entry.original, entry.reply, this.deps.now() - 3 * SECOND, zoneEntry(entry), entry.mark)
      connection.expires = entry.expires
      connection.confirmed = true
      connection.seenReply = entry.seenReply
      connection.assured = entry.assured
      connection.sourceNat = entry.sourceNat
      connection.destinationNat = entry.destinationNat
      // The nat table was asked when it began, whatever it answered.
      connection.sourceNatDone = true
      connection.destinationNatDone = true
      connection.helper = entry.helper
      connection.accounting = this.settings.accounting || entry.traffic !== undefined
      if (entry.traffic !== undefined) connection.countedBefore(entry.traffic)
      connection.masterConnection = entry.master === null ? null : (masters.get(entry.master) ?? null)
      if (entry.tcpState !== null) {
        connection.tcp = new TcpTracking()
        connection.tcp.stateNumber = TCP_STATES.indexOf(entry.tcpState)
        // Nobody wrote its windows down: they bind nobody, and a closed one may be opened again, as `conntrack -I` makes it.
        const closed = connection.tcp.stateNumber >= TCP_STATES.indexOf('TIME_WAIT') ? WindowFlag.CLOSE_INIT : 0
        for (const window of connection.tcp.windows) window.flags = WindowFlag.SACK_PERMITTED | WindowFlag.BE_LIBERAL | closed
      }
      if (entry.sctpState !== undefined) {
        connection.sctp = new SctpTracking()
        connection.sctp.stateNumber = SCTP_STATES.indexOf(entry.sctpState)
      }
      masters.set(entry.id, connection)
      this.index.insert(connection)
      if (this.onRestored !== null) this.onRestored(connection)
      this.nextId = Math.max(this.nextId, entry.id + 1)
      if (connection.expires < this.nextSweep) this.nextSweep = connection.expires
    }
  }

  flush(skb: SocketBuffer | null): void {
    const all: Connection[] = []
    this.index.forEach((connection) => {
      all.push(connection)
    })
    for (const connection of all.sort((a, b) => a.id - b.id)) this.vanish(connection, 'flushed', skb)
  }

  taken(tuple: Tuple, except: Connection): boolean {
    const { zones } = except
    for (const owner of this.hashed(tuple, zones, zones.reply)) {
      // The very same flow is no rival: confirmation sorts that out.
      if (owner !== except && !(sameTuple(owner.original, except.original) && owner.zones.original === zones.original)) return true
    }
    return false
  }

  /**
   * Connections with a tuple in the same zone, of those that the kernel's hash has under a zone's number: tuples are hashed with the
   * zone of their direction, so that zones of one direction alone keep both ends of a flow apart (hash_conntrack_raw).
   */
  private *hashed(tuple: Tuple, zones: Zone, number: number): Generator<Connection, undefined> {
    const now = this.deps.now()
    for (let slot = this.index.findTuple(tuple, now, zones); slot >= 0; slot = this.index.findNext(slot, now, zones)) {
      const owner = this.index.connectionAt(slot)
      if ((this.index.directionAt(slot) === 0 ? owner.zones.original : owner.zones.reply) === number) yield owner
    }
    return undefined
  }

  find(tuple: Tuple, zone: Zone): { readonly connection: Connection; readonly direction: DirectionIndex } | null {
    const slot = this.index.findTuple(tuple, this.deps.now(), zone)
    return slot < 0 ? null : { connection: this.index.connectionAt(slot), direction: this.index.directionAt(slot) }
  }

  kill(connection: Connection, why: 'closed' | 'clash', skb: SocketBuffer): void {
    this.vanish(connection, why, skb)
  }

  private vanish(connection: Connection, why: 'unconfirmed' | 'timeout' | 'clash' | 'closed' | 'flushed', skb: SocketBuffer | null): void {
    if (connection.dying) return
    connection.dying = true
    this.index.remove(connection)
    this.expectations.forget(connection)
    if (this.onGone !== null) this.onGone(connection)
    if (skb !== null && this.deps.emit !== null) this.deps.emit({ kind: 'connection vanished', connection: connection.id, why }, skb)
  }

  private invalid(skb: SocketBuffer, why: string): Verdict {
    skb.tracking = INVALID
    if (this.deps.emit !== null)
      this.deps.emit({ kind: 'connection looked up', state: 'INVALID', direction: 'original', connection: null, why }, skb)
    return 'ACCEPT'
  }

  private lookedUp(skb: SocketBuffer, connection: Connection, info: ConnectionInfo, why: string): void {
    if (this.deps.emit === null) return
    const direction = isReply(info) ? 'reply' : 'original'
    const state = info === 'ESTABLISHED_REPLY' ? 'ESTABLISHED' : info === 'RELATED_REPLY' ? 'RELATED' : info
    this.deps.emit({ kind: 'connection looked up', state, direction, connection: connection.id, why }, skb)
  }

  private changed(skb: SocketBuffer, connection: Connection, why: string): void {
    if (this.deps.emit !== null) this.deps.emit({ kind: 'connection changed', entry: toEntry(connection), why }, skb)
  }

  private skipped(skb: SocketBuffer, hook: Hook, stage: 'conntrack' | 'confirm', reason: SkipReason): void {
    if (this.deps.emit !== null) this.deps.emit({ kind: 'stage skipped', hook, stage, reason }, skb)
  }
}

/** What a helper's NAT changed in a packet, for its event. */
function helpedChanges(before: Packet, after: Packet): FieldChange[] {
  const [was, is] = [before.transport, after.transport]
  if (was.kind !== 'tcp' || is.kind !== 'tcp') return []
  const changes: FieldChange[] = []
  if (was.payload !== is.payload) changes.push({ field: 'payload', from: was.payload.trim(), to: is.payload.trim() })
  if (was.sequence !== is.sequence) changes.push({ field: 'sequence', from: String(was.sequence), to: String(is.sequence) })
  if (was.acknowledgement !== is.acknowledgement)
    changes.push({ field: 'acknowledgement', from: String(was.acknowledgement), to: String(is.acknowledgement) })
  return changes
}
