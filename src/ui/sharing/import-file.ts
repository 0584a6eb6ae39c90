import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import { LONGEST_TEXT } from '../../scenario/longest-text'
import { openDocument } from '../../scenario/migrate'
import { openImport } from '../importing/pending-import'
import { actions, pageStore } from '../store/page-store'
import { currentSimulation, momentOf, refresh } from '../store/simulate'
import { translated } from '../texts/translated'
import { textsIn } from '../texts/use-texts'

/**
 * Opens a file: a scenario when it is one, rules as they are, and of anything else what can be imported is shown first. What was
 * there before is one undo away.
 */
export async function importFile(file: File): Promise<void> {
  const { dialogs, facts } = textsIn(pageStore.getState().language)
  const texts = dialogs.share
  const tell = (severity: 'error' | 'information', text: string) => actions.notify({ severity, text, diagnostics: [] })
  if (file.size > 2 * LONGEST_TEXT) {
    tell('error', texts.importFailed(file.name, texts.tooLarge(((2 * LONGEST_TEXT) / 1e6).toFixed(0))))
    return
  }
  const text = await file.text()
  const json = asJson(text)
  if (json !== null) {
    const opened = openDocument(json)
    if (!opened.ok) {
      tell('error', texts.importFailed(file.name, translated(facts.own, opened.message)))
      return
    }
    actions.replaceScenario(opened.scenario, opened.view.cursor)
    refresh(momentOf(opened.view))
  } else {
    if (text.length > LONGEST_TEXT) {
      tell('error', texts.importFailed(file.name, texts.tooLarge((LONGEST_TEXT / 1e6).toFixed(0))))
      return
    }
    const view = await currentSimulation()
      ?.ask('import', { text, scenario: EMPTY_SCENARIO, earlier: pageStore.getState().scenario.host.rules })
      .catch(() => null)
    if (view != null && (!view.plain || view.moves !== null) && view.kinds.length > 0) {
      // Rules begin anew, as from any file of rules; all else is added to what is here.
      // Another reading of the rules that are here is compared with them.
      const base = view.changed.includes('rules') && view.moves === null ? EMPTY_SCENARIO : pageStore.getState().scenario
      openImport({ text, from: 'file', name: file.name, base })
      return
    }
    actions.replaceScenario({ ...EMPTY_SCENARIO, title: file.name, host: { ...EMPTY_SCENARIO.host, rules: text } }, null)
  }
  actions.openDialog('none')
  tell('information', texts.imported(file.name))
}

/** The text as a JSON object; null when it is anything else. */
function asJson(text: string): object | null {
  if (!/^\s*\{/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
