import { byteLength } from '../extensions/byte-length'
import { formatIpv4, type Hint, type IpSet, prefixMask, type SetElementMapping, type SetType } from '../model'
import type { Word, WordReader } from './ip-words'
import { readElement, readIp } from './ipset-element'
import { readIpsetNumber } from './ipset-number'
import { SET_TYPE_TEXT } from './ipset-type'

/** ipset's no: what it says, at which word, and with which status. */
export class SetRefusal {
  constructor(
    readonly word: Word | null,
    readonly message: string,
    readonly hint: Hint | null = null,
    readonly status: 1 | 2 = 1,
    /** Whether the kernel says so: what ipset itself has against a line it says before. */
    readonly fromKernel = false,
  ) {}
}

interface Given {
  readonly option: string
  readonly word: Word
  /** What stands behind it; the option itself where nothing does. */
  readonly value: Word
}

type Takes = 'nothing' | 'a value' | null

/** Takes options in order: each is known, has its value, and suits. */
function eachOption(
  reader: WordReader,
  takes: (option: string) => Takes,
  suits: (given: Given) => SetRefusal | null,
  readComment?: () => Word,
): SetRefusal | null {
  for (let word = reader.next(); word !== null; word = reader.next()) {
    const option = word.text.replace(/^--/, '')
    const wants = takes(option)
    if (wants === null) return new SetRefusal(word, `Unknown argument: \`${word.text}'`, null, 2)
    if (wants === 'a value' && reader.peek() === null)
      return new SetRefusal(word, `Missing mandatory argument of option \`${option}'`, null, 2)
    const value = wants === 'nothing' ? word : option === 'comment' ? readComment?.() : reader.next()
    const refused = suits({ option, word, value: value ?? word })
    if (refused !== null) return refused
  }
  return null
}

/** What is said once at most. */
function alreadySaid(said: Set<string>, { option, word }: Given, as = option): SetRefusal | null {
  if (said.has(as)) return new SetRefusal(word, `Syntax error: ${option} already specified`)
  said.add(as)
  return null
}

const FLAGS: readonly string[] = ['counters', 'comment', 'skbinfo']
const LONGEST_TIMEOUT = 2_147_483
/** Types that still take the options of ipset 4, and do nothing with them. */
const OLD: readonly SetType[] = ['hash:ip', 'hash:net', 'hash:ip,port', 'hash:ip,port,ip', 'hash:ip,port,net']
const FAMILIES: { readonly [name: string]: IpSet['family'] | 'other' } = {
  inet: 'inet',
  ipv4: 'inet',
  '-4': 'inet',
  inet6: 'inet6',
  ipv6: 'inet6',
  '-6': 'inet6',
  unspec: 'other',
  any: 'other',
}

function takesAtCreation(type: SetType, option: string): Takes {
  if (FLAGS.includes(option)) return 'nothing'
  if (option === 'timeout') return 'a value'
  const { options } = SET_TYPE_TEXT[type]
  const own = options.some(({ name }) => name === option)
  if (type.startsWith('hash:')) {
    if (option === 'forceadd') return 'nothing'
    if ((option === '-4' || option === '-6') && type !== 'hash:mac') return 'nothing'
    if (own || option === 'bucketsize' || option === 'initval') return 'a value'
    if (OLD.includes(type) && (option === 'probes' || option === 'resize' || (option === 'gc' && type === 'hash:ip'))) return 'a value'
    return type.startsWith('hash:ip,port') && ['from', 'to', 'network'].includes(option) ? 'a value' : null
  }
  const ranged = type.startsWith('bitmap:') && (option === 'from' || option === 'to' || (option === 'network' && type !== 'bitmap:port'))
  return own || ranged ? 'a value' : null
}

/** Up to which number the value of an option goes. */
const MOST: { readonly [option: string]: number } = { timeout: LONGEST_TIMEOUT, bucketsize: 255 }

/** The options of a set that is made, as `ipset save` prints them. */
export function readCreation(reader: WordReader, name: string, type: SetType): Omit<IpSet, 'elements'> | SetRefusal {
  const options: { [name: string]: string | true } = {}
  const said = new Set<string>()
  const meant: { family: IpSet['family'] | 'other' } = { family: 'inet' }
  // The family is read as it is met; all others are looked at before any of their values.
  const given: Given[] = []
  const suits = (one: Given): SetRefusal | null => {
    const { option, value } = one
    if (option !== 'family' && option !== '-4' && option !== '-6') {
      given.push(one)
      return null
    }
    const known = FAMILIES[value.text.replace(/^--/, '')]
    if (known === undefined) return new SetRefusal(value, `Syntax error: unknown inet family ${value.text}`, ['families'])
    meant.family = known
    return alreadySaid(said, one, 'family')
  }
  const refused = eachOption(reader, (option) => takesAtCreation(type, option), suits)
  if (refused !== null) return refused
  let timeout: number | null = null
  let from: number | null = null
  let to: number | null = null
  for (const one of given) {
    const { option, value } = one
    const { text } = value
    const bad = (message: string, hint: Hint | null = null): SetRefusal => new SetRefusal(value, message, hint)
    if (FLAGS.includes(option) || option === 'forceadd') {
      options[option] = true
      continue
    }
    if (['probes', 'resize', 'gc'].includes(option) || (type.startsWith('hash:') && ['from', 'to', 'network'].includes(option))) continue
    const twice = alreadySaid(said, one, ['range', 'network', 'from'].includes(option) ? 'range' : option)
    if (twice !== null) return twice
    if (option === 'range' || option === 'network' || option === 'from' || option === 'to') {
      const ends = readEnds(text, option, type)
      if (typeof ends === 'string') return bad(ends)
      if (option === 'to') to = ends[0]
      else {
        from = ends[0]
        to = ends[1] ?? to
        if (ends[1] !== null) said.add('to')
      }
    } else if (option === 'netmask' || option === 'bitmask') {
      if (said.has(option === 'netmask' ? 'bitmask' : 'netmask'))
        return bad('Syntax error: bitmask and netmask are mutually exclusive, provide only one')
      const mask = readMask(option, text)
      if (!mask.ok) return bad(mask.text, ['set masks'])
      options[option] = mask.text
      if (meant.family === 'other') meant.family = 'inet'
    } else {
      const number = readIpsetNumber(text, 0, MOST[option] ?? 0xffffffff)
      if (typeof number === 'string') return bad(number)
      if (option === 'timeout') timeout = number
      else options[option] = asKept(option, number, text)
    }
  }
  const { family } = meant
  if (family === 'other') return new SetRefusal(null, 'Protocol family not supported by the set type')
  if (type.startsWith('bitmap:')) {
    const range = rangeOf(from, to, type, options.netmask)
    if (range instanceof SetRefusal) return range
    options.range = range
  }
  return { name, type, family, options, timeout, counters: options.counters === true }
}

/** htable_bits and mtype_ahash_create: sizes are powers of two, and buckets have an even number of places. */
function asKept(option: string, number: number, text: string): string {
  if (option === 'hashsize') return String(2 ** Math.max(6, Math.ceil(Math.log2(Math.max(1, number)))))
  if (option === 'bucketsize') return String(Math.min(12, Math.max(2, number + (number % 2))))
  if (option === 'initval') return `0x${number.toString(16).padStart(8, '0')}`
  return option === 'markmask' ? text : String(number)
}

/** `netmask 24` or `bitmask 255.255.0.255` as ipset save prints it, or what is wrong. */
function readMask(option: 'netmask' | 'bitmask', text: string): { readonly ok: boolean; readonly text: string } {
  if (option === 'netmask') {
    const length = readIpsetNumber(text, 1, 32)
    return typeof length === 'string' ? { ok: false, text: length } : { ok: true, text: String(length) }
  }
  // Only the first address counts of a network or range.
  const [address = ''] = text.split(/[/-]/)
  const mask = readIp(address)
  if (mask === null) return { ok: false, text: `Syntax error: cannot parse ${address}: resolving to IPv4 address failed` }
  return mask === 0 ? { ok: false, text: 'The value of the netmask parameter is invalid' } : { ok: true, text: formatIpv4(mask) }
}

/** Where a bitmap begins and ends: `range`, `network`, or one of them by `from` or `to`. */
function readEnds(text: string, option: string, type: SetType): readonly [first: number, last: number | null] | string {
  const [ports, one] = [type === 'bitmap:port', option === 'from' || option === 'to']
  if (!ports && !one && !/.[-/]./.test(text)) return `Syntax error: IP/cidr or IP-IP range must be specified: ${text}`
  const read = readElement(text, type, [ports ? 'port only' : one ? 'plain ip' : 'net'], 1, true)
  if (!read.ok) return read.message
  const [first, last] = [read.elements[0]?.[0], read.elements.at(-1)?.[0]]
  if (first?.kind === 'port' && last?.kind === 'port') return [first.port, text.includes('-') ? last.port : null]
  if (first?.kind === 'address') return [first.address, null]
  if (first?.kind !== 'net' || last?.kind !== 'net') return [0, null]
  return [first.prefix.address, (last.prefix.address | ~prefixMask(last.prefix.length)) >>> 0]
}

/** The range of a bitmap as ipset save prints it (bitmap_ip_create). */
function rangeOf(from: number | null, to: number | null, type: SetType, netmask: string | true | undefined): string | SetRefusal {
  const missing = from === null && to === null ? 'range' : from === null ? 'from' : 'to'
  if (from === null || to === null) return new SetRefusal(null, `Mandatory option \`${missing}' is missing`, ['set range'], 2)
  let [first, last] = from <= to ? [from, to] : [to, from]
  if (type === 'bitmap:port') return `${first}-${last}`
  let places = last - first + 1
  if (typeof netmask === 'string' && netmask !== '32') {
    const mask = prefixMask(Number(netmask))
    first = (first & mask) >>> 0
    last = (last | ~mask) >>> 0
    let bits = 32
    while (--bits > 0 && (last & prefixMask(bits)) >>> 0 !== first) {}
    if (Number(netmask) <= bits) return new SetRefusal(null, 'Element is out of the range of the set')
    places = 2 ** (Number(netmask) - bits)
  }
  if (places > 65_536) return new SetRefusal(null, 'The range you specified exceeds the size limit of the set type', ['bitmap most'])
  return `${formatIpv4(first)}-${formatIpv4(last)}`
}

/** What is said of an element beside what it is. */
export interface ElementOptions {
  readonly timeout: number | null
  readonly nomatch: boolean
  readonly wildcard: boolean
  readonly comment: string | null
  readonly packets: number | null
  readonly bytes: number | null
  readonly mapping: SetElementMapping | null
  /** The member of a list beside which this one stands. */
  readonly beside: { readonly name: Word; readonly before: boolean } | null
}

const NOTHING_SAID: ElementOptions = {
  timeout: null,
  nomatch: false,
  wildcard: false,
  comment: null,
  packets: null,
  bytes: null,
  mapping: null,
  beside: null,
}

function takesWithElement(type: SetType, command: 'add' | 'del', option: string): Takes {
  if (type === 'list:set' && (option === 'before' || option === 'after')) return 'a value'
  if (command === 'del') return null
  if (option === 'nomatch' && SET_TYPE_TEXT[type].dimensions.includes('net')) return 'nothing'
  if (option === 'wildcard' && type === 'hash:net,iface') return 'nothing'
  return ['timeout', 'packets', 'bytes', 'comment', 'skbmark', 'skbprio', 'skbqueue'].includes(option) ? 'a value' : null
}

/** What stands behind an element. `readComment` takes a comment, which may hold blanks. */
export function readElementOptions(
  reader: WordReader,
  set: Omit<IpSet, 'elements'>,
  command: 'add' | 'del',
  readComment: () => Word,
): ElementOptions | SetRefusal {
  const found: { -readonly [K in keyof ElementOptions]: ElementOptions[K] } = { ...NOTHING_SAID }
  const said = new Set<string>()
  const first = new Map<string, Word>()
  const suits = (one: Given): SetRefusal | null => {
    const { option, word, value } = one
    const { text } = value
    const bad = (message: string): SetRefusal => new SetRefusal(value, message)
    if (option === 'nomatch' || option === 'wildcard') {
      found[option] = true
      return null
    }
    const twice = alreadySaid(said, one, option === 'after' ? 'before' : option)
    if (twice !== null) return twice
    first.set(option.startsWith('skb') ? 'skbinfo' : option, word)
    if (option === 'before' || option === 'after') found.beside = { name: value, before: option === 'before' }
    else if (option === 'comment') {
      if (text.includes('"')) return bad('Syntax error: " character is not permitted in comments')
      if (byteLength(text) > 255) return bad('Syntax error: Comment is longer than the maximum allowed 255 characters')
      found.comment = text
    } else if (option.startsWith('skb')) {
      const mapping = readMapping(option, text, found.mapping)
      if (typeof mapping === 'string') return bad(mapping)
      found.mapping = mapping
    } else {
      const number = readIpsetNumber(text, 0, option === 'timeout' ? LONGEST_TIMEOUT : 2n ** 64n - 2n)
      if (typeof number === 'string') return bad(number)
      found[option as 'timeout' | 'packets' | 'bytes'] = number
    }
    return null
  }
  const refused = eachOption(reader, (option) => takesWithElement(set.type, command, option), suits, readComment)
  if (refused !== null) return refused
  // ip_set_get_extensions: what the set was not made for.
  const lacks = (option: string, has: boolean, message: string, hint: Hint | null = null): SetRefusal | null => {
    const word = first.get(option)
    return word === undefined || has ? null : new SetRefusal(word, message, hint, 1, true)
  }
  const counted = 'Packet/byte counters cannot be used: set was created without counter support'
  return (
    lacks('timeout', set.timeout !== null, 'Timeout cannot be used: set was created without timeout support', [
      'create with timeout',
      set.name,
      set.type,
    ]) ??
    lacks('packets', set.counters, counted) ??
    lacks('bytes', set.counters, counted) ??
    lacks('comment', set.options.comment === true, 'Comment cannot be used: set was created without comment support', [
      'create with comment',
      set.name,
      set.type,
    ]) ??
    lacks('skbinfo', set.options.skbinfo === true, 'Skbinfo mapping cannot be used: set was created without skbinfo support') ??
    found
  )
}

/** `skbmark 0x12/0xff`, `skbprio 1:2` (hexadecimal, as tc writes classes), `skbqueue 3`, as sscanf reads them; or what is wrong. */
function readMapping(name: string, text: string, before: SetElementMapping | null): SetElementMapping | string {
  const mapping = before ?? { mark: 0, markMask: 0, priority: 0, queue: 0 }
  const low = (digits: string | undefined, length: number): number => Number.parseInt((digits ?? '').slice(-length), 16)
  if (name === 'skbmark') {
    const found = /^0x([0-9a-fA-F]+)(?:\/0x([0-9a-fA-F]+))?/.exec(text)
    if (found === null) return 'Syntax error: Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)'
    return { ...mapping, mark: low(found[1], 8), markMask: found[2] === undefined ? 0xffffffff : low(found[2], 8) }
  }
  if (name === 'skbprio') {
    const found = /^(?:0x)?([0-9a-fA-F]+):(?:0x)?([0-9a-fA-F]+)/.exec(text)
    if (found === null) return 'Syntax error: Invalid skbprio format, it should be:MAJOR:MINOR (see manpage)'
    return { ...mapping, priority: low(found[1], 4) * 65536 + low(found[2], 4) }
  }
  const queue = readIpsetNumber(text, 0, 65_535)
  return typeof queue === 'string' ? queue : { ...mapping, queue }
}
