import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import type { Ruleset } from '../model'
import type { Prepared } from '../scenario/prepare'
import { printRuleWords } from '../syntax/print-save'
import type { Place } from '../trace/event'
import { outcomesOf } from '../trace/outcome'
import type { Outcomes } from './protocol-comparing'

/** Runs a scenario for what becomes of its packets alone. */
export function viewOutcomes({ input }: Prepared): Outcomes {
  const observer = recorder('everything')
  const { limits } = createSimulator(input, observer).run()
  return { packets: outcomesOf(observer.events, (place) => wordsAt(input.ruleset, place)), limits }
}

function wordsAt(ruleset: Ruleset, { table, chain: name, kind, number }: Place): string {
  const chain = ruleset.tables.find((one) => one.name === table)?.chains.find((one) => one.name === name)
  if (kind === 'policy') return chain?.policy ?? ''
  const rule = chain?.rules[number - 1]
  return rule === undefined ? '' : printRuleWords(rule)
}
