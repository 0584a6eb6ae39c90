import { type Ipv4, LIMITED_BROADCAST, maskLength, prefixMask, type Value } from '../model'
import { byteLength, cutToBytes } from './byte-length'
import { placeFor } from './fetched-later'
import { isIpv6Address, readHost, readHostName } from './host-text'
import { type OptionSite, type OptionType, type RareType, Refusal } from './option'
import { exactProtocolNumber } from './protocol-names'
import { servicePort } from './service-names'
import { plainDecimal, readUnsigned, scanDecimal } from './strtoul'

/** Reads types that few options have: `rare-values.ts`, which comes with those options. */
export const rareValues = placeFor<(type: RareType, argument: string, at: OptionSite) => Value | Refusal>('extensions')

/** Reads an argument as its type's value, or refuses it in the words of libxtables/xtoptions.c. */
export function readValue(type: OptionType, argument: string, at: OptionSite): Value | Refusal {
  switch (type.kind) {
    case 'flag':
      // As with custom readers, what it returns is plain data.
      if ('readWord' in type) return type.readWord(at.secondWord, at) as Value | Refusal
      return type.refuse?.(at) ?? true
    case 'integer':
      return readUnsigned(argument, type.min, type.max) ?? outOfRange(at, type.min, type.max)
    case 'text':
      return readText(argument, type)
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
    case 'custom':
      // A custom reader's type is checked by its own file: what it returns is plain data like every value.
      return type.read(argument, at) as Value | Refusal
    default:
      return rareValues.get()(type, argument, at)
  }
}

export function outOfRange(at: OptionSite, least: number, most: number | string): Refusal {
  return new Refusal(`${at.extension}: bad value for option "--${at.option}", or out of range (${least}-${most}).`, ['number', least, most])
}

export function tooMany(at: OptionSite, count: number): Refusal {
  return new Refusal(`${at.extension}: Too many components for option "--${at.option}" (max: ${count})`)
}

function readText(argument: string, type: { readonly min: number; readonly max: number; readonly keep: number }): string | Refusal {
  const length = byteLength(argument)
  if (type.min !== 0 && length < type.min) return new Refusal(`Argument must have a minimum length of ${type.min} characters`)
  if (type.max !== 0 && length > type.max) return new Refusal(`Argument must have a maximum length of ${type.max} characters`)
  return length <= type.keep ? argument : cutToBytes(argument, type.keep)
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
