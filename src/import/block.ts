import type { Span } from '../model'
import type { LineKind } from './line-kinds'
import type { Prompt } from './prompt'
import type { SourceLine } from './source-lines'

/** What a block of lines is. */
export type BlockKind = LineKind | 'unknown'

/** Lines that one tool printed, or that belong to one script. */
export interface Block {
  readonly kind: BlockKind
  readonly span: Span
  readonly lines: readonly SourceLine[]
  /** The command above it, where the text shows one. */
  readonly prompt: Prompt | null
}

/** A part of a text as a block. Its lines are made when they are first asked for: of a megabyte often nobody does. */
export class TextBlock implements Block {
  private made: readonly SourceLine[] | null = null

  /** `from` and `to` are offsets; `commands` are the lines, by number, of which only what was typed behind a prompt counts. */
  constructor(
    readonly kind: BlockKind,
    readonly span: Span,
    readonly prompt: Prompt | null,
    private readonly text: string,
    private readonly from: number,
    private readonly to: number,
    private readonly commands: ReadonlyMap<number, SourceLine>,
  ) {}

  get lines(): readonly SourceLine[] {
    this.made ??= this.make()
    return this.made
  }

  private make(): readonly SourceLine[] {
    const { text, to, commands } = this
    const lines: SourceLine[] = []
    let number = this.span.line
    for (let at = this.from; at < to; number++) {
      const end = lineEnd(text, at, to)
      const content = withoutBlankEnd(text, at, end)
      if (content !== '') lines.push(commands.get(number) ?? { number, text: content })
      at = end + 1
    }
    return lines
  }
}

/** Where the line that begins at an offset ends, at most `most`. */
export function lineEnd(text: string, at: number, most: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 || newline > most ? most : newline
}

/** A line without blanks and the carriage return at its end. */
export function withoutBlankEnd(text: string, from: number, to: number): string {
  let end = to
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(from, end)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13
}
