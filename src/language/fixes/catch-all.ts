import { changeRule } from '../editing/change-rule'
import { offsetOf } from '../editing/offset-edits'
import type { FixFamily, Offer } from './fix'

/** A rule behind one that takes everything that it asks for: before it, or out. */
export const catchAll: FixFamily = {
  of: 'lines',
  name: 'catch-all',
  offers: ({ text, source, line, endLine, ruleset, unreached }) => {
    const offers: Offer[] = []
    for (const { ruleKey, by } of unreached) {
      const [table = '', chain = ''] = ruleKey.split('/')
      const rule = ruleset.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules)).find(({ key }) => key === ruleKey)
      if (rule === undefined || rule.span.line > endLine || rule.span.endLine < line) continue
      const moved = changeRule(text, { kind: 'move', ruleKey, to: { table, chain, number: by } })
      const removed = changeRule(text, { kind: 'remove', ruleKey })
      for (const [title, answer] of [
        ['move before', moved],
        ['remove rule', removed],
      ] as const)
        if (answer.kind === 'edited')
          offers.push({
            title,
            words: [String(by)],
            edits: (answer.edits.rules ?? []).map(({ span, text: replacement }) => ({
              start: offsetOf(source, span.line, span.column),
              end: offsetOf(source, span.endLine, span.endColumn),
              text: replacement,
            })),
            matterOfTaste: true,
          })
    }
    return offers
  },
}
