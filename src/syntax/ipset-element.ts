import { readHostName } from '../extensions/host-text'
import { exactProtocolNumber } from '../extensions/protocol-names'
import { type Ipv4, type Prefix, prefixMask, type SetElementPart } from '../model'
import { ICMP_PORT_NAMES } from '../model/icmp-port'
import { readIpsetNumber } from './ipset-number'
import type { ElementDimension } from './ipset-type'

/** Elements that one `add` may stand for (`10.0.0.0/16` in a hash:ip). ipset itself adds them one by one. */
const MOST_EXPANDED = 65_536

export type ElementParts =
  | { readonly ok: true; readonly elements: readonly (readonly SetElementPart[])[] }
  | { readonly ok: false; readonly message: string }

type Choices = { readonly ok: true; readonly parts: readonly SetElementPart[] } | { readonly ok: false; readonly message: string }

/** Ports by the names that people write (/etc/services knows more), and for what else than TCP they are. */
const PORT_NAMES: readonly (readonly [names: string, protocols: readonly string[]])[] = [
  [
    'ftp-data 20, ftp 21, ssh 22, telnet 23, smtp 25, http 80, pop3 110, nntp 119, imap2 143, imap 143, submission 587, rsync 873, imaps 993, ' +
      'pop3s 995, socks 1080, mysql 3306, xmpp-client 5222, postgresql 5432, redis 6379, http-alt 8080, git 9418, bgp 179, microsoft-ds 445, ipp 631',
    ['tcp'],
  ],
  [
    'domain 53, kerberos 88, sunrpc 111, snmp 161, snmp-trap 162, ldap 389, https 443, syslog 514, ldaps 636, openvpn 1194, radius 1812, ' +
      'radius-acct 1813, nfs 2049, sip 5060, sip-tls 5061, rtsp 554',
    ['tcp', 'udp'],
  ],
  ['bootps 67, bootpc 68, tftp 69, ntp 123, netbios-ns 137, netbios-dgm 138, isakmp 500, mdns 5353', ['udp']],
]

const SEPARATORS = ['none', 'one', 'two'] as const

/** Reads `10.0.0.1,tcp:80` for a type's dimensions; ranges and networks become the elements that ipset would add. Messages are ipset's. `whole`: all there is may be meant. */
export function readElement(
  text: string,
  type: string,
  dimensions: readonly ElementDimension[],
  required: number,
  whole = false,
): ElementParts {
  const bad = (message: string): ElementParts => ({ ok: false, message: `Syntax error: ${message}` })
  const pieces: string[] = []
  for (let rest = text; ; ) {
    const at = pieces.length < 3 ? separatorIn(rest, ',') : -1
    pieces.push(at < 0 ? rest : rest.slice(0, at))
    if (at < 0) break
    rest = rest.slice(at + 1)
  }
  const separators = pieces.length - 1
  const most = dimensions.length - 1
  if (separators > most || (most === 2 && separators > 2)) {
    const count = most === 0 ? 'Elem separator' : `${most === 1 ? 'Two' : 'Three'} elem separators`
    return bad(`${count} in ${text}, but settype ${type} supports ${SEPARATORS[most] ?? 'two'}.`)
  }
  if (pieces.length < required) return bad(`${pieces.length === 1 ? 'Second' : 'Third'} element is missing from ${text}.`)
  let elements: readonly (readonly SetElementPart[])[] = [[]]
  for (const [index, piece] of pieces.entries()) {
    const choices = readPart(piece, dimensions[index] ?? 'ip', type, whole)
    if (!choices.ok) return choices
    if (elements.length * choices.parts.length > MOST_EXPANDED)
      return { ok: false, message: `this stands for more than ${MOST_EXPANDED} elements` }
    elements = elements.flatMap((before) => choices.parts.map((part) => [...before, part]))
  }
  return { ok: true, elements }
}

/** Where a separator stands; one at the beginning or the end of a text separates nothing (ipset_strchr). */
function separatorIn(text: string, separator: string): number {
  return text.startsWith(separator) || text.endsWith(separator) ? -1 : text.indexOf(separator)
}

function readPart(text: string, dimension: ElementDimension, type: string, whole: boolean): Choices {
  switch (dimension) {
    case 'ip':
      return readAddresses(text)
    case 'plain ip': {
      const slash = separatorIn(text, '/')
      if (separatorIn(text, '-') >= 0 || (slash >= 0 && text.slice(slash + 1) !== '32'))
        return { ok: false, message: `Syntax error: plain IP address must be supplied: ${text}` }
      if (slash < 0) return readAddresses(text)
      if (readIp(text.slice(0, slash)) === null) return badAddress(text.slice(0, slash))
      // Each type has its own way to stumble over a length that says nothing.
      const said = type.startsWith('hash:')
        ? "There are not allowed options (28) but can't resolve them. It's a bug, please report the problem."
        : `IP/CIDR range is not allowed in command add with set type ${type} and family inet`
      return { ok: false, message: said }
    }
    case 'net':
      return readNets(text, whole)
    case 'port':
      return readProtocolPort(text)
    case 'port only': {
      const colon = separatorIn(text, ':')
      const name = colon < 0 ? 'tcp' : text.slice(0, colon)
      const protocol = protocolOf(name)
      return protocol === 6 || protocol === 17 ? readPorts(text.slice(colon + 1), null, name) : readPorts(text, null, 'tcp')
    }
    case 'mac':
      return /^([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}$/.test(text)
        ? { ok: true, parts: [{ kind: 'mac', mac: text.toLowerCase().replace(/(^|:)(?=.(:|$))/g, '$10') }] }
        : { ok: false, message: `Syntax error: cannot parse '${text}' as ethernet address` }
    case 'iface': {
      const name = text.replace(/^physdev:/, '')
      return name.length <= 15
        ? { ok: true, parts: [{ kind: 'interface', name: text }] }
        : { ok: false, message: `Syntax error: interface name '${name}' is longer than 15 characters` }
    }
    case 'mark': {
      const mark = readIpsetNumber(text, 0, 0xffffffff)
      return typeof mark === 'string' ? { ok: false, message: mark } : { ok: true, parts: [{ kind: 'mark', mark }] }
    }
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
  const slash = separatorIn(text, '/')
  if (slash >= 0) {
    const said = text.slice(slash + 1)
    let length = readIpsetNumber(said, 0, 255)
    if (typeof length === 'number' && length > 32) length = `Syntax error: '${said}' is out of range 0-32`
    if (typeof length === 'string') return { message: length }
    const address = readIp(text.slice(0, slash))
    if (address === null) return { message: badAddress(text.slice(0, slash)).message }
    const mask = prefixMask(length)
    const first = (address & mask) >>> 0
    return { first, last: (first | ~mask) >>> 0, length }
  }
  const dash = separatorIn(text, '-')
  // The end of a range is read before its beginning.
  const last = dash < 0 ? null : readIp(text.slice(dash + 1))
  if (dash >= 0 && last === null) return { message: badAddress(text.slice(dash + 1)).message }
  const first = readIp(dash < 0 ? text : text.slice(0, dash))
  if (first === null) return { message: badAddress(dash < 0 ? text : text.slice(0, dash)).message }
  if (last === null) return { first, last: first, length: 32 }
  return first <= last ? { first, last, length: null } : { first: last, last: first, length: null }
}

function readAddresses(text: string): Choices {
  const range = readRange(text)
  if ('message' in range) return { ok: false, message: range.message }
  if (range.length === 0) return { ok: false, message: 'The value of the CIDR parameter of the IP address is invalid' }
  const count = range.last - range.first + 1
  if (count > MOST_EXPANDED) return { ok: false, message: `this stands for more than ${MOST_EXPANDED} elements` }
  return { ok: true, parts: Array.from({ length: count }, (_, i) => ({ kind: 'address', address: range.first + i })) }
}

function readNets(text: string, whole: boolean): Choices {
  const range = readRange(text)
  if ('message' in range) return { ok: false, message: range.message }
  if (range.length !== null) return { ok: true, parts: [{ kind: 'net', prefix: { address: range.first, length: range.length } }] }
  if (!whole && range.first === 0 && range.last === 0xffffffff)
    return { ok: false, message: 'Invalid range, covers the whole address space' }
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
  const bad = (message: string): Choices => ({ ok: false, message })
  const colon = separatorIn(text, ':')
  if (colon < 0) return readPorts(text, 6, 'tcp')
  const name = text.slice(0, colon)
  const value = text.slice(colon + 1)
  const protocol = protocolOf(name)
  if (protocol === null) return bad(`Syntax error: cannot parse '${name}' as a protocol`)
  if (protocol === 0 && !/^\d/.test(name)) return bad(`Syntax error: Unsupported protocol '${name}'`)
  if (protocol === 58) return bad('Syntax error: Protocol ICMPv6 can be used with family inet6 only')
  if (protocol === 1) {
    const known = Object.keys(ICMP_PORT_NAMES).find((one) => one.toLowerCase() === value.toLowerCase())
    if (known !== undefined) return { ok: true, parts: [{ kind: 'port', protocol, port: ICMP_PORT_NAMES[known] ?? 0 }] }
    const slash = separatorIn(value, '/')
    if (slash < 0) return bad(`Cannot parse ${value} as an ICMP type/code.`)
    const code = readIpsetNumber(value.slice(slash + 1), 0, 255)
    if (typeof code === 'string') return bad(code)
    const type = readIpsetNumber(value.slice(0, slash), 0, 255)
    return typeof type === 'string' ? bad(type) : { ok: true, parts: [{ kind: 'port', protocol, port: type * 256 + code }] }
  }
  if (protocol === 6 || protocol === 17 || protocol === 132 || protocol === 136) return readPorts(value, protocol, name)
  if (value !== '0') return bad(`Syntax error: Protocol ${name} can be used with pseudo port value 0 only.`)
  return { ok: true, parts: [{ kind: 'port', protocol, port: 0 }] }
}

/** A protocol by its name as it stands in the system's file, or by number. */
function protocolOf(name: string): number | null {
  const number = /^\d{1,3}$/.test(name) && Number(name) < 256 ? Number(name) : null
  return number ?? (name === 'all' ? null : exactProtocolNumber(name))
}

/** Ports by number or by their names, which go by the protocol as it is written (getservbyname); bitmap:port keeps no protocol. */
function readPorts(text: string, protocol: number | null, written: string): Choices {
  const dash = separatorIn(text, '-')
  // The end of a range is read before its beginning.
  const to = dash < 0 ? null : readPort(text.slice(dash + 1), written)
  if (typeof to === 'string') return { ok: false, message: to }
  const from = readPort(dash < 0 ? text : text.slice(0, dash), written)
  if (typeof from === 'string') return { ok: false, message: from }
  const [low, high] = to === null || from <= to ? [from, to ?? from] : [to, from]
  return { ok: true, parts: Array.from({ length: high - low + 1 }, (_, i) => ({ kind: 'port', protocol, port: low + i })) }
}

function readPort(text: string, written: string): number | string {
  const port = readIpsetNumber(text, 0, 0xffff)
  if (typeof port === 'number') return port
  for (const [names, protocols] of PORT_NAMES)
    if (protocols.includes(written))
      for (const entry of names.split(', ')) if (entry.startsWith(`${text} `)) return Number(entry.slice(text.length + 1))
  return port
}
