import type { Span } from '../model'

/** The user's text with its line starts, so that offsets become editor positions only where somebody asks. */
export class SourceText {
  private readonly starts: number[] = [0]
  /** Where the last question was answered: readers go through a text from top to bottom. */
  private near = 0

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  get lineCount(): number {
    return this.starts.length
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    const { starts } = this
    let line = this.near
    if ((starts[line] ?? 0) > offset) line = 0
    // Mostly the same line or the next one; otherwise halve.
    for (let steps = 0; steps < 4; steps++) {
      const next = starts[line + 1]
      if (next === undefined || next > offset) {
        this.near = line
        return line + 1
      }
      line++
    }
    let low = line
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    this.near = low
    return low + 1
  }

  /** The offset at which a line begins; the end of the text for a line after the last. */
  startOfLine(line: number): number {
    return this.starts[line - 1] ?? this.text.length
  }

  span(start: number, end: number): Span {
    const line = this.lineOf(start)
    const endLine = this.lineOf(end)
    return { line, column: start - this.startOfLine(line) + 1, endLine, endColumn: end - this.startOfLine(endLine) + 1 }
  }
}
