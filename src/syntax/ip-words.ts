import type { Diagnostic, Hint, Span, Speaker } from '../model'
import { type Prefix, parseIpv4, prefixMask } from '../model'

/** One word of a line and where it stands. */
export interface Word {
  readonly text: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** A line of a native text, cut into words at spaces and tabs. */
export interface WordLine {
  readonly number: number
  readonly text: string
  readonly words: readonly Word[]
}

/** The lines of a text that say something: not the empty ones, not comments (`#`, or `;` as sysctl.conf has them). CRLF is as good as LF. */
export function wordLines(text: string): readonly WordLine[] {
  const lines: WordLine[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (/^\s*([#;]|$)/.test(line)) continue
    const words: Word[] = []
    for (const match of line.matchAll(/[^\s]+/g)) {
      if (match[0].startsWith('#') && words.length > 0) break
      words.push({ text: match[0], line: index + 1, column: match.index + 1 })
    }
    lines.push({ number: index + 1, text: line, words })
  }
  return lines
}

export function wordSpan(word: Word): Span {
  return { line: word.line, column: word.column, endLine: word.line, endColumn: word.column + word.text.length }
}

/** The whole of a line, from its first word to its last. */
export function lineSpan(line: WordLine): Span {
  const first = line.words[0]
  const last = line.words.at(-1)
  const column = first?.column ?? 1
  return { line: line.number, column, endLine: line.number, endColumn: last === undefined ? column : last.column + last.text.length }
}

/** A no to a word or line. `status` is what the speaking tool exits with. */
export function refusal(span: Span, speaker: Speaker, message: string, hint: Hint | null, status: number): Diagnostic {
  return { severity: 'error', speaker, message, span, hint, status }
}

/** Goes through a line's words one after the other. */
export class WordReader {
  private at = 0

  constructor(
    readonly line: WordLine,
    start = 0,
  ) {
    this.at = start
  }

  /** The next word, or the one so many words behind it. */
  peek(ahead = 0): Word | null {
    return this.line.words[this.at + ahead] ?? null
  }

  next(): Word | null {
    const word = this.line.words[this.at]
    if (word === undefined) return null
    this.at++
    return word
  }

  /** Takes the next word when it is this one. */
  take(text: string): boolean {
    if (this.peek()?.text !== text) return false
    this.at++
    return true
  }

  /** The last word that was taken: where to point when one is missing after it. */
  last(): Word | null {
    return this.line.words[this.at - 1] ?? null
  }
}

/** `a.b.c.d/n`, `a.b.c.d` (a host), `default`, `all`, `any`; ip(8) also takes `10/8`. Null when it is none. Host bits are kept. */
export function readPrefix(text: string): Prefix | null {
  if (text === 'default' || text === 'all' || text === 'any') return { address: 0, length: 0 }
  const [before = '', after, more] = text.split('/')
  if (more !== undefined) return null
  const octets = before.split('.')
  if (octets.length < 1 || octets.length > 4 || before === '') return null
  const address = parseIpv4([...octets, '0', '0', '0'].slice(0, 4).join('.'))
  if (address === null) return null
  if (after === undefined) return { address, length: 8 * octets.length }
  if (!/^\d{1,2}$/.test(after) || Number(after) > 32) return null
  return { address, length: Number(after) }
}

/** A prefix without its host bits, and whether it had any. */
export function networkOf(prefix: Prefix): Prefix {
  return { address: (prefix.address & prefixMask(prefix.length)) >>> 0, length: prefix.length }
}

/** A whole number as ip(8) reads it, decimal or 0x hexadecimal, up to `highest`; null when it is none. */
export function readNumber(text: string, highest: number): number | null {
  if (!/^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return null
  const value = Number(text)
  return value <= highest ? value : null
}
