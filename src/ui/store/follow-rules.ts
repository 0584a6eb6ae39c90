import type { Opened } from '../../worker/protocol'
import { carryKeys } from '../rule-editing/carry-keys'
import { findRule } from './rule-place'
import { BREAKPOINTS, DECISIONS, POINTED, type Saying } from './said-of-rules'
import type { PageState, Selection } from './state'

type Followed = Pick<PageState, 'scenario' | 'breakpoints' | 'selection'> & { readonly opened: Opened }

/**
 * The texts have been read again, whoever changed them: what the person said of rules goes where those rules have gone. What was said of
 * a rule that is not there, because it is being typed, was cut out or is undone, comes back with it.
 */
export function followRules({ scenario, breakpoints, selection, aside }: PageState, opened: Opened): Followed {
  const decisions = follow(DECISIONS, scenario.decisions, opened, isSameUnknown)
  return {
    scenario: decisions === scenario.decisions ? scenario : { ...scenario, decisions },
    breakpoints: follow(BREAKPOINTS, breakpoints, opened),
    // While recorded packets are shown, what is pointed at is one of their rules.
    selection: selection === null || aside !== null ? selection : followed(selection, opened),
    opened:
      decisions === scenario.decisions
        ? opened
        : { ...opened, unknowns: opened.unknowns.map((unknown) => ({ ...unknown, decided: decisions[unknown.ruleKey] ?? null })) },
  }
}

/** What is pointed at, by the key that it has in this reading; null once it is gone. */
export function followed(pointed: Selection, opened: Opened): Selection | null {
  return follow(POINTED, pointed, opened)
}

function follow<T extends object, Gone>(
  { meant, keys, renamed }: Saying<T, Gone>,
  said: T,
  opened: Opened,
  isMeant: (before: RuleIn, now: RuleIn) => boolean = () => true,
): T | Gone {
  const from = meant.get(said) ?? { said, opened }
  if (keys(from.said).length === 0) return said
  const carry = from.opened === opened ? (key: string) => key : carryKeys(from.opened.rules, opened.rules)
  const to = (key: string): string | null => {
    const now = carry(key)
    return now !== null && isMeant({ opened: from.opened, key }, { opened, key: now }) ? now : null
  }
  const moved = keys(from.said).map(to)
  const there = moved.filter((key) => key !== null)
  const isSame = (other: T) => keys(other).length === there.length && keys(other).every((key, index) => key === there[index])
  const result = isSame(said) ? said : isSame(from.said) ? from.said : renamed(from.said, to)
  // Of a rule that is not there now it stays known what was said.
  if (result !== null) meant.set(result as T, moved.includes(null) ? from : { said: result as T, opened })
  return result
}

interface RuleIn {
  readonly opened: Opened
  readonly key: string
}

/** A decision answers what is unknown of a rule: where that has other words, it is another question. */
function isSameUnknown(before: RuleIn, now: RuleIn): boolean {
  return unknownOf(before) === unknownOf(now)
}

function unknownOf({ opened, key }: RuleIn): string {
  const unknowns = opened.unknowns.filter(({ ruleKey }) => ruleKey === key)
  // A rule's matches and target, each with its own options.
  const uses = findRule(opened.rules, key)?.rule.text.split(/ (?=-[mj] )/) ?? []
  return uses
    .filter((use) => unknowns.some(({ name, what }) => `${use} `.startsWith(`-${what === 'match' ? 'm' : 'j'} ${name} `)))
    .join('\n')
}
