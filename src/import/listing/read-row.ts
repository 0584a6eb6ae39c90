import { looksLikeAddress } from '../line-kinds'
import { type ListedNumber, readCounter } from './counters'

/** Which columns a listing has; null until its header or its rows tell. */
export interface Columns {
  readonly numbers: boolean
  readonly counters: boolean
  readonly interfaces: boolean
}

/** A rule as a listing shows it, column by column. */
export interface ListedRow {
  readonly number: number | null
  readonly packets: ListedNumber | null
  readonly bytes: ListedNumber | null
  /** Empty for a rule without a target. */
  readonly target: string
  readonly protocol: string
  readonly fragment: 'any' | 'only' | 'never'
  /** Null where the listing has no such column. */
  readonly in: string | null
  readonly out: string | null
  readonly source: string
  readonly destination: string
  readonly goto: boolean
  /** What the matches and the target print. */
  readonly details: string
  /** Characters that stood around the row and are no part of it. */
  readonly stray: boolean
}

/** The columns that a header names: `num   pkts bytes target     prot opt in     out     source               destination`. */
export function readHeader(text: string): Columns | null {
  const words = text.trim().split(/\s+/)
  if (!words.includes('target') || !words.includes('prot')) return null
  return { numbers: words[0] === 'num', counters: words.includes('pkts'), interfaces: words.includes('in') }
}

/** Reads one row, whatever its columns; null when it is none. What the header says helps where a row alone has two readings. */
export function readRow(text: string, columns: Columns | null): ListedRow | null {
  const cleaned = text.replace(/^[\s`|*>]+(?=[\w!])/, '').replace(/\s*[`|]\s*$/, '')
  const stray = cleaned.trim() !== text.trim()
  const words = [...firstWords(cleaned)]
  const opt = words.findIndex(({ text: word }, index) => index > 0 && (word === '--' || word === '-f' || word === '!f'))
  if (opt < 1 || opt > 5) return null
  const before = words.slice(0, opt).map((word) => word.text)
  const protocol = before.pop() ?? ''
  if (!/^!?[\w.-]+$/.test(protocol)) return null
  const leading = readLeading(before, columns)
  if (leading === null) return null
  const at = (index: number): string => words[opt + index]?.text ?? ''
  const interfaces = columns === null ? leading.packets !== null || !looksLikeAddress(at(2)) : columns.interfaces
  const first = interfaces ? 3 : 1
  const last = words[opt + first + 1]
  if (last === undefined || !plausible(at(first)) || !plausible(last.text)) return null
  const rest = cleaned.slice(last.end).replace(/\s+$/, '')
  const goto = /^\s*\[goto\]/.test(rest)
  return {
    ...leading,
    protocol,
    fragment: at(0) === '-f' ? 'only' : at(0) === '!f' ? 'never' : 'any',
    in: interfaces ? at(1) : null,
    out: interfaces ? at(2) : null,
    source: at(first),
    destination: last.text,
    goto,
    details: goto ? rest.replace(/^\s*\[goto\]/, '') : rest,
    stray,
  }
}

/** Words of a row's columns; what comes after may be long. */
function* firstWords(text: string): Generator<{ readonly text: string; readonly end: number }> {
  const word = /\S+/g
  for (let count = 0; count < 12; count++) {
    const found = word.exec(text)
    if (found === null) return
    yield { text: found[0], end: word.lastIndex }
  }
}

/** `[num] [pkts bytes] [target]`: the target may be missing, and so may the columns. */
function readLeading(words: readonly string[], columns: Columns | null): Pick<ListedRow, 'number' | 'packets' | 'bytes' | 'target'> | null {
  const numbers = words.map(readCounter)
  let numeric = 0
  while (numeric < numbers.length && numbers[numeric] !== null) numeric++
  // Without a header: three numbers are a rule's number and its counters, two are counters, one is the rule's number.
  const counters = columns?.counters ?? numeric >= 2
  const numbered = columns?.numbers ?? (counters ? numeric >= 3 : numeric === 1)
  const skip = (numbered ? 1 : 0) + (counters ? 2 : 0)
  if (words.length < skip || words.length > skip + 1 || numeric < skip) return null
  return {
    number: numbered ? (numbers[0]?.value ?? null) : null,
    packets: counters ? (numbers[skip - 2] ?? null) : null,
    bytes: counters ? (numbers[skip - 1] ?? null) : null,
    target: words[skip] ?? '',
  }
}

function plausible(address: string): boolean {
  return /^!?[\w.:/-]+$/.test(address)
}
