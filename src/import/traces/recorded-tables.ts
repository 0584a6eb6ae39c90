import { BASE_CHAINS, type Hook, PIPELINE, TABLES, type TableName } from '../../model'
import type { RecordedHop, RecordedWalk } from './recorded-walk'

/** Where a base chain stands among the stages that the page draws. */
export interface BasePlace {
  readonly hook: Hook
  readonly table: TableName
}

/**
 * What the tables of a recording are: iptables' own, or anybody's, whose base chains may have any name and stand on any hook. nft's
 * log does not say the hook: the chain's name and the packet's interfaces do, mostly.
 */
export class RecordedTables {
  private readonly called = new Set<string>()
  private readonly ended = new Set<string>()
  private readonly foreign = new Set<string>()
  /** Base chains behind which packets came to others: they end no way. */
  private readonly followed = new Set<string>()
  /** Chains with a rule that translates: nat's, and for the source behind routing. */
  private readonly translating = new Map<string, 'source' | 'destination'>()

  constructor(walks: readonly RecordedWalk[]) {
    for (const { family, hops } of walks)
      for (const hop of hops) {
        const callee = /^(?:jump|goto) (.+)$/.exec(hop.verdict ?? '')?.[1]
        if (callee !== undefined) this.called.add(`${hop.table} ${callee}`)
        const nat = TRANSLATES.exec(hop.rule ?? '')?.[1]
        if (nat !== undefined)
          this.translating.set(`${hop.table} ${hop.chain}`, /^(?:snat|masquerade)$/.test(nat) ? 'source' : 'destination')
        if (hop.kind === 'policy') this.ended.add(`${hop.table} ${hop.chain}`)
        if (!isOfIptables(family, hop)) this.foreign.add(hop.table)
      }
    for (const { hops } of walks) {
      const keys = hops.map(({ table, chain }) => `${table} ${chain}`).filter((key) => !this.called.has(key) || this.ended.has(key))
      for (const key of keys.slice(0, keys.lastIndexOf(keys.findLast((key) => key !== keys.at(-1)) ?? '') + 1)) this.followed.add(key)
    }
    // A chain of an iptables table that has a policy is one of iptables' own, or the table is somebody else's.
    for (const end of this.ended) {
      const [table = '', chain = ''] = end.split(' ')
      const name = TABLES.find((one) => one === table)
      if (name !== undefined && !(BASE_CHAINS[name] as readonly string[]).includes(chain)) this.foreign.add(table)
    }
  }

  /** The iptables table of a hop; null where it is of somebody else's. */
  ownTable({ table }: RecordedHop): TableName | null {
    return this.foreign.has(table) ? null : (TABLES.find((name) => name === table) ?? null)
  }

  /** Where the hop's chain hooks in; null for a chain that is called. `before` is where the packet was last. */
  baseOf(hop: RecordedHop, before: BasePlace | null): BasePlace | null {
    const table = this.ownTable(hop)
    if (table !== null) {
      const hook = BASE_CHAINS[table].find((name) => name === hop.chain)
      return hook === undefined ? null : { hook, table }
    }
    const key = `${hop.table} ${hop.chain}`
    if (this.called.has(key) && !this.ended.has(key)) return null
    const nat = this.translating.get(key)
    const guess = nat === 'source' && hop.headers?.out != null ? 'POSTROUTING' : hookOf(hop, before?.hook ?? null)
    // What comes in and goes nowhere else is where the host itself listens.
    const endsHere = guess === 'PREROUTING' && nat === undefined && !isNamed(hop.chain) && !this.followed.has(key)
    const hook = endsHere ? 'INPUT' : guess
    const name = nat === undefined ? hop.chain : 'nat'
    return { hook, table: stageOf(name, hook, before !== null && before.hook === hook ? before.table : null) }
  }

  /** The base chain from which a packet came to a called chain, where no line tells: by its interfaces and the chain's table. */
  insideOf(hop: RecordedHop, before: BasePlace | null): BasePlace {
    const table = this.ownTable(hop)
    const guess = hookOf({ ...hop, chain: '' }, before?.hook ?? null)
    if (table === null) return { hook: guess, table: stageOf(hop.chain, guess, null) }
    const hooks = BASE_CHAINS[table]
    const atEnd = hop.headers?.out != null && hooks.includes('POSTROUTING') ? 'POSTROUTING' : undefined
    return { hook: hooks.find((hook) => hook === guess) ?? atEnd ?? hooks[0] ?? 'PREROUTING', table }
  }
}

function isOfIptables(family: RecordedWalk['family'], hop: RecordedHop): boolean {
  return family === 'ip' && (TABLES as readonly string[]).includes(hop.table)
}

const TRANSLATES = /\b(snat|masquerade|dnat|redirect)\b/

const NAMED: readonly (readonly [RegExp, Hook])[] = [
  [/prerouting|dstnat/i, 'PREROUTING'],
  [/postrouting|srcnat/i, 'POSTROUTING'],
  [/forward/i, 'FORWARD'],
  [/input/i, 'INPUT'],
  [/output/i, 'OUTPUT'],
]

function isNamed(chain: string): boolean {
  return NAMED.some(([pattern]) => pattern.test(chain))
}

/** The hook by the chain's name, else by what the packet has: coming in only, going out only, or both. */
function hookOf(hop: RecordedHop, before: Hook | null): Hook {
  const named = NAMED.find(([pattern]) => pattern.test(hop.chain))
  if (named !== undefined) return named[1]
  const { headers } = hop
  if (headers === null) return before ?? 'PREROUTING'
  if (headers.in !== null && headers.out !== null) return before === 'FORWARD' || before === 'POSTROUTING' ? before : 'FORWARD'
  if (headers.in === null && headers.out !== null) return before === 'OUTPUT' || before === 'POSTROUTING' ? before : 'OUTPUT'
  return before === 'INPUT' ? 'INPUT' : 'PREROUTING'
}

/** The stage by the chain's name, never before one where the packet has been on this hook; where the name says nothing, filter or the first. */
function stageOf(chain: string, hook: Hook, before: TableName | null): TableName {
  const stages = PIPELINE[hook].flatMap(({ name }) => TABLES.find((table) => table === name) ?? [])
  const named = STAGES.find(([pattern]) => pattern.test(chain))?.[1] ?? 'filter'
  const wanted = stages.includes(named) ? named : (before ?? stages[0] ?? 'mangle')
  const first = before === null ? 0 : stages.indexOf(before)
  return stages[Math.max(first, stages.indexOf(wanted))] ?? 'mangle'
}

const STAGES: readonly (readonly [RegExp, TableName])[] = [
  [/raw/i, 'raw'],
  [/mangle/i, 'mangle'],
  [/nat/i, 'nat'],
]
