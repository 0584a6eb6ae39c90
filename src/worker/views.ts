import { unknownsOf, viewRuleset } from '../analysis/ruleset-view'
import { unreachableRemarks, unreachableRules } from '../analysis/unreachable-rules'
import type { Diagnostic, Ruleset } from '../model'
import type { Prepared } from '../scenario/prepare'
import { refusalOf } from '../scenario/refused'
import type { Scenario } from '../scenario/scenario'
import type { Opened } from './protocol'

/**
 * Rules that are drawn at most. Beyond it they are still read, checked and run, but the page would spend seconds on lines that
 * nobody scrolls to.
 */
const MOST_RULES_DRAWN = 20_000

/** Characters of a message that are shown. */
const LONGEST_MESSAGE = 500

/** Everything that the page draws before a packet is sent. */
export function viewOpened(prepared: Prepared, scenario: Scenario): Opened {
  const { rules: reading } = prepared
  const ruleCount = countRules(reading.value)
  const drawn = bounded(reading.value, ruleCount)
  const limits = [...reading.limits]
  if (drawn !== reading.value)
    limits.push(
      `${ruleCount.toLocaleString('en')} rules are more than can be drawn: the first ${MOST_RULES_DRAWN.toLocaleString('en')} are.`,
    )
  return {
    family: reading.family,
    rules: viewRuleset(drawn, reading.value),
    network: {
      network: prepared.network,
      networkText: prepared.networkText,
      servicesText: prepared.servicesText,
      inferred: prepared.inferred,
      suggestions: prepared.suggestions,
    },
    diagnostics: {
      rules: [...shortened(reading.diagnostics), ...unreachableRemarks(unreachableRules(drawn))],
      sets: shortened(prepared.diagnostics.sets),
      network: shortened(prepared.diagnostics.network),
      services: shortened(prepared.diagnostics.services),
      connections: shortened(prepared.diagnostics.connections),
      traffic: [],
    },
    refused: refusalOf(reading),
    unknowns: unknownsOf(drawn, scenario.decisions),
    limits,
  }
}

/** Words that quote a line of megabytes keep their beginning and their end: they are read out, and stand in hovers and lists. */
function shortened(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((one) =>
    one.message.length <= LONGEST_MESSAGE ? one : { ...one, message: `${one.message.slice(0, 200)} … ${one.message.slice(-200)}` },
  )
}

/** The ruleset with no more rules than can be drawn, chains kept; the same one when it is small enough. */
function bounded(ruleset: Ruleset, ruleCount: number): Ruleset {
  if (ruleCount <= MOST_RULES_DRAWN) return ruleset
  let left = MOST_RULES_DRAWN
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => {
        const rules = chain.rules.slice(0, left)
        left -= rules.length
        return { ...chain, rules }
      }),
    })),
  }
}

function countRules(ruleset: Ruleset): number {
  let count = 0
  for (const table of ruleset.tables) for (const chain of table.chains) count += chain.rules.length
  return count
}
