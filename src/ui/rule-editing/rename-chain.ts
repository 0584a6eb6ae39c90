import { pageStore } from '../store/page-store'
import { chainIn } from '../store/rule-place'
import { textsIn } from '../texts/use-texts'
import { askEditing, editTexts } from './edit-rules'
import { tellEdit } from './tell-edit'
import { RULE_CHANGES } from './words'

/** Gives a user chain another name wherever the rules name it, in one step of Undo. Answers why not, or null. */
export async function renameChain(table: string, chain: string, to: string): Promise<string | null> {
  const { opened, language } = pageStore.getState()
  const view = opened === null ? null : chainIn(opened.rules, table, chain)
  const place = view === null ? null : (view?.span ?? view?.rules[0]?.span ?? null)
  const { refused } = textsIn(language).editor
  const nothing = () => refused['nothing to rename']?.() ?? ''
  if (place === null) return nothing()
  const outcome = await editTexts(async (scenario) => {
    const column = columnOf(scenario.host.rules, place.line, chain)
    return column === null
      ? { kind: 'refused', why: 'nothing to rename', words: [] }
      : askEditing('rename', { scenario, section: 'rules', line: place.line, column, to })
  })
  if (outcome.kind === 'refused') return outcome.why
  if (outcome.kind === 'done') tellEdit(RULE_CHANGES[language].renamed(chain, to), outcome.before)
  return null
}

/** Where a chain's name stands on the line that makes it. */
function columnOf(text: string, line: number, chain: string): number | null {
  const content = text.split('\n')[line - 1] ?? ''
  const name = chain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = new RegExp(`(?:^:|\\s|["'])${name}(?=["'\\s]|$)`).exec(content)
  return found === null ? null : found.index + found[0].length - chain.length + 1
}
