import { unreachableRules } from '../analysis/unreachable-rules'
import { changeRule } from '../language/editing/change-rule'
import { format } from '../language/editing/format'
import { named } from '../language/editing/named'
import { rename } from '../language/editing/rename'
import { ruleForPacket } from '../language/editing/rule-for-packet'
import { fixes } from '../language/fixes/fixes'
import { readRules } from '../syntax/read-rules'
import type { EditingRequests } from './protocol-editing'

/** Answers to what changes the scenario's texts; folds, which an editor asks for at once, know nothing of rules. */
export const editing: {
  readonly [K in Exclude<keyof EditingRequests, 'folds'>]: (ask: EditingRequests[K]['ask']) => EditingRequests[K]['answer']
} = {
  fixes: ({ scenario, span }) => {
    const { rules } = scenario.host
    return fixes(
      rules,
      span,
      unreachableRules(readRules(rules).value).map(({ rule, by }) => ({ ruleKey: rule.key, by })),
    )
  },
  named: ({ scenario, section, line, column }) => named(scenario.host, section, line, column),
  rename: ({ scenario, section, line, column, to }) => rename(scenario.host, section, line, column, to),
  format: ({ scenario }) => format(scenario.host.rules),
  changeRule: ({ scenario, change }) => changeRule(scenario.host.rules, change),
  ruleForPacket: ({ scenario, packet, at, target, state }) => ruleForPacket(scenario.host.rules, packet, at, target, state),
}
