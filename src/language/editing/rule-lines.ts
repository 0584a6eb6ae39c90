import type { RulesForm } from '../../syntax/rules-reading'
import { ownLines, type Statement, type Statements } from './statements'

/** A rule's text with the lines that go with it, ready to be put elsewhere. */
export interface LineBlock {
  readonly start: number
  readonly end: number
}

/** Comments of a rule's own begin above it: a run of comment lines whose rule stands alone, with nothing right behind it. */
export function blockOf({ text, form, all }: Statements, statement: Statement): LineBlock | null {
  const lines = ownLines(statement)
  if (lines === null) return null
  const following = lineAt(text, lines.end)
  if (following !== null && isRule(following.text, form)) return lines
  let { start } = lines
  while (start > 0) {
    const above = lineAt(text, text.lastIndexOf('\n', start - 2) + 1)
    if (above === null || !/^\s*#/.test(above.text) || isSwitchedOff(above.text, form)) break
    start = above.start
  }
  // A comment that begins the text is about all of it.
  const first = all[0] === statement && start === 0
  return first ? lines : { start, end: lines.end }
}

interface Line {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The line that begins at an offset, or null behind the last one. */
function lineAt(text: string, start: number): Line | null {
  if (start >= text.length) return null
  const newline = text.indexOf('\n', start)
  const end = newline < 0 ? text.length : newline
  return { start, end, text: text.slice(start, end) }
}

/** Whether a line can hold a rule. */
function isRule(line: string, form: RulesForm): boolean {
  return form === 'save' ? /^\s*(\[|-)/.test(line) : /^\s*[^#\s]/.test(line)
}

/** A rule that was made a comment. */
export function isSwitchedOff(line: string, form: RulesForm): boolean {
  const inside = /^\s*#+\s*(.*)$/.exec(line)?.[1] ?? ''
  return form === 'save'
    ? /^(\[\d+:\d+\]\s*)?-[A-Z]\s+\S/.test(inside)
    : /^(sudo\s+)?((\S*\/)?iptables(-legacy|-nft)?|\$\{?\w+\}?)\s+-/.test(inside) || /^-[AIDRPNFX]\s+\S/.test(inside)
}

/** The line end that the text uses. */
export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
