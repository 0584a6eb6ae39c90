import { type IPosition, KeyCode, KeyMod, type editor as monaco } from 'monaco-editor/editor'
import { ruleOnLine } from '../../diagram/rule-index'
import { fetchedOrTold } from '../../store/fetched'
import { pageStore } from '../../store/page-store'
import { findRule } from '../../store/rule-place'
import { isRead, whenRead } from '../../store/simulate'
import type { EditorTab } from '../../store/state'
import { textsIn } from '../../texts/use-texts'
import { atPlace } from './ranges'

/** What the context menu and keys do with the rule that the cursor is in. Elsewhere the keys do what they do in any editor. */
export function addRuleCommands(widget: monaco.IStandaloneCodeEditor, shown: () => EditorTab | null): void {
  const { ruleCommands } = textsIn(pageStore.getState().language).editor
  const insert = (offset: 0 | 1, otherwise: string) => async () => {
    const model = widget.getModel()
    const position = widget.getPosition()
    const rule = shown() !== 'rules' || model === null || position === null ? null : await ruleAt(model, position)
    if (rule === null) {
      widget.trigger('keyboard', otherwise, null)
      return
    }
    const { table, chain, number } = rule
    const ruleActions = await fetchedOrTold(() => import('../../rule-editing/rule-actions'))
    if (ruleActions === null) return
    await ruleActions.insertRule('', { table, chain, number: number + offset })
    writeOn(widget)
  }
  widget.addAction({
    id: 'five-chains.insert-before',
    label: ruleCommands.insertBefore,
    keybindings: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter],
    contextMenuGroupId: '1_rules',
    contextMenuOrder: 1,
    run: insert(0, 'editor.action.insertLineBefore'),
  })
  widget.addAction({
    id: 'five-chains.insert-after',
    label: ruleCommands.insertAfter,
    keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
    contextMenuGroupId: '1_rules',
    contextMenuOrder: 2,
    run: insert(1, 'editor.action.insertLineAfter'),
  })
  widget.addAction({
    id: 'five-chains.toggle',
    label: ruleCommands.toggle,
    keybindings: [KeyMod.CtrlCmd | KeyCode.Slash],
    contextMenuGroupId: '1_rules',
    contextMenuOrder: 3,
    run: () => {
      selectWholeCommands(widget)
      widget.trigger('keyboard', 'editor.action.commentLine', null)
    },
  })
}

/** The rule at a place of the rules, once they have been read as they stand. */
function ruleAt(model: monaco.ITextModel, position: IPosition) {
  return atPlace(model, position, async (now) => {
    await whenRead()
    const view = pageStore.getState().opened?.rules
    const key = view === undefined ? null : ruleOnLine(view, now().lineNumber)
    const found = view === undefined || key === null ? null : findRule(view, key)
    return found === null ? null : { table: found.table, chain: found.chain.name, number: found.rule.number }
  })
}

/** A command that goes on over several lines is switched off with all of them. The text alone says so: nothing is waited for. */
function selectWholeCommands(widget: monaco.IStandaloneCodeEditor): void {
  const model = widget.getModel()
  const selection = widget.getSelection()
  if (model === null || selection === null) return
  const goesOn = (line: number) => /(?<!\\)(?:\\\\)*\\$/.test(model.getLineContent(line))
  let { startLineNumber, endLineNumber } = selection
  while (startLineNumber > 1 && goesOn(startLineNumber - 1)) startLineNumber--
  while (endLineNumber < model.getLineCount() && goesOn(endLineNumber)) endLineNumber++
  if (startLineNumber === selection.startLineNumber && endLineNumber === selection.endLineNumber) return
  widget.setSelection({ startLineNumber, startColumn: 1, endLineNumber, endColumn: model.getLineMaxColumn(endLineNumber) })
}

/** The cursor to the end of the line that was put in, with a blank before what is written there. */
function writeOn(widget: monaco.IStandaloneCodeEditor): void {
  const state = pageStore.getState()
  const { selection } = state
  // Whoever has typed on meanwhile is somewhere else already.
  const opened = isRead(state) ? state.opened : null
  const rule = selection?.kind === 'rule' && opened !== null ? findRule(opened.rules, selection.ruleKey)?.rule : undefined
  if (rule === undefined) return
  const { endLine, endColumn } = rule.span
  const range = { startLineNumber: endLine, startColumn: endColumn, endLineNumber: endLine, endColumn }
  widget.executeEdits('five-chains', [{ range, text: ' ' }])
  widget.setPosition({ lineNumber: endLine, column: endColumn + 1 })
  widget.focus()
  widget.trigger('keyboard', 'editor.action.triggerSuggest', null)
}
