import { BASE_CHAINS, type Counters, type Hook, type Policy, type TableName, ZERO_COUNTERS } from '../../model'
import type { ChainView, RulesetView, RuleView } from '../../worker/protocol'
import type { RecordedHop } from './recorded-walk'
import { NOWHERE, type RecordedRow, rowOfNft, rowOfWords, UNTOLD_ROW } from './rule-rows'
import { maySayTheSame } from './same-rule'

/** Rules that a kernel's log numbers beyond those of the text, at most: a number is easily wrong. */
const MOST_UNTOLD = 2_000

interface DraftChain {
  readonly name: string
  policy: Policy | null
  readonly counters: Counters
  readonly span: ChainView['span']
  readonly rules: RuleView[]
  /** Rules of the person's own text; those behind come from the recording. */
  readonly own: number
  /** Numbers of rules by what the recording calls them, so that it means the same rule each time. */
  readonly byName: Map<string, number>
}

/** The rules that a recording walks: the scenario's, and behind them in each chain what only the recording names. */
export class RecordedRules {
  private readonly tables = new Map<TableName, Map<string, DraftChain>>()
  private otherHops = 0

  constructor(rules: RulesetView) {
    for (const { name, chains } of rules.tables)
      this.tables.set(
        name,
        new Map(chains.map((chain) => [chain.name, { ...chain, rules: [...chain.rules], own: chain.rules.length, byName: new Map() }])),
      )
  }

  /** Whether the recording named rules that the text does not have. */
  get namedOthers(): boolean {
    return this.otherHops > 0
  }

  has(table: TableName, chain: string): boolean {
    return this.tables.get(table)?.has(chain) === true
  }

  count(table: TableName, chain: string): number {
    return this.tables.get(table)?.get(chain)?.rules.length ?? 0
  }

  /** Null for one of which nothing is told. */
  rule(table: TableName, chain: string, number: number): RuleView | null {
    const rule = this.tables.get(table)?.get(chain)?.rules[number - 1] ?? null
    return rule?.target.name === UNTOLD_ROW.target.name ? null : rule
  }

  policy(table: TableName, chain: string): Policy | null {
    const known = this.tables.get(table)?.get(chain)
    return known === undefined || known.span === null ? null : known.policy
  }

  /** The recording says which policy a base chain has. */
  tellPolicy(table: TableName, chain: string, policy: Policy): void {
    const draft = this.chain(table, chain)
    if (draft.span === null && draft.own === 0) draft.policy = policy
  }

  /** The number of the rule that a line names; `after` is the last one that matched in this visit of the chain. */
  locate(table: TableName, chain: string, hop: RecordedHop, after: number): number {
    const draft = this.chain(table, chain)
    const number = this.find(draft, table, hop, after)
    if (number > draft.own) this.otherHops += 1
    return number
  }

  private find(draft: DraftChain, table: TableName, hop: RecordedHop, after: number): number {
    if (hop.number !== null) {
      while (draft.rules.length < hop.number && draft.rules.length < draft.own + MOST_UNTOLD) add(draft, table, UNTOLD_ROW)
      return hop.number <= draft.rules.length ? hop.number : this.named(draft, table, `number ${hop.number}`, () => UNTOLD_ROW)
    }
    const name = hop.handle !== null ? `handle ${hop.handle}` : `rule ${hop.rule ?? ''}`
    // The same words may stand in a chain twice; a handle means one of them.
    const known = draft.byName.get(name)
    if (known !== undefined && (hop.handle !== null || known > after)) return known
    const { rule } = hop
    if (rule === null) return this.named(draft, table, name, () => UNTOLD_ROW)
    const inIptables = speaksIptables(rule)
    const fits = inIptables
      ? (one: RuleView) => normalized(one.text) === normalized(rule)
      : (one: RuleView) => maySayTheSame(one, rule, hop.verdict)
    const own = draft.rules.slice(0, draft.own)
    const taken = new Set(hop.handle === null ? [] : draft.byName.values())
    const fitting = own.filter((one) => fits(one) && !taken.has(one.number))
    const found = fitting.find((one) => one.number > after) ?? fitting[0]
    if (found !== undefined) {
      draft.byName.set(name, found.number)
      return found.number
    }
    return this.named(draft, table, name, () => (inIptables ? rowOfWords(rule, table, hop.verdict) : rowOfNft(rule, hop.verdict)))
  }

  private named(draft: DraftChain, table: TableName, name: string, row: () => RecordedRow): number {
    const known = draft.byName.get(name)
    if (known !== undefined) return known
    const number = add(draft, table, row())
    draft.byName.set(name, number)
    return number
  }

  /** The row of a stage that stands for somebody else's base chain. */
  baseRow({ table, hook }: { readonly table: TableName; readonly hook: Hook }, chain: string, words: string): number {
    this.chain(table, chain)
    return this.named(this.chain(table, hook), table, `base ${words} ${chain}`, () => ({
      ...UNTOLD_ROW,
      text: words,
      conditions: words,
      target: { kind: 'jump', name: chain, details: '' },
    }))
  }

  /** The rule of a base chain by which packets come to a chain: one that is there, or one that nothing is told of. */
  callRow({ table, hook }: { readonly table: TableName; readonly hook: Hook }, called: string): number {
    const draft = this.chain(table, hook)
    const known = draft.rules.find(({ target }) => (target.kind === 'jump' || target.kind === 'goto') && target.name === called)
    return (
      known?.number ??
      this.named(draft, table, `call ${called}`, () => ({ ...UNTOLD_ROW, target: { kind: 'jump', name: called, details: '' } }))
    )
  }

  /** What followed tells that the rule called a chain. */
  tellCall(table: TableName, chain: string, number: number, called: string): void {
    const draft = this.tables.get(table)?.get(chain)
    const rule = draft?.rules[number - 1]
    if (draft === undefined || rule === undefined || number <= draft.own || rule.target.name !== UNTOLD_ROW.target.name) return
    draft.rules[number - 1] = { ...rule, target: { kind: 'jump', name: called, details: '' } }
  }

  /** Makes the chain where it is not there yet, and for a user chain's first line a rule that calls it, where none does. */
  chain(table: TableName, name: string): DraftChain {
    const chains = this.tables.get(table) ?? new Map<string, DraftChain>()
    this.tables.set(table, chains)
    const known = chains.get(name)
    if (known !== undefined) return known
    const made: DraftChain = { name, policy: null, counters: ZERO_COUNTERS, span: null, rules: [], own: 0, byName: new Map() }
    chains.set(name, made)
    return made
  }

  view(): RulesetView {
    let ruleCount = 0
    const tables = [...this.tables].map(([name, chains]) => {
      const callers = callersIn(chains)
      const base = BASE_CHAINS[name].flatMap((hook) => chains.get(hook) ?? [])
      const users = [...chains.values()].filter((chain) => !base.includes(chain))
      return {
        name,
        chains: [...base, ...users].map(({ name, policy, counters, rules, span }): ChainView => {
          ruleCount += rules.length
          return { name, policy, counters, rules, ruleCount: rules.length, span, callers: callers.get(name) ?? [] }
        }),
      }
    })
    return { tables, ruleCount }
  }
}

function add(draft: DraftChain, table: TableName, row: RecordedRow): number {
  const number = draft.rules.length + 1
  draft.rules.push({ ...row, span: NOWHERE, key: `recorded:${table}/${draft.name}/${number}`, number })
  return number
}

function callersIn(chains: ReadonlyMap<string, DraftChain>): ReadonlyMap<string, ChainView['callers']> {
  const callers = new Map<string, { chain: string; rule: number }[]>()
  for (const { name, rules } of chains.values())
    for (const { target, number } of rules) {
      if (target.kind !== 'jump' && target.kind !== 'goto') continue
      const list = callers.get(target.name)
      if (list === undefined) callers.set(target.name, [{ chain: name, rule: number }])
      else list.push({ chain: name, rule: number })
    }
  return callers
}

/** xtables-monitor prints rules in iptables' words, nft in its own. */
export function speaksIptables(rule: string): boolean {
  return rule === '' || /^(?:! -[a-z] |--?[a-z])/.test(rule)
}

export function normalized(words: string): string {
  return words.replace(/\s+/g, ' ').trim()
}
