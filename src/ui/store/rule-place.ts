import type { Place } from '../../trace/event'
import type { ChainView, RulesetView, RuleView } from '../../worker/protocol'

/** The chain of a table as the view has it, or null. */
export function chainIn(view: RulesetView, table: string, chain: string): ChainView | null {
  return view.tables.find((candidate) => candidate.name === table)?.chains.find((candidate) => candidate.name === chain) ?? null
}

/** The rule that a trace place names; null for policies, chain ends and rules that are no longer there. */
export function ruleAt(view: RulesetView, place: Place): RuleView | null {
  if (place.kind === 'policy') return null
  return chainIn(view, place.table, place.chain)?.rules[place.number - 1] ?? null
}

export function ruleKeyAt(view: RulesetView, place: Place): string | null {
  return ruleAt(view, place)?.key ?? null
}

/** A rule by its key, with where it stands. */
export function findRule(
  view: RulesetView,
  key: string,
): { readonly table: string; readonly chain: ChainView; readonly rule: RuleView } | null {
  for (const table of view.tables)
    for (const chain of table.chains) for (const rule of chain.rules) if (rule.key === key) return { table: table.name, chain, rule }
  return null
}
