import { type Extension, type HostKnowledge, kernelRejection, type RulePlace } from '../extensions/extension'
import { checkUse } from '../extensions/parse-use'
import { findMatch, findTarget } from '../extensions/registry'
import { BASE_CHAINS, type Hint, HOOKS, type Hook, type Parameters, type Rule, type Span, type TableName } from '../model'
import type { SharedThings } from './shared-things'
import type { ChainEntry, RuleEntry, TableStore } from './table-store'

/** Why the kernel refuses a table. */
export interface LoadProblem {
  /** strerror's text: `Invalid argument`, `Too many levels of symbolic links`. */
  readonly message: string
  readonly chain: string
  readonly entry: RuleEntry
  readonly span: Span
  /** The option of the use there that is refused, by its name; null for all of it. */
  readonly option: string | null
  readonly hint: Hint | null
}

/**
 * What the kernel checks when a table is loaded (net/ipv4/netfilter/ip_tables.c, translate_table): first that no chain leads
 * back to itself, then rule by rule what its matches and target say, given the base chains from which the rule can be reached.
 * A rule that cannot be reached has no hooks, so what only bothers about hooks lets it pass.
 */
export function checkTable(store: TableStore, host: HostKnowledge, things: SharedThings): LoadProblem[] {
  const reach = reachOf(store)
  if (reach.loop !== null) return [reach.loop]
  return checkRules(store, reach, { host, things }, Number.POSITIVE_INFINITY)
}

/** The first problems, at most so many, with rules of their own: in chains that do not lead back to themselves. */
function checkRules(store: TableStore, reach: Reach, loading: Loading, most: number): LoadProblem[] {
  const problems: LoadProblem[] = []
  for (const chain of store.chains) {
    const { entries } = chain
    const hooks = reach.hooks.get(chain) ?? 0
    const reached = reach.ended.get(chain) ?? entries.length
    for (let at = 0; at < entries.length; at++) {
      const problem = checkEntry(store.name, chain, entries[at] as RuleEntry, at < reached ? hooks : 0, loading)
      if (problem !== null && problems.push(problem) === most) return problems
    }
  }
  return problems
}

/**
 * The same for a table that is changed by one command after another: what stayed as it was is not asked again. Answers the
 * first problem only, as the kernel does.
 */
export class GradualCheck {
  private reach: Reach | null = null

  constructor(
    private readonly store: TableStore,
    private readonly loading: Loading,
  ) {}

  /** After a rule was put at the end of a chain. */
  appended(chain: ChainEntry, entry: RuleEntry): LoadProblem | null {
    const { reach } = this
    if (reach === null || leadsOn(entry.rule) || endsChain(entry.rule)) return this.changed()
    const hooks = reach.ended.has(chain) ? 0 : (reach.hooks.get(chain) ?? 0)
    return checkEntry(this.store.name, chain, entry, hooks, this.loading)
  }

  /** After any other change. */
  changed(): LoadProblem | null {
    this.reach = reachOf(this.store)
    if (this.reach.loop !== null) return this.reach.loop
    return checkRules(this.store, this.reach, this.loading, 1)[0] ?? null
  }

  /** After a change that cannot make anything worse, or one that was taken back. */
  forget(): void {
    this.reach = null
  }
}

interface Loading {
  readonly host: HostKnowledge
  readonly things: SharedThings
}

interface Reach {
  /** Base chains from which each chain is reached, as bits of HOOKS. */
  readonly hooks: ReadonlyMap<ChainEntry, number>
  /** Chains in which a rule without conditions ends the walk, and how many rules that is: what stands behind them is not reached. */
  readonly ended: ReadonlyMap<ChainEntry, number>
  readonly loop: LoadProblem | null
}

/** mark_source_chains: walks from each base chain along the jumps, up to the first rule that takes everything. */
function reachOf(store: TableStore): Reach {
  const hooks = new Map<ChainEntry, number>()
  const ended = new Map<ChainEntry, number>()
  const path: { readonly chain: ChainEntry; next: number }[] = []
  const onPath = new Set<ChainEntry>()
  for (const base of BASE_CHAINS[store.name]) {
    const start = store.find(base)
    if (start === null) continue
    const bit = 1 << HOOKS.indexOf(base)
    hooks.set(start, (hooks.get(start) ?? 0) | bit)
    path.push({ chain: start, next: 0 })
    onPath.add(start)
    for (let top = path[0]; top !== undefined; top = path[path.length - 1]) {
      const entry = top.chain.entries[top.next++]
      if (entry === undefined) {
        path.pop()
        onPath.delete(top.chain)
        continue
      }
      const { target } = entry.rule
      if (target.kind === 'jump' || target.kind === 'goto') {
        const to = store.find(target.chain)
        if (to === null) continue
        if (onPath.has(to)) return { hooks, ended, loop: loopProblem(top.chain, entry, target.chain) }
        const before = hooks.get(to) ?? 0
        if ((before & bit) !== 0) continue
        hooks.set(to, before | bit)
        path.push({ chain: to, next: 0 })
        onPath.add(to)
      } else if (endsChain(entry.rule)) {
        ended.set(top.chain, top.next)
        top.next = top.chain.entries.length
      }
    }
  }
  return { hooks, ended, loop: null }
}

function loopProblem(chain: ChainEntry, entry: RuleEntry, to: string): LoadProblem {
  const { target } = entry.rule
  return {
    message: 'Too many levels of symbolic links',
    chain: chain.name,
    entry,
    span: target.kind === 'none' ? entry.rule.span : target.span,
    option: null,
    hint: to === chain.name ? ['chain jumps to itself', to] : ['loop', to],
  }
}

function leadsOn({ target }: Pick<Rule, 'target'>): boolean {
  return target.kind === 'jump' || target.kind === 'goto'
}

/** Whether nothing gets past the rule: no conditions, and a verdict. Targets like REJECT do not count: the kernel cannot know. */
function endsChain({ header, matches, target }: Pick<Rule, 'header' | 'matches' | 'target'>): boolean {
  return (
    target.kind === 'verdict' &&
    matches.length === 0 &&
    header.source === null &&
    header.destination === null &&
    header.in === null &&
    header.out === null &&
    header.protocol === null &&
    header.fragment === null
  )
}

function checkEntry(table: TableName, chain: ChainEntry, entry: RuleEntry, hooks: number, loading: Loading): LoadProblem | null {
  if (entry.checkedFor === hooks) return null
  const { rule } = entry
  let place: RulePlace | null = null
  const { matches } = rule
  for (let at = 0; at < matches.length; at++) {
    const use = matches[at]
    if (use?.kind !== 'modelled') continue
    const extension = findMatch(use.name)
    if (extension === null) continue
    place ??= placeOf(table, chain, rule, hooks, loading.host)
    const problem = checkOne(extension, use.parameters, use.span, place, chain, entry, loading)
    if (problem !== null) return problem
  }
  const { target } = rule
  if (target.kind === 'modelled') {
    const extension = findTarget(target.name)
    if (extension !== null) {
      const problem = checkOne(
        extension,
        target.parameters,
        target.span,
        place ?? placeOf(table, chain, rule, hooks, loading.host),
        chain,
        entry,
        loading,
      )
      if (problem !== null) return problem
    }
  }
  entry.checkedFor = hooks
  return null
}

function placeOf(
  table: TableName,
  chain: ChainEntry,
  rule: Pick<Rule, 'header' | 'matches'>,
  hooks: number,
  host: HostKnowledge,
): RulePlace {
  return { host, table, chain: chain.name, hooks: HOOK_LISTS[hooks] ?? HOOKS, protocol: rule.header.protocol, matches: rule.matches }
}

function checkOne(
  extension: Extension,
  parameters: Parameters,
  span: Span,
  place: RulePlace,
  chain: ChainEntry,
  entry: RuleEntry,
  { things }: Loading,
): LoadProblem | null {
  let rejection = checkUse(extension, parameters, place)
  if (rejection === null && extension.shares !== null) {
    const refusal = things.join(extension, parameters)
    rejection = refusal === null ? null : kernelRejection(refusal)
  }
  if (rejection === null) return null
  const { message, option, hint } = rejection
  return { message, chain: chain.name, entry, span, option, hint }
}

/** Every set of hooks as a list, by its bits. */
const HOOK_LISTS: readonly (readonly Hook[])[] = Array.from({ length: 1 << HOOKS.length }, (_, bits) =>
  HOOKS.filter((_hook, index) => (bits & (1 << index)) !== 0),
)
