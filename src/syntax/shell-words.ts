import { Words } from './words'

/** One simple command of a shell script: `sudo iptables -A INPUT -j DROP 2>/dev/null`. */
export interface ShellCommand {
  /** Its words without redirections, quotes taken off. */
  readonly words: Words
  readonly start: number
  readonly end: number
  /** What joins it to the command before: `&&` runs it after success, `||` after failure. */
  readonly after: ';' | '&&' | '||' | '|'
  /** Its messages go to a file or nowhere. */
  readonly quiet: boolean
  /** What in it only a shell could work out: a variable, a command substitution, a here-document. Null when it is plain. */
  readonly unclear: string | null
}

/**
 * Splits a script into simple commands as a POSIX shell does (2.3 Token Recognition): quotes, backslashes, comments, line
 * continuations, `;` `&&` `||` `|` `&` and redirections. Nothing is expanded: what would have to be is said to be unclear.
 */
export function* splitShell(text: string): Generator<ShellCommand> {
  const reader = new ShellReader(text)
  for (let command = reader.next(); command !== null; command = reader.next()) yield command
}

class ShellReader {
  private at = 0
  private after: ShellCommand['after'] = ';'

  constructor(private readonly text: string) {}

  next(): ShellCommand | null {
    const { text } = this
    while (this.at < text.length) {
      const command = this.readCommand()
      if (command !== null) return command
    }
    return null
  }

  private readCommand(): ShellCommand | null {
    const { text } = this
    const words = new Words()
    const after = this.after
    let quiet = false
    let unclear: string | null = null
    let heredoc: string | null = null
    let ended = false
    while (this.at < text.length && !ended) {
      const code = text.charCodeAt(this.at)
      switch (code) {
        case SPACE:
        case TAB:
        case RETURN:
          this.at++
          continue
        case BACKSLASH:
          if (this.skipContinuation()) continue
          break
        case NEWLINE:
          this.at++
          // After && or || a line break means nothing.
          if (words.count === 0 && after !== ';') continue
          this.after = ';'
          ended = true
          continue
        case HASH: {
          const end = text.indexOf('\n', this.at)
          this.at = end < 0 ? text.length : end
          continue
        }
        case SEMICOLON:
          this.at++
          this.after = ';'
          ended = true
          continue
        case AMPERSAND:
          if (text.charCodeAt(this.at + 1) === GREATER) break
          this.after = text.charCodeAt(this.at + 1) === AMPERSAND ? '&&' : ';'
          this.at += this.after === '&&' ? 2 : 1
          ended = true
          continue
        case PIPE:
          this.after = text.charCodeAt(this.at + 1) === PIPE ? '||' : '|'
          this.at += this.after === '||' ? 2 : 1
          ended = true
          continue
      }
      const redirection = this.readRedirection()
      if (redirection !== null) {
        quiet ||= redirection.errors
        if (redirection.heredoc !== null) heredoc = redirection.heredoc
        if (redirection.heredoc !== null) unclear ??= 'a here-document'
        continue
      }
      unclear = this.readWord(words) ?? unclear
    }
    if (heredoc !== null) this.skipHeredoc(heredoc)
    if (words.count === 0) return null
    return { words, start: words.start[0] ?? 0, end: words.end[words.count - 1] ?? 0, after, quiet, unclear }
  }

  private skipContinuation(): boolean {
    const { text } = this
    const next = text.charCodeAt(this.at + 1)
    if (next === NEWLINE) this.at += 2
    else if (next === RETURN && text.charCodeAt(this.at + 2) === NEWLINE) this.at += 3
    else return false
    return true
  }

  /** `>file`, `2>&1`, `&>/dev/null`, `<<EOF`: takes it and says what it is about. */
  private readRedirection(): { readonly errors: boolean; readonly heredoc: string | null } | null {
    const { text } = this
    let at = this.at
    let descriptor = ''
    while (isDigit(text.charCodeAt(at))) descriptor += text[at++]
    const both = descriptor === '' && text.charCodeAt(at) === AMPERSAND
    if (both) at++
    const operator = text.charCodeAt(at)
    if (operator !== GREATER && operator !== LESS) return null
    at++
    const here = operator === LESS && text.charCodeAt(at) === LESS
    while (text.charCodeAt(at) === operator || text.charCodeAt(at) === AMPERSAND || (here && text.charCodeAt(at) === DASH)) at++
    while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++
    this.at = at
    const file = new Words()
    const first = text.charCodeAt(at)
    if (at < text.length && !endsWord(first)) this.readWord(file)
    return { errors: operator === GREATER && (both || descriptor === '2'), heredoc: here ? (file.at(0) ?? '') : null }
  }

  private skipHeredoc(mark: string): void {
    const { text } = this
    while (this.at < text.length) {
      const end = text.indexOf('\n', this.at)
      const line = text.slice(this.at, end < 0 ? text.length : end)
      this.at = end < 0 ? text.length : end + 1
      if (line.trim() === mark) return
    }
  }

  /** Reads one word; what is unclear in it, or null. */
  private readWord(words: Words): string | null {
    const { text } = this
    const start = this.at
    let word = ''
    let unclear: string | null = null
    let plainFrom = start
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at)
      if (endsWord(code)) break
      if (code === BACKSLASH) {
        word += text.slice(plainFrom, this.at)
        if (this.skipContinuation()) {
          plainFrom = this.at
          continue
        }
        this.at++
        if (this.at < text.length) word += text[this.at++]
        plainFrom = this.at
        continue
      }
      if (code === SINGLE || code === DOUBLE) {
        word += text.slice(plainFrom, this.at)
        this.at++
        const quoted = code === SINGLE ? this.readSingle() : this.readDouble()
        word += quoted.text
        unclear = quoted.unclear ?? unclear
        plainFrom = this.at
        continue
      }
      if (code === DOLLAR || code === BACKTICK) unclear = this.unclearAt(code)
      if (code === PAREN_OPEN || code === PAREN_CLOSE) unclear ??= 'parentheses'
      this.at++
    }
    word += text.slice(plainFrom, this.at)
    words.add(word, start, this.at)
    return unclear
  }

  private unclearAt(code: number): string {
    const rest = this.text.slice(this.at, this.at + 64)
    if (code === BACKTICK || rest.startsWith('$(')) return 'a command substitution'
    const variable = /^\$\{?\w+\}?/.exec(rest)
    return `the variable ${variable === null ? '$' : variable[0]}`
  }

  private readSingle(): { readonly text: string; readonly unclear: string | null } {
    const end = this.text.indexOf("'", this.at)
    const to = end < 0 ? this.text.length : end
    const text = this.text.slice(this.at, to)
    this.at = end < 0 ? to : to + 1
    return { text, unclear: end < 0 ? 'a quote that does not end' : null }
  }

  private readDouble(): { readonly text: string; readonly unclear: string | null } {
    const { text } = this
    let word = ''
    let unclear: string | null = null
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at)
      if (code === DOUBLE) {
        this.at++
        return { text: word, unclear }
      }
      if (code === BACKSLASH) {
        const next = text.charCodeAt(this.at + 1)
        if (next === DOUBLE || next === BACKSLASH || next === DOLLAR || next === BACKTICK) {
          word += text[this.at + 1]
          this.at += 2
          continue
        }
        if (this.skipContinuation()) continue
      } else if (code === DOLLAR || code === BACKTICK) {
        unclear = this.unclearAt(code)
      }
      word += text[this.at++]
    }
    return { text: word, unclear: 'a quote that does not end' }
  }
}

const TAB = 9
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const DOUBLE = 34
const HASH = 35
const DOLLAR = 36
const AMPERSAND = 38
const SINGLE = 39
const PAREN_OPEN = 40
const PAREN_CLOSE = 41
const DASH = 45
const SEMICOLON = 59
const LESS = 60
const GREATER = 62
const BACKSLASH = 92
const BACKTICK = 96
const PIPE = 124

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function endsWord(code: number): boolean {
  return (
    code === SPACE ||
    code === TAB ||
    code === NEWLINE ||
    code === RETURN ||
    code === SEMICOLON ||
    code === AMPERSAND ||
    code === PIPE ||
    code === LESS ||
    code === GREATER
  )
}
