import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ImportAnswers, ImportedView, Said } from '../../worker/protocol'
import { Modal } from '../app/Modal'
import { usePage } from '../store/page'
import { currentSimulation } from '../store/simulate'
import { importNotes as english } from '../texts/en/import-notes'
import { type Texts, useTexts, useWords } from '../texts/use-texts'
import { whyFailed } from '../texts/why-failed'
import { importNotes as chinese } from '../texts/zh/import-notes'
import { type PendingImport, pendingImport } from './pending-import'
import { Questions } from './Questions'
import { keepAsText, takeImport } from './use-import'
import { IMPORTING } from './words'
import './importing.css'

/** How long typing must rest before the text is read again, in milliseconds. */
const REST = 250
/** Notes and lines that are listed; the rest is counted. */
const MOST_LISTED = 100

const NOTES = { en: english, zh: chinese }

/** Anything that a terminal shows: what it is, what it would change, and what could not be known. Nothing changes before "Use it". */
export function ImportDialog() {
  const texts = useWords(IMPORTING)
  const pending = useStore(pendingImport)
  return (
    <Modal dialog="import" title={texts.title} description={texts.description} wide>
      <ImportForm key={pending.id} pending={pending} />
    </Modal>
  )
}

/** What the text makes of the page. Without rules of its own it belongs to those that it was pasted over. */
async function readInto(text: string, answers: ImportAnswers, { base, instead }: PendingImport): Promise<ImportedView | null> {
  const simulation = currentSimulation()
  if (simulation === null) return null
  const view = await simulation.ask('import', { text, scenario: base, answers, earlier: (instead ?? base).host.rules })
  return instead === null || view.changed.includes('rules') ? view : simulation.ask('import', { text, scenario: instead, answers })
}

function ImportForm({ pending }: { pending: PendingImport }) {
  const { recordings } = useTexts()
  const texts = useWords(IMPORTING)
  const [text, setText] = useState(pending.text)
  const [answers, setAnswers] = useState<ImportAnswers>({})
  const [view, setView] = useState<{ readonly of: string; readonly answer: ImportedView | string } | null>(null)

  useEffect(() => {
    if (text.trim() === '') return
    let gone = false
    const timer = setTimeout(() => {
      readInto(text, answers, pending).then(
        (answer) => !gone && answer !== null && setView({ of: text, answer }),
        (failure: unknown) => !gone && setView({ of: text, answer: whyFailed(failure) }),
      )
    }, REST)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [text, answers, pending])

  const answer = view !== null && view.of === text ? view.answer : null
  const usable = answer !== null && typeof answer !== 'string' && isOfUse(answer) ? answer : null
  return (
    <form
      className="importing"
      onSubmit={(event) => {
        event.preventDefault()
        if (usable !== null) takeImport(usable, { ...pending, text })
      }}
    >
      <div className="importing__body">
        <label className="importing__label">
          {texts.text}
          <textarea
            className="field terminal importing__text"
            rows={12}
            spellCheck={false}
            autoCapitalize="off"
            wrap="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div role="status">
          {typeof answer === 'string' && <p className="importing__warning">{answer}</p>}
          {answer === null && text.trim() !== '' && <p>{texts.reading}</p>}
          {answer !== null && typeof answer !== 'string' && <Summary view={answer} />}
        </div>
        {answer !== null && typeof answer !== 'string' && (
          <>
            <Questions questions={answer.questions} onAnswered={(id, given) => setAnswers((before) => ({ ...before, [id]: given }))} />
            <Findings view={answer} />
          </>
        )}
      </div>
      <div className="importing__actions">
        <button type="button" className="button" onClick={() => keepAsText({ ...pending, text })}>
          {pending.from === 'dialog' ? texts.cancel : texts.keep}
        </button>
        <button type="submit" className="button button--solid" disabled={usable === null}>
          {useText(recordings, texts.use, usable)}
        </button>
      </div>
    </form>
  )
}

function isOfUse({ changed, packets, walks, moves }: ImportedView): boolean {
  return changed.length + packets + walks > 0 || moves !== null
}

/** What using it is mostly about. */
function useText(recordings: Texts['recordings'], use: string, view: ImportedView | null): string {
  if (view !== null && view.walks > 0) return recordings.importing.replay
  return view?.moves == null ? use : recordings.importing.compare
}

/** What it is and what would change, in a few lines. */
function Summary({ view }: { view: ImportedView }) {
  const texts = useWords(IMPORTING)
  const { editor, recordings } = useTexts()
  return (
    <>
      <p>{view.kinds.length === 0 ? texts.nothing : texts.recognised(texts.list(view.kinds.map((kind) => texts.kinds[kind])))}</p>
      <ul className="importing__list">
        {view.changed.map((section) => (
          <li key={section}>{texts.section(editor.tabs[section], lineCount(view.scenario.host[section] ?? ''))}</li>
        ))}
        {view.packets > 0 && <li>{texts.packets(view.packets)}</li>}
        {view.walks > 0 && <li>{recordings.importing.walks(view.walks)}</li>}
        {view.moves !== null && <li>{recordings.importing.moves(view.moves)}</li>}
        {!isOfUse(view) && <li>{texts.noChange}</li>}
      </ul>
    </>
  )
}

/** The new texts, what was assumed, and what was left out, each at its line. */
function Findings({ view }: { view: ImportedView }) {
  const texts = useWords(IMPORTING)
  const { editor } = useTexts()
  const words = NOTES[usePage((state) => state.language)]
  const said = ({ key, words: given }: Said): string => words[key](...given)
  return (
    <>
      {view.changed.map((section) => (
        <details key={section}>
          <summary>{texts.newText(editor.tabs[section])}</summary>
          <textarea
            className="field terminal importing__text"
            rows={6}
            readOnly
            wrap="off"
            aria-label={texts.newText(editor.tabs[section])}
            value={view.scenario.host[section] ?? ''}
          />
        </details>
      ))}
      <Located
        title={texts.notes}
        entries={view.notes.map(({ kind, span, say }) => ({ line: span.line, what: texts.noteKinds[kind], text: '', message: said(say) }))}
      />
      <Located
        title={texts.leftOut}
        entries={view.notUnderstood.map(({ span, text, why }) => ({ line: span.line, what: '', text, message: said(why) }))}
      />
    </>
  )
}

function Located({
  title,
  entries,
}: {
  title: string
  entries: readonly { readonly line: number; readonly what: string; readonly text: string; readonly message: string }[]
}) {
  const texts = useWords(IMPORTING)
  if (entries.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="overline">{title}</h3>
      <ul className="importing__list">
        {entries.slice(0, MOST_LISTED).map(({ line, what, text, message }) => (
          <li key={`${line} ${message} ${text}`}>
            <span className="importing__line">{texts.line(line)}</span>
            {what !== '' && <span>{what}: </span>}
            {text !== '' && <code className="terminal">{text} </code>}
            {message}
          </li>
        ))}
        {entries.length > MOST_LISTED && <li>{texts.more(entries.length - MOST_LISTED)}</li>}
      </ul>
    </section>
  )
}

function lineCount(text: string): number {
  return text.trim() === '' ? 0 : text.trimEnd().split('\n').length
}
