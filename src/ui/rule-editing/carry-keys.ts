import type { RulesetView, RuleView } from '../../worker/protocol'
import { lineDifference } from '../difference/line-difference'

/**
 * Which rule of now is which of before: what the person said about a rule (a decision, a breakpoint) goes where it goes. Rules are known
 * by their words, in their chain's order; one that stands in another chain now is known by its words alone, and one that has other words
 * now by its place, where most of them are the same. Null for one that is gone.
 */
export function carryKeys(before: RulesetView, now: RulesetView): (key: string) => string | null {
  const carried = new Map<string, string>()
  const gaps: Gap[] = []
  const arrived = new Map<string, RuleView[]>()
  const chains = new Map<string, readonly RuleView[]>(
    now.tables.flatMap(({ name, chains }) => chains.map((chain) => [`${name}/${chain.name}`, chain.rules] as const)),
  )
  const arrive = (rule: RuleView) => {
    const queue = arrived.get(rule.text)
    if (queue === undefined) arrived.set(rule.text, [rule])
    else queue.push(rule)
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
      let gap: Gap = { left: [], arrived: [] }
      for (const step of steps) {
        const rule = step.kind === 'added' ? undefined : chain.rules[step.before]
        const here = step.kind === 'removed' ? undefined : rules[step.now]
        if (rule !== undefined && here !== undefined) {
          carried.set(rule.key, here.key)
          gap = { left: [], arrived: [] }
          continue
        }
        if (gap.left.length + gap.arrived.length === 0) gaps.push(gap)
        if (rule !== undefined) gap.left.push(rule)
        if (here !== undefined) {
          gap.arrived.push(here)
          arrive(here)
        }
      }
    }
  for (const rules of chains.values()) for (const rule of rules) arrive(rule)
  const taken = new Set<RuleView>()
  for (const { left } of gaps)
    for (const { key, text } of left) {
      const to = arrived.get(text)?.shift()
      if (to === undefined) continue
      carried.set(key, to.key)
      taken.add(to)
    }
  for (const { left, arrived } of gaps) {
    const changed = arrived.filter((rule) => !taken.has(rule))
    for (const { key, text } of left) {
      if (carried.has(key)) continue
      const at = changed.findIndex((rule) => isReworded(text, rule.text))
      // What stands before it belongs to rules before this one.
      for (const to of at < 0 ? [] : changed.splice(0, at + 1).slice(-1)) carried.set(key, to.key)
    }
  }
  return (key) => carried.get(key) ?? null
}

/** Neighbouring rules of a chain that left, and those that stand in their place now. */
interface Gap {
  readonly left: RuleView[]
  readonly arrived: RuleView[]
}

/** Whether two rules have more than half of their words in common: one was made of the other. */
function isReworded(before: string, now: string): boolean {
  const words = before.split(' ')
  const others = now.split(' ')
  const left = [...others]
  let common = 0
  for (const word of words) {
    const at = left.indexOf(word)
    if (at < 0) continue
    left.splice(at, 1)
    common++
  }
  return common * 2 > Math.max(words.length, others.length)
}
