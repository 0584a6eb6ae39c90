import { readHostName } from '../extensions/host-text'
import { type Ipv4, type Prefix, prefixMask, type SetElementPart } from '../model'
import { ICMP_PORT_NAMES } from '../model/icmp-port'
import type { ElementDimension } from './ipset-type'

/** Elements that one `add` may stand for (`10.0.0.0/16` in a hash:ip). ipset itself adds them one by one. */
const MOST_EXPANDED = 65_536

export type ElementParts =
  | { readonly ok: true; readonly elements: readonly (readonly SetElementPart[])[] }
  | { readonly ok: false; readonly message: string }

type Choices = { readonly ok: true; readonly parts: readonly SetElementPart[] } | { readonly ok: false; readonly message: string }

const PROTOCOLS: { readonly [name: string]: number } = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  ospf: 89,
  ipip: 94,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
}

/** Ports by the names that people write (/etc/services knows more). */
const PORT_NAMES: { readonly [name: string]: number } = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  imap2: 143,
  imap: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  openvpn: 1194,
  mysql: 3306,
  postgresql: 5432,
  'http-alt': 8080,
}

const SEPARATORS = ['none', 'one', 'two'] as const

/** Reads `10.0.0.1,tcp:80` for a type's dimensions; ranges and networks become the elements that ipset would add. Messages are ipset's. */
export function readElement(text: string, type: string, dimensions: readonly ElementDimension[], required: number): ElementParts {
  const pieces = text.split(',')
  if (pieces.length > dimensions.length) {
    const message =
      pieces.length === 2
        ? `Syntax error: Elem separator in ${text}, but settype ${type} supports none.`
        : `Syntax error: ${pieces.length === 3 ? 'Two' : 'Three'} elem separators in ${text}, but settype ${type} supports ${SEPARATORS[dimensions.length - 1] ?? 'two'}.`
    return { ok: false, message }
  }
  if (pieces.length < required)
    return { ok: false, message: `Syntax error: ${pieces.length === 1 ? 'Second' : 'Third'} element is missing from ${text}.` }
  let elements: readonly (readonly SetElementPart[])[] = [[]]
  for (const [index, piece] of pieces.entries()) {
    const choices = readPart(piece, dimensions[index] ?? 'ip')
    if (!choices.ok) return choices
    if (elements.length * choices.parts.length > MOST_EXPANDED)
      return { ok: false, message: `this stands for more than ${MOST_EXPANDED} elements` }
    elements = elements.flatMap((before) => choices.parts.map((part) => [...before, part]))
  }
  return { ok: true, elements }
}

function readPart(text: string, dimension: ElementDimension): Choices {
  switch (dimension) {
    case 'ip':
      return readAddresses(text)
    case 'net':
      return readNets(text)
    case 'port':
      return readProtocolPort(text)
    case 'port only': {
      const bare = /^(tcp|udp):(.*)$/.exec(text)
      return readPorts(bare?.[2] ?? text, null)
    }
    case 'mac':
      return /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/.test(text)
        ? { ok: true, parts: [{ kind: 'mac', mac: text.toLowerCase() }] }
        : { ok: false, message: `Syntax error: cannot parse '${text}' as ethernet address` }
    case 'iface':
      return text.length <= 15 + 'physdev:'.length && text !== ''
        ? { ok: true, parts: [{ kind: 'interface', name: text }] }
        : { ok: false, message: `Syntax error: interface name '${text}' is longer than 15 characters` }
    case 'mark':
      return /^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) && Number(text) <= 0xffffffff
        ? { ok: true, parts: [{ kind: 'mark', mark: Number(text) }] }
        : { ok: false, message: `Syntax error: '${text}' is invalid as number` }
    case 'set':
      return { ok: true, parts: [{ kind: 'set', name: text }] }
  }
}

/** ipset hands an address to the resolver, which takes short forms as inet_aton(3) does: `10.1` is 10.0.0.1. But nothing hexadecimal. */
export function readIp(text: string): Ipv4 | null {
  return /x/i.test(text) ? null : readHostName(text)
}

function badAddress(text: string): { ok: false; message: string } {
  return { ok: false, message: `Syntax error: cannot parse ${text}: resolving to IPv4 address failed` }
}

/** The first and last address of `a`, `a/n` or `a-b`. */
function readRange(
  text: string,
): { readonly first: Ipv4; readonly last: Ipv4; readonly length: number | null } | { readonly message: string } {
  const slash = text.indexOf('/')
  if (slash >= 0) {
    const address = readIp(text.slice(0, slash))
    if (address === null) return { message: badAddress(text.slice(0, slash)).message }
    const length = text.slice(slash + 1)
    if (!/^\d{1,3}$/.test(length)) return { message: `Syntax error: '${length}' is invalid as number` }
    if (Number(length) > 32) return { message: `Syntax error: '${length}' is out of range 0-32` }
    const mask = prefixMask(Number(length))
    const first = (address & mask) >>> 0
    return { first, last: (first | ~mask) >>> 0, length: Number(length) }
  }
  const dash = text.indexOf('-')
  const first = readIp(dash < 0 ? text : text.slice(0, dash))
  if (first === null) return { message: badAddress(dash < 0 ? text : text.slice(0, dash)).message }
  if (dash < 0) return { first, last: first, length: 32 }
  const last = readIp(text.slice(dash + 1))
  if (last === null) return { message: badAddress(text.slice(dash + 1)).message }
  return first <= last ? { first, last, length: null } : { first: last, last: first, length: null }
}

function readAddresses(text: string): Choices {
  const range = readRange(text)
  if ('message' in range) return { ok: false, message: range.message }
  const count = range.last - range.first + 1
  if (count > MOST_EXPANDED) return { ok: false, message: `this stands for more than ${MOST_EXPANDED} elements` }
  return { ok: true, parts: Array.from({ length: count }, (_, i) => ({ kind: 'address', address: range.first + i })) }
}

function readNets(text: string): Choices {
  const range = readRange(text)
  if ('message' in range) return { ok: false, message: range.message }
  if (range.length !== null) return { ok: true, parts: [{ kind: 'net', prefix: { address: range.first, length: range.length } }] }
  return { ok: true, parts: coverRange(range.first, range.last).map((prefix) => ({ kind: 'net', prefix })) }
}

/** The fewest networks that make up a range (ip_set_range_to_cidr). */
function coverRange(first: Ipv4, last: Ipv4): readonly Prefix[] {
  const prefixes: Prefix[] = []
  let at = first
  while (at <= last) {
    let length = 32
    while (length > 0) {
      const size = 2 ** (32 - (length - 1))
      if (at % size !== 0 || at + size - 1 > last) break
      length--
    }
    prefixes.push({ address: at, length })
    at += 2 ** (32 - length)
  }
  return prefixes
}

function readProtocolPort(text: string): Choices {
  const colon = text.indexOf(':')
  if (colon < 0) return readPorts(text, 6)
  const name = text.slice(0, colon)
  const value = text.slice(colon + 1)
  const protocol = PROTOCOLS[name.toLowerCase()] ?? (/^\d{1,3}$/.test(name) && Number(name) < 256 ? Number(name) : null)
  if (protocol === null) return { ok: false, message: `Syntax error: cannot parse '${name}' as a protocol` }
  if (protocol === 1) {
    const numbers = /^(\d{1,3})\/(\d{1,3})$/.exec(value)
    const code = ICMP_PORT_NAMES[value] ?? (numbers === null ? null : Number(numbers[1]) * 256 + Number(numbers[2]))
    if (code === null || code > 0xffff) return { ok: false, message: `Syntax error: cannot parse '${value}' as an ICMP type/code` }
    return { ok: true, parts: [{ kind: 'port', protocol, port: code }] }
  }
  if (protocol === 6 || protocol === 17 || protocol === 132 || protocol === 136) return readPorts(value, protocol)
  if (value !== '0') return { ok: false, message: `Syntax error: Protocol ${name} can be used with pseudo port value 0 only.` }
  return { ok: true, parts: [{ kind: 'port', protocol, port: 0 }] }
}

function readPorts(text: string, protocol: number | null): Choices {
  const dash = /^(\d+)-(\d+)$/.exec(text)
  const first = dash === null ? readPort(text) : readPort(dash[1] ?? '')
  const last = dash === null ? first : readPort(dash[2] ?? '')
  if (typeof first === 'string') return { ok: false, message: first }
  if (typeof last === 'string') return { ok: false, message: last }
  const [low, high] = first <= last ? [first, last] : [last, first]
  return { ok: true, parts: Array.from({ length: high - low + 1 }, (_, i) => ({ kind: 'port', protocol, port: low + i })) }
}

function readPort(text: string): number | string {
  const named = PORT_NAMES[text]
  if (named !== undefined) return named
  if (!/^\d+$/.test(text)) return `Syntax error: '${text}' is invalid as number`
  return Number(text) <= 65_535 ? Number(text) : `Syntax error: '${text}' is out of range 0-65535`
}
