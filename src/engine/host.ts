import type { HostFacts, LogRequest, MatchEnvironment, RejectKind } from '../extensions/semantics'
import { type Ipv4, type Microseconds, type Packet, packetLength, type Service } from '../model'
import type { Fate, Origin, PacketId, RoutingDecision, TraceFact } from '../trace/event'
import { logLine } from '../trace/log-line'
import { type Awake, awakeFor } from './awake'
import { type CompiledRuleset, compileRuleset } from './compile'
import { type ConnectionTable, type ConnectionTableDependencies, createConnectionTable } from './conntrack/table'
import { zoneWith } from './conntrack/zone'
import { inPieces, isFragment } from './defragment'
import { type HookOutcome, HookWalk, type WalkedHost } from './hook-walk'
import { type Because, type OwnPacket, sendIcmpError } from './icmp-answers'
import { LIMITS, type LimitName } from './limits'
import { createNat, type Nat } from './nat/nat'
import type { Observer } from './observer'
import { packetChanges } from './packet-changes'
import { PeerLimits } from './peer-limits'
import { createRandom } from './random'
import { RecentLists } from './recent-lists'
import { sendReject } from './reject'
import { ERROR_TEXT, type Routed, routeOutput } from './routing/decide'
import type { Destination } from './routing/destination'
import { decisionOf, flowOf } from './routing/packet-flow'
import { routeBack } from './routing/route-back'
import { RouteCache } from './routing/route-cache'
import { type RouteError, RoutingTables } from './routing/tables'
import type { RuleContext } from './rule-context'
import { SetStore } from './sets'
import { type HostSettings, readSettings } from './settings'
import type { SimulationInput } from './simulation-input'
import { KERNEL_OWNER, type SocketBuffer, setDestination } from './skb'
import { LocalStack } from './sockets/local-stack'
import { socketEnds } from './sockets/socket-for'

/** What leaves the host and what its log says, for whoever listens. */
export interface HostListener {
  transmitted(skb: SocketBuffer, interfaceName: string): void
  logged(line: string): void
  /** A process of an exchange that waits for this packet. */
  claim(skb: SocketBuffer): { readonly to: string; answer(): void } | null
}

const ROOT = { uid: 0, gid: 0 } as const
const NO_TRACKING = { kind: 'none' } as const

/**
 * One host: a packet comes in from a wire or a process and walks the hooks until it leaves, reaches somebody or dies, as
 * net/ipv4/ip_input.c, ip_forward.c and ip_output.c have it. Everything that happens is told to the observer.
 */
export class Host implements WalkedHost {
  readonly compiled: CompiledRuleset
  readonly awake: Awake
  readonly connections: ConnectionTable
  readonly nat: Nat
  readonly sets: SetStore
  readonly facts: HostFacts
  readonly tables: RoutingTables
  readonly settings: HostSettings
  readonly services: readonly Service[]
  readonly decisions: SimulationInput['decisions']
  now: Microseconds = 0
  packets = 0
  events = 0
  dropped = 0
  readonly limits = new Set<LimitName>()
  private readonly deps: ConnectionTableDependencies
  private readonly next: () => number
  private readonly stack: LocalStack
  private readonly peers = new PeerLimits()
  private readonly walk: HookWalk
  private readonly routes: RouteCache
  /** Packets on their way through lo: the kernel takes them up when the present one is done with (netif_rx). */
  private readonly looping: SocketBuffer[] = []
  private answers = 0
  private sendingIcmp = false

  constructor(
    input: SimulationInput,
    readonly observer: Observer | null,
    private readonly listener: HostListener,
    readonly traceEverything: boolean,
  ) {
    this.next = createRandom(input.seed)
    this.decisions = input.decisions
    this.settings = readSettings(input.network.sysctl)
    this.tables = new RoutingTables(input.network)
    this.services = input.network.services
    this.compiled = compileRuleset(input.ruleset, input.decisions)
    this.awake = awakeFor(input.ruleset)
    this.deps = {
      now: () => this.now,
      random: () => this.next(),
      emit: observer === null ? null : (fact, skb) => this.emit(skb, fact),
      sysctl: input.network.sysctl,
      accounting: needsAccounting(input.ruleset),
      log: (skb, prefix) => this.logByKernel(skb, prefix),
    }
    this.connections = createConnectionTable(this.deps)
    this.nat = createNat(this.connections, this.deps)
    if (input.connections.length > 0) this.connections.restore(input.connections)
    this.sets = new SetStore(input.sets, (set, element, change) => this.emitCurrent({ kind: 'set changed', set, element, change }))
    const recent = new RecentLists((list, address, stamps) => this.emitCurrent({ kind: 'recent changed', list, address, stamps }))
    this.facts = {
      addressType: (address, limitTo) => this.tables.addressType(address, limitTo),
      recent: (name) => recent.list(name),
      inSet: (set, directions, environment, question) => this.sets.test(set, directions, environment, question),
      random: () => this.next(),
      routeBack: (packet, mark, acceptLocal) => routeBack(this.tables, packet, mark, acceptLocal),
      connectionOf: (tuple, zone) => this.connections.find(tuple, zoneWith(zone, 'both'))?.connection ?? null,
      socketFor: (environment) => this.socketFor(environment),
    }
    this.walk = new HookWalk(this)
    this.routes = new RouteCache(this.tables, this.settings)
    this.stack = new LocalStack({
      now: () => this.now,
      random: () => this.next(),
      settings: this.settings,
      services: this.services,
      observed: observer !== null,
      emit: (skb, fact) => this.emit(skb, fact),
      mtuTo: (source, destination) => this.mtuTo(source, destination),
      sendOwn: (packet, because) => this.sendOwn(packet, because),
      claim: (skb) => this.listener.claim(skb),
    })
  }

  emit(skb: SocketBuffer, fact: TraceFact): void {
    if (this.observer === null) return
    this.events++
    this.observer.saw({ at: this.now, packet: skb.id, ...fact })
  }

  /** A packet arrives on a wire. */
  receiveFromWire(
    packet: Packet,
    interfaceName: string,
    circumstances: { readonly sourceMac: string | null; readonly sending: number | null },
  ): SocketBuffer {
    const skb = this.makePacket(packet, { kind: 'wire', interface: interfaceName }, circumstances.sending)
    skb.inInterface = interfaceName
    const own = this.tables.interface(interfaceName)
    skb.destinationMac = own?.mac ?? null
    skb.sourceMac = own?.mac == null ? null : circumstances.sourceMac
    this.appear(skb)
    this.answers = 0
    if (own?.up !== true) this.end(skb, { kind: 'died', where: 'interface', reason: own === null ? 'no such interface' : 'interface down' })
    else this.receive(skb, interfaceName)
    this.drain()
    return skb
  }

  /**
   * A process sends a packet through a raw socket (raw_sendmsg with IP_HDRINCL), or through its own (`bound`). What sendto() says,
   * or null. A raw socket's first route lookup knows no source address.
   */
  sendFromProcess(
    packet: Packet,
    sender: { readonly mark: number; readonly uid: number; readonly gid: number; readonly bound: boolean; readonly sending: number | null },
  ): { readonly skb: SocketBuffer; readonly error: string | null } {
    const skb = this.makePacket(packet, { kind: 'process', owner: sender.uid === 0 ? 'root' : String(sender.uid) }, sender.sending)
    skb.owner = { uid: sender.uid, gid: sender.gid }
    skb.mark = sender.mark
    this.appear(skb)
    this.answers = 0
    const error = this.sendRaw(skb, sender.bound)
    this.drain()
    return { skb, error }
  }

  private sendRaw(skb: SocketBuffer, bound: boolean): string | null {
    const { packet } = skb
    const routed = this.routeOwn(skb, bound ? packet.source : 0, { tos: bound ? packet.tos : 0, anySource: !bound })
    this.tellRoute(skb, 'output', routed)
    if (routed.kind === 'refused') {
      const error = ERROR_TEXT[routed.why as RouteError] ?? ERROR_TEXT.invalid
      this.end(skb, { kind: 'died', where: 'routing', reason: routed.why }, error)
      return error
    }
    const { destination } = routed
    if (destination.broadcast) {
      // Without SO_BROADCAST nobody may.
      this.end(skb, { kind: 'died', where: 'routing', reason: 'broadcast' }, 'Permission denied')
      return 'Permission denied'
    }
    if (packetLength(packet) > this.mtuOf(destination.out)) {
      this.end(skb, { kind: 'died', where: 'routing', reason: 'message too long' }, 'Message too long')
      return 'Message too long'
    }
    if (packet.source === 0) {
      // raw_send_hdrinc fills in what the route says, and leaves the checksums of TCP and UDP as they were without it.
      const summed = packet.transport.kind !== 'tcp' && packet.transport.kind !== 'udp'
      skb.packet = { ...packet, source: destination.source, ...(summed ? {} : { wrongChecksum: true }) }
      if (this.observer !== null) {
        const changes = packetChanges(packet, skb.packet)
        this.emit(skb, { kind: 'packet changed', by: { kind: 'routing' }, changes, headers: skb.packet, mark: skb.mark })
      }
    }
    setDestination(skb, destination)
    return this.localOut(skb)
  }

  /** Sends a packet that the host itself makes: routed, then ip_local_out. */
  sendOwn(own: OwnPacket, because: Because): PacketId | null {
    const icmp = own.transport.kind === 'icmp'
    // icmp_xmit_lock: while one ICMP message is on its way out, another cannot be made.
    if ((icmp && this.sendingIcmp) || !this.mayAnswer(because.to)) return null
    const draft: Packet = {
      source: own.source,
      destination: own.destination,
      ttl: this.settings.defaultTtl,
      tos: own.tos,
      id: own.dontFragment ? 0 : this.next() & 0xffff,
      dontFragment: own.dontFragment,
      moreFragments: false,
      fragmentOffset: 0,
      ipOptions: '',
      transport: own.transport,
    }
    const routed = routeOutput(this.tables, this.settings, flowOf(draft, { mark: 0, source: own.source, tos: own.tos }), false)
    if (routed.kind === 'refused') return null
    const packet = own.source === 0 ? { ...draft, source: routed.destination.source } : draft
    const skb = this.makePacket(packet, { kind: 'answer', to: because.to.id, by: because.by }, because.to.sending)
    skb.owner = own.socket === 'none' ? null : own.socket === 'kernel' ? KERNEL_OWNER : ROOT
    skb.requestSocket = own.socket === 'request'
    this.appear(skb)
    if (because.attach) this.connections.attach(skb, because.to)
    this.tellRoute(skb, 'output', routed)
    setDestination(skb, routed.destination)
    const before = this.sendingIcmp
    this.sendingIcmp = icmp || before
    this.localOut(skb)
    this.sendingIcmp = before
    return skb.id
  }

  /** nf_send_reset: it is routed as if it had come from here, whatever its source. */
  sendReset(packet: Packet, to: SocketBuffer): PacketId | null {
    if (!this.mayAnswer(to)) return null
    const skb = this.makePacket({ ...packet, ttl: this.settings.defaultTtl }, { kind: 'answer', to: to.id, by: 'REJECT' }, to.sending)
    setDestination(skb, to.destination)
    const routed = this.lookAgain(skb)
    if (routed.kind === 'refused') {
      this.packets--
      return null
    }
    this.appear(skb)
    this.connections.attach(skb, to)
    this.tellRoute(skb, 'output', routed)
    setDestination(skb, routed.destination)
    this.localOut(skb)
    return skb.id
  }

  reject(skb: SocketBuffer, kind: RejectKind): PacketId | null {
    return sendReject(this, skb, kind)
  }

  log(context: RuleContext, request: LogRequest): void {
    const { skb } = context
    const mac = macOf(skb, context.inInterface)
    const line = logLine(
      skb.packet,
      {
        prefix: request.prefix,
        in: context.inInterface,
        out: context.outInterface,
        mac,
        mark: skb.mark,
        owner: skb.owner === KERNEL_OWNER || skb.requestSocket === true ? null : skb.owner,
      },
      request,
    )
    this.listener.logged(line)
    if (this.observer !== null) this.emit(skb, { kind: 'line logged', place: context.place, level: request.level, line })
  }

  /** nf_log_packet without a rule: all that LOG could print, at level notice. */
  private logByKernel(skb: SocketBuffer, prefix: string): void {
    const facts = { prefix, in: null, out: null, mac: null, mark: skb.mark, owner: skb.owner === KERNEL_OWNER ? null : skb.owner }
    const line = logLine(skb.packet, facts, { tcpSequence: true, tcpOptions: true, ipOptions: true, uid: true, macDecode: false })
    this.listener.logged(line)
    if (this.observer !== null) this.emit(skb, { kind: 'line logged', place: null, level: 5, line })
  }

  interfaceAddress(skb: SocketBuffer, name: string, peer: Ipv4): Ipv4 | null {
    const { destination } = skb
    // MASQUERADE wants the address towards the next hop (nf_nat_masquerade_ipv4), REDIRECT the interface's first (nf_nat_redirect_ipv4).
    if (destination !== null && destination.out === name) return this.tables.selectAddress(name, destination.nextHop) || null
    return this.tables.firstAddress(name) ?? (this.tables.selectAddress(name, peer) || null)
  }

  pathMtu(skb: SocketBuffer): number {
    const { packet, destination } = skb
    const forward = destination === null ? 1500 : this.mtuOf(destination.out)
    return Math.min(forward, this.mtuTo(0, packet.source))
  }

  limitReached(skb: SocketBuffer, limit: LimitName): void {
    this.limits.add(limit)
    if (this.observer !== null) this.emit(skb, { kind: 'limit reached', limit, bound: LIMITS[limit] })
  }

  /** A bound of the whole run was reached: told as an event of its last packet. */
  cutShort(limit: LimitName): void {
    this.limits.add(limit)
    this.observer?.saw({ at: this.now, packet: this.packets, kind: 'limit reached', limit, bound: LIMITS[limit] })
  }

  /** The socket that a packet at a rule is for; a process of an exchange has one, too. */
  private socketFor(environment: MatchEnvironment): 'bound' | 'wildcard' | null {
    const skb = this.walk.current()
    if (skb !== null && this.listener.claim(skb) !== null) return 'bound'
    const ends = socketEnds(environment)
    return ends === null ? null : this.stack.socketAt(ends)
  }

  /** The MTU of the route to an address. */
  mtuTo(source: Ipv4, destination: Ipv4): number {
    const routed = routeOutput(
      this.tables,
      this.settings,
      { source, destination, mark: 0, tos: 0, in: 'lo', out: null, protocol: 0, sourcePort: 0, destinationPort: 0 },
      true,
    )
    return routed.kind === 'destination' ? this.mtuOf(routed.destination.out) : 1500
  }

  random(): number {
    return this.next()
  }

  private mtuOf(name: string): number {
    return this.tables.interface(name)?.mtu ?? 1500
  }

  private makePacket(packet: Packet, origin: Origin, sending: number | null): SocketBuffer {
    this.packets++
    return {
      id: this.packets,
      packet,
      origin,
      inInterface: null,
      outInterface: null,
      packetType: 'host',
      sourceMac: null,
      destinationMac: null,
      owner: null,
      requestSocket: false,
      mark: 0,
      traced: false,
      sending,
      tracking: NO_TRACKING,
      route: null,
      destination: null,
      certain: true,
    }
  }

  private appear(skb: SocketBuffer): void {
    if (this.observer === null) return
    this.emit(skb, { kind: 'packet appeared', origin: skb.origin, headers: skb.packet, mark: skb.mark, sending: skb.sending })
  }

  private mayAnswer(to: SocketBuffer): boolean {
    if (++this.answers <= LIMITS.answersPerPacket) return true
    this.limitReached(to, 'answersPerPacket')
    return false
  }

  /** Packets on lo come in again, once whoever sent them is done. */
  private drain(): void {
    for (let passes = 0; this.looping.length > 0; passes++) {
      const skb = this.looping.shift()
      if (skb === undefined) return
      if (passes > LIMITS.answersPerPacket) {
        this.limitReached(skb, 'loopbackPasses')
        this.end(skb, { kind: 'died', where: 'limits', reason: 'loopback' })
        continue
      }
      skb.inInterface = 'lo'
      // loopback_xmit: the sender's socket does not come along (skb_orphan).
      skb.owner = null
      skb.outInterface = null
      this.receive(skb, 'lo')
    }
  }

  /** ip_rcv: PREROUTING, then routing, unless lo has kept the route. */
  private receive(skb: SocketBuffer, interfaceName: string): void {
    const before = skb.packet.destination
    const outcome = this.walk.through(skb, 'PREROUTING', interfaceName, null)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate)
      return
    }
    // nf_nat_ipv4_pre_routing forgets the route when it changed the destination.
    if (skb.packet.destination !== before) setDestination(skb, null)
    if (skb.destination === null) {
      const routed = this.routes.input(skb, interfaceName)
      this.tellRoute(skb, 'input', routed)
      if (routed.kind === 'refused') {
        this.end(skb, { kind: 'died', where: 'routing', reason: routed.why })
        return
      }
      setDestination(skb, routed.destination)
    }
    const { destination } = skb
    if (destination === null) return
    switch (destination.input) {
      case 'deliver':
        this.deliver(skb, interfaceName)
        break
      case 'forward':
        this.forward(skb, interfaceName, destination)
        break
      case 'error':
        this.unreachable(skb, destination)
    }
  }

  /** ip_local_deliver. */
  private deliver(skb: SocketBuffer, interfaceName: string): void {
    if (isFragment(skb.packet) && !this.walk.defragment(skb, 'delivery')) {
      this.end(skb, { kind: 'died', where: 'local', reason: 'waiting for fragments' })
      return
    }
    const outcome = this.walk.through(skb, 'INPUT', interfaceName, null)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate)
      return
    }
    const delivery = this.stack.deliver(skb)
    this.end(
      skb,
      delivery.to === null
        ? { kind: 'died', where: 'local', reason: 'no socket' }
        : { kind: 'delivered', to: delivery.to, service: delivery.service },
    )
    delivery.answer()
  }

  /** ip_forward: the TTL goes down before FORWARD is asked, and a dead packet's sender is told before that. */
  private forward(skb: SocketBuffer, interfaceName: string, destination: Destination): void {
    if (skb.packetType !== 'host') {
      this.end(skb, { kind: 'died', where: 'forwarding', reason: 'not addressed to this host' })
      return
    }
    const { packet } = skb
    if (packet.ttl <= 1) {
      sendIcmpError(this, skb, { type: 11, code: 0 }, { by: 'ttl', attach: true })
      this.end(skb, { kind: 'died', where: 'forwarding', reason: 'ttl expired' })
      return
    }
    const mtu = this.mtuOf(destination.out)
    if (packet.dontFragment && packetLength(packet) > mtu) {
      sendIcmpError(this, skb, { type: 3, code: 4, mtu }, { by: 'routing', attach: true })
      this.end(skb, { kind: 'died', where: 'forwarding', reason: 'fragmentation needed' })
      return
    }
    skb.packet = { ...packet, ttl: packet.ttl - 1 }
    if (this.observer !== null) {
      const changes = packetChanges(packet, skb.packet)
      this.emit(skb, { kind: 'packet changed', by: { kind: 'forwarding' }, changes, headers: skb.packet, mark: skb.mark })
    }
    const outcome = this.walk.through(skb, 'FORWARD', interfaceName, destination.out)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate)
      return
    }
    this.output(skb)
  }

  /** ip_error: no way on from here. Only a router says so, and no more than a few times a second to each. */
  private unreachable(skb: SocketBuffer, destination: Destination): void {
    const { error } = destination
    if (this.settings.forwarding(skb.inInterface ?? 'lo')) {
      const code = error === 'no route' ? 0 : error === 'unreachable' || error === 'host unreachable' ? 1 : error === 'prohibit' ? 13 : null
      if (code !== null && this.peers.mayTell(skb.packet.source, this.now)) {
        sendIcmpError(this, skb, { type: 3, code }, { by: 'routing', attach: true })
      }
    }
    const reason = error === 'host unreachable' ? 'forwarding off' : (error ?? 'no route')
    this.end(skb, { kind: 'died', where: 'routing', reason })
  }

  /** ip_local_out: OUTPUT, then out. What a local sender is told, or null. */
  private localOut(skb: SocketBuffer): string | null {
    const outcome = this.walk.through(skb, 'OUTPUT', null, skb.destination?.out ?? null)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate, outcome.error)
      return outcome.error
    }
    return this.output(skb)
  }

  /** ip_output: POSTROUTING, then the wire or lo. */
  private output(skb: SocketBuffer): string | null {
    const { destination } = skb
    if (destination === null) throw new Error('a packet without route cannot leave')
    const outcome = this.walk.through(skb, 'POSTROUTING', skb.inInterface, destination.out)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate, outcome.error)
      return outcome.error
    }
    if (destination.out === 'lo') {
      this.looping.push(skb)
      return null
    }
    if (skb.pieces === undefined) this.listener.transmitted(skb, destination.out)
    else {
      const whole = skb.packet
      for (const piece of inPieces(whole, skb.pieces)) {
        skb.packet = piece
        this.listener.transmitted(skb, destination.out)
      }
      skb.packet = whole
    }
    this.end(skb, { kind: 'transmitted', interface: destination.out, nextHop: destination.nextHop })
    return null
  }

  /** ip_route_me_harder after a table changed what routing looks at. */
  reroute(skb: SocketBuffer): HookOutcome | null {
    const routed = this.lookAgain(skb)
    this.tellRoute(skb, 'reroute', routed)
    if (routed.kind === 'refused') {
      const error = ERROR_TEXT[routed.why as RouteError] ?? ERROR_TEXT.invalid
      return { kind: 'stopped', fate: { kind: 'died', where: 'routing', reason: routed.why }, error }
    }
    setDestination(skb, routed.destination)
    return null
  }

  /** ip_route_me_harder: by the packet's own source where that can be one. */
  private lookAgain(skb: SocketBuffer): Routed {
    const { packet, destination } = skb
    const type = this.tables.addressType(packet.source, destination?.out ?? null)
    const possible = type === 'LOCAL' || type === 'UNICAST'
    return this.routeOwn(skb, possible ? packet.source : 0, { tos: packet.tos, anySource: possible || skb.owner !== null })
  }

  private routeOwn(skb: SocketBuffer, source: Ipv4, how: { readonly tos: number; readonly anySource: boolean }): Routed {
    return routeOutput(this.tables, this.settings, flowOf(skb.packet, { mark: skb.mark, source, tos: how.tos }), how.anySource)
  }

  /** An event about the packet whose rules are being asked right now. */
  private emitCurrent(fact: TraceFact): void {
    const skb = this.walk.current()
    if (skb !== null) this.emit(skb, fact)
  }

  private tellRoute(skb: SocketBuffer, reason: RoutingDecision['reason'], routed: Routed): void {
    if (this.observer === null) return
    this.emit(skb, { kind: 'routed', decision: decisionOf(reason, routed) })
  }

  private end(skb: SocketBuffer, fate: Fate, error: string | null = null): void {
    this.connections.forget(skb)
    if (this.observer === null) return
    this.emit(skb, {
      kind: 'packet ended',
      fate,
      headers: skb.packet,
      certain: skb.certain,
      error: skb.origin.kind === 'process' ? error : null,
    })
  }
}

/** Whether a rule reads how much connections carry: loading it switches nf_conntrack_acct on (connbytes_mt_check). */
function needsAccounting(ruleset: SimulationInput['ruleset']): boolean {
  return ruleset.tables.some(({ chains }) =>
    chains.some(({ rules }) => rules.some(({ matches }) => matches.some(({ name }) => name === 'connbytes'))),
  )
}

function macOf(skb: SocketBuffer, inInterface: string | null): { readonly destination: string; readonly source: string } | null {
  if (inInterface === 'lo') return { destination: '00:00:00:00:00:00', source: '00:00:00:00:00:00' }
  return skb.destinationMac === null || skb.sourceMac === null ? null : { destination: skb.destinationMac, source: skb.sourceMac }
}
