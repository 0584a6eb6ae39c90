import type { RulesetView } from '../../worker/protocol'
import type { RulePlace } from '../../worker/protocol-editing'
import { chainIn, findRule } from '../store/rule-place'
import { carryKeys } from './carry-keys'

/**
 * Where a place between rules is in another reading of the text: before the same rule, or at the end of the same chain. Null where that
 * rule, or the chain, is no longer there.
 */
export function carryPlace(place: RulePlace, before: RulesetView, now: RulesetView): RulePlace | null {
  const { table, chain, number } = place
  if (before === now) return place
  const [from, to] = [chainIn(before, table, chain), chainIn(now, table, chain)]
  if (from === null || to === null) return null
  if (number > from.ruleCount) return { table, chain, number: to.ruleCount + 1 }
  const behind = from.rules[number - 1]
  const key = behind === undefined ? null : carryKeys(before, now)(behind.key)
  const found = key === null ? null : findRule(now, key)
  return found === null || found.table !== table || found.chain.name !== chain ? null : { table, chain, number: found.rule.number }
}
