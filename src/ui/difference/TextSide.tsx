import { useState } from 'react'
import { actions } from '../store/page-store'
import type { EditorTab } from '../store/state'
import { WholeOptions } from '../texts/Emphasis'
import { useTexts, useWords } from '../texts/use-texts'
import type { DifferenceRow, Part, TextDifference } from './text-difference'
import type { Difference } from './use-difference'
import { DIFFERENCE } from './words'

/** Rows of one text that are in the document before more are asked for. */
const ROWS_AT_ONCE = 300

/** The texts' lines that differ, a text below the other. */
export function TextSide({ difference }: { readonly difference: Difference }) {
  const texts = useWords(DIFFERENCE)
  const { sendings, decisions } = difference
  const others = [
    sendings.added + sendings.removed === 0 ? null : texts.sendings(sendings.added, sendings.removed),
    decisions ? texts.decisions : null,
  ].filter((part) => part !== null)
  return (
    <section className="difference__side" aria-label={texts.texts}>
      <h3 className="overline">{texts.texts}</h3>
      {difference.texts.map((text) => (
        <ChangedText key={text.section} {...text} />
      ))}
      {difference.texts.length === 0 && <p className="difference__quiet">{texts.noText}</p>}
      {others.map((other) => (
        <p key={other}>{other}</p>
      ))}
    </section>
  )
}

function ChangedText({ section, difference }: { readonly section: EditorTab; readonly difference: TextDifference }) {
  const texts = useWords(DIFFERENCE)
  const { editor } = useTexts()
  const [most, setMost] = useState(ROWS_AT_ONCE)
  const { added, removed, moved, rows } = difference
  return (
    <div className="changed-text">
      <h4 className="changed-text__head">
        {editor.tabs[section]} <span className="difference__quiet">{texts.counts(added, removed, moved)}</span>
      </h4>
      <ol className="changed-text__lines terminal">
        {rows.slice(0, most).map((row) => (
          <li
            key={keyOf(row)}
            className="changed-line"
            data-kind={row.kind}
            data-moved={('other' in row && row.other !== null) || undefined}
          >
            <Line row={row} section={section} />
          </li>
        ))}
      </ol>
      {rows.length > most && (
        <button type="button" className="button button--small" onClick={() => setMost(most + ROWS_AT_ONCE)}>
          {texts.more(rows.length - most)}
        </button>
      )}
    </div>
  )
}

function keyOf(row: DifferenceRow): string {
  switch (row.kind) {
    case 'same':
    case 'added':
      return `${row.kind} ${row.now}`
    case 'removed':
      return `removed ${row.before}`
    case 'skipped':
      return `skipped ${row.count}`
  }
}

function Line({ row, section }: { readonly row: DifferenceRow; readonly section: EditorTab }) {
  const texts = useWords(DIFFERENCE)
  switch (row.kind) {
    case 'skipped':
      return <span className="changed-line__skipped">{texts.skipped(row.count)}</span>
    case 'same':
      return (
        <>
          <span className="changed-line__number">{row.before}</span>
          <LineNumber line={row.now} section={section} />
          <span className="changed-line__sign" />
          <span className="changed-line__text">
            <WholeOptions text={row.text} />
          </span>
        </>
      )
    case 'removed':
      return (
        <>
          <span className="changed-line__number">{row.before}</span>
          <span className="changed-line__number" />
          <Sign sign="−" said={texts.line.removed} />
          <span className="changed-line__text">
            <Parts parts={row.parts} />
            {row.other !== null && <span className="changed-line__moved">{texts.line.movedTo(row.other)}</span>}
          </span>
        </>
      )
    case 'added':
      return (
        <>
          <span className="changed-line__number" />
          <LineNumber line={row.now} section={section} />
          <Sign sign="+" said={texts.line.added} />
          <span className="changed-line__text">
            <Parts parts={row.parts} />
            {row.other !== null && <span className="changed-line__moved">{texts.line.movedFrom(row.other)}</span>}
          </span>
        </>
      )
  }
}

function Sign({ sign, said }: { readonly sign: string; readonly said: string }) {
  return (
    <span className="changed-line__sign">
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  )
}

/** The line's number as it is now: pressed, the editor goes there. */
function LineNumber({ line, section }: { readonly line: number; readonly section: EditorTab }) {
  const texts = useWords(DIFFERENCE)
  return (
    <button
      type="button"
      className="changed-line__number changed-line__number--now"
      aria-label={texts.goToLine(line)}
      title={texts.goToLine(line)}
      onClick={() => {
        actions.showTab({ editor: section })
        if (section === 'rules') actions.select({ kind: 'line', line })
      }}
    >
      {line}
    </button>
  )
}

function Parts({ parts }: { readonly parts: readonly Part[] }) {
  let at = 0
  return parts.map((part) => {
    const key = at
    at += part.text.length
    return part.changed ? <mark key={key}>{part.text}</mark> : <WholeOptions key={key} text={part.text} />
  })
}
