import { type IRange, KeyCode, KeyMod, languages, MarkerSeverity, editor as monaco, type Position, type Range } from 'monaco-editor/editor'
import { HOOKS, type Span } from '../../../model'
import type { Requests } from '../../../worker/protocol'
import type { EditedSection, NamedThing, TextEdit } from '../../../worker/protocol-editing'
import { actions, pageStore } from '../../store/page-store'
import { currentSimulation } from '../../store/simulate'
import { textsIn } from '../../texts/use-texts'
import { IPSET, IPTABLES } from './iptables-language'

/** Above this many characters nothing is asked by itself, on each move of the cursor; what a key asks for still is. */
const LONGEST_UNASKED = 300_000

/** The texts that belong together, and the way to one of them. */
export interface EditedTexts {
  /** Null once the editor is gone. */
  modelOf(section: EditedSection): monaco.ITextModel | null
  sectionOf(model: monaco.ITextModel): EditedSection | null
  show(section: EditedSection, at: IRange): void
}

/** Quick fixes, names, folds, format and outline: asked of the worker, and shown by Monaco's own means. */
export function registerEditing(texts: EditedTexts): void {
  const both = [IPTABLES, IPSET]
  languages.registerCodeActionProvider(IPTABLES, { provideCodeActions: (model, range, context) => codeActions(model, range, context) })
  languages.registerDefinitionProvider(both, {
    async provideDefinition(model, position) {
      const thing = await named(texts, model, position)
      const to = thing?.made ?? thing?.named[0]
      return to === undefined ? [] : locations(texts, [to])
    },
  })
  languages.registerReferenceProvider(both, {
    async provideReferences(model, position) {
      const thing = await named(texts, model, position)
      return locations(texts, thing?.named ?? [])
    },
  })
  languages.registerDocumentHighlightProvider(both, {
    async provideDocumentHighlights(model, position) {
      if (model.getValueLength() > LONGEST_UNASKED) return []
      const thing = await named(texts, model, position)
      const section = texts.sectionOf(model)
      return (thing?.named ?? []).filter((place) => place.section === section).map(({ span }) => ({ range: rangeOf(span) }))
    },
  })
  languages.registerRenameProvider(both, {
    async resolveRenameLocation(model, position) {
      const thing = await named(texts, model, position)
      if (thing === null || thing.kind === 'rule')
        return { range: pointRange(position), text: '', rejectReason: refusal('nothing to rename', []) }
      const range = rangeOf(thing.at)
      const isBase = thing.kind === 'chain' && HOOKS.some((hook) => hook === thing.name)
      return isBase ? { range, text: '', rejectReason: refusal('base chain', [thing.name]) } : { range, text: thing.name }
    },
    async provideRenameEdits(model, position, to) {
      const section = texts.sectionOf(model)
      const answer =
        section === null
          ? null
          : await asked('rename', { scenario: scenarioNow(), section, line: position.lineNumber, column: position.column, to })
      if (answer === null) return { edits: [] }
      if (answer.kind === 'refused') {
        // Monaco would say it to nobody.
        actions.notify({ severity: 'warning', text: refusal(answer.why, answer.words), diagnostics: [] })
        return { edits: [] }
      }
      return { edits: (['rules', 'sets'] as const).flatMap((where) => workspaceEdits(texts.modelOf(where), answer.edits[where] ?? [])) }
    },
  })
  languages.registerFoldingRangeProvider(IPTABLES, {
    async provideFoldingRanges(model) {
      const folds = await asked('folds', { text: model.getValue() })
      return (folds ?? []).map(({ from, to }) => ({ start: from, end: to }))
    },
  })
  languages.registerDocumentFormattingEditProvider(IPTABLES, {
    async provideDocumentFormattingEdits() {
      const answer = await asked('format', { scenario: scenarioNow() })
      if (answer?.kind === 'refused') actions.notify({ severity: 'warning', text: refusal(answer.why, answer.words), diagnostics: [] })
      return answer?.kind === 'edited' ? (answer.edits.rules ?? []).map(({ span, text }) => ({ range: rangeOf(span), text })) : []
    },
  })
  // Monaco's key for it on Linux belongs to the browser.
  monaco.addKeybindingRule({
    keybinding: KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF,
    command: 'editor.action.formatDocument',
    when: 'editorTextFocus',
  })
  languages.registerDocumentSymbolProvider(IPTABLES, { provideDocumentSymbols: () => outline() })
  monaco.registerEditorOpener({
    openCodeEditor(_source, resource, selection) {
      const section = (['rules', 'sets'] as const).find((candidate) => texts.modelOf(candidate)?.uri.toString() === resource.toString())
      if (section === undefined || selection === undefined) return false
      texts.show(section, 'startLineNumber' in selection ? selection : pointRange(selection))
      return true
    },
  })
}

async function codeActions(
  model: monaco.ITextModel,
  range: Range,
  { markers, trigger }: languages.CodeActionContext,
): Promise<languages.CodeActionList> {
  const nothing = { actions: [], dispose: () => {} }
  if (trigger === languages.CodeActionTriggerType.Auto && (markers.length === 0 || model.getValueLength() > LONGEST_UNASKED)) return nothing
  const span = { line: range.startLineNumber, column: range.startColumn, endLine: range.endLineNumber, endColumn: range.endColumn }
  const scenario = { ...scenarioNow(), host: { ...scenarioNow().host, rules: model.getValue() } }
  const fixes = (await asked('fixes', { scenario, span })) ?? []
  const texts = textsIn(pageStore.getState().language).editor
  const mending = fixes.filter(({ mends }) => mends !== null)
  return {
    actions: fixes.map((fix): languages.CodeAction => {
      const { mends } = fix
      const mended =
        mends === null ? [] : markers.filter((marker) => marker.severity === MarkerSeverity.Error && marker.startLineNumber === mends.line)
      return {
        title: texts.fixes[fix.title]?.(...fix.words) ?? fix.title,
        kind: mends === null ? 'refactor.rewrite' : 'quickfix',
        diagnostics: [...mended],
        isPreferred: fix === mending[0],
        edit: { edits: workspaceEdits(model, fix.edits) },
      }
    }),
    dispose: () => {},
  }
}

/** Chains in the order of the text, each where it is declared or begins. */
function outline(): languages.DocumentSymbol[] {
  const tables = pageStore.getState().opened?.rules.tables ?? []
  return tables.flatMap(({ name, chains }) =>
    chains.flatMap((chain): languages.DocumentSymbol[] => {
      const first = chain.span ?? chain.rules[0]?.span
      if (first === undefined) return []
      const detail = textsIn(pageStore.getState().language).editor.ruleCount(chain.rules.length)
      const range = rangeOf(first)
      return [{ name: `${name} ${chain.name}`, detail, kind: languages.SymbolKind.Module, tags: [], range, selectionRange: range }]
    }),
  )
}

async function named(texts: EditedTexts, model: monaco.ITextModel, position: Position): Promise<NamedThing | null> {
  const section = texts.sectionOf(model)
  if (section === null) return null
  return asked('named', { scenario: scenarioNow(), section, line: position.lineNumber, column: position.column })
}

function locations(texts: EditedTexts, places: readonly { readonly section: EditedSection; readonly span: Span }[]): languages.Location[] {
  return places.flatMap(({ section, span }) => {
    const uri = texts.modelOf(section)?.uri
    return uri === undefined ? [] : [{ uri, range: rangeOf(span) }]
  })
}

function workspaceEdits(model: monaco.ITextModel | null, edits: readonly TextEdit[]): languages.IWorkspaceTextEdit[] {
  if (model === null) return []
  return edits.map(({ span, text }) => ({
    resource: model.uri,
    versionId: model.getVersionId(),
    textEdit: { range: rangeOf(span), text },
  }))
}

export function rangeOf({ line, column, endLine, endColumn }: Span): IRange {
  return { startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn }
}

function pointRange({ lineNumber, column }: { readonly lineNumber: number; readonly column: number }): IRange {
  return { startLineNumber: lineNumber, startColumn: column, endLineNumber: lineNumber, endColumn: column }
}

/** Why an edit cannot be made, in words. */
export function refusal(why: string, words: readonly string[]): string {
  return textsIn(pageStore.getState().language).editor.refused[why]?.(...words) ?? why
}

function scenarioNow() {
  return pageStore.getState().scenario
}

async function asked<K extends keyof Requests>(request: K, ask: Requests[K]['ask']): Promise<Requests[K]['answer'] | null> {
  const simulation = currentSimulation()
  if (simulation === null) return null
  try {
    return await simulation.ask(request, ask)
  } catch {
    // A lost worker has been reported already; here there is merely nothing to show.
    return null
  }
}
