import type { TextEdit } from '../../worker/protocol-editing'

/** A text after edits that do not overlap, in any order. Lines end with a newline; columns count from 1. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = (line: number, column: number) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length)
  const sorted = edits
    .map(({ span, text: replacement }, index) => ({
      start: offset(span.line, span.column),
      end: offset(span.endLine, span.endColumn),
      replacement,
      index,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index)
  let result = ''
  let at = 0
  for (const { start, end, replacement } of sorted) {
    result += text.slice(at, start) + replacement
    at = Math.max(at, end)
  }
  return result + text.slice(at)
}
