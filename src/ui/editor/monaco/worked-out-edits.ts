import type { Edited } from '../../../worker/protocol-editing'
import { actions, pageStore } from '../../store/page-store'
import { textsIn } from '../../texts/use-texts'

/** How often an edit is worked out again because the text has changed meanwhile. */
const ATTEMPTS = 4

/**
 * Makes an edit that the worker works out. Monaco would drop one of its own commands without a word as soon as the cursor moves before the
 * answer is there; what was asked for here is done, wherever the person is by then, and worked out again where they have typed on.
 */
export async function makeEdits(edit: (edits: Made['edits']) => void, ask: () => Promise<Edited | null>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { host } = pageStore.getState().scenario
    const answer = await ask()
    if (answer === null) return
    if (pageStore.getState().scenario.host !== host) continue
    if (answer.kind === 'refused') warn(refusal(answer.why, answer.words))
    else edit(answer.edits)
    return
  }
  warn(textsIn(pageStore.getState().language).ruleEditing.busy)
}

export type Made = Extract<Edited, { readonly kind: 'edited' }>

/** Why an edit cannot be made, in words. */
export function refusal(why: string, words: readonly string[]): string {
  return textsIn(pageStore.getState().language).editor.refused[why]?.(...words) ?? why
}

function warn(text: string): void {
  actions.notify({ severity: 'warning', text, diagnostics: [] })
}
