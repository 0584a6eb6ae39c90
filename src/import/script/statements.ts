import type { SourceLine } from '../source-lines'
import { heredocMark } from './heredoc'
import { closingOf } from './shell-words'

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
  return groupsAsBranches(statements)
}

/** `condition && { a; b; }` is `if condition; then a; b; fi`. */
function groupsAsBranches(statements: readonly Statement[]): readonly Statement[] {
  const made: Statement[] = []
  // What each open brace closes with.
  const open: string[] = []
  for (const statement of statements) {
    const { text } = statement
    const put = (...texts: readonly string[]): void => {
      for (const one of texts) made.push({ ...statement, text: one, heredoc: null })
    }
    const group = text.startsWith('#') ? null : /^(.*\S)\s*(&&|\|\|)\s*\{(?:\s+(.*))?$/s.exec(text)
    if (group !== null && isWhole(group[1] ?? '')) {
      put(`if ${group[2] === '&&' ? '' : '! '}${group[1]}`, 'then')
      if (group[3] !== undefined && group[3] !== '') made.push({ ...statement, text: group[3] })
      open.push('fi')
    } else if (/^\}(?:\s|$)/.test(text) && open.at(-1) === 'fi') {
      open.pop()
      put('fi')
    } else {
      if (/^\}(?:\s|$)/.test(text)) open.pop()
      else if (/(?:^|\s|\))\{$/.test(text) && !text.startsWith('#')) open.push('}')
      made.push(statement)
    }
  }
  return made
}

/** A condition may be a list of its own, but no piece of another. */
function isWhole(condition: string): boolean {
  return !openQuote(condition) && !/^(?:if|elif|while|until|for|case|do|then|else)\b/.test(condition)
}

function goesOn(text: string): boolean {
  if (text.trimStart().startsWith('#')) return false
  if (/(?:&&|\|\||[^\\]\\)$/.test(text)) return true
  // A list goes on until it is closed.
  const list = /^\s*(?:(?:declare|local|readonly|export|typeset)\s+(?:-\w+\s+)*)?\w+\+?=\(/.exec(text.slice(0, 200))
  if (list !== null) {
    const newline = text.lastIndexOf('\n')
    const isOpen =
      newline < 0
        ? closingOf(text.replace(/\s#.*$/, ''), list[0].length - 1) < 0
        : !/\)\s*$/.test(text.slice(newline + 1).replace(/(^|\s)#.*$/, ''))
    if (isOpen) return true
  }
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
  let isClosed = true
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
    else if (quote === '' && letter === '(' && isClosed && (text[at + 1] === '(' || /[$=<>]/.test(text[at - 1] ?? ''))) {
      // What stands in brackets is cut only where they are a shell of their own.
      const close = closingOf(text, at)
      if (close > at) at = close
      else isClosed = false
    } else if (quote === '' && letter === ';') {
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
  const inner = /^\((?!\()\s*(\S.*)$/s.exec(piece)
  if (inner !== null) return ['(', ...apart(inner[1] ?? '')]
  // The end of a shell of its own, behind its last command.
  if (/\)$/.test(piece) && piece !== ')' && closes(piece)) return [...apart(piece.slice(0, -1).trim()), ')']
  return [piece]
}

/** Whether the bracket at the end closes one that no bracket of the piece opens. A label of `case` does, too, but stands alone. */
function closes(piece: string): boolean {
  if (!/\s/.test(piece)) return false
  let depth = 0
  let quote = ''
  for (let at = 0; at < piece.length; at++) {
    const letter = piece[at] ?? ''
    if (letter === '\\' && quote !== "'") at++
    else if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '(') depth++
    else if (letter === ')') depth--
  }
  return depth === -1
}
