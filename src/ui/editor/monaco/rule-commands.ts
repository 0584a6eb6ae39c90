import { KeyCode, KeyMod, type editor as monaco } from 'monaco-editor/editor'
import { ruleOnLine } from '../../diagram/rule-index'
import { insertRule } from '../../rule-editing/rule-actions'
import { pageStore } from '../../store/page-store'
import { findRule } from '../../store/rule-place'
import type { EditorTab } from '../../store/state'
import { textsIn } from '../../texts/use-texts'

/** What the context menu and keys do with the rule that the cursor is in. Elsewhere the keys do what they do in any editor. */
export function addRuleCommands(widget: monaco.IStandaloneCodeEditor, shown: () => EditorTab | null): void {
  const { ruleCommands } = textsIn(pageStore.getState().language).editor
  const insert = (offset: 0 | 1, otherwise: string) => async () => {
    const place = shown() === 'rules' ? ruleAtCursor(widget) : null
    if (place === null) {
      widget.trigger('keyboard', otherwise, null)
      return
    }
    const { table, chain, number } = place
    await insertRule('', { table, chain, number: number + offset })
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
      selectWholeRule(widget)
      widget.trigger('keyboard', 'editor.action.commentLine', null)
    },
  })
}

function ruleAtCursor(widget: monaco.IStandaloneCodeEditor) {
  const view = pageStore.getState().opened?.rules
  const line = widget.getPosition()?.lineNumber
  const key = view === undefined || line === undefined ? null : ruleOnLine(view, line)
  const found = view === undefined || key === null ? null : findRule(view, key)
  return found === null ? null : { table: found.table, chain: found.chain.name, number: found.rule.number, span: found.rule.span }
}

/** A rule that goes on over several lines is switched off with all of them. */
function selectWholeRule(widget: monaco.IStandaloneCodeEditor): void {
  const rule = ruleAtCursor(widget)
  const selection = widget.getSelection()
  if (rule === null || selection === null || rule.span.line === rule.span.endLine) return
  widget.setSelection({
    startLineNumber: Math.min(selection.startLineNumber, rule.span.line),
    startColumn: 1,
    endLineNumber: Math.max(selection.endLineNumber, rule.span.endLine),
    endColumn: widget.getModel()?.getLineMaxColumn(Math.max(selection.endLineNumber, rule.span.endLine)) ?? 1,
  })
}

/** The cursor to the end of the line that was put in, with a blank before what is written there. */
function writeOn(widget: monaco.IStandaloneCodeEditor): void {
  const { selection, opened } = pageStore.getState()
  const rule = selection?.kind === 'rule' && opened !== null ? findRule(opened.rules, selection.ruleKey)?.rule : undefined
  if (rule === undefined) return
  const { endLine, endColumn } = rule.span
  const range = { startLineNumber: endLine, startColumn: endColumn, endLineNumber: endLine, endColumn }
  widget.executeEdits('five-chains', [{ range, text: ' ' }])
  widget.setPosition({ lineNumber: endLine, column: endColumn + 1 })
  widget.focus()
  widget.trigger('keyboard', 'editor.action.triggerSuggest', null)
}
