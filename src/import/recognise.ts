import type { Span } from '../model'
import { type Block, type BlockKind, lineEnd, TextBlock, withoutBlankEnd } from './block'
import { classifyLine } from './line-kinds'
import { type Prompt, promptOf } from './prompt'
import { heredocMark } from './script/heredoc'
import type { SourceLine } from './source-lines'

export type { Block, BlockKind } from './block'

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

/** A prompt is shorter than this. */
const LONGEST_PROMPT = 120

/** Kinds that have lines of any length. */
const MAY_BE_LONG: ReadonlySet<BlockKind> = new Set(['json', 'xml', 'save', 'script', 'ipset-save'])

/** The block that the lines being looked at belong to. */
interface OpenBlock {
  readonly kind: BlockKind
  readonly prompt: Prompt | null
  /** Its first line, and where it begins. */
  readonly number: number
  readonly from: number
  /** Its last line so far, where it ends, and its length. */
  last: number
  to: number
  lastLength: number
  /** The last line of a script ends in a backslash. */
  goesOn: boolean
  /** A script of which nothing was seen but comments. */
  onlyComments: boolean
  /** Open braces of an nft ruleset. */
  depth: number
  /** The word that ends the here-document whose lines these are. */
  heredoc: string | null
}

/** A line that is being looked at, without what is blank at its end, and the offsets between which it stands. */
interface Line extends SourceLine {
  readonly from: number
  readonly to: number
}

/** Recognises what kinds of text a paste holds. One pass over the lines, a millisecond per ten thousand. */
export function recognise(text: string): Recognised {
  return new Recogniser(text).run()
}

class Recogniser {
  private readonly blocks: Block[] = []
  private readonly prompts: Prompt[] = []
  private readonly commands = new Map<number, SourceLine>()
  private open: OpenBlock | null = null
  private prompt: Prompt | null = null
  private blankBefore = false

  constructor(private readonly text: string) {}

  run(): Recognised {
    const { text } = this
    let number = 0
    const most = Math.max(LOOKED_AT_ANYWAY, text.length / SHORTEST_LINE)
    for (let from = 0; from <= text.length; ) {
      if (number >= most) return this.unseen(from, number + 1)
      const to = lineEnd(text, from, text.length)
      number++
      const content = withoutBlankEnd(text, from, to)
      if (content === '') this.blankBefore = true
      else this.line({ number, text: content, from, to })
      from = to + 1
    }
    this.close()
    return { blocks: this.blocks, prompts: this.prompts, unseenFrom: null }
  }

  /** The rest of the text is one block that nobody knows. */
  private unseen(from: number, number: number): Recognised {
    this.close()
    const { text, blocks, prompts, commands } = this
    if (text.slice(from).trim() === '') return { blocks, prompts, unseenFrom: null }
    const span: Span = { line: number, column: 1, endLine: number, endColumn: 1 }
    blocks.push(new TextBlock('unknown', span, null, text, from, text.length, commands))
    return { blocks, prompts, unseenFrom: number }
  }

  private line(line: Line): void {
    const content = line.text
    if (this.continuesVerbatim(content)) {
      this.push(line)
      return
    }
    const looked = content.length > LONGEST_LOOK ? content.slice(0, LONGEST_LOOK) : content
    const prompt = mayBePrompt(looked) ? promptOf(looked, line.number) : null
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
    if (open.goesOn) return true
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

  private takePrompt(prompt: Prompt, line: Line): void {
    this.prompts.push(prompt)
    if (prompt.changes) {
      const at = line.text.lastIndexOf(prompt.command)
      const text = `${' '.repeat(Math.max(at, 0))}${prompt.command}`
      this.commands.set(line.number, { number: line.number, text })
      if (this.open?.kind === 'script') this.push({ ...line, text })
      else this.begin('script', { ...line, text })
      return
    }
    this.close()
    this.prompt = prompt
  }

  private push(line: Line): void {
    const { open } = this
    if (open === null) return
    open.last = line.number
    open.to = line.to
    open.lastLength = line.text.length
    if (open.kind === 'script') {
      open.goesOn = line.text.endsWith('\\')
      open.onlyComments &&= isComment(line.text)
    }
    this.blankBefore = false
  }

  private begin(kind: BlockKind, line: Line): void {
    // Comments directly above a wg-quick file belong to it: often they name it.
    const first = kind === 'wg-quick' && this.open?.onlyComments === true ? this.open : line
    if (first === line) this.close()
    const { number, from } = first
    const { text, to } = line
    this.open = {
      kind,
      prompt: this.prompt,
      number,
      from,
      last: line.number,
      to,
      lastLength: text.length,
      goesOn: kind === 'script' && text.endsWith('\\'),
      onlyComments: kind === 'script' && isComment(text),
      depth: 0,
      heredoc: null,
    }
    this.blankBefore = false
  }

  private close(): void {
    const { open } = this
    this.open = null
    if (open === null) return
    const { kind, prompt, number, from, last, to, lastLength } = open
    const span: Span = { line: number, column: 1, endLine: last, endColumn: lastLength + 1 }
    this.blocks.push(new TextBlock(kind, span, prompt, this.text, from, to, this.commands))
  }
}

/** A prompt ends in a mark, before anything is assigned. */
function mayBePrompt(text: string): boolean {
  const at = text.search(/[#$%>=]/)
  return at >= 0 && at < LONGEST_PROMPT && text.charCodeAt(at) !== EQUALS
}

function isComment(text: string): boolean {
  return /^\s*#/.test(text)
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

const EQUALS = 61
