import { headerTests } from '../extensions/header-tests'
import { meaningOf, type UseMeaning } from '../extensions/meaning'
import { findMatch, findTarget } from '../extensions/registry'
import type { Chain, MatchUse, Rule, Ruleset, Table, TargetUse } from '../model'
import { describeRule } from '../syntax/describe-rule'
import { printRuleWords } from '../syntax/print-save'
import type { ChainView, RulesetView, RuleView, TableView, UnknownView } from '../worker/protocol'

/**
 * The ruleset as the page draws it: texts, shortened conditions, the tests that a trace's comparisons point at, and who calls whom. Of
 * a ruleset of which only a part is drawn, `whole` says how many rules there are.
 */
export function viewRuleset(ruleset: Ruleset, whole: Ruleset = ruleset): RulesetView {
  const counts = new Map(whole.tables.flatMap(({ name, chains }) => chains.map((chain) => [`${name}/${chain.name}`, chain.rules.length])))
  const ruleCount = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return { tables: ruleset.tables.map((table) => viewTable(table, (chain) => counts.get(`${table.name}/${chain}`) ?? 0)), ruleCount }
}

function viewTable(table: Table, countOf: (chain: string) => number): TableView {
  const callers = new Map<string, { chain: string; rule: number }[]>()
  for (const { name, rules } of table.chains)
    rules.forEach(({ target }, index) => {
      if (target.kind !== 'jump' && target.kind !== 'goto') return
      const list = callers.get(target.chain)
      if (list === undefined) callers.set(target.chain, [{ chain: name, rule: index + 1 }])
      else list.push({ chain: name, rule: index + 1 })
    })
  return { name: table.name, chains: table.chains.map((chain) => viewChain(chain, countOf(chain.name), callers.get(chain.name) ?? [])) }
}

function viewChain({ name, policy, counters, rules, span }: Chain, ruleCount: number, callers: ChainView['callers']): ChainView {
  return { name, policy, counters, rules: rules.map((rule, index) => viewRule(rule, index + 1)), ruleCount, span, callers }
}

function viewRule(rule: Rule, number: number): RuleView {
  const { conditions, target, comment } = describeRule(rule)
  return {
    key: rule.key,
    number,
    text: printRuleWords(rule),
    conditions,
    tests: testsOf(rule),
    target,
    comment,
    counters: rule.counters,
    span: rule.span,
  }
}

/**
 * What the rule asks, in the kernel's order: its own conditions, then each match's tests. A match that is not modelled is one
 * test without an answer. The engine's comparisons index the same list.
 */
function testsOf(rule: Pick<Rule, 'header' | 'matches'>): RuleView['tests'] {
  const tests = headerTests(rule.header).map(({ subject, wants }) => ({ subject, wants }))
  for (const use of rule.matches) {
    const meaning = meaningOfUse(use, findMatch)
    if (meaning.kind === 'match') tests.push(...meaning.tests.map(({ subject, wants }) => ({ subject, wants })))
    else tests.push({ subject: use.name, wants: use.kind === 'opaque' ? use.words.join(' ') : '' })
  }
  return tests
}

/** The matches and targets that the engine does not model, with the person's decisions by rule key. */
export function unknownsOf(ruleset: Ruleset, decisions: { readonly [ruleKey: string]: 'yes' | 'no' }): readonly UnknownView[] {
  const unknowns: UnknownView[] = []
  for (const table of ruleset.tables)
    for (const chain of table.chains)
      for (const rule of chain.rules) {
        const add = (name: string, what: 'match' | 'target', reason: string | null) => {
          if (reason !== null)
            unknowns.push({
              ruleKey: rule.key,
              name,
              what,
              reason,
              decided: Object.hasOwn(decisions, rule.key) ? (decisions[rule.key] ?? null) : null,
            })
        }
        for (const use of rule.matches) add(use.name, 'match', reasonOf(use, findMatch))
        if (rule.target.kind === 'modelled' || rule.target.kind === 'opaque')
          add(rule.target.name, 'target', reasonOf(rule.target, findTarget))
      }
  return unknowns
}

type Use = MatchUse | Extract<TargetUse, { readonly kind: 'modelled' | 'opaque' }>

function reasonOf(use: Use, find: typeof findMatch): string | null {
  const meaning = meaningOfUse(use, find)
  return meaning.kind === 'unmodelled' ? meaning.reason : null
}

function meaningOfUse(use: Use, find: typeof findMatch): UseMeaning {
  const extension = use.kind === 'modelled' ? find(use.name) : null
  if (use.kind === 'opaque' || extension === null) return { kind: 'unmodelled', reason: `${use.name} is not modelled yet.` }
  return meaningOf(extension, use.parameters)
}
