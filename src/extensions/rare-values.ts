import type { Value } from '../model'
import { type OptionSite, type RareType, Refusal, type ValueMask } from './option'
import { outOfRange, tooMany } from './read-value'
import { scanDouble } from './strtod'
import { exactDecimal, readUnsigned64, scanUnsigned, strtoul, within } from './strtoul'

/** Reads an argument of a type that few matches and targets have. */
export function readRareValue(type: RareType, argument: string, at: OptionSite): Value | Refusal {
  switch (type.kind) {
    case 'integer64':
      return readUnsigned64(argument) ?? outOfRange(at, 0, MAX_64)
    case 'integers':
      return readIntegers(argument, 2 ** type.bits - 1, type.count, at)
    case 'integers64':
      return readIntegers64(argument, type.count, at)
    case 'decimal':
      return readDecimal(argument, type.min, type.max) ?? outOfRange(at, type.min, type.max)
    case 'tosMask':
      return readTosMask(argument, type.nameMask)
    case 'markMask':
      return readMarkMask(argument, at)
    case 'mac':
      return readMac(argument) ?? new Refusal('Invalid MAC address specified.', ['mac'])
  }
}

const MAX_64 = '18446744073709551615'

/** xtopt_parse_mint. */
export function readIntegers(argument: string, largest: number, count: number, at: OptionSite): number[] | Refusal {
  const values: number[] = []
  for (let from = 0; ; ) {
    if (values.length === count) return tooMany(at, count)
    let end = from
    if (from === argument.length || argument[from] === ':') {
      values.push(values.length === 1 ? largest : 0)
    } else {
      const scanned = scanUnsigned(argument, from)
      if (scanned === null || !within(scanned.value, 0, largest)) return badNear(at, argument.slice(from), String(largest))
      end = scanned.end
      if (end !== argument.length && argument[end] !== ':') return unexpected(at, argument.slice(end))
      values.push(scanned.value)
    }
    if (end === argument.length) return values
    from = end + 1
  }
}

function readIntegers64(argument: string, count: number, at: OptionSite): string[] | Refusal {
  const values: string[] = []
  for (let from = 0; ; ) {
    if (values.length === count) return tooMany(at, count)
    let end = from
    if (from === argument.length || argument[from] === ':') {
      values.push(values.length === 1 ? MAX_64 : '0')
    } else {
      const scanned = scanUnsigned(argument, from)
      const value = scanned === null ? null : exactDecimal(argument, scanned)
      if (scanned === null || value === null) return badNear(at, argument.slice(from), MAX_64)
      end = scanned.end
      if (end !== argument.length && argument[end] !== ':') return unexpected(at, argument.slice(end))
      values.push(value)
    }
    if (end === argument.length) return values
    from = end + 1
  }
}

function badNear(at: OptionSite, near: string, largest: string): Refusal {
  return new Refusal(`${at.extension}: bad value for option "--${at.option}" near "${near}", or out of range (0-${largest}).`, [
    'numbers',
    largest,
  ])
}

function unexpected(at: OptionSite, near: string): Refusal {
  return new Refusal(`${at.extension}: Argument to "--${at.option}" has unexpected characters near "${near}".`)
}

function readDecimal(argument: string, min: number, max: number): number | null {
  const scanned = scanDouble(argument)
  if (scanned === null || scanned.end !== argument.length) return null
  const { value } = scanned
  // What is no number is neither too small nor too large, and counts as nothing.
  return min !== max && (value < min || value > max) ? null : value || 0
}

/** The names of TOS values (linux/ip.h), in iptables' order. */
const TOS_NAMES = {
  'Minimize-Delay': 0x10,
  'Maximize-Throughput': 0x08,
  'Maximize-Reliability': 0x04,
  'Minimize-Cost': 0x02,
  'Normal-Service': 0x00,
} as const

/** `Minimize-Delay`: the name of a TOS value under the mask that names have; null for any other. */
export function tosName({ value, mask }: ValueMask): string | null {
  return mask === 0x3f ? (Object.entries(TOS_NAMES).find(([, named]) => named === value)?.[0] ?? null) : null
}

function readTosMask(argument: string, nameMask: number): ValueMask | Refusal {
  const illegal = () => new Refusal(`Illegal value: "${argument}"`)
  const value = scanUnsigned(argument, 0)
  if (value !== null && value.value <= 0xff) {
    if (value.end === argument.length) return { value: value.value, mask: 0xff }
    if (argument[value.end] !== '/') return illegal()
    const mask = scanUnsigned(argument, value.end + 1)
    if (mask === null || mask.end !== argument.length || mask.value > 0xff) return illegal()
    return { value: value.value, mask: mask.value }
  }
  const lower = argument.toLowerCase()
  for (const [name, named] of Object.entries(TOS_NAMES)) if (name.toLowerCase() === lower) return { value: named, mask: nameMask }
  return new Refusal(`Symbolic name "${argument}" is unknown`)
}

/** xtables_parse_mark_mask. */
export function readMarkMask(argument: string, at: OptionSite): ValueMask | Refusal {
  const bad = () => new Refusal(`${at.extension}: bad integer value for option "--${at.option}", or out of range.`, ['mark'])
  const garbage = () => new Refusal(`${at.extension}: trailing garbage after value for option "--${at.option}".`)
  const value = scanUnsigned(argument, 0)
  if (value === null || value.value > 0xffffffff) return bad()
  if (value.end === argument.length) return { value: value.value, mask: 0xffffffff }
  if (argument[value.end] !== '/') return garbage()
  const mask = scanUnsigned(argument, value.end + 1)
  if (mask === null || mask.value > 0xffffffff) return bad()
  return mask.end === argument.length ? { value: value.value, mask: mask.value } : garbage()
}

/** xtables_parse_val_mask with a file of names: what is not a number or a number and a mask is one of them. */
export function readNamedMask(argument: string, at: OptionSite, names: { readonly [name: string]: number }): ValueMask | Refusal {
  const value = scanUnsigned(argument, 0)
  const number = value !== null && value.value <= 0xffffffff && (value.end === argument.length || argument[value.end] === '/')
  if (number) return readMarkMask(argument, at)
  const named = Object.hasOwn(names, argument) ? names[argument] : undefined
  return named === undefined
    ? new Refusal(`${at.extension}: could not map name ${argument} to an integer value for option "--${at.option}".`)
    : { value: named, mask: 0xffffffff }
}

/** xtopt_parse_ethermac: six numbers as strtoul reads them, of two characters each at most; none at all is zero. */
export function readMac(argument: string): string | null {
  const bytes = argument.split(':')
  if (bytes.length !== 6) return null
  const numbers: number[] = []
  for (const byte of bytes) {
    const { value, length } = strtoul(byte, 16)
    if (length !== byte.length || length > 2) return null
    numbers.push(Number(value & 0xffn))
  }
  return numbers.map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
