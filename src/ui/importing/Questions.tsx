import { useId, useState } from 'react'
import type { ImportQuestion } from '../../worker/protocol'
import { useWords } from '../texts/use-texts'
import { IMPORTING } from './words'

/** What the text does not say: each question with what is assumed, to be answered or left. */
export function Questions({
  questions,
  onAnswered,
}: {
  questions: readonly ImportQuestion[]
  onAnswered: (id: string, answer: string) => void
}) {
  const texts = useWords(IMPORTING)
  if (questions.length === 0) return null
  return (
    <section aria-label={texts.questions}>
      <h3 className="overline">{texts.questions}</h3>
      <div className="importing__questions">
        {questions.map((question) => (
          <Asked key={question.id} question={question} onAnswered={(answer) => onAnswered(question.id, answer)} />
        ))}
      </div>
    </section>
  )
}

function Asked({ question, onAnswered }: { question: ImportQuestion; onAnswered: (answer: string) => void }) {
  const texts = useWords(IMPORTING)
  const id = useId()
  const { kind, about, options, answer, span } = question
  return (
    <div className="importing__question">
      <label htmlFor={id}>
        <span className="importing__line">{texts.line(span.line)}</span>
        {texts.ask[kind](about)}
      </label>
      {options.length === 0 ? (
        <Typed
          id={id}
          answer={answer}
          placeholder={kind === 'variable' || kind === 'lines' ? texts.noAnswer : texts.fromTheHost}
          onAnswered={onAnswered}
        />
      ) : (
        <select id={id} className="field" value={answer} onChange={(event) => onAnswered(event.target.value)}>
          {answer === '' && <option value="">{texts.noAnswer}</option>}
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label === '' ? (texts.answers[value] ?? value) : label}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

/** Taken over when the field is left, so that nothing moves while someone types. */
function Typed(props: { id: string; answer: string; placeholder: string; onAnswered: (answer: string) => void }) {
  const [typed, setTyped] = useState(props.answer)
  const give = () => {
    if (typed !== props.answer) props.onAnswered(typed)
  }
  return (
    <input
      id={props.id}
      className="field terminal"
      type="text"
      value={typed}
      placeholder={props.placeholder}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        // Enter answers; the dialog's own button uses the import.
        event.preventDefault()
        give()
      }}
    />
  )
}
