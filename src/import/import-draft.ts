import type { Span } from '../model'
import type { Scenario } from '../scenario/scenario'
import type { Answers, CounterMove, ImportedPacket, LeftOut, Note, Question } from './imported'
import type { NoteKey } from './note-keys'
import { RulesDraft } from './rules/rules-draft'
import { type SourceLine, spanOfLine } from './source-lines'
import type { RecordedWalk } from './traces/recorded-walk'

/** More notes than anybody reads are only counted. */
const MOST_NOTES = 500
/** Nobody answers more questions than that. */
const MOST_QUESTIONS = 40

/** What an import gathers while it reads one block after another. */
export class ImportDraft {
  readonly rules = new RulesDraft()
  /** Whether a listing put rules there, which are nobody's own text. */
  listed = false
  /** Whether a script restored tables: commands before and behind it are run in their order. */
  restored = false
  /** Lines of the network section by the source line that says them, so that what is said about them stands at its place. */
  readonly network: NumberedText = new Map()
  readonly sets: NumberedText = new Map()
  readonly services: string[] = []
  readonly packets: ImportedPacket[] = []
  /** Lines of the connections section. */
  readonly connections: string[] = []
  readonly traces: RecordedWalk[] = []
  readonly moves: CounterMove[] = []
  readonly notes: Note[] = []
  readonly notUnderstood: LeftOut[] = []

  readonly questions: Question[] = []

  /** `answers` are a person's, to questions of an earlier reading of the same text. */
  constructor(
    readonly current: Scenario,
    private readonly answers: Answers = {},
  ) {}

  note(kind: Note['kind'], span: Span, key: NoteKey, ...words: readonly string[]): void {
    if (this.notes.length < MOST_NOTES) this.notes.push({ kind, span, say: { key, words } })
    else if (this.notes.length === MOST_NOTES) this.notes.push({ kind: 'unknown', span, say: { key: 'more notes', words: [] } })
  }

  leaveOut(line: SourceLine, key: NoteKey, ...words: readonly string[]): void {
    this.leaveOutAt(spanOfLine(line), line.text.trim(), key, ...words)
  }

  leaveOutAt(span: Span, text: string, key: NoteKey, ...words: readonly string[]): void {
    if (this.notUnderstood.length < MOST_NOTES) this.notUnderstood.push({ span, text: text.slice(0, 200), why: { key, words } })
    else if (this.notUnderstood.length === MOST_NOTES) this.notUnderstood.push({ span, text: '', why: { key: 'more lines', words: [] } })
  }

  /** No more lines can be listed. */
  get full(): boolean {
    return this.notUnderstood.length > MOST_NOTES
  }

  /** Asks, and says what the person answered; null where nobody has. An answer that is no option is none. */
  ask(question: Omit<Question, 'answer' | 'id'>, assumed: string): string | null {
    const id = question.kind === 'variable' ? `variable ${question.about}` : `${question.kind} ${question.span.line} ${question.about}`
    const known = this.questions.find((one) => one.id === id)
    const given = this.answers[id] ?? ''
    const fits = given !== '' && (question.options.length === 0 || question.options.some(({ value }) => value === given))
    if (known === undefined && this.questions.length < MOST_QUESTIONS)
      this.questions.push({ ...question, id, about: question.about.slice(0, 200), answer: fits ? given : assumed })
    return fits ? given : null
  }
}

/** Text by the number of the source line that it comes from; one source line may make several. */
export type NumberedText = Map<number, string[]>

export function putLine(text: NumberedText, number: number, line: string): void {
  const there = text.get(number)
  if (there === undefined) text.set(number, [line])
  else there.push(line)
}

/** The lines in order, and the source line of each. */
export function numberedLines(text: NumberedText): { readonly text: string; readonly sources: readonly number[] } {
  const lines: string[] = []
  const sources: number[] = []
  for (const [number, made] of [...text.entries()].toSorted(([one], [other]) => one - other))
    for (const line of made) {
      lines.push(line)
      sources.push(number)
    }
  return { text: lines.join('\n'), sources }
}
