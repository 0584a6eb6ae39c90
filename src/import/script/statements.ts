import type { SourceLine } from '../source-lines'
import { heredocMark } from './heredoc'

/** A simple command or a keyword of a script, with the line on which it begins. */
export interface Statement {
  readonly text: string
  readonly number: number
  /** The lines of its here-document. */
  readonly heredoc: readonly SourceLine[] | null
}

/** Statements that a script may have: more are not read. */
export const MOST_STATEMENTS = 50_000

/**
 * Cuts a script into statements at line ends and semicolons, as a POSIX shell does: quotes, comments, continuations and
 * here-documents are minded, `&&`, `||` and pipes stay inside.
 */
export function statementsOf(lines: readonly SourceLine[]): readonly Statement[] {
  const statements: Statement[] = []
  for (let index = 0; index < lines.length && statements.length < MOST_STATEMENTS; index++) {
    const first = lines[index]
    if (first === undefined) continue
    let { text } = first
    // A line goes on after a backslash, an open quote, && or ||.
    while (index + 1 < lines.length && text.length < 100_000 && goesOn(text)) {
      const next: SourceLine | undefined = lines[++index]
      text = text.endsWith('\\') ? `${text.slice(0, -1)} ${(next?.text ?? '').trim()}` : `${text}\n${next?.text ?? ''}`
    }
    const mark = heredocMark(text)
    const heredoc: SourceLine[] = []
    if (mark !== null && !text.trimStart().startsWith('#')) {
      while (index + 1 < lines.length) {
        const next: SourceLine | undefined = lines[++index]
        if (next === undefined || next.text.trim() === mark) break
        heredoc.push(next)
      }
    }
    const cut = cutAtSemicolons(text)
    for (const [part, piece] of cut.entries())
      statements.push({ text: piece, number: first.number, heredoc: mark !== null && part === cut.length - 1 ? heredoc : null })
  }
  return statements
}

function goesOn(text: string): boolean {
  if (text.trimStart().startsWith('#')) return false
  if (/(?:&&|\|\||[^\\]\\)$/.test(text)) return true
  return openQuote(text)
}

function openQuote(text: string): boolean {
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '\\' && quote !== "'") at++
    else if (quote === '' && letter === '#' && (at === 0 || /[\s;]/.test(text[at - 1] ?? ''))) return false
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = ''
  }
  return quote !== ''
}

/** `a; b # c` is `a`, `b`; keywords that open a body end a statement of their own. */
function cutAtSemicolons(text: string): readonly string[] {
  const pieces: string[] = []
  let quote = ''
  let from = 0
  let end = text.length
  const put = (to: number): void => {
    for (const piece of apart(text.slice(from, to).trim())) if (piece !== '') pieces.push(piece)
  }
  if (text.trimStart().startsWith('#')) return [text.trim()]
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '\\' && quote !== "'") at++
    else if (quote === '' && letter === '#' && /[\s;]/.test(text[at - 1] ?? '')) {
      end = at
      break
    } else if (quote === '' && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = ''
    else if (quote === '' && letter === ';') {
      const double = text[at + 1] === ';'
      put(at)
      if (double) pieces.push(';;')
      if (double) at++
      from = at + 1
    }
  }
  if (from < end) put(end)
  return pieces
}

/** `do iptables ...` and `then iptables ...` are two statements. */
function apart(piece: string): readonly string[] {
  const opened = /^(do|then|else|\{)\s+(\S.*)$/s.exec(piece)
  if (opened !== null) return [opened[1] ?? '', ...apart(opened[2] ?? '')]
  const defined = /^((?:function\s+)?[\w-]+\s*(?:\(\s*\))?\s*\{)\s+(\S.*)$/s.exec(piece)
  if (defined !== null && /^function\s|\(\s*\)/.test(defined[1] ?? '')) return [defined[1] ?? '', ...apart(defined[2] ?? '')]
  return [piece]
}
