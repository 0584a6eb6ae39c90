import { unknownsOf, viewRuleset } from '../analysis/ruleset-view'
import type { Prepared } from '../scenario/prepare'
import type { Scenario } from '../scenario/scenario'
import type { Opened, RulesetView } from './protocol'

/**
 * Rules that are drawn at most. Beyond it they are still read, checked and run, but the page would spend seconds on lines that
 * nobody scrolls to.
 */
export const MOST_RULES_DRAWN = 20_000

/** Everything that the page draws before a packet is sent. */
export function viewOpened(prepared: Prepared, scenario: Scenario): Opened {
  const { rules: reading } = prepared
  const view = viewRuleset(reading.value)
  const drawn = bounded(view)
  const limits = [...reading.limits]
  if (drawn !== view)
    limits.push(
      `${view.ruleCount.toLocaleString('en')} rules are more than can be drawn: the first ${MOST_RULES_DRAWN.toLocaleString('en')} are.`,
    )
  return {
    family: reading.family,
    rules: drawn,
    network: {
      network: prepared.network,
      networkText: prepared.networkText,
      servicesText: prepared.servicesText,
      inferred: prepared.inferred,
      suggestions: prepared.suggestions,
    },
    diagnostics: { ...prepared.diagnostics, traffic: [] },
    unknowns: unknownsOf(reading.value, scenario.decisions),
    limits,
  }
}

/** The view with no more rules than can be drawn, chains kept; the same view when it is small enough. */
function bounded(view: RulesetView): RulesetView {
  if (view.ruleCount <= MOST_RULES_DRAWN) return view
  let left = MOST_RULES_DRAWN
  return {
    ...view,
    tables: view.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => {
        const rules = chain.rules.slice(0, left)
        left -= rules.length
        return { ...chain, rules }
      }),
    })),
  }
}
