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

/** xtables_numeric_to_ipaddr: exactly four parts, each as strtoul reads it (`010.1.1.1` is 8.1.1.1). */
export function readDottedQuad(text: string): Ipv4 | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0
  for (const part of parts) {
    const byte = readUnsigned(part, 0, 255)
    if (byte === null) return null
    value = value * 256 + byte
  }
  return value
}

/** `/24`, or `/255.0.255.0` where the mask has holes; '' for a single host (xtables_ipmask_to_numeric). */
export function formatMask(mask: Ipv4): string {
  const length = maskLength(mask)
  if (length === 32) return ''
  return length === null ? `/${formatIpv4(mask)}` : `/${length}`
}

const DOT = 46

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
