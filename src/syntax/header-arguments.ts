import { readDotted, readDottedMask, readHost } from '../extensions/host-text'
import { refusedInterface } from '../extensions/interface-name'
import { protocolNumber } from '../extensions/protocol-names'
import { plainDecimal, readUnsigned } from '../extensions/strtoul'
import type { Hint, InterfaceMatch, Ipv4, MaskedAddress } from '../model'

/** What is wrong with an argument, in iptables' words, with a line for people. */
export class BadArgument {
  constructor(
    readonly message: string,
    readonly hint: Hint | null,
  ) {}
}

/** Names that every Linux host resolves by itself: /etc/networks and /etc/hosts as Debian ships them. */
const KNOWN_NAMES: { readonly [name: string]: Ipv4 } = { localhost: 0x7f000001, default: 0, loopback: 0x7f000000, 'link-local': 0xa9fe0000 }

/**
 * The addresses of `-s` and `-d` (xtables_ipparse_multiple): a list with commas, each with a mask in any form. Host bits
 * outside the mask are cleared.
 */
export function readAddresses(argument: string): MaskedAddress[] | BadArgument {
  if (argument.indexOf(',') < 0) {
    const one = readMasked(skipSpace(argument))
    return 'mask' in one ? [one] : one
  }
  const all: MaskedAddress[] = []
  for (const part of argument.split(',')) {
    const one = readMasked(skipSpace(part))
    if (!('mask' in one)) return one
    all.push(one)
  }
  return all
}

function skipSpace(text: string): string {
  const code = text.charCodeAt(0)
  return code === 32 || (code >= 9 && code <= 13) ? text.trimStart() : text
}

function readMasked(text: string): MaskedAddress | BadArgument {
  if (text.length > 255) return new BadArgument('Hostname too long', ['host name length'])
  const slash = text.lastIndexOf('/')
  let mask = 0xffffffff
  if (slash >= 0) {
    const given = readMask(text.slice(slash + 1))
    if (given === null) return new BadArgument(`invalid mask \`${text.slice(slash + 1)}' specified`, maskHint(text, slash))
    // "any/0": with an empty mask the name is not looked at.
    if (given === 0) return { address: 0, mask: 0 }
    mask = given
  }
  const name = slash < 0 ? text : text.slice(0, slash)
  const address = readAddress(name)
  if (address === null) return new BadArgument(`host/network \`${name}' not found`, addressHint(name))
  return { address: (address & mask) >>> 0, mask }
}

function maskHint(text: string, slash: number): Hint {
  if (text.indexOf(':') >= 0) return ['for ip6tables']
  return slash === text.length - 1 ? ['mask missing'] : ['mask']
}

function addressHint(name: string): Hint {
  if (name === '') return ['address missing']
  if (name.indexOf(':') >= 0) return ['for ip6tables']
  if (/^[\d.]+$/.test(name)) return ['no ipv4 address']
  if (name.startsWith('-')) return ['address apart']
  return ['no resolver']
}

/** A dotted mask of exactly four parts, or a prefix length. */
function readMask(text: string): Ipv4 | null {
  const plain = plainDecimal(text)
  const dotted = plain < 0 ? readDottedMask(text) : null
  if (dotted !== null) return dotted
  const bits = plain < 0 ? readUnsigned(text, 0, 32) : plain
  if (bits === null || bits > 32) return null
  return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
}

function readAddress(name: string): Ipv4 | null {
  const plain = readPlainQuad(name)
  if (plain !== null) return plain
  const dotted = readDotted(name)
  if (dotted !== null) return dotted
  const lower = name.toLowerCase()
  const known = Object.hasOwn(KNOWN_NAMES, lower) ? KNOWN_NAMES[lower] : undefined
  return known ?? readHost(name)
}

/** The usual case without detours: four decimal numbers without leading zeros. */
function readPlainQuad(text: string): Ipv4 | null {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (digits === 0 || part > 255 || dots === 3) return null
      value = value * 256 + part
      part = 0
      digits = 0
      dots++
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return null
      part = part * 10 + code - 48
      digits++
      if (digits > 3) return null
    } else {
      return null
    }
  }
  if (dots !== 3 || digits === 0 || part > 255) return null
  return value * 256 + part
}

/** The interface of `-i` and `-o` (xtables_parse_interface). Names with odd characters are only warned about: see oddInterface. */
export function readInterface(name: string, inverted: boolean): InterfaceMatch | BadArgument {
  const refused = refusedInterface(name)
  if (refused !== null) return new BadArgument(refused.message, refused.hint)
  const wildcard = name.charCodeAt(name.length - 1) === 43
  return { name: wildcard ? name.slice(0, -1) : name, wildcard, inverted }
}

/** The number of `-p` (xtables_parse_protocol): a number, or a name in lower case. */
export function readProtocolArgument(name: string): number | BadArgument {
  const known = protocolNumber(name)
  if (known !== null) return known
  const number = readUnsigned(name, 0, 255)
  if (number !== null) return number
  return new BadArgument(`unknown protocol "${name}" specified`, name.startsWith('-') ? ['protocol apart'] : ['protocol'])
}
