import { type Ipv4, LIMITED_BROADCAST, maskLength, prefixMask, type Value } from '../model'
import { byteLength, cutToBytes } from './byte-length'
import { isIpv6Address, readHost, readHostName } from './host-text'
import { type OptionSite, type OptionType, Refusal, type ValueMask } from './option'
import { exactProtocolNumber } from './protocol-names'
import { servicePort } from './service-names'
import { scanDouble } from './strtod'
import { exactDecimal, plainDecimal, readUnsigned, readUnsigned64, scanDecimal, scanUnsigned, strtoul, within } from './strtoul'

/** Reads an argument as its type's value, or refuses it in the words of libxtables/xtoptions.c. */
export function readValue(type: OptionType, argument: string, at: OptionSite): Value | Refusal {
  switch (type.kind) {
    case 'flag':
      // As with custom readers, what it returns is plain data.
      if ('readWord' in type) return type.readWord(at.secondWord, at) as Value | Refusal
      return type.refuse?.(at) ?? true
    case 'integer':
      return readUnsigned(argument, type.min, type.max) ?? outOfRange(at, type.min, type.max)
    case 'integer64':
      return readUnsigned64(argument) ?? outOfRange(at, 0, MAX_64)
    case 'integers':
      return readIntegers(argument, 2 ** type.bits - 1, type.count, at)
    case 'integers64':
      return readIntegers64(argument, type.count, at)
    case 'decimal':
      return readDecimal(argument, type.min, type.max) ?? outOfRange(at, type.min, type.max)
    case 'text':
      return readText(argument, type)
    case 'tosMask':
      return readTosMask(argument, type.nameMask)
    case 'markMask':
      return readMarkMask(argument, at)
    case 'logLevel':
      return readLogLevel(argument)
    case 'host':
      return readHostName(argument) ?? unresolved(argument)
    case 'hostMask':
      return readHostMask(argument, at)
    case 'prefixMask':
      return readPrefixMask(argument, at)
    case 'protocol':
      return readProtocol(argument) ?? new Refusal(`unknown protocol "${argument}" specified`)
    case 'port':
      return readPortName(argument) ?? portUnknown(argument)
    case 'portRange':
      return readPortRange(argument, at)
    case 'mac':
      return readMac(argument) ?? new Refusal('Invalid MAC address specified.', ['mac'])
    case 'custom':
      // A custom reader's type is checked by its own file: what it returns is plain data like every value.
      return type.read(argument, at) as Value | Refusal
  }
}

const MAX_64 = '18446744073709551615'

function outOfRange(at: OptionSite, least: number, most: number | string): Refusal {
  return new Refusal(`${at.extension}: bad value for option "--${at.option}", or out of range (${least}-${most}).`, ['number', least, most])
}

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

function tooMany(at: OptionSite, count: number): Refusal {
  return new Refusal(`${at.extension}: Too many components for option "--${at.option}" (max: ${count})`)
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

function readText(argument: string, type: { readonly min: number; readonly max: number; readonly keep: number }): string | Refusal {
  const length = byteLength(argument)
  if (type.min !== 0 && length < type.min) return new Refusal(`Argument must have a minimum length of ${type.min} characters`)
  if (type.max !== 0 && length > type.max) return new Refusal(`Argument must have a maximum length of ${type.max} characters`)
  return length <= type.keep ? argument : cutToBytes(argument, type.keep)
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

/** Syslog levels by name, some of them deprecated (syslog.h). */
const LEVELS: { readonly [name: string]: number } = {
  alert: 1,
  crit: 2,
  debug: 7,
  emerg: 0,
  error: 3,
  info: 6,
  notice: 5,
  panic: 0,
  warning: 4,
}

function readLogLevel(argument: string): number | Refusal {
  const number = readUnsigned(argument, 0, 7)
  if (number !== null) return number
  const named = Object.hasOwn(LEVELS, argument) ? LEVELS[argument] : undefined
  return named ?? new Refusal(`log level "${argument}" unknown`, ['number or one of', 0, 7, Object.keys(LEVELS).join(', ')])
}

function unresolved(name: string): Refusal {
  if (isIpv6Address(name)) return new Refusal('getaddrinfo: Address family for hostname not supported', ['for ip6tables'])
  return new Refusal('getaddrinfo: Name or service not known', ['not resolved'])
}

function readHostMask(argument: string, at: OptionSite): { readonly address: Ipv4; readonly mask: Ipv4 } | Refusal {
  const slash = argument.indexOf('/')
  const name = slash < 0 ? argument : argument.slice(0, slash)
  const address = readHostName(name)
  if (address === null) return unresolved(name)
  if (slash < 0) return { address, mask: LIMITED_BROADCAST }
  const mask = readPrefixMask(argument.slice(slash + 1), at)
  return mask instanceof Refusal ? mask : { address, mask }
}

function readPrefixMask(argument: string, at: OptionSite): Ipv4 | Refusal {
  const length = readUnsigned(argument, 0, 32)
  if (length !== null) return prefixMask(length)
  const mask = readHost(argument)
  // A mask with holes has no prefix length, and without one every bit counts (xtopt_parse_plenmask).
  if (mask !== null) return maskLength(mask) === null ? LIMITED_BROADCAST : mask
  return new Refusal(`${at.extension}: bad value for option "--${at.option}", neither a valid network mask nor valid CIDR (0-32).`)
}

/** A protocol by number or name, in 8 bits. */
export function readProtocol(argument: string): number | null {
  const named = (): number | null => {
    const number = exactProtocolNumber(argument)
    return number === null ? null : number & 0xff
  }
  return readUnsigned(argument, 0, 0xff) ?? named()
}

// getaddrinfo(3) reads a port as a decimal number of 32 bits, which knows nothing of hexadecimal; sixteen of them are kept.
function readPortName(argument: string): number | null {
  const plain = plainDecimal(argument)
  if (plain >= 0) return plain & 0xffff
  // No name at all stands for no port.
  if (argument === '') return 0
  const { value, length } = scanDecimal(argument)
  return length === argument.length && value <= 0x7fffffff ? value & 0xffff : servicePort(argument, null)
}

function portUnknown(argument: string): Refusal {
  return new Refusal(`Port "${argument}" does not resolve to anything.`)
}

function readPortRange(argument: string, at: OptionSite): readonly [number, number] | Refusal {
  const single = plainDecimal(argument)
  if (single >= 0 && single <= 0xffff) return [single, single]
  const range: [number, number] = [0, 0xffff]
  const parts = argument.split(':')
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? ''
    if (i === 2) return tooMany(at, 2)
    if (part === '') continue
    const value = readPortName(part)
    if (value === null) return portUnknown(part)
    range[i as 0 | 1] = value
  }
  if (parts.length === 1) range[1] = range[0]
  return range
}

/** xtables_parse_port: a number as strtoul reads it, or a service of that protocol (number). */
export function readServicePort(argument: string, protocol: number | null): number | Refusal {
  return (
    readUnsigned(argument, 0, 0xffff) ??
    servicePort(argument, protocol) ??
    new Refusal(`invalid port/service \`${argument}' specified`, ['port'])
  )
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
