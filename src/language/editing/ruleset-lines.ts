import type { Ruleset } from '../../model'
import { printRuleWords } from '../../syntax/print-save'

/** A ruleset by its chains: what each says, rule by rule, counters included. Two rulesets are the same where these are. */
export interface RulesetLines {
  /** By `table/chain`. */
  readonly chains: ReadonlyMap<string, ChainLines>
}

export interface ChainLines {
  /** Policy and counters. */
  readonly head: string
  readonly rules: readonly string[]
}

export function linesOf(ruleset: Ruleset): RulesetLines {
  const chains = new Map<string, ChainLines>()
  for (const table of ruleset.tables)
    for (const { name, policy, counters, rules } of table.chains)
      chains.set(`${table.name}/${name}`, {
        head: `${policy ?? '-'} ${counters.packets}:${counters.bytes}`,
        rules: rules.map((rule) => `${rule.counters.packets}:${rule.counters.bytes} ${printRuleWords(rule)}`),
      })
  return { chains }
}

/** Whether both mean the same. A base chain without rules and with the policy that it begins with need not be mentioned. */
export function isSameRuleset(one: RulesetLines, other: RulesetLines): boolean {
  const keys = new Set([...one.chains.keys(), ...other.chains.keys()])
  return [...keys].every((key) => {
    const left = one.chains.get(key) ?? UNTOUCHED
    const right = other.chains.get(key) ?? UNTOUCHED
    return left.head === right.head && left.rules.length === right.rules.length && left.rules.every((rule, at) => rule === right.rules[at])
  })
}

const UNTOUCHED: ChainLines = { head: 'ACCEPT 0:0', rules: [] }

/** The same with the rules of one chain changed. */
export function withRules(lines: RulesetLines, key: string, change: (rules: readonly string[]) => readonly string[]): RulesetLines {
  const chain = lines.chains.get(key) ?? UNTOUCHED
  return { chains: new Map(lines.chains).set(key, { head: chain.head, rules: change(chain.rules) }) }
}
