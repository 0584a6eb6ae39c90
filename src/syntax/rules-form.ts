import type { Hint, Span } from '../model'
import { isIpv6Text } from './ipv6-text'
import { MAX_TEXT_LENGTH, type RulesForm, type RulesReading } from './rules-reading'

/** What there is to say of a text that is not read at all, because it is too long or seems not to be for iptables; null for one that is. */
export function unreadable(text: string, form: RulesForm, guess = true): RulesReading | null {
  if (text.length > MAX_TEXT_LENGTH) {
    const message = `The text is longer than ${MAX_TEXT_LENGTH / 1024 / 1024} MB: nothing of it was read.`
    return unread(form, message, ['too long'])
  }
  return guess && isIpv6Text(text, form) ? ipv6(form) : null
}

const WHOLE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }

function unread(form: RulesForm, message: string, hint: Hint | null): RulesReading {
  const value = { family: 'ipv4', tables: [] } as const
  const diagnostics = [{ severity: 'error', speaker: 'fivechains', message, span: WHOLE, hint, status: 1 }] as const
  return { form, family: 'ipv4', value, diagnostics, outcome: { status: 1, stderr: `${message}\n`, ruleset: value }, limits: [message] }
}

function ipv6(form: RulesForm): RulesReading {
  const message = 'These rules are for IPv6 (ip6tables).'
  const reading = unread(form, message, ['only ipv4 yet'])
  return { ...reading, family: 'ipv6', value: { family: 'ipv6', tables: [] }, limits: [] }
}

/** How a text is written: a line that begins with `*table` or `:CHAIN` makes a save file; all else are commands. */
export function formOf(text: string): RulesForm {
  for (let at = 0; at >= 0 && at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    while (at < end && isBlank(text.charCodeAt(at))) at++
    const code = text.charCodeAt(at)
    if (at < end && code !== HASH) {
      if (code === STAR) return 'save'
      if (code === BRACKET && isDigit(text.charCodeAt(at + 1))) return 'save'
      // A lone colon is a shell's command that does nothing.
      if (code === COLON && at + 1 < end && !isBlank(text.charCodeAt(at + 1))) return 'save'
      return text.startsWith('COMMIT', at) || hasTableLine(text) ? 'save' : 'commands'
    }
    at = newline < 0 ? -1 : newline + 1
  }
  return 'save'
}

/** A known *table line further down: rules stand before their table. */
function hasTableLine(text: string): boolean {
  return /^\*(filter|nat|mangle|raw|security)[ \t\r]*$/m.test(text) && !/^[ \t]*(sudo\s+)?(\S*\/)?ip6?tables/m.test(text)
}

const HASH = 35
const STAR = 42
const COLON = 58
const BRACKET = 91

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13
}
