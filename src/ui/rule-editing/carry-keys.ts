import type { RulesetView, RuleView } from '../../worker/protocol'
import { lineDifference } from '../difference/line-difference'

/**
 * Which rule of now is which of before: what the person said about a rule (a decision, a breakpoint) goes where it goes. Rules are known
 * by their words, in their chain's order; one that stands in another chain now is known by its words alone. Null for one that is gone.
 */
export function carryKeys(before: RulesetView, now: RulesetView): (key: string) => string | null {
  const carried = new Map<string, string>()
  const left: { readonly key: string; readonly text: string }[] = []
  const arrived = new Map<string, string[]>()
  const chains = new Map<string, readonly RuleView[]>(
    now.tables.flatMap(({ name, chains }) => chains.map((chain) => [`${name}/${chain.name}`, chain.rules] as const)),
  )
  const arrive = (rule: { readonly key: string; readonly text: string } | undefined) => {
    if (rule === undefined) return
    const queue = arrived.get(rule.text)
    if (queue === undefined) arrived.set(rule.text, [rule.key])
    else queue.push(rule.key)
  }
  for (const table of before.tables)
    for (const chain of table.chains) {
      const name = `${table.name}/${chain.name}`
      const rules = chains.get(name) ?? []
      chains.delete(name)
      const steps = lineDifference(
        chain.rules.map(({ text }) => text),
        rules.map(({ text }) => text),
      )
      for (const step of steps) {
        if (step.kind === 'added') arrive(rules[step.now])
        else {
          const rule = chain.rules[step.before]
          const same = step.kind === 'same' ? rules[step.now] : undefined
          if (rule !== undefined && same !== undefined) carried.set(rule.key, same.key)
          else if (rule !== undefined) left.push(rule)
        }
      }
    }
  for (const rules of chains.values()) for (const rule of rules) arrive(rule)
  for (const { key, text } of left) {
    const to = arrived.get(text)?.shift()
    if (to !== undefined) carried.set(key, to)
  }
  return (key) => carried.get(key) ?? null
}
