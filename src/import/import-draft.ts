import type { ConnectionEntry, Span } from '../model'
import type { Scenario } from '../scenario/scenario'
import type { CounterMove, ImportedPacket, LeftOut, Note } from './imported'
import { RulesDraft } from './rules/rules-draft'
import { type SourceLine, spanOfLine } from './source-lines'
import type { RecordedWalk } from './traces/recorded-walk'

/** More notes than anybody reads are only counted. */
const MOST_NOTES = 500

/** What an import gathers while it reads one block after another. */
export class ImportDraft {
  readonly rules = new RulesDraft()
  /** Whether a listing put rules there, which are nobody's own text. */
  listed = false
  /** Lines of the network section by the source line that says them, so that what is said about them stands at its place. */
  readonly network: NumberedText = new Map()
  readonly sets: NumberedText = new Map()
  readonly services: string[] = []
  readonly packets: ImportedPacket[] = []
  readonly connections: ConnectionEntry[] = []
  readonly traces: RecordedWalk[] = []
  readonly moves: CounterMove[] = []
  readonly notes: Note[] = []
  readonly notUnderstood: LeftOut[] = []

  constructor(readonly current: Scenario) {}

  note(kind: Note['kind'], span: Span, message: string): void {
    if (this.notes.length < MOST_NOTES) this.notes.push({ kind, span, message })
    else if (this.notes.length === MOST_NOTES)
      this.notes.push({ kind: 'unknown', span, message: 'More than can be listed: the rest has no notes.' })
  }

  leaveOut(line: SourceLine, why: string): void {
    this.leaveOutAt(spanOfLine(line), line.text.trim(), why)
  }

  leaveOutAt(span: Span, text: string, why: string): void {
    if (this.notUnderstood.length < MOST_NOTES) this.notUnderstood.push({ span, text: text.slice(0, 200), why })
    else if (this.notUnderstood.length === MOST_NOTES) this.notUnderstood.push({ span, text: '', why: 'More lines than can be listed.' })
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
