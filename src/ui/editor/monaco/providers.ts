import { type IPosition, languages, type editor as monaco } from 'monaco-editor/editor'
import type { Completion } from '../../../worker/protocol'
import { pageStore } from '../../store/page-store'
import { currentSimulation } from '../../store/simulate'
import type { EditorTab } from '../../store/state'
import { LANGUAGES } from './iptables-language'

/** Texts longer than this, in characters, are not sent along for every word that is completed or pointed at. */
const LONGEST_ASKED = 2_000_000

/** Characters of a line that are shown over it at most. */
const LONGEST_SHOWN = 1_000

const KINDS: { readonly [K in Completion['kind']]: keyof typeof languages.CompletionItemKind } = {
  option: 'Property',
  match: 'Module',
  target: 'Function',
  chain: 'Reference',
  table: 'Struct',
  value: 'Value',
  command: 'Keyword',
}

/** What the providers want to know of the editor. */
export interface ShownTexts {
  /** Which of the host's texts a model holds. */
  tabOf(model: monaco.ITextModel): EditorTab | null
  /** Whether a line goes on beyond the editor's edge: it is shown whole where it is pointed at. */
  isCut(model: monaco.ITextModel, line: number): boolean
}

/** Completion and hover in every text, both asked of the worker: the page knows no iptables. */
export function registerProviders({ tabOf, isCut }: ShownTexts): void {
  const all = Object.values(LANGUAGES)
  languages.registerCompletionItemProvider(all, {
    triggerCharacters: ['-', ' ', ',', ':', '*', '.'],
    async provideCompletionItems(model, position) {
      const completions = await asked('complete', tabOf(model), model, position)
      return {
        suggestions: (completions ?? []).map((completion) => ({
          label: completion.label,
          kind: languages.CompletionItemKind[KINDS[completion.kind]],
          insertText: completion.insert,
          documentation: { value: asParagraphs(completion.documentation) },
          range: {
            startLineNumber: completion.replace.line,
            startColumn: completion.replace.column,
            endLineNumber: completion.replace.endLine,
            endColumn: completion.replace.endColumn,
          },
        })),
      }
    },
  })
  languages.registerHoverProvider(all, {
    async provideHover(model, position) {
      const line = position.lineNumber
      const hover = await asked('hover', tabOf(model), model, position)
      const whole = isCut(model, line) ? [{ value: asParagraphs(model.getLineContent(line).slice(0, LONGEST_SHOWN)) }] : []
      if (hover === null)
        return whole.length === 0
          ? null
          : {
              contents: whole,
              range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: model.getLineMaxColumn(line) },
            }
      return {
        contents: [...whole, { value: asParagraphs(hover.text) }],
        range: {
          startLineNumber: hover.span.line,
          startColumn: hover.span.column,
          endLineNumber: hover.span.endLine,
          endColumn: hover.span.endColumn,
        },
      }
    },
  })
}

async function asked<K extends 'complete' | 'hover'>(
  request: K,
  section: EditorTab | null,
  model: monaco.ITextModel,
  { lineNumber: line, column }: IPosition,
) {
  const simulation = currentSimulation()
  if (simulation === null || section === null || model.getValueLength() > LONGEST_ASKED) return null
  try {
    const { scenario, language } = pageStore.getState()
    return await simulation.ask(request, { scenario, section, line, column, language })
  } catch {
    // A lost worker has been reported already; here there is merely nothing to show.
    return null
  }
}

/** Plain text as Markdown that shows exactly that text. */
function asParagraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, '\\$&').replace(/\n/g, '  \n'))
    .join('\n\n')
}
