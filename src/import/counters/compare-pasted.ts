import type { Ruleset } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import { printSave } from '../../syntax/print-save'
import { readRules } from '../../syntax/read-rules'
import { importText } from '../import-text'
import { beforeAndAfter } from './before-after'
import { movesBetween } from './counter-moves'

/** What a paste says about counters: the reading before and the one after, which are the rules from then on. */
export interface PastedCounters {
  /** iptables-save text with counters. */
  readonly before: string
  /** What is to be imported: the whole paste, its second part, or nothing where it is the earlier reading of the rules on the page. */
  readonly text: string
  /** How many counters moved between the two. */
  readonly moved: number
}

/**
 * Two readings of the same rules in one paste; or one that is of the rules on the page (`earlier`), with other counters. The one that counted
 * less is the earlier. Null where there is nothing to compare.
 */
export function pastedCounters(text: string, current: Scenario, earlier: string = current.host.rules): PastedCounters | null {
  const cut = beforeAndAfter(text)
  if (cut !== null) {
    const [before, after] = [rulesIn(cut.before, current), rulesIn(cut.after, current)]
    if (before === null || after === null || !isComparable(before, after)) return null
    const { moved } = movesBetween(before, after)
    return { before: printSave(before, { counters: true }), text: `${blankLines(cut.before)}${cut.after}`, moved: moved.length }
  }
  const here = readRules(earlier).value
  const pasted = rulesIn(text, current)
  if (pasted === null || !isComparable(here, pasted)) return null
  const moves = movesBetween(here, pasted).moved
  if (moves.length === 0 || !showsCounters(here, earlier) || !showsCounters(pasted, text)) return null
  const back = moves.filter(({ before, after }) => after.packets < before.packets).length
  return back * 2 > moves.length
    ? { before: printSave(pasted, { counters: true }), text: '', moved: moves.length }
    : { before: printSave(here, { counters: true }), text, moved: moves.length }
}

/** What is said about a line of the paste stays at its number. */
function blankLines(text: string): string {
  return '\n'.repeat(text.split('\n').length)
}

function rulesIn(text: string, current: Scenario): Ruleset | null {
  const { rules } = importText(text, current).sections
  return rules === undefined ? null : readRules(rules).value
}

/** At least half of the rules that the second reading shows are in the first; policies are everybody's. */
function isComparable(before: Ruleset, after: Ruleset): boolean {
  const { unpaired } = movesBetween(before, after)
  const shown = after.tables.reduce((sum, { chains }) => chains.reduce((rules, chain) => rules + chain.rules.length, sum), 0)
  const paired = shown - unpaired.filter((rule) => rule.in === 'after').length
  return paired > 0 && paired >= unpaired.length
}

/** Nothing but zeros may also mean that nobody asked for counters: unless they are printed with each rule. */
function showsCounters(ruleset: Ruleset, text: string): boolean {
  return (
    /^\[\d+:\d+\] -A /m.test(text) ||
    ruleset.tables.some(({ chains }) =>
      chains.some(({ counters, rules }) => counters.packets > 0 || rules.some((rule) => rule.counters.packets > 0)),
    )
  )
}
