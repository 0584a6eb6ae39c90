import type { Ruleset } from '../model'
import { printRuleWords } from '../syntax/print-save'
import type { TraceHop } from '../trace/log-line'
import type { RecordedHop, RecordedWalk } from './traces/recorded-walk'

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
  if (!recorded.hops.some(({ table }) => ruleset.tables.some(({ name }) => name === table)))
    return { kind: 'incomparable', message: 'No table of the recorded trace is in this ruleset.' }
  const rules = new RuleTexts(ruleset)
  const real = recorded.hops.filter((hop, index) => !isQuietReturn(hop, recorded.hops[index + 1]))
  const own = alignedTo(real, withoutUntold(simulated, recorded, rules), rules)
  for (let at = 0; at < Math.max(real.length, own.length); at++) {
    const [one, other] = [real[at] ?? null, own[at] ?? null]
    const reason = differenceOf(one, other, rules)
    if (reason !== null)
      return { kind: 'differs', steps: at, recorded: one, simulated: other, reason, message: messageOf(reason, one, other, rules) }
  }
  return { kind: 'same', steps: real.length }
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
  const one = recordedStep(recorded, rules)
  const other = simulatedStep(simulated, rules, recorded.number === null)
  if (one.place !== other.place) return 'another chain'
  if (one.kind !== other.kind)
    return one.kind === 'rule' && one.number === null && one.words !== null && !rules.has(recorded)
      ? 'rule not in ruleset'
      : 'another rule matched'
  if (one.kind === 'rule') {
    if (one.number !== null && one.number !== other.number) return 'another rule matched'
    if (one.number === null && one.words !== null && one.words !== other.words)
      return rules.has(recorded) ? 'another rule matched' : 'rule not in ruleset'
  }
  return packetDiffers(recorded, simulated) ? 'packet differs' : null
}

function recordedStep(hop: RecordedHop, rules: RuleTexts): Step {
  // nft's own words cannot be compared with iptables': the place and the kind have to do.
  const words = hop.rule === null || !rules.speaksIptables(hop.rule) ? null : normalized(hop.rule)
  return { place: `${hop.table} ${hop.chain}`, kind: hop.kind, number: hop.kind === 'rule' ? hop.number : null, words }
}

function simulatedStep({ place }: TraceHop, rules: RuleTexts, asNft: boolean): Step {
  return {
    place: `${place.table} ${place.chain}`,
    kind: asNft && place.number <= rules.count(place.table, place.chain) ? 'rule' : place.kind,
    number: place.number,
    words: rules.words(place.table, place.chain, place.number),
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

function normalized(words: string): string {
  return words.replace(/\s+/g, ' ').trim()
}

/** The ruleset's rules in iptables' words. */
class RuleTexts {
  private readonly chains = new Map<string, readonly string[]>()

  constructor(ruleset: Ruleset) {
    for (const table of ruleset.tables)
      for (const chain of table.chains)
        this.chains.set(
          `${table.name} ${chain.name}`,
          chain.rules.map((rule) => normalized(printRuleWords(rule))),
        )
  }

  words(table: string, chain: string, number: number): string | null {
    return this.chains.get(`${table} ${chain}`)?.[number - 1] ?? null
  }

  count(table: string, chain: string): number {
    return this.chains.get(`${table} ${chain}`)?.length ?? 0
  }

  /** Whether the chain has a rule of these words. */
  has({ table, chain, rule }: RecordedHop): boolean {
    return rule !== null && this.chains.get(`${table} ${chain}`)?.includes(normalized(rule)) === true
  }

  /** xtables-monitor prints rules in iptables' words, nft in its own. */
  speaksIptables(rule: string): boolean {
    return /^(?:!? ?-[a-z] |-[jg] )/.test(rule)
  }
}
