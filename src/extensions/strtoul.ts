/**
 * xtables_strtoul (libxtables/xtables.c): strtoumax(3) with base 0, no minus sign. `0x1f` is hexadecimal, `017` octal.
 * The number at `start` of `text` and where it ends; null where there is none or where it does not fit 64 bits.
 */
export function scanUnsigned(text: string, start: number): Scanned | null {
  let at = start
  while (isSpace(text.charCodeAt(at))) at++
  if (text.charCodeAt(at) === PLUS) at++
  let base = 10
  if (text.charCodeAt(at) === ZERO) {
    const next = text.charCodeAt(at + 1) | 32
    if (next === LOWER_X && digitOf(text.charCodeAt(at + 2), 16) >= 0) {
      base = 16
      at += 2
    } else {
      base = 8
    }
  }
  const first = at
  let value = 0
  for (;;) {
    const digit = digitOf(text.charCodeAt(at), base)
    if (digit < 0) break
    value = value * base + digit
    at++
  }
  if (at === first) return null
  return { value, end: at, digits: first, base }
}

/** A scanned number. Beyond 2^53 `value` is rounded: exactDecimal has the digits. */
export interface Scanned {
  readonly value: number
  readonly end: number
  readonly digits: number
  readonly base: number
}

/** The whole text as a number within the bounds, or null. `max` 0 means unbounded, as in iptables. */
export function readUnsigned(text: string, min: number, max: number): number | null {
  const plain = plainDecimal(text)
  if (plain >= 0) return within(plain, min, max) ? plain : null
  const scanned = scanUnsigned(text, 0)
  if (scanned === null || scanned.end !== text.length || !within(scanned.value, min, max)) return null
  return scanned.value
}

/** A number of one to seven digits that needs no base to be guessed, as almost all are; -1 for everything else. */
export function plainDecimal(text: string): number {
  const { length } = text
  if (length === 0 || length > 7) return -1
  let value = 0
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9 || (digit === 0 && i === 0 && length > 1)) return -1
    value = value * 10 + digit
  }
  return value
}

/** The whole text as a number of up to 64 bits, in decimal; null where it is none. */
export function readUnsigned64(text: string): string | null {
  const scanned = scanUnsigned(text, 0)
  return scanned === null || scanned.end !== text.length ? null : exactDecimal(text, scanned)
}

/** Whether a number is within bounds the way xtables_strtoul checks it: a `max` of 0 bounds nothing. */
export function within(value: number, min: number, max: number): boolean {
  return min <= value && (max === 0 || value <= max)
}

/** A number of up to 64 bits as decimal text, or null when it does not fit. */
export function exactDecimal(text: string, scanned: Scanned): string | null {
  if (scanned.value <= Number.MAX_SAFE_INTEGER) return String(scanned.value)
  const digits = text.slice(scanned.digits, scanned.end)
  const value = BigInt(scanned.base === 16 ? `0x${digits}` : scanned.base === 8 ? `0o${digits}` : digits)
  return value <= 0xffff_ffff_ffff_ffffn ? value.toString() : null
}

/** atoi(3) and its like: the decimal number that a text begins with, in 32 bits with a sign; 0 for none. */
export function leadingInteger(text: string): number {
  const short = /^[ \t-\r]*([+-]?\d{1,9})(?!\d)/.exec(text)?.[1]
  return short === undefined ? Number(BigInt.asIntN(32, strtoll(text))) : Number(short)
}

/** strtoll(3) in base 10, of the number that a text begins with: 0 for none, and the last that fits for one that is too far from it. */
export function strtoll(text: string): bigint {
  const match = /^[ \t-\r]*([+-]?\d+)/.exec(text)?.[1]
  if (match === undefined) return 0n
  const most = 2n ** 63n - 1n
  const value = BigInt(match.replace(/^\+/, ''))
  return value > most ? most : value < -most - 1n ? -most - 1n : value
}

/**
 * strtoul(3) itself, in 64 bits: with a minus the number counts down from 2^64, and one that is too large is the largest. `length` is how much
 * of the text it took, 0 where no number stands there.
 */
export function strtoul(text: string, base: 0 | 10 | 16): { readonly value: bigint; readonly length: number } {
  const match = NUMBERS[base].exec(text)
  if (match === null) return { value: 0n, length: 0 }
  const { sign, hexadecimal, other = '' } = match.groups ?? {}
  const octal = base === 0 && other.startsWith('0')
  const value = BigInt(hexadecimal !== undefined ? `0x${hexadecimal}` : octal ? `0o${other}` : other)
  return { value: value > MOST_64 ? MOST_64 : BigInt.asUintN(64, sign === '-' ? -value : value), length: match[0].length }
}

const NUMBERS = {
  0: /^[ \t-\r]*(?<sign>[+-]?)(?:0x(?<hexadecimal>[0-9a-f]+)|(?<other>0[0-7]*|[1-9]\d*))/i,
  10: /^[ \t-\r]*(?<sign>[+-]?)(?<other>\d+)/,
  16: /^[ \t-\r]*(?<sign>[+-]?)(?:0x)?(?<hexadecimal>[0-9a-f]+)/i,
} as const
const MOST_64 = 2n ** 64n - 1n

/** strtoul(3) in base 10, of which an unsigned int is kept: what lies beyond 32 bits is lost. */
export function scanDecimal(text: string): { readonly value: number; readonly length: number } {
  const { value, length } = strtoul(text, 10)
  return { value: Number(BigInt.asUintN(32, value)), length }
}

const ZERO = 48
const PLUS = 43
const LOWER_X = 120

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function digitOf(code: number, base: number): number {
  if (code >= 48 && code <= 57) return code - 48 < base ? code - 48 : -1
  if (base === 16) {
    const lower = code | 32
    if (lower >= 97 && lower <= 102) return lower - 87
  }
  return -1
}
