import type { HostFacts, LogRequest, MatchEnvironment, RejectKind, SocketFacts } from '../extensions/semantics'
import { type Hook, type Ipv4, type Microseconds, type Packet, packetLength, type Service } from '../model'
import type { Copier, Fate, Origin, PacketId, RoutingDecision, TraceFact } from '../trace/event'
import { type Awake, awakeFor, needsAccounting } from './awake'
import { type CompiledRuleset, compileRuleset } from './compile'
import type { ConnectionTable, ConnectionTableDependencies } from './conntrack/connection-table'
import { createConnectionTable } from './conntrack/table'
import { zoneWith } from './conntrack/zone'
import type { Foreseen } from './foreseen'
import { type HookOutcome, HookWalk, type WalkedHost } from './hook-walk'
import type { HostOptions } from './host-options'
import { type Because, type OwnPacket, sendIcmpError } from './icmp-answers'
import { IpInput, tooLarge } from './ip-input'
import type { OwnOptions } from './ip-options'
import { leavingPieces } from './leaving-pieces'
import { LIMITS, type LimitName } from './limits'
import { Loopback } from './loopback'
import { createNat, type Nat } from './nat/nat'
import type { Observer } from './observer'
import type { HeaderFault } from './odd-packet'
import { packetChanges } from './packet-changes'
import { createRandom } from './random'
import { rare } from './rare'
import { RecentLists } from './recent-lists'
import { ERROR_TEXT, type Routed, routeOutput } from './routing/decide'
import { decisionOf, flowOf, OF_RAW_SOCKET, WITHOUT_PORTS } from './routing/packet-flow'
import { routeBack } from './routing/route-back'
import { RouteCache } from './routing/route-cache'
import { type RouteError, RoutingTables } from './routing/tables'
import type { RuleContext } from './rule-context'
import type { SetStore } from './sets'
import { type HostSettings, readSettings } from './settings'
import type { SimulationInput } from './simulation-input'
import { KERNEL_OWNER, type SocketBuffer, setDestination } from './skb'
import { LocalStack } from './sockets/local-stack'
import { factsOf, socketEnds } from './sockets/socket-for'
import type { Belonging, Synproxy } from './synproxy'

/** What leaves the host and what its log says, for whoever listens. */
export interface HostListener {
  /** A packet left on a wire, in these pieces where it did not leave whole. */
  transmitted(skb: SocketBuffer, interfaceName: string, pieces: readonly Packet[] | null): void
  logged(line: string): void
  /** Does something at a later time. */
  later(by: Microseconds, happen: () => void): void
  /** A process of an exchange that waits for this packet. */
  claim(skb: SocketBuffer): { readonly to: string; answer(): void } | null
}

/** What a process is told of a packet that is too long for its way (EMSGSIZE). */
const ERROR_MESSAGE_SIZE = 'Message too long'
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
  private readonly loadedSets: SimulationInput['sets']
  private readonly deps: ConnectionTableDependencies
  private readonly next: () => number
  private readonly input: IpInput
  private readonly stack: LocalStack
  private readonly routes: RouteCache
  private ownSets: SetStore | null = null
  private ownSynproxy: Synproxy | null = null
  private ownOptions: HostOptions | null = null
  private readonly walk: HookWalk
  private readonly loopback: Loopback
  private answers = 0
  private sendingIcmp = false
  /** current->in_nf_duplicate. */
  private duplicating = false

  constructor(
    input: SimulationInput,
    readonly observer: Observer | null,
    private readonly listener: HostListener,
    readonly traceEverything: boolean,
    readonly foreseen: Foreseen | null = null,
  ) {
    this.next = createRandom(input.seed)
    this.decisions = input.decisions
    this.loadedSets = input.sets
    this.settings = readSettings(input.network.sysctl)
    this.tables = new RoutingTables(input.network)
    this.services = input.network.services
    this.compiled = compileRuleset(input.ruleset, input.decisions)
    this.awake = awakeFor(input.ruleset)
    this.deps = {
      now: () => this.now,
      random: () => this.next(),
      foreseen,
      emit: observer === null ? null : (fact, skb) => this.emit(skb, fact),
      sysctl: input.network.sysctl,
      accounting: needsAccounting(input.ruleset),
      log: (skb, prefix) => this.logByKernel(skb, prefix),
    }
    this.connections = createConnectionTable(this.deps)
    this.nat = createNat(this.connections, this.deps)
    if (input.connections.length > 0) this.connections.restore(input.connections)
    const recent = new RecentLists((list, address, stamps) => this.emitCurrent({ kind: 'recent changed', list, address, stamps }))
    this.facts = {
      addressType: (address, limitTo) => this.tables.addressType(address, limitTo),
      recent: (name) => recent.list(name),
      inSet: (set, directions, environment, question) => this.sets.test(set, directions, environment, question),
      random: () => this.next(),
      groupOf: (name) => this.tables.interface(name)?.group ?? 0,
      routeBack: (packet, mark, acceptLocal) => routeBack(this.tables, packet, mark, acceptLocal),
      connectionOf: (tuple, zone) => this.connections.find(tuple, zoneWith(zone, 'both'))?.connection ?? null,
      socketFor: (environment) => this.socketFor(environment),
    }
    this.walk = new HookWalk(this)
    this.loopback = new Loopback(this, this.walk)
    this.routes = new RouteCache(this.tables, this.settings)
    this.stack = new LocalStack({
      now: () => this.now,
      random: () => this.next(),
      foreseen,
      settings: this.settings,
      services: this.services,
      observed: observer !== null,
      emit: (skb, fact) => this.emit(skb, fact),
      mtuTo: (source, destination) => this.mtuTo(source, destination),
      sendOwn: (packet, because) => this.sendOwn(packet, because),
      echoOptions: (skb) => this.echoOptions(skb),
      claim: (skb) => this.listener.claim(skb),
      later: (by, happen) =>
        this.listener.later(by, () => {
          this.answers = 0
          happen()
          this.loopback.drain()
        }),
    })
    this.input = new IpInput(this, { walk: this.walk, routes: this.routes, stack: this.stack })
  }

  get sets(): SetStore {
    this.ownSets ??= new (rare().SetStore)(this.loadedSets, (set, element, change) =>
      this.emitCurrent({ kind: 'set changed', set, element, change }),
    )
    return this.ownSets
  }

  get synproxy(): Synproxy {
    this.ownSynproxy ??= new (rare().Synproxy)(this)
    return this.ownSynproxy
  }

  get options(): HostOptions {
    const host = this
    this.ownOptions ??= new (rare().HostOptions)({
      tables: this.tables,
      settings: this.settings,
      get now() {
        return host.now
      },
      routeInput: (skb, name) => this.routes.input(skb, name),
    })
    return this.ownOptions
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
    circumstances: { readonly sourceMac: string | null; readonly sending: number | null; readonly fault?: HeaderFault | null },
  ): SocketBuffer {
    const skb = this.makePacket(packet, { kind: 'wire', interface: interfaceName }, circumstances.sending)
    skb.inInterface = interfaceName
    const own = this.tables.interface(interfaceName)
    skb.destinationMac = own?.mac ?? null
    skb.sourceMac = own?.mac == null ? null : circumstances.sourceMac
    this.appear(skb)
    this.answers = 0
    if (own?.up !== true) this.end(skb, { kind: 'died', where: 'interface', reason: own === null ? 'no such interface' : 'interface down' })
    // ip_rcv_core: before any hook.
    else if (circumstances.fault != null) this.end(skb, { kind: 'died', where: 'interface', reason: circumstances.fault })
    else this.input.receive(skb, interfaceName)
    this.loopback.drain()
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
    const error = this.loopback.whileSending(() => this.sendRaw(skb, sender.bound))
    return { skb, error }
  }

  private sendRaw(skb: SocketBuffer, bound: boolean): string | null {
    const { packet } = skb
    const flow = flowOf(packet, { mark: skb.mark, source: bound ? packet.source : 0, tos: bound ? packet.tos : 0 })
    const routed = routeOutput(this.tables, this.settings, bound ? flow : { ...flow, ...OF_RAW_SOCKET }, !bound)
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
      this.end(skb, { kind: 'died', where: 'routing', reason: 'message too long' }, ERROR_MESSAGE_SIZE)
      return ERROR_MESSAGE_SIZE
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
      destination: own.options?.firstStop ?? own.destination,
      ttl: this.settings.defaultTtl,
      tos: own.tos,
      id: own.dontFragment ? 0 : this.next() & 0xffff,
      dontFragment: own.dontFragment,
      moreFragments: false,
      fragmentOffset: 0,
      ipOptions: '',
      transport: own.transport,
    }
    const flow = flowOf(draft, { mark: 0, source: own.source, tos: own.tos })
    const routed = routeOutput(this.tables, this.settings, flow, own.transparent === true)
    if (routed.kind === 'refused') return null
    // ip_build_and_send_pkt: a SYN+ACK comes from the very address that was asked for, even if that is none.
    const source = own.source === 0 && own.socket !== 'request' ? routed.destination.source : own.source
    const ipOptions = own.options === undefined ? '' : this.options.built(own.options, own.destination, source)
    // ip_send_unicast_reply: what is for nobody's address goes where routing takes that to be, to the host itself.
    const destination = draft.destination === 0 && own.socket !== 'request' ? routed.destination.nextHop : draft.destination
    // tcp_v4_send_reset sums up before the route says whose address it is.
    const summed = own.transport.kind !== 'tcp' || (source === draft.source && destination === draft.destination)
    const packet: Packet = { ...draft, source, destination, ipOptions, ...(summed ? {} : { wrongChecksum: true }) }
    const skb = this.makePacket(packet, { kind: 'answer', to: because.to.id, by: because.by }, because.to.sending)
    skb.owner = own.socket === 'none' ? null : own.socket === 'kernel' ? KERNEL_OWNER : ROOT
    skb.requestSocket = own.socket === 'request'
    if (own.segmentSize !== undefined) skb.segmentSize = own.segmentSize
    // ip_options_build: what the host has made of them is known, should REJECT answer it.
    if (own.options !== undefined) skb.options = { ...own.options, bytes: ipOptions }
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

  /** nf_send_reset. */
  sendReset(packet: Packet, to: SocketBuffer): PacketId | null {
    return this.sendForeign(packet, to, 'REJECT', (skb) => this.connections.attach(skb, to))
  }

  sendProxied(packet: Packet, belonging: Belonging, to: SocketBuffer): void {
    this.sendForeign(packet, to, 'SYNPROXY', (skb) => {
      if (belonging === 'begins') skb.tracking = { kind: 'none', template: { helper: null, zone: null, proxied: true } }
      else if (belonging !== 'looked up' && to.tracking.kind === 'tracked') skb.tracking = to.tracking.connection.tracked(belonging)
    })
  }

  /** What the host sends in another's name is routed as if it had come from here (ip_route_me_harder). */
  private sendForeign(packet: Packet, to: SocketBuffer, by: 'REJECT' | 'SYNPROXY', belong: (skb: SocketBuffer) => void): PacketId | null {
    if (!this.mayAnswer(to)) return null
    const skb = this.makePacket({ ...packet, ttl: this.settings.defaultTtl }, { kind: 'answer', to: to.id, by }, to.sending)
    setDestination(skb, to.destination)
    const routed = this.lookAgain(skb)
    if (routed.kind === 'refused') {
      this.packets--
      return null
    }
    this.appear(skb)
    belong(skb)
    this.tellRoute(skb, 'output', routed)
    setDestination(skb, routed.destination)
    this.localOut(skb)
    return skb.id
  }

  reject(skb: SocketBuffer, kind: RejectKind): PacketId | null {
    return rare().sendReject(this, skb, kind)
  }

  echoOptions(skb: SocketBuffer): OwnOptions | 'none' | null {
    return skb.options === undefined ? 'none' : this.options.echo(skb.options, skb.packet.source)
  }

  log(context: RuleContext, request: LogRequest): void {
    const line = rare().lineOfRule(context.skb, context, request)
    this.listener.logged(line)
    if (this.observer !== null) this.emit(context.skb, { kind: 'line logged', place: context.place, level: request.level, line })
  }

  private logByKernel(skb: SocketBuffer, prefix: string): void {
    const line = rare().lineOfKernel(skb, prefix)
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
  private socketFor(environment: MatchEnvironment): SocketFacts | null {
    const skb = this.walk.current()
    if (skb?.proxy !== undefined) return { ...factsOf(skb.proxy.service), ...(skb.proxy.connected ? { wildcard: false } : {}) }
    if (skb !== null && this.listener.claim(skb) !== null) return { wildcard: false, transparent: false }
    const ends = socketEnds(environment)
    return ends === null ? null : this.stack.socketAt(ends)
  }

  /** nf_tproxy_get_sock_v4: the connection's own socket, or the listening one. */
  giveToProxy(skb: SocketBuffer, inInterface: string | null, address: Ipv4, port: number): boolean {
    const local = address !== 0 ? address : inInterface === null ? null : this.tables.firstAddress(inInterface)
    const proxy = this.stack.proxyFor(skb.packet, local ?? skb.packet.destination, port)
    if (proxy == null) return false
    skb.proxy = proxy
    return true
  }

  /** The MTU of the route to an address. */
  mtuTo(source: Ipv4, destination: Ipv4): number {
    const routed = routeOutput(
      this.tables,
      this.settings,
      { source, destination, mark: 0, tos: 0, in: 'lo', out: null, ...WITHOUT_PORTS },
      true,
    )
    return routed.kind === 'destination' ? this.mtuOf(routed.destination.out) : 1500
  }

  random(): number {
    return this.next()
  }

  mtuOf(name: string): number {
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

  takeUp(): void {
    this.loopback.takeUp()
  }

  receive(skb: SocketBuffer, interfaceName: string): void {
    this.input.receive(skb, interfaceName)
  }

  tellChange(skb: SocketBuffer, before: Packet, kind: 'routing' | 'forwarding'): void {
    if (this.observer === null || skb.packet === before) return
    const changes = packetChanges(before, skb.packet)
    this.emit(skb, { kind: 'packet changed', by: { kind }, changes, headers: skb.packet, mark: skb.mark })
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

  /** ip_output and ip_mc_output: POSTROUTING, then the wire or lo. */
  output(skb: SocketBuffer): string | null {
    const { destination } = skb
    if (destination === null) throw new Error('a packet without route cannot leave')
    if (destination.local && destination.out !== 'lo') {
      // It tells POSTROUTING of no way in, not even TEE's.
      skb.inInterface = null
      if (destination.multicast) this.loopback.hear(skb, destination.out, 'multicast')
      if (destination.multicast && skb.packet.ttl === 0) {
        this.end(skb, { kind: 'died', where: 'forwarding', reason: 'ttl expired' })
        return null
      }
      if (destination.broadcast) this.loopback.hear(skb, destination.out, 'broadcast')
    }
    const outcome = this.walk.through(skb, 'POSTROUTING', skb.inInterface, destination.out)
    if (outcome.kind === 'stopped') {
      this.end(skb, outcome.fate, outcome.error)
      return outcome.error
    }
    if (destination.out === 'lo') {
      this.loopback.transmit(skb)
      return null
    }
    const mtu = this.mtuOf(destination.out)
    if (skb.packet.dontFragment && tooLarge(skb, mtu)) {
      sendIcmpError(this, skb, { type: 3, code: 4, info: mtu }, { by: 'routing', attach: true })
      this.end(skb, { kind: 'died', where: 'forwarding', reason: 'fragmentation needed' })
      return ERROR_MESSAGE_SIZE
    }
    this.listener.transmitted(skb, destination.out, skb.segmentSize === undefined ? leavingPieces(skb, mtu) : rare().segmentsOf(skb))
    this.end(skb, { kind: 'transmitted', interface: destination.out, nextHop: destination.nextHop })
    return null
  }

  /** The TEE target (nf_dup_ipv4): a copy that nobody tracks leaves through OUTPUT to the gateway; copies are not copied again. */
  duplicate(skb: SocketBuffer, hook: Hook, gateway: Ipv4, out: string | null): void {
    if (this.duplicating || !this.mayAnswer(skb)) return
    const { packet } = skb
    const arriving = hook === 'PREROUTING' || hook === 'INPUT'
    const over = out !== null && this.tables.interface(out) !== null ? out : null
    const flow = { ...flowOf(packet, { mark: 0, source: 0, tos: packet.tos }), destination: gateway, out: over }
    const routed = routeOutput(this.tables, this.settings, { ...flow, ...WITHOUT_PORTS }, false)
    if (routed.kind === 'refused') return
    const copy = this.copyOf(skb, 'TEE', { ...packet, dontFragment: true, ttl: arriving ? (packet.ttl - 1) & 255 : packet.ttl })
    copy.tracking = { kind: 'untracked' }
    if (arriving && skb.tracking.kind === 'invalid') copy.summed = true
    copy.cutAnew = { dontFragment: packet.dontFragment }
    // nf_dup_ipv4_route writes it into skb->dev, which POSTROUTING takes for where the packet came in.
    copy.inInterface = routed.destination.out
    this.tellRoute(copy, 'output', routed)
    setDestination(copy, routed.destination)
    this.duplicating = true
    this.localOut(copy)
    this.duplicating = false
  }

  copyOf(skb: SocketBuffer, by: Copier, packet = skb.packet): SocketBuffer {
    this.packets++
    const copy: SocketBuffer = { ...skb, id: this.packets, packet, origin: { kind: 'copy', of: skb.id, by }, owner: null }
    this.appear(copy)
    return copy
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

  /** ip_route_me_harder: by the packet's own source where that can be one, whatever it carries. */
  private lookAgain(skb: SocketBuffer): Routed {
    const { packet, destination } = skb
    const type = this.tables.addressType(packet.source, destination?.out ?? null)
    const possible = type === 'LOCAL' || type === 'UNICAST'
    const flow = flowOf(packet, { mark: skb.mark, source: possible ? packet.source : 0, tos: packet.tos })
    return routeOutput(this.tables, this.settings, flow, possible || skb.owner !== null)
  }

  /** An event about the packet whose rules are being asked right now. */
  private emitCurrent(fact: TraceFact): void {
    const skb = this.walk.current()
    if (skb !== null) this.emit(skb, fact)
  }

  tellRoute(skb: SocketBuffer, reason: RoutingDecision['reason'], routed: Routed): void {
    if (this.observer === null) return
    this.emit(skb, { kind: 'routed', decision: decisionOf(reason, routed) })
  }

  end(skb: SocketBuffer, fate: Fate, error: string | null = null): void {
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
