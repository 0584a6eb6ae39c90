import { HOOKS, type Hook, type TableName } from '../../model'
import type { ChainView, RulesetView } from '../../worker/protocol'
import { baseInstance, calledInstance } from './instance'

/** Where a rule stands. */
export interface RulePlace {
  readonly table: TableName
  readonly chain: string
  readonly number: number
}

/** Every rule's place by its key. */
export function placesOfRules(rules: RulesetView): ReadonlyMap<string, RulePlace> {
  const places = new Map<string, RulePlace>()
  for (const table of rules.tables)
    for (const chain of table.chains)
      for (const rule of chain.rules) places.set(rule.key, { table: table.name, chain: chain.name, number: rule.number })
  return places
}

/** The key of the rule that a line of the text made. */
export function ruleOnLine(rules: RulesetView, line: number): string | null {
  for (const table of rules.tables)
    for (const chain of table.chains)
      for (const rule of chain.rules) if (rule.span.line <= line && line <= rule.span.endLine) return rule.key
  return null
}

/**
 * An instance of a chain: its own hook's, one of those that stand open, else the shortest way to it from a hook. Null when nothing calls it.
 */
export function instanceTo(rules: RulesetView, tableName: TableName, name: string, open: ReadonlySet<string>): string | null {
  const table = rules.tables.find((candidate) => candidate.name === tableName)
  if (table === undefined) return null
  if ((HOOKS as readonly string[]).includes(name)) return baseInstance(name as Hook, tableName)
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]))
  let queue: { readonly chain: ChainView; readonly instance: string }[] = table.chains
    .filter((chain) => (HOOKS as readonly string[]).includes(chain.name))
    .map((chain) => ({ chain, instance: baseInstance(chain.name as Hook, tableName) }))
  let shortest: string | null = null
  const seen = new Set<string>()
  while (queue.length > 0) {
    const next: typeof queue = []
    for (const { chain, instance } of queue)
      for (const rule of chain.rules) {
        if (rule.target.kind !== 'jump' && rule.target.kind !== 'goto') continue
        const called = calledInstance(instance, rule.number)
        if (rule.target.name === name) {
          if (open.has(called)) return called
          shortest ??= called
          continue
        }
        const target = chains.get(rule.target.name)
        // A chain is looked through once, unless it stands open: then the instance on the screen may be behind it.
        if (target === undefined || (seen.has(target.name) && !open.has(called))) continue
        if (instance.split('/').length > chains.size + 2) continue
        seen.add(target.name)
        next.push({ chain: target, instance: called })
      }
    queue = next
  }
  return shortest
}
