import { pageStore } from '../store/page'
import { translated } from './translated'
import { textsIn } from './use-texts'

/** Why something failed, for a person: what Five Chains itself says in the page's language, all else as it was thrown. */
export function whyFailed(failure: unknown): string {
  return translated(textsIn(pageStore.getState().language).facts.own, failure instanceof Error ? failure.message : String(failure))
}
