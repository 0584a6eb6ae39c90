import { SourceText } from '../../syntax/source-text'
import type { TextEdit } from '../../worker/protocol-editing'

/** A change of a text by offsets: what stands from `start` to `end` becomes `text`. */
export interface OffsetEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The edits in the order of the text; of two at the same place the one that is given first comes first. Null where two overlap. */
export function sorted(edits: readonly OffsetEdit[]): readonly OffsetEdit[] | null {
  const all = edits.toSorted((one, other) => one.start - other.start || one.end - other.end)
  for (let at = 1; at < all.length; at++) if ((all[at]?.start ?? 0) < (all[at - 1]?.end ?? 0)) return null
  return all
}

/** The text after edits that are sorted and do not overlap. */
export function applied(text: string, edits: readonly OffsetEdit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** The same edits by line and column. */
export function asTextEdits(text: string, edits: readonly OffsetEdit[]): readonly TextEdit[] {
  const source = new SourceText(text)
  return edits.map(({ start, end, text: replacement }) => ({ span: source.span(start, end), text: replacement }))
}

/** The offset of a place by line and column, within the text. */
export function offsetOf(source: SourceText, line: number, column: number): number {
  return Math.min(source.startOfLine(line) + column - 1, source.text.length)
}

/** A text after edits by line and column that do not overlap, in any order: what an editor does with an answer. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const source = new SourceText(text)
  const byOffset = edits.map(({ span, text: replacement }) => ({
    start: offsetOf(source, span.line, span.column),
    end: offsetOf(source, span.endLine, span.endColumn),
    text: replacement,
  }))
  return applied(text, sorted(byOffset) ?? [])
}
