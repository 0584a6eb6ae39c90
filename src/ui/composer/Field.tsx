import { type ReactNode, useId } from 'react'
import { useTexts } from '../texts/use-texts'
import type { Draft, DraftProblems, FieldProblem } from './draft'

/** A labelled line of the form, with what is wrong beneath it. */
export function TextField({
  label,
  value,
  onChange,
  problem,
  numeric = false,
  list,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  problem?: FieldProblem | undefined
  numeric?: boolean
  list?: readonly string[]
}) {
  const id = useId()
  const message = useProblem(problem)
  return (
    <div className="form__field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={numeric ? 'field terminal form__number' : 'field terminal'}
        value={value}
        inputMode={numeric ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck={false}
        list={list === undefined ? undefined : `${id}-list`}
        aria-invalid={message === null ? undefined : true}
        aria-describedby={message === null ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
      {list !== undefined && (
        <datalist id={`${id}-list`}>
          {list.map((entry) => (
            <option key={entry} value={entry} />
          ))}
        </datalist>
      )}
      {message !== null && (
        <span id={`${id}-problem`} className="form__problem">
          {message}
        </span>
      )}
    </div>
  )
}

/** What the parts of the form are given: the draft as it stands, what is wrong with it, and how it changes. */
export interface DraftFormProps {
  readonly draft: Draft
  readonly problems: DraftProblems
  readonly change: (part: Partial<Draft>) => void
}

type NumberOfDraft = Exclude<keyof Draft, 'kind' | 'protocol' | 'what' | 'peer' | 'others'>

/** A number of the draft. */
export function NumberField({
  of,
  label,
  list,
  draft,
  problems,
  change,
}: DraftFormProps & { of: NumberOfDraft; label: string; list?: readonly string[] }) {
  return (
    <TextField
      numeric
      label={label}
      value={draft[of]}
      problem={problems[of]}
      onChange={(value) => change({ ...draft, [of]: value })}
      {...(list !== undefined && { list })}
    />
  )
}

export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly { readonly value: T; readonly label: string }[]
  onChange: (value: T) => void
}) {
  const id = useId()
  return (
    <div className="form__field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field"
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

export function Row({ children }: { children: ReactNode }) {
  return <div className="form__row">{children}</div>
}

function useProblem(problem: FieldProblem | undefined): string | null {
  const texts = useTexts().problems
  if (problem === undefined) return null
  return problem.kind === 'number' ? texts.number(problem.least, problem.most) : texts[problem.kind]
}
