import type { Scenario } from '../../scenario/scenario'
import type { PageState } from './state'

/** What the browser keeps of the page. */
export interface Kept {
  readonly scenario: Scenario
  /** Null follows the end. */
  readonly cursor: number | null
  readonly window: KeptWindow
}

/** How the window stands: the part of the state that is the person's own taste. */
type KeptWindow = Partial<Pick<PageState, 'tab' | 'theme' | 'language' | 'breakpoints'>> & { readonly speed?: number }
