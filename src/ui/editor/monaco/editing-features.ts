import { type IPosition, type IRange, KeyCode, KeyMod, languages, MarkerSeverity, editor as monaco, type Range } from 'monaco-editor/editor'
import { HOOKS, type Span } from '../../../model'
import type { Scenario } from '../../../scenario/scenario'
import type { Requests } from '../../../worker/protocol'
import type { EditedSection, NamedThing, TextEdit } from '../../../worker/protocol-editing'
import { pageStore } from '../../store/page-store'
import { currentSimulation } from '../../store/simulate'
import { textsIn } from '../../texts/use-texts'
import { IPSET, IPTABLES } from './iptables-language'
import { atPlace, pointRange, rangeOf } from './ranges'
import { type Made, makeEdits, refusal } from './worked-out-edits'

/** Above this many characters nothing is asked by itself, on each move of the cursor; what a key asks for still is. */
const LONGEST_UNASKED = 300_000

/** The texts that belong together, and the way to one of them. */
export interface EditedTexts {
  /** Null once the editor is gone. */
  modelOf(section: EditedSection): monaco.ITextModel | null
  sectionOf(model: monaco.ITextModel): EditedSection | null
  show(section: EditedSection, at: IRange): void
  /** Makes edits of one or more texts, in one step of Undo. */
  edit(edits: Made['edits']): void
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
      if (section === null) return { edits: [] }
      await atPlace(model, position, (now) =>
        makeEdits(texts.edit, () => {
          const { lineNumber: line, column } = now()
          return asked('rename', { scenario: scenarioNow(), section, line, column, to })
        }),
      )
      return { edits: [] }
    },
  })
  languages.registerFoldingRangeProvider(IPTABLES, {
    async provideFoldingRanges(model) {
      const folds = await asked('folds', { text: model.getValue() })
      return (folds ?? []).map(({ from, to }) => ({ start: from, end: to }))
    },
  })
  monaco.addEditorAction({
    id: 'five-chains.format',
    label: textsIn(pageStore.getState().language).editor.ruleCommands.format,
    // Monaco's key for it on Linux belongs to the browser.
    keybindings: [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF],
    precondition: `editorLangId == ${IPTABLES}`,
    contextMenuGroupId: '1_modification',
    run: () => makeEdits(texts.edit, () => asked('format', { scenario: scenarioNow() })),
  })
  // Monaco forgets that it was asked for fixes when the answer takes half a second: it is asked when the answer is there.
  monaco.addEditorAction({
    id: 'five-chains.fixes',
    label: textsIn(pageStore.getState().language).editor.ruleCommands.fixes,
    keybindings: [KeyMod.CtrlCmd | KeyCode.Period],
    precondition: `editorLangId == ${IPTABLES}`,
    async run(widget) {
      const selection = widget.getSelection()
      const fixes = selection === null ? null : await fixesOf(spanOf(selection))
      const offer = () => widget.trigger('keyboard', 'editor.action.quickFix', null)
      offer()
      if ((fixes ?? []).length > 0) untilTheirTurn(() => document.querySelector('.action-widget') === null && offer())
    },
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

/** So long after a list was asked for, in milliseconds, Monaco may still lose it; so often it is looked for. */
const SETTLING = 1_000
const LOOKED_FOR = 100

/**
 * A list that was asked for is lost when Monaco asks on its own account at that very moment, as it does soon after the cursor moved, and
 * when the editor changes its size, as it does when the problems below the text are told. Until the person goes on, it is looked for.
 */
function untilTheirTurn(look: () => void): void {
  const looking = setInterval(look, LOOKED_FOR)
  const over = () => {
    clearInterval(looking)
    clearTimeout(settled)
    removeEventListener('keydown', over, true)
    removeEventListener('pointerdown', over, true)
  }
  const settled = setTimeout(over, SETTLING)
  addEventListener('keydown', over, true)
  addEventListener('pointerdown', over, true)
}

async function codeActions(
  model: monaco.ITextModel,
  range: Range,
  { markers, trigger }: languages.CodeActionContext,
): Promise<languages.CodeActionList> {
  const nothing = { actions: [], dispose: () => {} }
  if (trigger === languages.CodeActionTriggerType.Auto && (markers.length === 0 || model.getValueLength() > LONGEST_UNASKED)) return nothing
  const version = model.getVersionId()
  const fixes = (await fixesOf(spanOf(range))) ?? []
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
        edit: { edits: workspaceEdits(model, version, fix.edits) },
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
      const detail = textsIn(pageStore.getState().language).editor.ruleCount(chain.ruleCount)
      const range = rangeOf(first)
      return [{ name: `${name} ${chain.name}`, detail, kind: languages.SymbolKind.Module, tags: [], range, selectionRange: range }]
    }),
  )
}

function named(texts: EditedTexts, model: monaco.ITextModel, position: IPosition): Promise<NamedThing | null> {
  const section = texts.sectionOf(model)
  return section === null ? Promise.resolve(null) : namedAt({ section, line: position.lineNumber, column: position.column })
}

const fixesOf = remembered((scenario, span: Span) => asked('fixes', { scenario, span }))
const namedAt = remembered((scenario, at: { readonly section: EditedSection; readonly line: number; readonly column: number }) =>
  asked('named', { scenario, ...at }),
)

/** What is asked last is asked again by each of Monaco's ways to it: a key has its answer at once where the cursor alone had asked before. */
function remembered<Q, A>(ask: (scenario: Scenario, question: Q) => Promise<A | null>): (question: Q) => Promise<A | null> {
  let last: { readonly host: Scenario['host']; readonly question: string; readonly answer: Promise<A | null> } | null = null
  return (question) => {
    const scenario = scenarioNow()
    const words = JSON.stringify(question)
    if (last !== null && last.host === scenario.host && last.question === words) return last.answer
    const answer = ask(scenario, question)
    const asked = { host: scenario.host, question: words, answer }
    last = asked
    // A worker that was lost may answer the next time.
    void answer.then((given) => {
      if (given === null && last === asked) last = null
    })
    return answer
  }
}

function locations(texts: EditedTexts, places: readonly { readonly section: EditedSection; readonly span: Span }[]): languages.Location[] {
  return places.flatMap(({ section, span }) => {
    const uri = texts.modelOf(section)?.uri
    return uri === undefined ? [] : [{ uri, range: rangeOf(span) }]
  })
}

/** Edits of the text as it was asked about: Monaco makes them in that version alone. */
function workspaceEdits(model: monaco.ITextModel, versionId: number, edits: readonly TextEdit[]): languages.IWorkspaceTextEdit[] {
  return edits.map(({ span, text }) => ({
    resource: model.uri,
    versionId,
    textEdit: { range: rangeOf(span), text },
  }))
}

function spanOf({ startLineNumber, startColumn, endLineNumber, endColumn }: IRange): Span {
  return { line: startLineNumber, column: startColumn, endLine: endLineNumber, endColumn }
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
