import { createStore } from 'zustand/vanilla'

/** What a person wants to change, and where the menu for it opens. */
export interface RuleMenu {
  readonly table: string
  readonly chain: string
  /** Null for the chain itself: its end, or its line where it has no rules. */
  readonly ruleKey: string | null
  /** In the window, in pixels. */
  readonly at: { readonly x: number; readonly y: number }
}

/** The one menu that is open, or none. */
export const ruleMenuStore = createStore<{ readonly menu: RuleMenu | null }>(() => ({ menu: null }))

export function openRuleMenu(menu: RuleMenu): void {
  ruleMenuStore.setState({ menu })
}

export function closeRuleMenu(): void {
  ruleMenuStore.setState({ menu: null })
}
