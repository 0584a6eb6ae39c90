import type { Counters } from '../../model'
import { firstDeadRule } from '../diagram/rows'
import { shortCount } from '../diagram/short-count'
import { countedNow, followCounted } from '../store/counted'
import { pageStore } from '../store/page-store'
import { chainIn, findRule, ruleAt } from '../store/rule-place'
import type { PageState } from '../store/state'
import { textsIn } from '../texts/use-texts'
import type { LineRange, RichEditor } from './monaco/rich-editor'

/** Counts beside the lines are drawn again at most this often, in milliseconds: reading them takes longer. */
const COUNTS_EVERY = 80

/** Texts with more rules than this have no counts and no grey lines: the page would spend its time on lines that nobody sees. */
const MOST_RULES = 20_000

/** Remarks between the lines at once: each is an element of its own. */
const MOST_REMARKS = 100

/** What a line counts: what the text brought along, and the key of what the trace adds. */
interface CountedLine {
  readonly loaded: Counters
  readonly place: string
}

/** Keeps Monaco's margin and colours in step with the page. Answers how to stop. */
export function followPage(editor: RichEditor): () => void {
  let linesOf: PageState['opened'] = null
  let byLine = new Map<number, CountedLine>()
  let dead: LineRange[] = []
  let catchAlls: number[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  let lastHere = ''

  const readLines = (opened: PageState['opened']) => {
    if (opened === linesOf) return
    linesOf = opened
    byLine = new Map()
    dead = []
    catchAlls = []
    if (opened === null || opened.rules.ruleCount > MOST_RULES) return
    for (const table of opened.rules.tables)
      for (const chain of table.chains) {
        const firstDead = firstDeadRule(chain)
        if (chain.span !== null && chain.policy !== null)
          byLine.set(chain.span.line, { loaded: chain.counters, place: `${table.name}/${chain.name}/policy` })
        const catchAll = firstDead === null ? undefined : chain.rules[firstDead - 2]
        if (catchAll !== undefined) catchAlls.push(lastLine(catchAll.span))
        for (const rule of chain.rules) {
          byLine.set(rule.span.line, { loaded: rule.counters, place: `${table.name}/${chain.name}/${rule.number}` })
          if (firstDead !== null && rule.number >= firstDead) dead.push({ line: rule.span.line, endLine: rule.span.endLine })
        }
      }
  }

  const drawCounts = () => {
    timer = null
    const state = pageStore.getState()
    if (state.tab.editor !== 'rules' || byLine.size === 0) {
      editor.showCounts(null)
      return
    }
    const counted = countedNow()
    editor.showCounts((line) => {
      const on = byLine.get(line)
      return on === undefined ? '' : shortCount(on.loaded.packets + (counted[on.place]?.packets ?? 0))
    })
  }

  const drawCountsSoon = () => {
    timer ??= setTimeout(drawCounts, COUNTS_EVERY)
  }

  const drawHere = (state: PageState) => {
    const here = state.tab.editor === 'rules' ? lineLookedAt(state) : null
    const key = `${state.tab.editor} ${here?.line ?? 0} ${here?.endLine ?? 0}`
    editor.decorate(here, state.tab.editor === 'rules' ? dead : [])
    const { afterCatchAll } = textsIn(state.language).editor
    editor.remark(
      state.tab.editor === 'rules' ? catchAlls.slice(0, MOST_REMARKS).map((afterLine) => ({ afterLine, text: afterCatchAll })) : [],
    )
    if (key !== lastHere && here !== null && !editor.hasFocus()) editor.reveal(here.line)
    lastHere = key
  }

  const follow = (state: PageState, before: PageState | null) => {
    const reopened = state.opened !== before?.opened
    if (reopened) readLines(state.opened)
    if (reopened || state.tab !== before?.tab) drawCountsSoon()
    if (
      reopened ||
      state.run !== before?.run ||
      state.cursor !== before?.cursor ||
      state.tab !== before?.tab ||
      state.selection !== before?.selection ||
      state.language !== before?.language
    )
      drawHere(state)
    const { selection } = state
    if (selection?.kind === 'line' && selection !== before?.selection && !editor.hasFocus()) editor.reveal(selection.line)
    if (before !== null && state.theme !== before.theme) requestAnimationFrame(() => editor.retheme())
  }

  follow(pageStore.getState(), null)
  const unsubscribe = pageStore.subscribe(follow)
  const unfollowCounted = followCounted(drawCountsSoon)
  const systemTheme = matchMedia('(prefers-color-scheme: dark)')
  const retheme = () => editor.retheme()
  systemTheme.addEventListener('change', retheme)
  return () => {
    unsubscribe()
    unfollowCounted()
    systemTheme.removeEventListener('change', retheme)
    if (timer !== null) clearTimeout(timer)
  }
}

/** The line that a rule ends on; spans that end before a line's first character end on the line above. */
function lastLine({ line, endLine, endColumn }: LineRange & { readonly endColumn: number }): number {
  return endColumn === 1 && endLine > line ? endLine - 1 : endLine
}

/** The lines of the rule that is pointed at, else of the rule that has just been asked. */
function lineLookedAt(state: PageState): LineRange | null {
  const range = rangeLookedAt(state)
  // A rule that only a recording names stands on no line.
  return range === null || range.line < 1 ? null : range
}

function rangeLookedAt(state: PageState): LineRange | null {
  const view = state.opened?.rules
  if (view === undefined) return null
  if (state.selection?.kind === 'rule') return findRule(view, state.selection.ruleKey)?.rule.span ?? null
  const event = state.run?.events[state.cursor - 1]
  if (event === undefined) return null
  // The end of a packet's walk still points at the rule that ended it.
  const place =
    event.kind === 'packet ended'
      ? event.fate.kind === 'dropped' || event.fate.kind === 'rejected'
        ? event.fate.by
        : null
      : 'place' in event
        ? event.place
        : null
  if (place === null) return null
  return place.kind === 'policy' ? (chainIn(view, place.table, place.chain)?.span ?? null) : (ruleAt(view, place)?.span ?? null)
}
