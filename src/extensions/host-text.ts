import { formatIpv4, type Ipv4, maskLength } from '../model'
import { readUnsigned, scanUnsigned } from './strtoul'

/** An address as inet_aton(3) reads it: one to four parts, each decimal, octal or hexadecimal; `10.1` is 10.0.0.1. Null for anything else. */
export function readHost(text: string): Ipv4 | null {
  let value = 0
  let parts = 0
  for (let from = 0; ; ) {
    if (!isDigit(text.charCodeAt(from))) return null
    const scanned = scanUnsigned(text, from)
    if (scanned === null) return null
    parts++
    const last = scanned.end === text.length
    if (last) {
      const room = 2 ** (8 * (5 - parts))
      return scanned.value < room ? value * room + scanned.value : null
    }
    if (text.charCodeAt(scanned.end) !== DOT || parts === 4 || scanned.value > 255) return null
    value = value * 256 + scanned.value
    from = scanned.end + 1
  }
}

/**
 * xtables_numeric_to_ipaddr: up to four parts, each as strtoul reads it (`010.1.1.1` is 8.1.1.1). Missing ones are zero, so that `10.1` is
 * the network 10.1.0.0.
 */
export function readDotted(text: string): Ipv4 | null {
  return readParts(text, false)
}

/** xtables_numeric_to_ipmask: the same of exactly four parts. */
export function readDottedMask(text: string): Ipv4 | null {
  return readParts(text, true)
}

function readParts(text: string, all: boolean): Ipv4 | null {
  let value = 0
  let from = 0
  // iptables keeps no more than 19 characters here.
  const kept = text.length > 19 ? text.slice(0, 19) : text
  for (let part = 0; part < 3; part++) {
    const dot = kept.indexOf('.', from)
    const byte = dot < 0 && all ? null : readUnsigned(dot < 0 ? kept.slice(from) : kept.slice(from, dot), 0, 255)
    if (byte === null) return null
    value = value * 256 + byte
    if (dot < 0) return value * 256 ** (3 - part)
    from = dot + 1
  }
  const last = readUnsigned(kept.slice(from), 0, 255)
  return last === null ? null : value * 256 + last
}

/** getaddrinfo(3) of a host that looks into its files alone: every host knows itself as localhost. `::ffff:10.0.0.1` is 10.0.0.1. */
export function readHostName(text: string): Ipv4 | null {
  if (text.toLowerCase() === 'localhost') return LOCALHOST
  return readHost(/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(text) ? text.slice('::ffff:'.length) : text)
}

/** Whether a text is an IPv6 address (RFC 4291, 2.2), with its zone or without. */
export function isIpv6Address(text: string): boolean {
  const [address = ''] = text.split('%')
  const [left = '', right, ...more] = address.split('::')
  const groups = [left, right ?? ''].flatMap((part) => (part === '' ? [] : part.split(':')))
  // An IPv4 address may stand at the very end.
  const dotted = right !== '' && groups.at(-1)?.includes('.') ? groups.pop() : undefined
  const count = groups.length + (dotted === undefined ? 0 : 2)
  return (
    more.length === 0 &&
    (right === undefined ? count === 8 : count < 8) &&
    groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (dotted === undefined || /^\d{1,3}(\.\d{1,3}){3}$/.test(dotted))
  )
}

/** `/24`, or `/255.0.255.0` where the mask has holes; '' for a single host (xtables_ipmask_to_numeric). */
export function formatMask(mask: Ipv4): string {
  const length = maskLength(mask)
  if (length === 32) return ''
  return length === null ? `/${formatIpv4(mask)}` : `/${length}`
}

const LOCALHOST = 0x7f000001
const DOT = 46

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
