import type { ChainView, RuleView } from '../../worker/protocol'
import {
  CHARACTER,
  COMMENT_CHARACTER,
  COMMENT_GAP,
  COUNT_COLUMN,
  DETAIL_CHARACTER,
  END_LINE,
  FOLD_LINE,
  MORE_DETAIL_CHARACTERS,
  MOST_CONDITION_CHARACTERS,
  NUMBER_COLUMNS,
  ROW_PADDING,
  ROWS_BEFORE_FOLDING,
  ROWS_KEPT_FIRST,
  ROWS_KEPT_FOR_COUNTS,
  ROWS_KEPT_LAST,
  RULE_LINE,
  RULE_SECOND_LINE,
} from './measures'

/** One line of a chain's box. `y` counts from the top of the box's content. */
export type Row =
  | {
      readonly kind: 'rule'
      readonly y: number
      readonly height: number
      readonly rule: RuleView
      readonly dead: boolean
      /** The comment stands right of the conditions; otherwise it is below them. */
      readonly commentBeside: boolean
    }
  /** Rules `from` to `to` (their numbers, both included) that are not shown; `counted` when one of them has ever matched. */
  | {
      readonly kind: 'fold'
      readonly y: number
      readonly height: number
      readonly from: number
      readonly to: number
      readonly counted: boolean
    }
  /** The policy of a base chain, or the way back to the caller. */
  | { readonly kind: 'end'; readonly y: number; readonly height: number }

/**
 * The lines of a chain. With `unfolded` false a long one keeps its beginning, its end, the rules in `keep` (by number) and the
 * few that counted most; what lies between folds. `mostConditions` is the characters that conditions have room for.
 */
export function chainRows(
  chain: ChainView,
  keep: ReadonlySet<number>,
  unfolded: boolean,
  mostConditions: number = MOST_CONDITION_CHARACTERS,
): readonly Row[] {
  const shown = unfolded || chain.rules.length <= ROWS_BEFORE_FOLDING ? null : rulesKept(chain, keep)
  const dead = firstDeadRule(chain)
  const rows: Row[] = []
  let y = 0
  let folded: RuleView[] = []
  const fold = () => {
    const first = folded[0]
    const last = folded.at(-1)
    if (first === undefined || last === undefined) return
    rows.push({
      kind: 'fold',
      y,
      height: FOLD_LINE,
      from: first.number,
      to: last.number,
      counted: folded.some((rule) => rule.counters.packets > 0),
    })
    y += FOLD_LINE
    folded = []
  }
  for (const rule of chain.rules) {
    if (shown !== null && !shown.has(rule.number)) {
      folded.push(rule)
      continue
    }
    fold()
    const commentBeside = commentFits(rule, mostConditions)
    const height = secondLine(rule) === '' || commentBeside ? RULE_LINE : RULE_LINE + RULE_SECOND_LINE
    rows.push({ kind: 'rule', y, height, rule, dead: dead !== null && rule.number >= dead, commentBeside })
    y += height
  }
  fold()
  rows.push({ kind: 'end', y, height: END_LINE })
  return rows
}

/** Height of all rows together. */
export function rowsHeight(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.y + last.height
}

/** The row that stands for a rule: its own, or the fold that holds it. Numbers past the last rule are the chain's end. */
export function rowOfRule(rows: readonly Row[], number: number): Row | null {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row === undefined) return null
    const [from, to] =
      row.kind === 'rule'
        ? [row.rule.number, row.rule.number]
        : row.kind === 'fold'
          ? [row.from, row.to]
          : [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    if (number < from) high = middle - 1
    else if (number > to) low = middle + 1
    else return row
  }
  return rows.at(-1) ?? null
}

/** The rows that a window of a scrolled box touches, as indices [first, end). */
export function rowsBetween(rows: readonly Row[], top: number, bottom: number): readonly [number, number] {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && row.y + row.height <= top) low = middle + 1
    else high = middle
  }
  let end = low
  for (let row = rows[end]; row !== undefined && row.y < bottom; row = rows[end]) end++
  return [low, end]
}

/** Whether a rule's comment has room right of its conditions; with details of the target there is a second line anyway. */
function commentFits(rule: RuleView, mostConditions: number): boolean {
  return rule.comment !== null && rule.comment !== '' && rule.target.details === '' && besideWidth(rule) <= mostConditions * CHARACTER
}

/** How wide conditions and the comment beside them are. */
function besideWidth(rule: RuleView): number {
  const conditions = (rule.conditions === '' ? EVERYTHING : rule.conditions.length) * CHARACTER
  return conditions + COMMENT_GAP + (rule.comment?.length ?? 0) * COMMENT_CHARACTER
}

/** Characters of `everything`, which is written where there are none. */
const EVERYTHING = 10

/** What stands below a rule: its target's details and its comment; empty where there is neither. */
export function secondLine(rule: RuleView): string {
  return [rule.target.details, rule.comment === null || rule.comment === '' ? '' : `“${rule.comment}”`]
    .filter((part) => part !== '')
    .join('  ')
}

/** The number of the first rule that no packet can reach: all behind one that matches everything and ends the chain. */
export function firstDeadRule(chain: ChainView): number | null {
  for (const rule of chain.rules)
    if (matchesEverything(rule) && endsChain(rule)) return rule.number < chain.rules.length ? rule.number + 1 : null
  return null
}

const knownTwins = new WeakMap<ChainView, ReadonlyMap<number, number>>()

/** Rules that say what an earlier one of their chain says, word by word: their numbers, and the first one's. */
export function twinsOf(chain: ChainView): ReadonlyMap<number, number> {
  const known = knownTwins.get(chain)
  if (known !== undefined) return known
  const first = new Map<string, number>()
  const twins = new Map<number, number>()
  for (const { text, number } of chain.rules) {
    const earlier = first.get(text)
    if (earlier === undefined) first.set(text, number)
    else twins.set(number, earlier)
  }
  knownTwins.set(chain, twins)
  return twins
}

export function matchesEverything(rule: RuleView): boolean {
  return rule.conditions === '' && rule.tests.length === 0
}

/** Targets after which the chain's next rule is never asked, beside verdicts and goto (man iptables-extensions(8)). */
const ENDING_TARGETS: ReadonlySet<string> = new Set(['REJECT', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP', 'NFQUEUE'])

function endsChain(rule: RuleView): boolean {
  switch (rule.target.kind) {
    case 'verdict':
    case 'goto':
      return true
    case 'extension':
      return ENDING_TARGETS.has(rule.target.name)
    case 'none':
    case 'jump':
    case 'unknown':
      return false
  }
}

/** How wide a box must be so that most of its rows are not cut; `number` and `target` are the columns that its card has for them. */
export function rowsWidth(rows: readonly Row[], mostConditions: number, number: number, target: number): number {
  let conditions = EVERYTHING
  let details = 0
  for (const row of rows)
    if (row.kind === 'rule') {
      conditions = Math.max(conditions, row.commentBeside ? besideWidth(row.rule) / CHARACTER : row.rule.conditions.length)
      details = Math.max(details, row.rule.target.details.length)
    }
  const first = Math.min(conditions, mostConditions) * CHARACTER + target + COUNT_COLUMN
  const second = Math.min(details, mostConditions + MORE_DETAIL_CHARACTERS) * DETAIL_CHARACTER
  return Math.ceil(ROW_PADDING + number + Math.max(first, second))
}

/** The number column of a box. */
export function numberWidth(rows: readonly Row[]): number {
  let last = 0
  for (const row of rows) if (row.kind === 'rule') last = row.rule.number
  return NUMBER_COLUMNS[Math.min(String(last).length, NUMBER_COLUMNS.length - 1)] ?? NUMBER_COLUMNS[0]
}

/** The target column of a box. */
export function targetWidth(rows: readonly Row[], most: number): number {
  let characters = 6
  for (const row of rows) if (row.kind === 'rule') characters = Math.max(characters, targetCharacters(row.rule))
  return Math.ceil(Math.min(characters, most) * CHARACTER + 10)
}

function targetCharacters(rule: RuleView): number {
  return rule.target.name.length + (rule.target.kind === 'jump' || rule.target.kind === 'goto' ? 3 : 0)
}

function rulesKept(chain: ChainView, keep: ReadonlySet<number>): ReadonlySet<number> {
  const count = chain.rules.length
  const kept = new Set<number>()
  for (let number = 1; number <= ROWS_KEPT_FIRST; number++) kept.add(number)
  for (let number = count - ROWS_KEPT_LAST + 1; number <= count; number++) kept.add(number)
  const counted = chain.rules.filter((rule) => rule.counters.packets > 0).sort((a, b) => b.counters.packets - a.counters.packets)
  for (const rule of counted.slice(0, ROWS_KEPT_FOR_COUNTS)) kept.add(rule.number)
  const dead = firstDeadRule(chain)
  if (dead !== null) kept.add(dead - 1).add(dead)
  for (const number of keep) if (number >= 1 && number <= count) kept.add(number)
  // A fold of a single rule would take as much room as the rule.
  for (const number of [...kept]) if (!kept.has(number + 1) && (kept.has(number + 2) || number + 1 === count)) kept.add(number + 1)
  return kept
}
