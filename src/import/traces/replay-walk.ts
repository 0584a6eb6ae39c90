import { type Hook, type Packet, type Policy, packetLength, type TableName } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'
import type { Changer, Fate, FieldChange, PacketId, Place, TraceEvent, TraceFact } from '../../trace/event'
import type { RuleView } from '../../worker/protocol'
import { changesBetween, type SeenPacket } from './packet-fields'
import type { RecordedRules } from './recorded-rules'
import type { BasePlace, RecordedTables } from './recorded-tables'
import type { RecordedHop, RecordedWalk } from './recorded-walk'

/** Makes the packet that a line shows; null where it cannot be one. */
export type ReadPacket = (spec: PacketSpec) => Packet | null

/** A chain that the packet is in. */
interface Frame {
  /** As the recording names it: `filter FORWARD`, `fw4 accept_to_wan`. */
  readonly key: string
  readonly chain: string
  /** The last rule that matched in this visit. */
  last: number
  /** The rule that called it; null for a base chain. */
  readonly caller: Place | null
}

type Verdict = 'ACCEPT' | 'DROP' | 'REJECT' | 'QUEUE'

/**
 * One recorded walk as events: where the packet was, which rules matched, what was decided, as far as the lines tell or what follows
 * proves. Rules that did not match, conntrack and the routing tables are not in a trace and not in the events.
 */
export class WalkReplay {
  readonly events: TraceEvent[] = []
  /** How many of them there were after each line. */
  readonly afterHop: number[] = []
  private readonly stack: Frame[] = []
  private place: BasePlace | null = null
  private seen: SeenPacket | null = null
  private at = 0
  /** A verdict fell on this stage: the next line is of another. */
  private finished = true
  private pending: { readonly chain: string; readonly how: 'jump' | 'goto' } | null = null
  /** Rules that matched since the packet was last seen to change. */
  private matched: { readonly place: Place; readonly rule: RuleView }[] = []
  private fate: Fate | null = null

  constructor(
    private readonly id: PacketId,
    private readonly walk: RecordedWalk,
    private readonly rules: RecordedRules,
    private readonly tables: RecordedTables,
    private readonly readPacket: ReadPacket,
    private readonly begun: number,
  ) {}

  /** False where the recording does not show the packet. */
  run(): boolean {
    const { walk } = this
    const first = walk.hops.find(({ headers }) => headers !== null)?.headers ?? null
    const headers = walk.packet === null ? null : this.readPacket(walk.packet)
    if (headers === null) return false
    this.seen = { headers, mark: first?.mark ?? 0 }
    this.timed(walk.hops[0])
    const coming = first === null ? (walk.packet?.in ?? null) : first.in
    this.emit({
      kind: 'packet appeared',
      origin: coming === null ? { kind: 'host' } : { kind: 'wire', interface: coming },
      headers,
      mark: this.seen.mark,
      sending: null,
    })
    walk.hops.forEach((hop, index) => {
      this.timed(hop)
      this.hop(hop, walk.hops[index + 1] ?? null)
      this.afterHop.push(this.events.length)
    })
    const { hook } = this.place ?? {}
    const out = walk.hops.at(-1)?.headers?.out ?? null
    if (hook !== undefined)
      this.emit({
        kind: 'packet ended',
        fate: this.fate ?? { kind: 'untold', after: hook, out },
        headers: this.seen.headers,
        certain: true,
        error: null,
      })
    return true
  }

  private timed(hop: RecordedHop | undefined): void {
    if (hop?.at != null) this.at = Math.max(this.at, hop.at - this.begun)
  }

  private emit(fact: TraceFact): void {
    this.events.push({ at: this.at, packet: this.id, ...fact })
  }

  private hop(hop: RecordedHop, next: RecordedHop | null): void {
    const base = this.tables.baseOf(hop, this.place)
    if (base !== null) this.comeToBase(hop, base)
    else this.comeToCalled(hop)
    const frame = this.stack.at(-1)
    const { place } = this
    if (frame === undefined || place === null) return
    this.change(hop, null)
    const { table } = place
    switch (hop.kind) {
      case 'rule':
        this.match(frame, table, this.rules.locate(table, frame.chain, hop, frame.last), hop, next)
        return
      case 'return':
        // A base chain's end is its policy, which has a line of its own.
        if (base !== null) return
        if (this.isRule(hop, table, frame)) this.match(frame, table, hop.number ?? 0, hop, next)
        else this.leave(this.ownPlace(table, frame, 'return'), true)
        return
      case 'policy':
        if (this.isRule(hop, table, frame)) this.match(frame, table, hop.number ?? 0, hop, next)
        else this.endBase(frame, table, hop, next)
    }
  }

  /** The kernel's TRACE takes a rule without conditions and with a bare verdict for its chain's end. */
  private isRule({ number }: RecordedHop, table: TableName, { chain }: Frame): boolean {
    return number !== null && number <= this.rules.count(table, chain)
  }

  private comeToBase(hop: RecordedHop, base: BasePlace): void {
    const key = `${hop.table} ${hop.chain}`
    const at = this.stack.findIndex((frame) => frame.key === key)
    if (at >= 0 && !this.finished) {
      this.backTo(at)
      return
    }
    const { place } = this
    const out = hop.headers?.out ?? null
    const sameHook = place !== null && place.hook === base.hook
    if (sameHook) this.change(hop, null)
    else {
      if (base.hook === 'INPUT' || base.hook === 'FORWARD')
        this.routed('input', base.hook === 'INPUT' ? 'local' : 'forward', base.hook === 'INPUT' ? null : out)
      if (base.hook === 'OUTPUT') this.routed('output', 'output', out)
      this.change(hop, base.hook)
      this.emit({ kind: 'hook entered', hook: base.hook, in: hop.headers?.in ?? null, out })
    }
    const own = this.tables.ownTable(hop) !== null
    if (!(sameHook && place.table === base.table && !own)) this.emit({ kind: 'stage entered', hook: base.hook, stage: base.table })
    this.emit({ kind: 'chain entered', table: base.table, chain: base.hook, from: null, how: 'hook' })
    this.place = base
    this.stack.length = 0
    this.pending = null
    this.finished = false
    if (own) {
      this.rules.chain(base.table, hop.chain)
      this.stack.push({ key, chain: hop.chain, last: 0, caller: null })
      return
    }
    const row = this.rules.baseRow(base, hop.chain, `${this.walk.family} ${hop.table}`)
    const caller: Place = { table: base.table, chain: base.hook, kind: 'rule', number: row }
    this.emit({ kind: 'chain entered', table: base.table, chain: hop.chain, from: caller, how: 'hook' })
    this.stack.push({ key, chain: hop.chain, last: 0, caller })
  }

  private routed(reason: 'input' | 'output', outcome: 'local' | 'forward' | 'output', out: string | null): void {
    this.emit({ kind: 'routed', decision: { reason, outcome, route: null, table: null, out, gateway: null, source: null, why: '' } })
  }

  private comeToCalled(hop: RecordedHop): void {
    const key = `${hop.table} ${hop.chain}`
    if (this.pending?.chain === hop.chain) {
      this.call(key, hop.chain, this.pending.how)
      return
    }
    this.passBy()
    const at = this.stack.findIndex((frame) => frame.key === key)
    if (at >= 0 && !this.finished) {
      this.backTo(at)
      return
    }
    const top = this.stack.at(-1)
    if (top !== undefined && this.place !== null && !this.finished && top.last > 0) {
      this.rules.tellCall(this.place.table, top.chain, top.last, hop.chain)
      this.call(key, hop.chain, 'jump')
      return
    }
    this.beginInside(hop, key)
  }

  /** The recording begins inside a chain that is called, or has left out where it is called. */
  private beginInside(hop: RecordedHop, key: string): void {
    const base = this.tables.insideOf(hop, this.place)
    this.emit({ kind: 'hook entered', hook: base.hook, in: hop.headers?.in ?? null, out: hop.headers?.out ?? null })
    this.emit({ kind: 'stage entered', hook: base.hook, stage: base.table })
    const row = this.rules.callRow(base, hop.chain)
    this.emit({ kind: 'chain entered', table: base.table, chain: base.hook, from: null, how: 'hook' })
    this.place = base
    this.stack.length = 0
    this.finished = false
    this.stack.push({ key: `${hop.table} ${base.hook}`, chain: base.hook, last: row, caller: null })
    this.call(key, hop.chain, 'jump')
  }

  private call(key: string, chain: string, how: 'jump' | 'goto'): void {
    const top = this.stack.at(-1)
    const { place } = this
    this.pending = null
    if (top === undefined || place === null) return
    const from: Place = { table: place.table, chain: top.chain, kind: 'rule', number: Math.max(1, top.last) }
    this.rules.chain(place.table, chain)
    this.emit({ kind: 'chain entered', table: place.table, chain, from, how })
    if (how === 'goto') this.stack.pop()
    this.stack.push({ key, chain, last: 0, caller: how === 'goto' ? top.caller : from })
  }

  /** A chain that was called and of which no line tells: it ended without a word. */
  private passBy(): void {
    if (this.pending === null || this.place === null) return
    const { chain, how } = this.pending
    if (!this.rules.has(this.place.table, chain)) {
      this.pending = null
      return
    }
    this.call(`passed ${chain}`, chain, how)
    const frame = this.stack.at(-1)
    if (frame !== undefined) this.leave(this.ownPlace(this.place.table, frame, 'return'), false)
  }

  /** Back in a chain further out: those within have ended, which not every recorder tells. */
  private backTo(index: number): void {
    this.passBy()
    while (this.stack.length > index + 1) {
      const frame = this.stack.at(-1)
      if (frame === undefined || this.place === null) return
      this.leave(this.ownPlace(this.place.table, frame, 'return'), false)
    }
  }

  private ownPlace(table: TableName, { chain }: Frame, kind: Place['kind']): Place {
    return { table, chain, kind, number: this.rules.count(table, chain) + 1 }
  }

  private leave(place: Place, traced: boolean): void {
    const frame = this.stack.pop()
    const caller = frame?.caller ?? null
    const to: Place | null = caller === null ? null : { ...caller, number: caller.number + 1 }
    this.emit({ kind: 'chain returned', place, to, traced })
  }

  private match(frame: Frame, table: TableName, number: number, hop: RecordedHop, next: RecordedHop | null): void {
    const place: Place = { table, chain: frame.chain, kind: 'rule', number }
    frame.last = number
    const rule = this.rules.rule(table, frame.chain, number)
    const target = rule?.target ?? null
    const told = hop.kind === 'rule' ? hop.verdict : null
    this.emit({ kind: 'rule matched', place, comparisons: [], bytes: this.bytes(hop), traced: true })
    if (rule !== null) this.matched.push({ place, rule })
    const verdict = told ?? verdictOf(target)
    const call = /^(jump|goto) (.+)$/.exec(verdict ?? '')
    if (call !== null) {
      this.pending = { chain: call[2] ?? '', how: call[1] === 'goto' ? 'goto' : 'jump' }
      return
    }
    if (verdict === 'RETURN') {
      this.leave(place, false)
      return
    }
    // A target that nobody here knows: what follows tells whether the packet went on.
    const isLast = next === null
    if (verdict === 'ACCEPT' || verdict === 'DROP' || verdict === 'QUEUE' || verdict === 'REJECT')
      this.fall(place, verdict === 'DROP' && (target?.name === 'REJECT' || /\breject\b/.test(hop.rule ?? '')) ? 'REJECT' : verdict, isLast)
  }

  private endBase(frame: Frame, table: TableName, hop: RecordedHop, next: RecordedHop | null): void {
    this.backTo(0)
    const told = hop.verdict === 'ACCEPT' || hop.verdict === 'DROP' ? hop.verdict : null
    const place = this.ownPlace(table, frame, 'policy')
    const policy: Policy | null = told ?? this.rules.policy(table, frame.chain) ?? (next === null ? null : 'ACCEPT')
    if (policy === null) {
      this.emit({ kind: 'chain returned', place, to: place, traced: true })
      this.finished = true
      return
    }
    this.rules.tellPolicy(table, frame.chain, policy)
    this.emit({ kind: 'policy applied', place, policy, bytes: this.bytes(hop), traced: true })
    this.fall(place, policy, next === null)
  }

  private fall(place: Place, verdict: Verdict, isLast: boolean): void {
    this.emit({ kind: 'verdict fell', place, verdict, certain: true })
    this.finished = true
    this.pending = null
    if (!isLast) return
    if (verdict === 'DROP') this.fate = { kind: 'dropped', by: place }
    if (verdict === 'REJECT') this.fate = { kind: 'rejected', by: place, answer: null }
  }

  private bytes({ headers }: RecordedHop): number {
    return headers?.length ?? (this.seen === null ? 0 : packetLength(this.seen.headers))
  }

  /** What is different about the packet since the line before; `entering` where it comes to another hook with this line. */
  private change(hop: RecordedHop, entering: Hook | null): void {
    const { seen } = this
    const headers = hop.headers === null ? null : this.readPacket(hop.headers.packet)
    if (seen === null || headers === null || hop.headers === null) return
    // nft tells the mark with what a chain made of it, not always with the packet.
    const now: SeenPacket = { headers, mark: this.walk.recorder === 'nft monitor' && hop.headers.mark === 0 ? seen.mark : hop.headers.mark }
    const changes = changesBetween(seen, now)
    this.seen = now
    for (const [by, some] of this.byChanger(changes, entering))
      this.emit({ kind: 'packet changed', by, changes: some, headers, mark: now.mark })
  }

  /** Who changed what: forwarding the TTL, a rule that matched and can; else the recording does not say. */
  private byChanger(changes: readonly FieldChange[], entering: Hook | null): readonly (readonly [Changer, readonly FieldChange[]])[] {
    const groups: { readonly by: Changer; readonly changes: FieldChange[] }[] = []
    for (const change of changes) {
      const { field, from, to } = change
      const isForwarded = field === 'ttl' && (entering === 'FORWARD' || entering === 'POSTROUTING') && Number(from) === Number(to) + 1
      const rule = this.matched.findLast(({ rule }) => mayChange(rule, field))
      const by: Changer = isForwarded
        ? { kind: 'forwarding' }
        : rule === undefined
          ? { kind: 'untold' }
          : { kind: 'rule', place: rule.place }
      const group = groups.find((one) => JSON.stringify(one.by) === JSON.stringify(by))
      if (group === undefined) groups.push({ by, changes: [change] })
      else group.changes.push(change)
    }
    if (groups.some(({ by }) => by.kind === 'rule')) this.matched = []
    return groups.map(({ by, changes }) => [by, changes])
  }
}

const CHANGERS: { readonly [field in FieldChange['field']]?: RegExp } = {
  source: /^(?:SNAT|MASQUERADE|NETMAP|SAME)$/,
  sourcePort: /^(?:SNAT|MASQUERADE)$/,
  destination: /^(?:DNAT|REDIRECT|NETMAP)$/,
  destinationPort: /^(?:DNAT|REDIRECT)$/,
  mark: /^(?:MARK|CONNMARK|SET)$/,
  tos: /^(?:TOS|DSCP|ECN)$/,
  ttl: /^TTL$/,
}

function mayChange({ target, text }: RuleView, field: FieldChange['field']): boolean {
  return CHANGERS[field]?.test(target.name) === true || (field === 'mark' && /\bmeta mark set\b/.test(text))
}

/** What a rule of the text decides by its target alone; null for a target that goes on or that nobody here knows. */
function verdictOf(target: { readonly kind: string; readonly name: string } | null): string | null {
  if (target === null) return null
  if (target.kind === 'verdict') return target.name
  if (target.kind === 'jump' || target.kind === 'goto') return `${target.kind} ${target.name}`
  return target.name === 'REJECT' ? 'REJECT' : null
}
