import type { Scenario } from '../../scenario/scenario'
import type { Opened } from '../../worker/protocol'
import { pageStore } from './page'
import type { PageState, Selection } from './state'

/**
 * One kind of what the person says of rules: a decision, a breakpoint, what is pointed at. Rules are named by keys, and a key holds a
 * place: so it is remembered in which reading of the texts they were meant. Where the rules have gone since, follow-rules.ts works out.
 */
export interface Saying<T extends object, Gone = never> {
  readonly meant: WeakMap<T, { readonly said: T; readonly opened: Opened }>
  keys(said: T): readonly string[]
  /** The same of rules that have other keys now; null for a rule that is gone. */
  renamed(said: T, to: (key: string) => string | null): T | Gone
}

export const DECISIONS: Saying<Scenario['decisions']> = {
  meant: new WeakMap(),
  keys: Object.keys,
  renamed: (said, to) =>
    Object.fromEntries(
      Object.entries(said).flatMap(([key, answer]) => {
        const now = to(key)
        return now === null ? [] : [[now, answer] as const]
      }),
    ),
}

export const BREAKPOINTS: Saying<PageState['breakpoints']> = {
  meant: new WeakMap(),
  keys: (said) => said,
  renamed: (said, to) => said.flatMap((key) => to(key) ?? []),
}

export const POINTED: Saying<Selection, null> = {
  meant: new WeakMap(),
  keys: (said) => (said.kind === 'rule' ? [said.ruleKey] : []),
  renamed: (said, to) => {
    const now = said.kind === 'rule' ? to(said.ruleKey) : null
    return now === null ? null : { kind: 'rule', ruleKey: now }
  },
}

/** It is said of the rules as they are drawn, even where the text is already further. */
export function saidNow<T extends object, Gone>({ meant }: Saying<T, Gone>, said: T): T {
  const opened = readNow(pageStore.getState())
  if (opened !== null) meant.set(said, { said, opened })
  return said
}

/** What the texts mean, whatever is shown. */
export function readNow(state: PageState): Opened | null {
  return (state.aside ?? state).opened
}

/** Whether anything is said of rules at all, be they there or not. */
export function saysOfRules({ scenario, breakpoints, selection }: PageState): boolean {
  const { decisions } = scenario
  return says(DECISIONS, decisions) || says(BREAKPOINTS, breakpoints) || (selection !== null && says(POINTED, selection))
}

function says<T extends object, Gone>({ keys, meant }: Saying<T, Gone>, said: T): boolean {
  return keys(meant.get(said)?.said ?? said).length > 0
}
