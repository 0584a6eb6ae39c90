import type { Span } from '../model'
import { classifyLine, type LineKind } from './line-kinds'
import { type Prompt, promptOf } from './prompt'
import { heredocMark } from './script/heredoc'
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

/** What a text holds, from top to bottom. Every line that says something is in exactly one block, or is a prompt. */
export interface Recognised {
  readonly blocks: readonly Block[]
  readonly prompts: readonly Prompt[]
  /** The line from which on nothing was looked at any more; null when everything was. */
  readonly unseenFrom: number | null
}

/** A line says what it is by its beginning: patterns stay quick on lines of a megabyte. */
const LONGEST_LOOK = 4_000

/**
 * Lines that are looked at: as many as a text of lines of this length has. What tools print is longer; half a million lines of a
 * letter each would only cost time.
 */
const SHORTEST_LINE = 16
const LOOKED_AT_ANYWAY = 10_000

/** Kinds that have lines of any length. */
const MAY_BE_LONG: ReadonlySet<BlockKind> = new Set(['json', 'xml', 'save', 'script', 'ipset-save'])

interface OpenBlock {
  kind: BlockKind
  readonly lines: SourceLine[]
  readonly prompt: Prompt | null
  /** Open braces of an nft ruleset. */
  depth: number
  /** The word that ends the here-document whose lines these are. */
  heredoc: string | null
}

/** Recognises what kinds of text a paste holds. One pass over the lines, a millisecond per ten thousand. */
export function recognise(text: string): Recognised {
  return new Recogniser(text).run()
}

class Recogniser {
  private readonly blocks: Block[] = []
  private readonly prompts: Prompt[] = []
  private open: OpenBlock | null = null
  private prompt: Prompt | null = null
  private blankBefore = false

  constructor(private readonly text: string) {}

  run(): Recognised {
    const { text } = this
    let number = 0
    const most = Math.max(LOOKED_AT_ANYWAY, text.length / SHORTEST_LINE)
    for (let at = 0; at <= text.length; ) {
      if (number >= most) return this.unseen(at, number + 1)
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      number++
      this.line(at, end, number)
      at = end + 1
    }
    this.close()
    return { blocks: this.blocks, prompts: this.prompts, unseenFrom: null }
  }

  /** The rest of the text is one block that nobody knows. */
  private unseen(from: number, number: number): Recognised {
    this.close()
    const { text, blocks, prompts } = this
    const rest = text.slice(from)
    if (rest.trim() === '') return { blocks, prompts, unseenFrom: null }
    const span: Span = { line: number, column: 1, endLine: number, endColumn: 1 }
    return { blocks: [...blocks, unseenBlock(rest, number, span)], prompts, unseenFrom: number }
  }

  private line(from: number, to: number, number: number): void {
    const { text } = this
    let end = to
    while (end > from && isBlank(text.charCodeAt(end - 1))) end--
    if (end === from) {
      this.blankBefore = true
      return
    }
    const content = text.slice(from, end)
    const line: SourceLine = { number, text: content }
    if (this.continuesVerbatim(content)) {
      this.push(line)
      return
    }
    const looked = content.length > LONGEST_LOOK ? content.slice(0, LONGEST_LOOK) : content
    const prompt = mayBePrompt(looked) ? promptOf(looked, number) : null
    if (prompt !== null) {
      this.takePrompt(prompt, line)
      return
    }
    const looks = classifyLine(looked, this.open?.kind ?? null, this.blankBefore)
    // In a script every line that is nothing else is a command, if one that nobody here knows.
    const told = looks === 'unknown' && this.open?.kind === 'script' ? 'script' : looks
    const kind = looked === content || told === 'comment' || MAY_BE_LONG.has(told) ? told : 'unknown'
    if (kind === 'comment') {
      // A comment belongs to what it stands in; alone it says nothing.
      if (this.open !== null && (this.open.kind === 'script' || this.open.kind === 'save')) this.push(line)
      else this.begin('script', line)
      return
    }
    if (this.open !== null && this.open.kind === kind) this.push(line)
    else this.begin(kind, line)
    this.enter(content)
  }

  /** Inside braces, brackets, tags and here-documents lines are not looked at. */
  private continuesVerbatim(content: string): boolean {
    const { open } = this
    if (open === null) return false
    if (open.heredoc !== null) {
      if (content.trim() === open.heredoc) open.heredoc = null
      return true
    }
    // A command goes on behind a backslash.
    if (open.kind === 'script' && open.lines.at(-1)?.text.endsWith('\\') === true) return true
    if (open.depth > 0) {
      open.depth += braces(content)
      return true
    }
    return false
  }

  /** What a line opens that goes on until it is closed. */
  private enter(content: string): void {
    const { open } = this
    if (open === null) return
    if (open.kind === 'nft-ruleset') open.depth = Math.max(0, open.depth + braces(content))
    if (open.kind === 'script') open.heredoc = heredocMark(content)
  }

  private takePrompt(prompt: Prompt, line: SourceLine): void {
    this.prompts.push(prompt)
    if (prompt.changes) {
      const at = line.text.lastIndexOf(prompt.command)
      const command: SourceLine = { number: line.number, text: `${' '.repeat(Math.max(at, 0))}${prompt.command}` }
      if (this.open?.kind === 'script') this.push(command)
      else this.begin('script', command)
      return
    }
    this.close()
    this.prompt = prompt
  }

  private push(line: SourceLine): void {
    this.open?.lines.push(line)
    this.blankBefore = false
  }

  private begin(kind: BlockKind, line: SourceLine): void {
    const above = kind === 'wg-quick' ? this.takeComments() : []
    this.close()
    this.open = { kind, lines: [...above, line], prompt: this.prompt, depth: 0, heredoc: null }
    this.blankBefore = false
  }

  /** Comments directly above a wg-quick file belong to it: often they name it. */
  private takeComments(): readonly SourceLine[] {
    const { open } = this
    if (open?.kind !== 'script' || !open.lines.every(({ text }) => text.trimStart().startsWith('#'))) return []
    this.open = null
    return open.lines
  }

  private close(): void {
    const { open } = this
    this.open = null
    const first = open?.lines[0]
    const last = open?.lines.at(-1)
    if (open === null || first === undefined || last === undefined) return
    const span: Span = { line: first.number, column: 1, endLine: last.number, endColumn: last.text.length + 1 }
    this.blocks.push({ kind: open.kind, span, lines: open.lines, prompt: open.prompt })
  }
}

/** Its lines are only made when somebody asks for them. */
function unseenBlock(text: string, first: number, span: Span): Block {
  return {
    kind: 'unknown',
    span,
    prompt: null,
    get lines(): readonly SourceLine[] {
      return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ number: first + index, text: line.trimEnd() }]))
    },
  }
}

function mayBePrompt(text: string): boolean {
  for (let at = 0; at < text.length && at < 120; at++) {
    const code = text.charCodeAt(at)
    if (code === 35 || code === 36 || code === 37 || code === 62) return true
    if (code === 61) return false
  }
  return false
}

function braces(text: string): number {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) quoted = !quoted
    else if (!quoted && code === 123) depth++
    else if (!quoted && code === 125) depth--
  }
  return depth
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13
}
