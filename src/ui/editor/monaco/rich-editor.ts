import { type IRange, KeyCode, KeyMod, MarkerSeverity, editor as monaco, Range } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeAction/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/gotoSymbol/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/lineSelection/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/placeholderText/register'
import 'monaco-editor/features/quickOutline/register'
import 'monaco-editor/features/referenceSearch/register'
import 'monaco-editor/features/rename/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import type { Diagnostic } from '../../../model'
import type { EditedSection } from '../../../worker/protocol-editing'
import { actions, pageStore } from '../../store/page-store'
import type { EditorTab } from '../../store/state'
import type { Words } from '../../texts/en/facts'
import type { Hints } from '../../texts/en/hints'
import { sayHint } from '../../texts/say-hint'
import { ownWords } from '../../texts/translated'
import { type EditedTexts, registerEditing } from './editing-features'
import { LANGUAGES, registerIptables } from './iptables-language'
import { registerProviders, type ShownTexts } from './providers'
import { rangeOf } from './ranges'
import { addRuleCommands } from './rule-commands'
import { applyTheme } from './theme'

/** Monaco behind the few things that the page wants of it. One instance shows one text at a time; Undo is the page's. */
export interface RichEditor {
  show(tab: EditorTab, text: string, label: string, placeholder: string): void
  /** Puts a text back that was refused. */
  restore(tab: EditorTab, text: string): void
  mark(tab: EditorTab, diagnostics: readonly Diagnostic[], hints: Hints | null, own: Words): void
  /** What stands beside line numbers; drawn again now. */
  showCounts(countOf: ((line: number) => string) | null): void
  /** The line(s) being looked at, and the lines that nothing reaches. */
  decorate(here: LineRange | null, dead: readonly LineRange[]): void
  /** A remark below a line; empty for none. */
  remark(remarks: readonly Remark[]): void
  reveal(line: number): void
  hasFocus(): boolean
  focusProblem(): void
  /** Goes on where the person stood in another field with the same text: a line and column each, from 1. */
  takeFocus(from: Place, to: Place): void
  retheme(): void
  dispose(): void
}

/** Words of ours between the person's lines. */
export interface Remark {
  readonly afterLine: number
  readonly text: string
}

export interface LineRange {
  readonly line: number
  readonly endLine: number
}

export interface Place {
  readonly line: number
  readonly column: number
}

export interface RichEditorEvents {
  typed(tab: EditorTab, text: string): void
  /** A click or a key put the cursor on a line. */
  pointed(tab: EditorTab, line: number): void
  focused(focused: boolean): void
}

/** Above this many characters a text is put in anew instead of edited: what differs is not worth finding out. */
const EDITED_IN_PLACE = 1_000_000

/** Width of the counts, in characters, with what keeps them from the line's number: `195k`, `68.3k`. */
const COUNT_WIDTH = 6

let prepared = false

function prepare(): void {
  if (prepared) return
  prepared = true
  self.MonacoEnvironment = { getWorker: () => new EditorWorker() }
  // What Monaco no longer wants it rejects, and does not always listen to that itself.
  window.addEventListener('unhandledrejection', (event) => {
    if (event.reason instanceof Error && event.reason.name === 'Canceled') event.preventDefault()
  })
  registerIptables()
  registerProviders({ tabOf: (model) => openTexts?.tabOf(model) ?? null, isCut })
  registerEditing({
    modelOf: (section) => openTexts?.modelOf(section) ?? null,
    sectionOf: (model) => openTexts?.sectionOf(model) ?? null,
    show: (section, at) => openTexts?.show(section, at),
    edit: (edits) => openTexts?.edit(edits),
  })
}

/** The texts of the editor that is on the page. */
let openTexts: (EditedTexts & Pick<ShownTexts, 'tabOf'>) | null = null

/** The editors on the page, to be asked how wide a text's lines are drawn. */
const widgets = new Set<monaco.IStandaloneCodeEditor>()

/** Whether a part of the line is beyond the editor's edges. */
function isCut(model: monaco.ITextModel, line: number): boolean {
  for (const widget of widgets)
    if (widget.getModel() === model)
      return (
        widget.getScrollLeft() > 0 || widget.getOffsetForColumn(line, model.getLineMaxColumn(line)) > widget.getLayoutInfo().contentWidth
      )
  return false
}

export function createRichEditor(container: HTMLElement, events: RichEditorEvents): RichEditor {
  prepare()
  applyTheme(container)
  const models = new Map<EditorTab, monaco.ITextModel>()
  const given = new Map<EditorTab, string>()
  let shown: EditorTab | null = null
  let settingText = false
  const widget = monaco.create(container, {
    model: null,
    minimap: { enabled: false },
    fontFamily: getComputedStyle(container).getPropertyValue('--font-terminal') || 'monospace',
    fontSize: 12,
    lineHeight: 20,
    fontLigatures: false,
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    overviewRulerLanes: 2,
    hideCursorInOverviewRuler: true,
    folding: true,
    foldingStrategy: 'auto',
    foldingHighlight: false,
    showFoldingControls: 'mouseover',
    glyphMargin: false,
    renderFinalNewline: 'on',
    lineDecorationsWidth: 2,
    padding: { top: 8, bottom: 8 },
    wordWrap: 'off',
    fixedOverflowWidgets: true,
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
    wordBasedSuggestions: 'off',
    quickSuggestions: { other: true, comments: false, strings: false },
    // A word that is complete already is not completed again: Enter ends the line.
    acceptSuggestionOnEnter: 'smart',
    tabSize: 4,
    insertSpaces: false,
    largeFileOptimizations: true,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    stickyScroll: { enabled: false },
    links: false,
    occurrencesHighlight: 'singleFile',
    selectionHighlight: false,
    roundedSelection: false,
    accessibilitySupport: 'auto',
  })
  widgets.add(widget)
  const decorations = widget.createDecorationsCollection()
  /** A line to be shown as soon as the text has it. */
  let revealWanted: number | null = null
  let goTo: { readonly section: EditedSection; readonly at: IRange } | null = null
  let zones: readonly string[] = []
  let remarks: Parameters<RichEditor['remark']>[0] = []
  let counts: ((line: number) => string) | null = null
  let countsDrawn = 'plain'
  let decorated: readonly monaco.IModelDeltaDecoration[] = []

  const modelOf = (tab: EditorTab): monaco.ITextModel => {
    let model = models.get(tab)
    if (model === undefined) {
      model = monaco.createModel('', LANGUAGES[tab])
      model.onDidChangeContent(() => {
        if (settingText) return
        const text = modelOf(tab).getValue()
        given.set(tab, text)
        events.typed(tab, text)
      })
      models.set(tab, model)
    }
    return model
  }

  const setText = (tab: EditorTab, text: string): void => {
    if (given.get(tab) === text) return
    const model = modelOf(tab)
    settingText = true
    if (model.getValueLength() === 0 || Math.max(text.length, model.getValueLength()) > EDITED_IN_PLACE) model.setValue(text)
    else putDifference(model, text)
    settingText = false
    given.set(tab, text)
  }

  // Undo is the page's: one step may change several texts, and what was made in the diagram is a step like any other.
  const { KeyZ, KeyY } = KeyCode
  widget.addCommand(KeyMod.CtrlCmd | KeyZ, () => actions.undo(), 'editorTextFocus')
  widget.addCommand(KeyMod.CtrlCmd | KeyMod.Shift | KeyZ, () => actions.redo(), 'editorTextFocus')
  widget.addCommand(KeyMod.CtrlCmd | KeyY, () => actions.redo(), 'editorTextFocus')

  const byPerson = widget.onDidChangeCursorPosition((event) => {
    // Reasons 1 and 2 are the program's own changes of text; `api` is ours.
    if (event.source === 'api' || event.source === 'model' || shown === null) return
    events.pointed(shown, event.position.lineNumber)
  })
  // With its menus and lists: what closes when the text's own focus goes would take them away.
  widget.onDidFocusEditorWidget(() => events.focused(true))
  widget.onDidBlurEditorWidget(() => events.focused(false))

  const revealWantedLine = (): void => {
    const line = revealWanted
    const lines = widget.getModel()?.getLineCount() ?? 0
    if (line === null || line < 1 || line > lines) return
    revealWanted = null
    const inSight = widget.getVisibleRanges().some((range) => line >= range.startLineNumber + 1 && line <= range.endLineNumber - 3)
    if (!inSight) widget.revealLineInCenter(line)
  }

  addRuleCommands(widget, () => shown)
  const own: NonNullable<typeof openTexts> = {
    modelOf: (section) => {
      setText(section, pageStore.getState().scenario.host[section])
      return modelOf(section)
    },
    tabOf: (model) => [...models].find(([, candidate]) => candidate === model)?.[0] ?? null,
    sectionOf: (model) => (['rules', 'sets'] as const).find((section) => models.get(section) === model) ?? null,
    show: (section, at) => {
      goTo = { section, at }
      if (shown === section) goThere()
      else actions.showTab({ editor: section })
    },
    edit: (edits) => {
      const host: { [section in EditedSection]?: string } = {}
      for (const section of ['rules', 'sets'] as const) {
        const model = own.modelOf(section)
        const changes = (edits[section] ?? []).map(({ span, text }) => ({ range: rangeOf(span), text }))
        if (model === null || changes.length === 0) continue
        settingText = true
        model.pushEditOperations([], changes, () => null)
        settingText = false
        host[section] = model.getValue()
        given.set(section, model.getValue())
      }
      actions.stopTraffic()
      actions.editScenario((scenario) => ({ ...scenario, host: { ...scenario.host, ...host } }))
    },
  }
  openTexts = own

  /** A place of another text that was asked for, as soon as that text is shown. */
  const goThere = (): void => {
    if (goTo === null || goTo.section !== shown) return
    widget.setSelection(goTo.at)
    widget.revealRangeInCenterIfOutsideViewport(goTo.at)
    widget.focus()
    goTo = null
  }

  const numberOf = (line: number): string => {
    const digits = String(widget.getModel()?.getLineCount() ?? 1).length
    return `${String(line).padStart(digits, '\u00a0')}${(counts?.(line) ?? '').padStart(COUNT_WIDTH, '\u00a0')}`
  }

  /**
   * Monaco draws line numbers anew when it is given another function for them, which counts as a new layout and closes its lists: only
   * when a number in sight has changed, and not while the focus is in such a list.
   */
  const drawCounts = (): void => {
    if (widget.hasWidgetFocus() && !widget.hasTextFocus()) return
    const seen =
      counts === null
        ? 'plain'
        : widget
            .getVisibleRanges()
            .flatMap(({ startLineNumber, endLineNumber }) =>
              Array.from({ length: endLineNumber - startLineNumber + 1 }, (_, at) => numberOf(startLineNumber + at)),
            )
            .join('\n')
    if (seen === countsDrawn) return
    countsDrawn = seen
    const digits = String(widget.getModel()?.getLineCount() ?? 1).length
    if (counts === null) widget.updateOptions({ lineNumbers: 'on', lineNumbersMinChars: 4 })
    else widget.updateOptions({ lineNumbers: (line) => numberOf(line), lineNumbersMinChars: digits + COUNT_WIDTH + 1 })
  }

  /** A new size closes Monaco's lists, too: it waits until the focus is in the text again. */
  const layOut = (): void => {
    if (!widget.hasWidgetFocus() || widget.hasTextFocus()) widget.layout()
  }
  const size = new ResizeObserver(layOut)
  size.observe(container)
  widget.onDidFocusEditorText(() => {
    drawCounts()
    layOut()
  })

  /** They stand between the lines of a text, and go with it. */
  const drawRemarks = (): void => {
    widget.changeViewZones((accessor) => {
      for (const zone of zones) accessor.removeZone(zone)
      zones = remarks.map(({ afterLine, text }) => {
        const domNode = document.createElement('div')
        domNode.className = 'line-remark'
        domNode.textContent = text
        return accessor.addZone({ afterLineNumber: afterLine, heightInLines: 1.2, domNode })
      })
    })
  }

  return {
    show(tab, text, label, placeholder) {
      const changed = shown !== tab
      shown = tab
      setText(tab, text)
      if (changed) {
        // Monaco tells texts apart by their versions alone: without this, one of the same version would keep the other's placeholder.
        widget.setModel(null)
        widget.setModel(modelOf(tab))
        // Decorations go with the text they were made on.
        decorations.set(decorated)
        zones = []
        drawRemarks()
      }
      widget.updateOptions({ ariaLabel: label, placeholder })
      revealWantedLine()
      goThere()
    },
    restore: setText,
    mark(tab, diagnostics, hints, own) {
      monaco.setModelMarkers(
        modelOf(tab),
        'five-chains',
        diagnostics.map((diagnostic) => ({
          severity: severityOf(diagnostic),
          message: [
            ownWords(own, diagnostic),
            ...(hints === null || diagnostic.hint === null ? [] : [sayHint(hints, diagnostic.hint)]),
          ].join('\n'),
          source: diagnostic.speaker === 'fivechains' ? 'Five Chains' : diagnostic.speaker,
          startLineNumber: diagnostic.span.line,
          startColumn: diagnostic.span.column,
          endLineNumber: diagnostic.span.endLine,
          endColumn: diagnostic.span.endColumn,
        })),
      )
    },
    showCounts(countOf) {
      counts = countOf
      drawCounts()
    },
    decorate(here, dead) {
      const all: monaco.IModelDeltaDecoration[] = dead.map((range) => ({
        range: new Range(range.line, 1, range.endLine, 1),
        options: { isWholeLine: true, inlineClassName: 'line--dead', className: 'line--dead-back' },
      }))
      if (here !== null)
        all.push({
          range: new Range(here.line, 1, here.endLine, 1),
          options: {
            isWholeLine: true,
            className: 'line--here',
            marginClassName: 'line--here',
            lineNumberClassName: 'line-number--here',
            zIndex: 10,
          },
        })
      decorated = all
      decorations.set(all)
    },
    remark(wanted) {
      if (JSON.stringify(wanted) === JSON.stringify(remarks)) return
      remarks = wanted
      drawRemarks()
    },
    reveal: (line) => {
      revealWanted = line
      revealWantedLine()
    },
    hasFocus: () => widget.hasTextFocus(),
    focusProblem: () => {
      widget.focus()
      widget.trigger('page', 'editor.action.marker.next', null)
    },
    takeFocus(from, to) {
      widget.setSelection({ startLineNumber: from.line, startColumn: from.column, endLineNumber: to.line, endColumn: to.column })
      widget.revealLineInCenterIfOutsideViewport(to.line)
      widget.focus()
    },
    retheme: () => applyTheme(container),
    dispose() {
      size.disconnect()
      if (openTexts === own) openTexts = null
      byPerson.dispose()
      widgets.delete(widget)
      widget.dispose()
      for (const model of models.values()) model.dispose()
    },
  }
}

/** Changes a text where it differs: the cursor, folds and marks elsewhere stay. The cursor goes where something changed. */
function putDifference(model: monaco.ITextModel, text: string): void {
  const before = model.getValue()
  const shorter = Math.min(before.length, text.length)
  let start = 0
  while (start < shorter && before[start] === text[start]) start++
  if (/[\ud800-\udbff]/.test(text[start - 1] ?? '')) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++
  if (/[\udc00-\udfff]/.test(text[text.length - end] ?? '')) end--
  const range = Range.fromPositions(model.getPositionAt(start), model.getPositionAt(before.length - end))
  model.pushEditOperations([], [{ range, text: text.slice(start, text.length - end) }], () => null)
}

function severityOf(diagnostic: Diagnostic): MarkerSeverity {
  switch (diagnostic.severity) {
    case 'error':
      return MarkerSeverity.Error
    case 'warning':
      return MarkerSeverity.Warning
    case 'information':
      // What is merely of no use has its line greyed already.
      return diagnostic.speaker === 'fivechains' ? MarkerSeverity.Hint : MarkerSeverity.Info
  }
}
