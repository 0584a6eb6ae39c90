import { describeTests } from '../engine/compile'
import { findMatch, findTarget } from '../extensions/index'
import { meaningOf } from '../extensions/meaning'
import type { Parameters, Rule, Ruleset } from '../model'
import { printRuleWords } from '../syntax/print-save'
import type { RulesetView, RuleView, UnknownView } from './protocol'

export function viewRuleset(ruleset: Ruleset): { readonly view: RulesetView; readonly unknowns: readonly Omit<UnknownView, 'decided'>[] } {
  const unknowns: Omit<UnknownView, 'decided'>[] = []
  let ruleCount = 0
  const tables = ruleset.tables.map((table) => {
    const callers = new Map<string, { chain: string; rule: number }[]>()
    for (const chain of table.chains)
      chain.rules.forEach((rule, index) => {
        if (rule.target.kind !== 'jump' && rule.target.kind !== 'goto') return
        const list = callers.get(rule.target.chain) ?? []
        list.push({ chain: chain.name, rule: index + 1 })
        callers.set(rule.target.chain, list)
      })
    return {
      name: table.name,
      chains: table.chains.map((chain) => {
        ruleCount += chain.rules.length
        return {
          name: chain.name,
          policy: chain.policy,
          counters: chain.counters,
          span: chain.span,
          callers: callers.get(chain.name) ?? [],
          rules: chain.rules.map((rule, index) => viewRule(rule, index + 1, unknowns)),
        }
      }),
    }
  })
  return { view: { tables, ruleCount }, unknowns }
}

function viewRule(rule: Rule, number: number, unknowns: Omit<UnknownView, 'decided'>[]): RuleView {
  const text = printRuleWords(rule)
  const { target } = rule
  const targetWords = / ?-[jg] .*$/.exec(text)?.[0] ?? ''
  let comment: string | null = null
  for (const use of rule.matches) {
    if (use.kind === 'opaque') unknowns.push({ ruleKey: rule.key, name: use.name, what: 'match', reason: 'not modelled' })
    else if (use.name === 'comment') comment = String(use.parameters.comment ?? '')
    else unknownIn(findMatch(use.name), use.parameters, use.name, 'match')
  }
  if (target.kind === 'opaque') unknowns.push({ ruleKey: rule.key, name: target.name, what: 'target', reason: 'not modelled' })
  if (target.kind === 'modelled') unknownIn(findTarget(target.name), target.parameters, target.name, 'target')
  return {
    key: rule.key,
    number,
    text,
    conditions: text
      .slice(0, text.length - targetWords.length)
      .replace(/-m \S+ ?/g, '')
      .replace(/--comment ("[^"]*"|\S+) ?/, '')
      .trim(),
    tests: describeTests(rule),
    target: {
      kind: target.kind === 'modelled' ? 'extension' : target.kind === 'opaque' ? 'unknown' : target.kind,
      name:
        target.kind === 'verdict'
          ? target.verdict
          : target.kind === 'jump' || target.kind === 'goto'
            ? target.chain
            : target.kind === 'none'
              ? ''
              : target.name,
      details: targetWords.replace(/^ ?-[jg] \S+ ?/, ''),
    },
    comment,
    counters: rule.counters,
    span: rule.span,
  }

  function unknownIn(extension: ReturnType<typeof findMatch>, parameters: Parameters, name: string, what: 'match' | 'target'): void {
    if (extension === null) return
    const meaning = meaningOf(extension, parameters)
    if (meaning.kind === 'unmodelled') unknowns.push({ ruleKey: rule.key, name, what, reason: meaning.reason })
  }
}
