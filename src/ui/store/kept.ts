import type { Scenario, View } from '../../scenario/scenario'
import type { PageState } from './state'

/** What the browser keeps of the page. */
export interface Kept extends View {
  readonly scenario: Scenario
  readonly window: KeptWindow
}

/** How the window stands: the part of the state that is the person's own taste. */
type KeptWindow = Partial<Pick<PageState, 'tab' | 'theme' | 'language' | 'breakpoints'>> & { readonly speed?: number }
