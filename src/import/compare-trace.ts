import { viewRuleset } from '../analysis/ruleset-view'
import type { Ruleset } from '../model'
import type { TraceHop } from '../trace/log-line'
import type { RuleView } from '../worker/protocol'
import { normalized, speaksIptables } from './traces/recorded-rules'
import type { RecordedHop, RecordedWalk } from './traces/recorded-walk'
import { maySayTheSame } from './traces/same-rule'

/** A recorded walk laid beside the simulated one. */
export type TraceComparison =
  | { readonly kind: 'same'; readonly steps: number }
  | {
      readonly kind: 'differs'
      /** Steps that agree before it. */
      readonly steps: number
      /** Null where one of them has ended already. */
      readonly recorded: RecordedHop | null
      readonly simulated: TraceHop | null
      readonly reason: DifferenceReason
      /** The likely reason, in words. */
      readonly message: string
    }
  /** Nothing can be laid beside it: the walk is of tables that this ruleset does not have. */
  | { readonly kind: 'incomparable'; readonly message: string }

export type DifferenceReason =
  | 'another rule matched'
  | 'another chain'
  | 'rule not in ruleset'
  | 'recorded ends earlier'
  | 'simulation ends earlier'
  | 'packet differs'

/** A step with what iptables' own words say of it, so that a log by numbers and a log by rule texts can be compared. */
interface Step {
  readonly place: string
  readonly kind: RecordedHop['kind']
  readonly number: number | null
  readonly words: string | null
}

/**
 * The first step where the real trace and the simulated one part, and why that is likely. `simulated` are the hops of one packet,
 * TRACE being on for it or for everything; the recorded log may begin later and lack what its recorder does not tell.
 */
export function compareTrace(recorded: RecordedWalk, simulated: readonly TraceHop[], ruleset: Ruleset): TraceComparison {
  const { real, own, at, reason } = alignTrace(recorded, simulated, ruleset)
  if (reason === 'other tables') return { kind: 'incomparable', message: 'No table of the recorded trace is in this ruleset.' }
  if (reason === null) return { kind: 'same', steps: at }
  const [one, other] = [real[at] ?? null, own[at] ?? null]
  return {
    kind: 'differs',
    steps: at,
    recorded: one,
    simulated: other,
    reason,
    message: messageOf(reason, one, other, new RuleTexts(ruleset)),
  }
}

/** Two ways as far as they can be compared: step n of one beside step n of the other. */
export interface AlignedTrace {
  readonly real: readonly RecordedHop[]
  readonly own: readonly TraceHop[]
  /** The simulation's steps before the first that the recorder told. */
  readonly before: readonly TraceHop[]
  /** Steps that agree; the next one is where they part. */
  readonly at: number
  readonly reason: DifferenceReason | 'other tables' | null
}

export function alignTrace(recorded: RecordedWalk, simulated: readonly TraceHop[], ruleset: Ruleset): AlignedTrace {
  const rules = new RuleTexts(ruleset)
  const real = recorded.hops.filter((hop, index) => !isQuietReturn(hop, recorded.hops[index + 1]) && isComparable(hop, ruleset, rules))
  if (!recorded.hops.some(({ table }) => ruleset.tables.some(({ name }) => name === table)))
    return { real, own: [], before: [], at: 0, reason: 'other tables' }
  const told = withoutUntold(simulated, recorded, rules)
  const own = alignedTo(real, told, rules)
  const before = told.slice(0, told.length - own.length)
  for (let at = 0; at < Math.max(real.length, own.length); at++) {
    const reason = differenceOf(real[at] ?? null, own[at] ?? null, rules)
    if (reason !== null) return { real, own, before, at, reason }
  }
  return { real, own, before, at: real.length, reason: null }
}

/** Tables that nobody listed, and the rule that was put there to trace with, say nothing about the rest. */
function isComparable(hop: RecordedHop, ruleset: Ruleset, rules: RuleTexts): boolean {
  if (!ruleset.tables.some(({ name }) => name === hop.table)) return false
  const traces = hop.kind === 'rule' && hop.rule !== null && / ?-j TRACE$|\bnftrace set 1\b/.test(hop.rule)
  return !traces || rules.traces(hop.table, hop.chain)
}

/** Older xtables-monitors print a base chain's end twice: as a return and as its policy. */
function isQuietReturn(hop: RecordedHop, next: RecordedHop | undefined): boolean {
  return hop.kind === 'return' && next?.kind === 'policy' && next.table === hop.table && next.chain === hop.chain
}

/** nftables makes a chain only when a rule is put there: policies of chains that nobody made are not in its log, nor are ends of user chains. */
function withoutUntold(hops: readonly TraceHop[], recorded: RecordedWalk, rules: RuleTexts): readonly TraceHop[] {
  if (recorded.recorder === 'kernel log') return hops
  const told = new Set(recorded.hops.map(({ table, chain }) => `${table} ${chain}`))
  const returns = recorded.hops.some((hop, index) => hop.kind === 'return' && !isQuietReturn(hop, recorded.hops[index + 1]))
  return hops.filter(({ place }) => {
    // The kernel's TRACE takes an unconditional verdict for its chain's end, nft's does not.
    if (place.number <= rules.count(place.table, place.chain)) return true
    if (place.kind === 'policy') return told.has(`${place.table} ${place.chain}`) || rules.count(place.table, place.chain) > 0
    return place.kind !== 'return' || returns
  })
}

/** The kernel's log begins behind the TRACE rule, nft's with it: leading steps of the simulation that were not told yet are passed by. */
function alignedTo(real: readonly RecordedHop[], own: readonly TraceHop[], rules: RuleTexts): readonly TraceHop[] {
  const first = real[0]
  if (first === undefined) return own
  const at = own.findIndex((hop) => differenceOf(first, hop, rules) === null)
  return at < 0 ? own : own.slice(at)
}

function differenceOf(recorded: RecordedHop | null, simulated: TraceHop | null, rules: RuleTexts): DifferenceReason | null {
  if (recorded === null) return simulated === null ? null : 'recorded ends earlier'
  if (simulated === null) return 'simulation ends earlier'
  const one = recordedStep(recorded)
  const other = simulatedStep(simulated, rules, recorded.number === null)
  if (one.place !== other.place) return 'another chain'
  if (one.kind !== other.kind)
    return one.kind === 'rule' && one.number === null && one.words !== null && !rules.has(recorded)
      ? 'rule not in ruleset'
      : 'another rule matched'
  if (one.kind === 'rule') {
    if (one.number !== null && one.number !== other.number) return 'another rule matched'
    if (one.number === null && one.words === null && rules.isAnother(recorded, simulated.place.number)) return 'another rule matched'
    if (one.number === null && one.words !== null && one.words !== other.words)
      return rules.has(recorded) ? 'another rule matched' : 'rule not in ruleset'
  }
  return packetDiffers(recorded, simulated) ? 'packet differs' : null
}

function recordedStep(hop: RecordedHop): Step {
  // nft's own words cannot be compared with iptables': the place and the kind have to do.
  const words = hop.rule === null || !speaksIptables(hop.rule) ? null : normalized(hop.rule)
  return { place: `${hop.table} ${hop.chain}`, kind: hop.kind, number: hop.kind === 'rule' ? hop.number : null, words }
}

function simulatedStep({ place }: TraceHop, rules: RuleTexts, asNft: boolean): Step {
  return {
    place: `${place.table} ${place.chain}`,
    kind: asNft && place.number <= rules.count(place.table, place.chain) ? 'rule' : place.kind,
    number: place.number,
    words: normalized(rules.words(place.table, place.chain, place.number) ?? '') || null,
  }
}

/** Addresses and TTL as both saw them; what only one of them tells does not count. */
function packetDiffers({ headers }: RecordedHop, simulated: TraceHop): boolean {
  if (headers === null) return false
  const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
  const { packet } = headers
  return (
    packet.src !== dotted(simulated.headers.source) ||
    packet.dst !== dotted(simulated.headers.destination) ||
    (packet.ttl !== undefined && packet.ttl !== simulated.headers.ttl)
  )
}

function messageOf(reason: DifferenceReason, recorded: RecordedHop | null, simulated: TraceHop | null, rules: RuleTexts): string {
  const real = recorded === null ? 'nothing more' : hopText(recorded)
  const own =
    simulated === null
      ? 'nothing more'
      : `${simulated.place.table}:${simulated.place.chain}:${simulated.place.kind}:${simulated.place.number}`
  switch (reason) {
    case 'rule not in ruleset':
      return `The log says ${real}, and ${recorded?.chain ?? 'the chain'} has no such rule here: the ruleset is not the one that was running.`
    case 'another rule matched':
      return `The log says ${real}, here it is ${own}${stateHint(recorded, simulated, rules)}`
    case 'another chain':
      return `The log says ${real}, here it is ${own}: routing, NAT or connection tracking went another way, or the packet is a later one of its connection.`
    case 'recorded ends earlier':
      return `The log ends where the simulation goes on with ${own}: it was cut off, or what ends the packet's way is not in this scenario.`
    case 'simulation ends earlier':
      return `The log goes on with ${real} where the simulation has ended: the network or the services here differ from the real host's.`
    case 'packet differs':
      return `At ${real} the packet has other addresses or another TTL: NAT or routing differ.`
  }
}

/** A rule about a connection's state often parts the two: the log's packet belonged to a connection that the simulation never saw. */
function stateHint(recorded: RecordedHop | null, simulated: TraceHop | null, rules: RuleTexts): string {
  const words = `${recorded?.rule ?? (recorded?.number == null ? '' : (rules.words(recorded.table, recorded.chain, recorded.number) ?? ''))} ${
    simulated === null ? '' : (rules.words(simulated.place.table, simulated.place.chain, simulated.place.number) ?? '')
  }`
  if (/--(?:ct)?state\b/.test(words))
    return ': one of the two asks for the connection’s state, so the packet probably was not the first of its connection.'
  if (/-m (?:limit|hashlimit|recent|quota|statistic|connlimit)\b/.test(words))
    return ': one of the two remembers earlier packets, which the simulation has not seen.'
  if (/-m set\b/.test(words)) return ': one of the two asks a set, whose content may differ.'
  if (/-m (?:mark|connmark)\b/.test(words)) return ': one of the two asks for a mark.'
  return '.'
}

function hopText(hop: RecordedHop): string {
  return `${hop.table}:${hop.chain}:${hop.kind}${hop.number === null ? '' : `:${hop.number}`}${hop.rule === null ? '' : ` (${hop.rule})`}`
}

/** The ruleset's rules in iptables' words. */
export class RuleTexts {
  private readonly chains = new Map<string, readonly RuleView[]>()

  constructor(ruleset: Ruleset) {
    for (const { name, chains } of viewRuleset(ruleset).tables)
      for (const chain of chains) this.chains.set(`${name} ${chain.name}`, chain.rules)
  }

  rule(table: string, chain: string, number: number): RuleView | null {
    return this.chains.get(`${table} ${chain}`)?.[number - 1] ?? null
  }

  words(table: string, chain: string, number: number): string | null {
    return this.rule(table, chain, number)?.text ?? null
  }

  count(table: string, chain: string): number {
    return this.chains.get(`${table} ${chain}`)?.length ?? 0
  }

  /** Whether the chain has a rule of these words. */
  has({ table, chain, rule }: RecordedHop): boolean {
    return rule !== null && this.chains.get(`${table} ${chain}`)?.some(({ text }) => normalized(text) === normalized(rule)) === true
  }

  /** Whether a rule of nft's words is certainly another than the one at this number: it fits others of the chain, but not this. */
  isAnother({ table, chain, rule, verdict }: RecordedHop, number: number): boolean {
    const own = this.rule(table, chain, number)
    if (rule === null || own === null || maySayTheSame(own, rule, verdict)) return false
    return this.chains.get(`${table} ${chain}`)?.some((other) => maySayTheSame(other, rule, verdict)) === true
  }

  /** Whether the chain has a rule that turns tracing on. */
  traces(table: string, chain: string): boolean {
    return this.chains.get(`${table} ${chain}`)?.some(({ target }) => target.name === 'TRACE') === true
  }
}
