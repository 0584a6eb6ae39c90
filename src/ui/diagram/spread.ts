import { HOOKS, type Hook } from '../../model'
import type { ChainView, RulesetView, TableView } from '../../worker/protocol'
import { baseInstance, calledInstance } from './instance'

/** User chains that are unfolded without being asked for, at most: beyond it nobody sees where to look first. */
const MOST_SPREAD = 24

/**
 * The user chains that rules lead to, as instances in the order in which they are unfolded while there is room: those that base
 * chains call before those that these call. Chains without rules have nothing to show, and a loop is followed once.
 */
export function chainsToSpread(rules: RulesetView): readonly string[] {
  interface Place {
    readonly table: TableView
    readonly chain: ChainView
    readonly instance: string
    readonly names: readonly string[]
  }
  const found: string[] = []
  let level: Place[] = rules.tables.flatMap((table) =>
    table.chains
      .filter((chain) => isHook(chain.name))
      .map((chain) => ({ table, chain, instance: baseInstance(chain.name as Hook, table.name), names: [chain.name] })),
  )
  while (level.length > 0) {
    const next: Place[] = []
    for (const { table, chain, instance, names } of level)
      for (const { target, number } of chain.rules) {
        if ((target.kind !== 'jump' && target.kind !== 'goto') || names.includes(target.name)) continue
        const called = table.chains.find((candidate) => candidate.name === target.name)
        if (called === undefined || called.rules.length === 0) continue
        const there = calledInstance(instance, number)
        found.push(there)
        if (found.length >= MOST_SPREAD) return found
        next.push({ table, chain: called, instance: there, names: [...names, target.name] })
      }
    level = next
  }
  return found
}

/** How many of them, from the first on, can be unfolded so that `fits` still holds: more never fit better. */
export function mostThatFit(count: number, fits: (count: number) => boolean): number {
  // Mostly there is no room for even one, and a layout is not for nothing.
  if (count === 0 || !fits(1)) return 0
  let low = 1
  let high = count
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function isHook(name: string): name is Hook {
  return (HOOKS as readonly string[]).includes(name)
}
