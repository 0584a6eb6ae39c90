import type { Span } from '../model'

/** A line of the pasted text without its line end. */
export interface SourceLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/** From the first character that is not blank to the last. */
export function spanOfLine(line: SourceLine): Span {
  const first = line.text.search(/\S/)
  return { line: line.number, column: Math.max(first, 0) + 1, endLine: line.number, endColumn: line.text.trimEnd().length + 1 }
}

export function spanOfLines(first: SourceLine, last: SourceLine): Span {
  const end = spanOfLine(last)
  return { ...spanOfLine(first), endLine: end.endLine, endColumn: end.endColumn }
}

/** Cut at spaces and tabs. */
export function wordsOf(text: string): string[] {
  const trimmed = text.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/)
}
