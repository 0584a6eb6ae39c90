import type {
  ConnectionTemplate,
  HostFacts,
  LogRequest,
  NatRange,
  Owner,
  PacketType,
  RejectKind,
  SetDirection,
  SetMapping,
  SynproxyUse,
  TargetContext,
} from '../extensions/semantics'
import type { ConnectionState, Direction, Hook, Ipv4, Microseconds, Packet, TableName } from '../model'
import type { Comparison, PacketId, Place, TraceFact } from '../trace/event'
import { type CompiledTable, placeOf, targetName } from './compile'
import type { Connection } from './conntrack/connection'
import type { ConnectionTable } from './conntrack/connection-table'
import type { LimitName } from './limits'
import type { Nat } from './nat/nat'
import type { Observer } from './observer'
import { packetChanges } from './packet-changes'
import type { SetStore } from './sets'
import type { SocketBuffer } from './skb'
import type { ProxyVerdict, Synproxy } from './synproxy'

/** What a rule's matches and target need of the host they stand on. */
export interface RuleHost {
  readonly observer: Observer | null
  readonly now: Microseconds
  readonly facts: HostFacts
  readonly connections: ConnectionTable
  readonly nat: Nat
  readonly sets: SetStore
  readonly synproxy: Synproxy
  readonly decisions: { readonly [ruleKey: string]: 'yes' | 'no' }
  emit(skb: SocketBuffer, fact: TraceFact): void
  log(context: RuleContext, request: LogRequest): void
  /** Sends a refusal; the id of the answer, or null where none may be sent. */
  reject(skb: SocketBuffer, kind: RejectKind): PacketId | null
  giveToProxy(skb: SocketBuffer, inInterface: string | null, address: Ipv4, port: number): boolean
  duplicate(skb: SocketBuffer, hook: Hook, gateway: Ipv4, out: string | null): void
  interfaceAddress(skb: SocketBuffer, name: string, peer: Ipv4): Ipv4 | null
  pathMtu(skb: SocketBuffer): number
  limitReached(skb: SocketBuffer, limit: LimitName): void
}

const NONE: readonly Comparison[] = []

/** A packet at a hook, as rules see it: one object per walk through a hook, used for all its tables and rules. */
export class RuleContext implements TargetContext {
  skb: SocketBuffer
  hook: Hook = 'PREROUTING'
  table: TableName = 'raw'
  /** The hook's interfaces (nf_hook_state): they stay what they are through the hook, even when a table makes the host route again. */
  inInterface: string | null = null
  outInterface: string | null = null
  compiled: CompiledTable | null = null
  /** The entry of the compiled table that is being asked. */
  entry = 0
  comparisons: readonly Comparison[] = NONE
  unknownName = ''
  hotdropped = false
  /** REJECT acted; the answer it made, if any. */
  rejected = false
  answer: PacketId | null = null

  constructor(
    private readonly ruleHost: RuleHost,
    skb: SocketBuffer,
  ) {
    this.skb = skb
  }

  /** Begins a hook. */
  begin(skb: SocketBuffer, hook: Hook, inInterface: string | null, outInterface: string | null): void {
    this.skb = skb
    this.hook = hook
    this.inInterface = inInterface
    this.outInterface = outInterface
    this.rejected = false
    this.answer = null
    this.hotdropped = false
  }

  /** Begins a table. */
  enter(table: CompiledTable, hook: Hook): void {
    this.compiled = table
    this.table = table.name
    this.hook = hook
    this.comparisons = NONE
    this.hotdropped = false
  }

  get observer(): Observer | null {
    return this.ruleHost.observer
  }

  get place(): Place {
    const { compiled } = this
    if (compiled === null) throw new Error('no table is being asked')
    return placeOf(compiled, this.entry)
  }

  get packet(): Packet {
    return this.skb.packet
  }

  get mark(): number {
    return this.skb.mark
  }

  get packetType(): PacketType {
    return this.skb.packetType
  }

  get destinationMac(): string | null {
    return this.skb.destinationMac
  }

  get sourceMac(): string | null {
    return this.skb.sourceMac
  }

  get owner(): Owner | null {
    return this.skb.owner
  }

  get realm(): number {
    return this.skb.destination?.realm ?? 0
  }

  get connectionState(): ConnectionState {
    const { tracking } = this.skb
    if (tracking.kind === 'untracked') return 'UNTRACKED'
    // xt_CT hangs its template on the packet as if it were a new connection.
    if (tracking.kind === 'none' && tracking.template !== undefined) return 'NEW'
    if (tracking.kind !== 'tracked') return 'INVALID'
    const { info } = tracking
    if (info === 'NEW') return 'NEW'
    return info === 'ESTABLISHED' || info === 'ESTABLISHED_REPLY' ? 'ESTABLISHED' : 'RELATED'
  }

  get connection(): Connection | null {
    const { tracking } = this.skb
    return tracking.kind === 'tracked' ? tracking.connection : null
  }

  get direction(): Direction {
    const { tracking } = this.skb
    return tracking.kind === 'tracked' && (tracking.info === 'ESTABLISHED_REPLY' || tracking.info === 'RELATED_REPLY')
      ? 'reply'
      : 'original'
  }

  get now(): Microseconds {
    return this.ruleHost.now
  }

  get host(): HostFacts {
    return this.ruleHost.facts
  }

  hotdrop(): void {
    this.hotdropped = true
  }

  emit(fact: TraceFact): void {
    this.ruleHost.emit(this.skb, fact)
  }

  decisionOf(ruleKey: string): 'yes' | 'no' | null {
    return this.ruleHost.decisions[ruleKey] ?? null
  }

  limitReached(limit: LimitName): void {
    this.ruleHost.limitReached(this.skb, limit)
  }

  setMark(mark: number): void {
    const { skb } = this
    if (skb.mark === mark) return
    const from = skb.mark
    skb.mark = mark
    if (this.observer === null) return
    const changes = [{ field: 'mark', from: `0x${from.toString(16)}`, to: `0x${mark.toString(16)}` }] as const
    this.emit({ kind: 'packet changed', by: { kind: 'rule', place: this.place }, changes, headers: skb.packet, mark })
  }

  setConnectionMark(mark: number): void {
    const { connection } = this
    // A connection that was killed under way (a RST before any answer) lives on with this packet only: no longer news to anybody.
    if (connection?.dying === true) connection.mark = mark >>> 0
    else this.ruleHost.connections.setMark(this.skb, mark)
  }

  rewrite(packet: Packet): void {
    const { skb } = this
    const before = skb.packet
    skb.packet = packet
    if (this.observer === null) return
    const changes = packetChanges(before, packet)
    if (changes.length === 0) return
    this.emit({ kind: 'packet changed', by: { kind: 'rule', place: this.place }, changes, headers: packet, mark: skb.mark })
  }

  log(request: LogRequest): void {
    this.ruleHost.log(this, request)
  }

  reject(kind: RejectKind): void {
    this.rejected = true
    this.answer = this.ruleHost.reject(this.skb, kind)
  }

  untrack(): void {
    const { skb } = this
    if (!this.isUnclaimed(skb)) return
    this.ruleHost.connections.untrack(skb)
    if (this.observer !== null) this.emit({ kind: 'tracking disabled', place: this.place })
  }

  trackAs(template: ConnectionTemplate): void {
    const { skb } = this
    if (this.isUnclaimed(skb) && !(skb.tracking.kind === 'none' && skb.tracking.attached)) skb.tracking = { kind: 'none', template }
  }

  /** Whether nothing hangs on the packet (skb->_nfct): also not on one that was invalid on its way out and comes back in by lo. */
  private isUnclaimed({ tracking }: SocketBuffer): boolean {
    return tracking.kind === 'invalid' || (tracking.kind === 'none' && tracking.template === undefined)
  }

  giveToProxy(address: Ipv4, port: number): boolean {
    return this.ruleHost.giveToProxy(this.skb, this.inInterface, address, port)
  }

  proxySyn(use: SynproxyUse): ProxyVerdict | 'CONTINUE' {
    return this.ruleHost.synproxy.target(this.skb, use)
  }

  duplicate(gateway: Ipv4, out: string | null): void {
    this.ruleHost.duplicate(this.skb, this.hook, gateway, out)
  }

  bypassQueue(): void {
    this.skb.bypassed = true
  }

  trace(): void {
    const { skb } = this
    if (skb.traced) return
    skb.traced = true
    if (this.observer !== null) this.emit({ kind: 'trace enabled', place: this.place })
  }

  bindNat(range: NatRange): 'ACCEPT' | 'DROP' {
    const { compiled, entry } = this
    const rule = compiled === null ? null : compiled.rules[entry]
    const masquerade = rule !== null && rule !== undefined && targetName(rule) === 'MASQUERADE' ? this.outInterface : null
    return this.ruleHost.nat.bind(this.skb, this.hook, range, this.observer === null ? null : this.place, masquerade)
  }

  interfaceAddress(name: string, peer: Ipv4): Ipv4 | null {
    return this.ruleHost.interfaceAddress(this.skb, name, peer)
  }

  pathMtu(): number {
    return this.ruleHost.pathMtu(this.skb)
  }

  addToSet(set: string, directions: readonly SetDirection[], options: { readonly exist: boolean; readonly timeout: number | null }): void {
    this.ruleHost.sets.add(set, directions, this, options)
  }

  mappingIn(set: string, directions: readonly SetDirection[]): SetMapping | null {
    return this.ruleHost.sets.mapping(set, directions, this)
  }

  removeFromSet(set: string, directions: readonly SetDirection[]): void {
    this.ruleHost.sets.remove(set, directions, this)
  }
}
