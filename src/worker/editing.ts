import { changeRule } from '../language/editing/change-rule'
import { ruleForPacket } from '../language/editing/rule-for-packet'
import type { EditingRequests } from './protocol-editing'

/** Answers to what changes the scenario's texts. */
export const editing: { readonly [K in keyof EditingRequests]: (ask: EditingRequests[K]['ask']) => EditingRequests[K]['answer'] } = {
  fixes: () => [],
  named: () => null,
  rename: () => ({ kind: 'refused', why: 'no way', words: [] }),
  format: () => ({ kind: 'refused', why: 'no way', words: [] }),
  folds: () => [],
  changeRule: ({ scenario, change }) => changeRule(scenario.host.rules, change),
  ruleForPacket: ({ scenario, packet, at, target, state }) => ruleForPacket(scenario.host.rules, packet, at, target, state),
}
