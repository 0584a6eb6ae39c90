import { byteLength } from '../extensions/byte-length'
import type { Words } from './words'

/** iptables-restore's own bounds (iptables/xshared.c): a word's bytes, and the words of a line beside its own `-t TABLE`. */
const MAX_WORD = 1023
const MAX_WORDS = 251

export type WordsProblem = { readonly message: 'Parameter too long!' | 'Parser cannot handle more arguments'; readonly offset: number }

/**
 * Splits a rule line as iptables-restore does (add_param_to_argv): blanks and tabs separate; double quotes group, and end the word
 * where they close; inside them a backslash takes the next character as it is; single quotes mean nothing. An opening quote
 * inside a word joins on; one that never closes takes the rest, and the line's end with it.
 */
export function splitRestoreLine(text: string, from: number, to: number, words: Words): WordsProblem | null {
  let at = from
  while (at < to) {
    const code = text.charCodeAt(at)
    if (code === SPACE || code === TAB || code === NEWLINE) {
      at++
      continue
    }
    if (words.count === MAX_WORDS) return { message: 'Parser cannot handle more arguments', offset: at }
    // A word without quotes is a slice of the text; almost all are.
    let end = at
    let plain = true
    for (; end < to; end++) {
      const next = text.charCodeAt(end)
      if (next === SPACE || next === TAB || next === NEWLINE) break
      if (next === QUOTE) {
        plain = false
        break
      }
    }
    if (plain) {
      const word = end - at === 2 && code === DASH ? letterWord(text.charCodeAt(at + 1)) : text.slice(at, end)
      if (isTooLong(word)) return { message: 'Parameter too long!', offset: at }
      words.add(word, at, end)
      at = end
      continue
    }
    end = readQuotedWord(text, at, to, words)
    if (end < 0) return { message: 'Parameter too long!', offset: at }
    at = end
  }
  return null
}

function isTooLong(word: string): boolean {
  return word.length * 3 > MAX_WORD && byteLength(word) > MAX_WORD
}

/** `-A`, `-s`, ...: half the words of a file are one of these, and need not be made anew each time. */
const LETTER_WORDS: readonly string[] = Array.from({ length: 128 }, (_, code) => `-${String.fromCharCode(code)}`)

function letterWord(code: number): string {
  return LETTER_WORDS[code] ?? `-${String.fromCharCode(code)}`
}

/** A word with quotes in it; the offset behind it, or -1 when it is too long. */
function readQuotedWord(text: string, start: number, to: number, words: Words): number {
  let word = ''
  let open = false
  let at = start
  for (; at < to; at++) {
    const code = text.charCodeAt(at)
    if (open) {
      if (code === BACKSLASH) {
        at++
        if (at < to) word += text[at]
      } else if (code === QUOTE) {
        // The closing quote ends the word, whatever follows it.
        at++
        if (isTooLong(word)) return -1
        words.add(word, start, at)
        return at
      } else {
        word += text[at]
      }
    } else if (code === QUOTE) {
      open = true
    } else {
      word += text[at]
    }
    if (word.length > MAX_WORD) return -1
  }
  if (isTooLong(word)) return -1
  if (word !== '') words.add(word, start, at)
  return at
}

/** `[packets:bytes]` at the beginning of a rule line, and where the command behind it stands. */
export interface LineCounters {
  readonly packets: string
  readonly bytes: string
  readonly start: number
  readonly end: number
}

/**
 * The counters before a rule (tokenize_rule_counters), from the opening bracket on; null where iptables-restore misses the closing one.
 * It looks for the colon by itself: one that stands in the command ends the line there.
 */
export function readLineCounters(text: string, from: number, to: number): LineCounters | null {
  // Of the line alone: what follows it may be long.
  const line = text.slice(from, to)
  const close = line.indexOf(']')
  const [, packets = '', rest = null] = /^\[:*([^:]+):(.*)$/s.exec(line) ?? []
  const bytes = rest === null ? undefined : /^\]*([^\]]+)/.exec(rest)?.[1]
  if (close < 0 || rest === null || bytes === undefined) return null
  const colon = line.length - rest.length - 1
  return { packets, bytes, start: from + close + 1, end: colon > close ? from + colon : to }
}

const TAB = 9
const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const DASH = 45
const BACKSLASH = 92
