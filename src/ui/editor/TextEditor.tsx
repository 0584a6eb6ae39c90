import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { LONGEST_TEXT } from '../../scenario/longest-text'
import { whenIdle } from '../app/when-idle'
import { fetched } from '../store/fetched'
import { actions, pageStore, usePage } from '../store/page-store'
import { findRule } from '../store/rule-place'
import { isRead } from '../store/simulate'
import type { EditorTab, PageState } from '../store/state'
import { useHints } from '../texts/use-hints'
import { textsIn, useTexts } from '../texts/use-texts'
import { followPage } from './follow-page'
import type { Place, RichEditor } from './monaco/rich-editor'

/** What a tab shows: the person's text, or what was inferred where they wrote none. */
function textOf(state: PageState, tab: EditorTab): string {
  const own = state.scenario.host[tab] ?? ''
  if (own !== '' || state.opened === null) return own
  if (tab === 'network') return state.opened.network.networkText
  if (tab === 'services') return state.opened.network.servicesText
  return own
}

/** Takes typed text over into the scenario. An inferred text that was not changed stays inferred. */
function take(tab: EditorTab, text: string): boolean {
  if (text.length > LONGEST_TEXT) {
    const texts = textsIn(pageStore.getState().language).editor
    actions.notify({
      severity: 'error',
      text: texts.tooLong((text.length / 1e6).toFixed(1), (LONGEST_TEXT / 1e6).toFixed(0)),
      diagnostics: [],
    })
    return false
  }
  if (text !== textOf(pageStore.getState(), tab)) actions.typeText(tab, text)
  return true
}

/**
 * The text: a plain textarea at once, Monaco in its place when that has been loaded. The plain one can do everything but colours,
 * and stays where Monaco cannot be loaded.
 */
export function TextEditor(props: { readonly tab: EditorTab; readonly problemAsked: number }) {
  const [attempt, setAttempt] = useState(1)
  return <Fields key={attempt} {...props} onAgain={() => setAttempt(attempt + 1)} />
}

interface FieldsProps {
  readonly tab: EditorTab
  readonly problemAsked: number
  /** Tries again to load Monaco. */
  readonly onAgain: () => void
}

function Fields({ tab, problemAsked, onAgain }: FieldsProps) {
  const { editor: texts, shell, facts } = useTexts()
  const container = useRef<HTMLDivElement>(null)
  const plain = useRef<HTMLTextAreaElement>(null)
  const composing = useRef(false)
  const [rich, setRich] = useState<RichEditor | 'loading' | 'failed'>('loading')
  const [focused, setFocused] = useState(false)
  const text = usePage((state) => textOf(state, tab))
  // An emptied text stays empty while someone is typing in it, though nothing written means "infer".
  const [emptied, setEmptied] = useState(false)
  const shown = emptied && focused ? '' : text

  useEffect(() => {
    let editor: RichEditor | null = null
    let unfollow = () => {}
    let gone = false
    // After the first picture: Monaco is large and nobody types in the first half second.
    whenIdle(() => {
      fetched(() => import('./monaco/rich-editor')).then(
        ({ createRichEditor }) => {
          const element = container.current
          if (gone || element === null) return
          const created = createRichEditor(element, {
            typed: (typedTab, typed) => {
              setEmptied(typed === '')
              if (!take(typedTab, typed)) created.restore(typedTab, textOf(pageStore.getState(), typedTab))
            },
            pointed: (pointedTab, line) => {
              if (pointedTab === 'rules') selectLine(line)
            },
            focused: setFocused,
          })
          editor = created
          unfollow = followPage(created)
          const takePlace = () => {
            if (gone) return
            const field = plain.current
            const focus = field !== null && document.activeElement === field ? [field.selectionStart, field.selectionEnd] : []
            const [from, to] = focus.map((offset) => placeIn(field?.value ?? '', offset))
            flushSync(() => setRich(created))
            if (from !== undefined && to !== undefined) created.takeFocus(from, to)
          }
          // Words that are being put together out of several keys are not torn apart.
          if (composing.current) plain.current?.addEventListener('compositionend', () => setTimeout(takePlace), { once: true })
          else takePlace()
        },
        () => !gone && setRich('failed'),
      )
    }, 600)
    return () => {
      gone = true
      unfollow()
      editor?.dispose()
    }
  }, [])

  const isRich = typeof rich === 'object'
  useLayoutEffect(() => {
    if (isRich) rich.show(tab, shown, texts.labels[tab], texts.placeholder[tab])
  }, [rich, isRich, tab, shown, texts])

  const line = usePage((state) => (isRich || tab !== 'rules' ? null : lineSelected(state)))
  useEffect(() => {
    const field = plain.current
    if (line === null || field === null || document.activeElement === field) return
    const lines = field.value.split('\n')
    const start = lines.slice(0, line - 1).reduce((at, content) => at + content.length + 1, 0)
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
    field.scrollTop = (field.scrollHeight * Math.max(0, line - 3)) / lines.length
  }, [line])

  const diagnostics = usePage((state) => state.opened?.diagnostics[tab])
  const hints = useHints(isRich && diagnostics?.some(({ hint }) => hint !== null) === true)
  useEffect(() => {
    if (isRich && diagnostics !== undefined) rich.mark(tab, diagnostics, hints, facts.own)
  }, [rich, isRich, tab, diagnostics, hints, facts])

  useEffect(() => {
    if (isRich && problemAsked > 0) rich.focusProblem()
  }, [rich, isRich, problemAsked])

  return (
    <>
      {!isRich && (
        <textarea
          ref={plain}
          className="editor__plain terminal"
          aria-label={texts.labels[tab]}
          placeholder={texts.placeholder[tab]}
          value={shown}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          onSelect={(event) => {
            if (tab === 'rules' && focused) selectLine(placeIn(event.currentTarget.value, event.currentTarget.selectionStart).line)
          }}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            composing.current = false
          }}
          onChange={(event) => {
            setEmptied(event.target.value === '')
            take(tab, event.target.value)
          }}
        />
      )}
      <div ref={container} className="editor__rich" hidden={!isRich} />
      {rich === 'failed' && (
        <p className="editor__note" role="status">
          {texts.plain}{' '}
          <button type="button" className="button button--small" onClick={onAgain}>
            {shell.tryAgain}
          </button>
        </p>
      )}
      {isRich && focused && <p className="editor__note editor__note--floating">{texts.leave}</p>}
    </>
  )
}

/** The line of what is pointed at, or null. */
function lineSelected({ selection, opened }: PageState): number | null {
  if (selection?.kind === 'line') return selection.line
  if (selection?.kind !== 'rule' || opened === null) return null
  return findRule(opened.rules, selection.ruleKey)?.rule.span.line ?? null
}

/** The rule whose text stands on the line; the line itself where there is none, or where the text is further than what is drawn. */
function selectLine(line: number): void {
  const state = pageStore.getState()
  const view = isRead(state) ? state.opened?.rules : undefined
  for (const table of view?.tables ?? [])
    for (const chain of table.chains)
      for (const rule of chain.rules)
        if (rule.span.line <= line && line <= rule.span.endLine) {
          actions.select({ kind: 'rule', ruleKey: rule.key })
          return
        }
  actions.select({ kind: 'line', line })
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
