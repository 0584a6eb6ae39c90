import type { ChainView, RulesetView, RuleView, TableView } from '../../worker/protocol'

/**
 * Every answer of the worker is made of new objects. What reads the same as before is replaced by the object from before, so
 * that an edit of one line makes one chain new and everything else is known by identity. Spans are not compared: nothing
 * that is drawn depends on them, and a line inserted at the top moves them all.
 */
export function shareRules(before: RulesetView | null, after: RulesetView): RulesetView {
  if (before === null) return after
  const tables = after.tables.map((table) => {
    const known = before.tables.find((candidate) => candidate.name === table.name)
    return known === undefined ? table : shareTable(known, table)
  })
  return sameItems(before.tables, tables) ? before : { ...after, tables }
}

function shareTable(before: TableView, after: TableView): TableView {
  const byName = new Map(before.chains.map((chain) => [chain.name, chain]))
  const chains = after.chains.map((chain) => {
    const known = byName.get(chain.name)
    return known === undefined ? chain : shareChain(known, chain)
  })
  return sameItems(before.chains, chains) ? before : { ...after, chains }
}

function shareChain(before: ChainView, after: ChainView): ChainView {
  const rules = after.rules.map((rule, index) => {
    const known = before.rules[index]
    return known !== undefined && sameRule(known, rule) ? known : rule
  })
  const same =
    before.policy === after.policy &&
    before.ruleCount === after.ruleCount &&
    before.counters.packets === after.counters.packets &&
    before.counters.bytes === after.counters.bytes &&
    (before.callers.length === 0) === (after.callers.length === 0) &&
    sameItems(before.rules, rules)
  return same ? before : { ...after, rules }
}

function sameRule(a: RuleView, b: RuleView): boolean {
  return (
    a.key === b.key &&
    a.number === b.number &&
    a.text === b.text &&
    a.conditions === b.conditions &&
    a.comment === b.comment &&
    a.counters.packets === b.counters.packets &&
    a.counters.bytes === b.counters.bytes &&
    a.target.kind === b.target.kind &&
    a.target.name === b.target.name &&
    a.target.details === b.target.details
  )
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
