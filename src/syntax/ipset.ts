import type { Diagnostic, Hint, IpSet, Parsed, SetElement, SetElementMapping, SetElementPart, SetType } from '../model'
import { formatIpv4, prefixMask, setMask } from '../model'
import { lineSpan, readNumber, refusal, type Word, type WordLine, WordReader, wordLines, wordSpan } from './ip-words'
import { type ElementParts, readElement, readIp } from './ipset-element'
import { SET_TYPE_TEXT, setTypeOf } from './ipset-type'

/** Bounds of a sets text: beyond them the rest is named and left out. */
const MOST_SETS = 1_000
const MOST_ELEMENTS = 200_000
const LONGEST_NAME = 31
const EXIST: readonly string[] = ['-exist', '--exist', '-!']

interface DraftSet {
  set: Omit<IpSet, 'elements'>
  readonly elements: Map<string, SetElement>
  /**
   * What the places of a bitmap hold of elements that are gone: their memory stays, and with it counters that the next add does not say
   * (ip_set_init_counter). Such as have run out with their MAC are still there, but nobody sees them.
   */
  readonly left: Map<string, SetElement>
}

/**
 * Reads `ipset save` output and `ipset create|add|del|flush|destroy|rename|swap` commands, in any mixture. Diagnostics are in
 * ipset's words; a line that is wrong is passed by.
 */
export function readSets(text: string): Parsed<readonly IpSet[]> {
  const draft = new SetsDraft()
  for (const line of wordLines(text)) {
    if (draft.full) break
    draft.read(line)
  }
  return { value: draft.sets(), diagnostics: draft.diagnostics }
}

class SetsDraft {
  readonly diagnostics: Diagnostic[] = []
  full = false
  private readonly drafts = new Map<string, DraftSet>()
  private elementCount = 0
  /** Of the lines of a restore: whether one has said -exist, and what is sent to the kernel together. */
  private existSaid = false
  private batch: { readonly of: string; readonly exist: boolean } | null = null

  sets(): readonly IpSet[] {
    return [...this.drafts.values()].map(({ set, elements }) => ({ ...set, elements: [...elements.values()] }))
  }

  read(line: WordLine): void {
    const reader = new WordReader(line)
    reader.take('sudo')
    const alone = /^(\/\S*\/)?ipset$/.test(reader.peek()?.text ?? '')
    if (alone) reader.next()
    const exist = this.existOf(line, reader, alone)
    const command = reader.next()
    switch (command?.text) {
      case 'create':
      case '-N':
      case 'n':
        this.note(this.create(line, reader, exist))
        return
      case 'add':
      case '-A':
        this.note(this.add(line, reader, exist))
        return
      case 'del':
      case '-D':
        this.note(this.remove(line, reader, exist))
        return
      case 'flush':
      case '-F':
        this.each(reader, (name) => this.flush(name))
        return
      case 'destroy':
      case '-X':
      case 'x':
        this.each(reader, (name) => this.drafts.delete(name))
        return
      case 'rename':
      case '-E':
      case 'e':
      case 'swap':
      case '-W':
        this.note(this.exchange(line, reader, command.text === 'swap' || command.text === '-W'))
        return
      case 'list':
      case '-L':
      case 'save':
      case '-S':
      case 'test':
      case '-T':
      case 'restore':
      case 'COMMIT':
      case undefined:
        return
      default:
        this.tell(wordSpan(command ?? firstWord(line)), `No command specified: unknown argument ${command?.text}`, ['set commands'])
    }
  }

  /**
   * Whether what is there already is nothing bad. Of a command `alone` its own words tell. Lines of a restore share one session: once one of them
   * has said it, it holds for all that follow; but what is added to the same set in a row goes to the kernel at once, as the first of them says.
   */
  private existOf(line: WordLine, reader: WordReader, alone: boolean): boolean {
    const said = line.words.some(({ text }) => EXIST.includes(text))
    while (['-q', '-quiet', ...EXIST].some((word) => reader.take(word))) {}
    if (alone) return said
    this.existSaid ||= said
    const [command, name] = [reader.peek()?.text, reader.peek(1)?.text]
    const batch = command === 'add' || command === 'del' ? `${command} ${name}` : null
    if (batch === null || this.batch?.of !== batch) this.batch = batch === null ? null : { of: batch, exist: this.existSaid }
    return this.batch?.exist ?? this.existSaid
  }

  private refuse(span: Diagnostic['span'], message: string, hint: Hint | null): Diagnostic {
    return refusal(span, 'ipset', message, hint, 1)
  }

  private tell(span: Diagnostic['span'], message: string, hint: Hint | null): void {
    this.diagnostics.push(this.refuse(span, message, hint))
  }

  private note(diagnostic: Diagnostic | null): void {
    if (diagnostic !== null) this.diagnostics.push(diagnostic)
  }

  private create(line: WordLine, reader: WordReader, exist: boolean): Diagnostic | null {
    const name = reader.next()
    const typeWord = reader.next()
    if (name === null) return this.refuse(lineSpan(line), 'Missing mandatory argument to command create', ['create set'])
    if (typeWord === null) return this.refuse(lineSpan(line), 'Missing second mandatory argument to command create', ['set type missing'])
    if (name.text.length > LONGEST_NAME)
      return this.refuse(wordSpan(name), `Syntax error: setname '${name.text}' is longer than ${LONGEST_NAME} characters`, null)
    const type = setTypeOf(typeWord.text)
    if (type === null)
      return this.refuse(wordSpan(typeWord), `Syntax error: typename '${typeWord.text}' is unknown`, [
        'set types',
        Object.keys(SET_TYPE_TEXT).join(' '),
      ])
    const set = this.readOptions(line, reader, name.text, type)
    if (set === null) return null
    if (this.drafts.has(name.text)) {
      if (!exist) return this.refuse(wordSpan(name), 'Set cannot be created: set with the same name already exists', null)
      return null
    }
    if (this.drafts.size >= MOST_SETS) {
      this.full = true
      return this.refuse(lineSpan(line), `more than ${MOST_SETS} sets: the rest is not read`, null)
    }
    this.drafts.set(name.text, { set, elements: new Map(), left: new Map() })
    return null
  }

  private readOptions(line: WordLine, reader: WordReader, name: string, type: SetType): Omit<IpSet, 'elements'> | null {
    const options: { [name: string]: string | true } = {}
    let family: IpSet['family'] = 'inet'
    let timeout: number | null = null
    const known = SET_TYPE_TEXT[type].options.map((option) => option.name)
    for (let word = reader.next(); word !== null; word = reader.next()) {
      const option = word.text.replace(/^--/, '')
      if (option === 'exist' || EXIST.includes(option)) continue
      if (option === 'counters' || option === 'comment' || option === 'skbinfo' || option === 'forceadd') {
        options[option] = true
        continue
      }
      const takes =
        known.includes(option) ||
        ['timeout', 'bucketsize', 'initval', 'hashsize', 'maxelem', 'probes', 'resize', 'gc'].includes(option) ||
        (option === 'from' && type.startsWith('bitmap:'))
      if (!takes || (option === 'family' && !known.includes('family'))) {
        this.tell(wordSpan(word), `Unknown argument: \`${word.text}'`, null)
        return null
      }
      const value = reader.next()
      if (value === null) {
        this.tell(wordSpan(word), `Missing mandatory argument of option \`${option}'`, null)
        return null
      }
      if (option === 'family') {
        if (value.text !== 'inet' && value.text !== 'inet6' && value.text !== 'ipv4' && value.text !== 'ipv6') {
          this.tell(wordSpan(value), `Syntax error: unknown INET family ${value.text}`, ['families'])
          return null
        }
        family = value.text === 'inet6' || value.text === 'ipv6' ? 'inet6' : 'inet'
      } else if (option === 'range') {
        options.range = value.text
      } else if (option === 'netmask' || option === 'bitmask') {
        const mask = this.readMask(option, value, options)
        if (mask === null) return null
        options[option] = mask
      } else {
        const number = readNumber(value.text, 0xffffffff)
        if (number === null) {
          this.tell(wordSpan(value), `Syntax error: '${value.text}' is invalid as number`, null)
          return null
        }
        if (option === 'timeout') timeout = number
        else if (option !== 'probes' && option !== 'resize' && option !== 'gc')
          options[option] = option === 'initval' ? value.text : String(number)
      }
    }
    if (type.startsWith('bitmap:')) {
      const range = this.readBitmapRange(line, options.range, type)
      if (range === null) return null
      options.range = range
    }
    return { name, type, family, options, timeout, counters: options.counters === true }
  }

  /** `netmask 24` or `bitmask 255.255.0.255` as ipset save prints it, or null with a diagnostic. */
  private readMask(option: 'netmask' | 'bitmask', value: Word, options: { readonly [name: string]: string | true }): string | null {
    const tell = (message: string): null => {
      this.tell(wordSpan(value), message, ['set masks'])
      return null
    }
    if ((option === 'netmask' ? options.bitmask : options.netmask) !== undefined)
      return tell('Syntax error: bitmask and netmask are mutually exclusive, provide only one')
    if (option === 'netmask') {
      const length = readNumber(value.text, 0xffffffff)
      if (length === null) return tell(`Syntax error: '${value.text}' is invalid as number`)
      return length >= 1 && length <= 32 ? String(length) : tell(`Syntax error: '${value.text}' is out of range 1-32`)
    }
    // Only the first address counts of a network or range.
    const mask = readIp(value.text.split(/[/-]/)[0] ?? '')
    if (mask === null) return tell('Syntax error: bitmask is not valid for family = inet')
    return mask === 0 ? tell('The value of the netmask parameter is invalid') : formatIpv4(mask)
  }

  /** `range` as ipset save prints it, or null with a diagnostic. */
  private readBitmapRange(line: WordLine, range: string | true | undefined, type: SetType): string | null {
    const word = line.words.find(({ text }) => text === range)
    const span = word === undefined ? lineSpan(line) : wordSpan(word)
    if (typeof range !== 'string') {
      this.tell(span, "Mandatory option `range' is missing", ['set range'])
      return null
    }
    const read: ElementParts = type === 'bitmap:port' ? readElement(range, type, ['port only'], 1) : readElement(range, type, ['net'], 1)
    if (!read.ok) {
      this.tell(span, read.message, null)
      return null
    }
    const parts = read.elements.map((element) => element[0])
    const first = parts[0]
    const last = parts.at(-1)
    if (first?.kind === 'port' && last?.kind === 'port') return `${first.port}-${last.port}`
    if (first?.kind !== 'net' || last?.kind !== 'net') return null
    const end = (last.prefix.address | ~prefixMask(last.prefix.length)) >>> 0
    if (end - first.prefix.address >= 65_536) {
      this.tell(span, 'The range you specified exceeds the size limit of the set type', ['bitmap most'])
      return null
    }
    const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
    return `${dotted(first.prefix.address)}-${dotted(end)}`
  }

  /** The set and the element's words of an `add` or `del`; null when something was wrong, which is told. */
  private target(
    line: WordLine,
    reader: WordReader,
    command: 'add' | 'del',
  ): { readonly draft: DraftSet; readonly word: Word; readonly elements: readonly (readonly SetElementPart[])[] } | null {
    const name = reader.next()
    const word = reader.next()
    if (name === null) {
      this.tell(lineSpan(line), `Missing mandatory argument to command ${command}`, null)
      return null
    }
    const draft = this.drafts.get(name.text)
    if (word === null) {
      this.tell(lineSpan(line), `Missing second mandatory argument to command ${command}`, ['element missing'])
      return null
    }
    if (draft === undefined) {
      this.tell(wordSpan(name), 'The set with the given name does not exist', ['create first', name.text])
      return null
    }
    if (draft.set.family === 'inet6') return null
    const { dimensions, required } = SET_TYPE_TEXT[draft.set.type]
    const read = readElement(word.text, draft.set.type, dimensions, required)
    if (!read.ok) {
      this.tell(wordSpan(word), read.message, null)
      return null
    }
    const ranged = draft.set.type === 'hash:ip,port' && read.elements.length > 1
    return { draft, word, elements: ranged ? read.elements : read.elements.map((parts) => narrowed(parts, draft.set)) }
  }

  private add(line: WordLine, reader: WordReader, exist: boolean): Diagnostic | null {
    const target = this.target(line, reader, 'add')
    if (target === null) return null
    const { draft, word } = target
    let { elements } = target
    let timeout: number | null = null
    let nomatch = false
    let comment: string | null = null
    let packets: number | null = null
    let bytes: number | null = null
    let mapping: SetElementMapping | null = null
    for (let option = reader.next(); option !== null; option = reader.next()) {
      const name = option.text
      if (EXIST.includes(name)) continue
      if (name === 'nomatch' && SET_TYPE_TEXT[draft.set.type].dimensions.includes('net')) nomatch = true
      else if (name === 'wildcard' && draft.set.type === 'hash:net,iface') elements = elements.map(asWildcard)
      else if (name === 'comment') {
        if (draft.set.options.comment !== true)
          return this.refuse(wordSpan(option), 'Comment cannot be used: set was created without comment support', [
            'create with comment',
            draft.set.name,
            draft.set.type,
          ])
        comment = readComment(line, reader)
      } else if (['timeout', 'packets', 'bytes', 'before', 'after', 'skbmark', 'skbprio', 'skbqueue'].includes(name)) {
        const value = reader.next()
        if (value === null) return this.refuse(wordSpan(option), `Missing mandatory argument of option \`${name}'`, null)
        if (name === 'before' || name === 'after') continue
        if (name.startsWith('skb')) {
          if (draft.set.options.skbinfo !== true)
            return this.refuse(wordSpan(option), 'Skbinfo mapping cannot be used: set was created without skbinfo support', null)
          const read = readMapping(name, value.text, mapping)
          if (read === null) return this.refuse(wordSpan(value), `Syntax error: '${value.text}' is invalid for ${name}`, null)
          mapping = read
          continue
        }
        const number = readNumber(value.text, 0xffffffff)
        if (number === null) return this.refuse(wordSpan(value), `Syntax error: '${value.text}' is invalid as number`, null)
        if (name === 'timeout') {
          if (draft.set.timeout === null)
            return this.refuse(wordSpan(option), 'Timeout cannot be used: set was created without timeout support', [
              'create with timeout',
              draft.set.name,
              draft.set.type,
            ])
          timeout = number
        } else if (!draft.set.counters)
          return this.refuse(wordSpan(option), 'Packet/byte counters cannot be used: set was created without counter support', null)
        else if (name === 'packets') packets = number
        else bytes = number
      } else return this.refuse(wordSpan(option), `Unknown argument: \`${name}'`, null)
    }
    for (const parts of elements) {
      const refused = this.admits(draft, parts)
      if (refused !== null) return this.refuse(wordSpan(word), refused, null)
      const key = elementKey(parts, draft.set.type)
      const before = draft.elements.get(key)
      const there = before ?? draft.left.get(key)
      // A MAC may come later; the element's own time begins then (bitmap_ipmac_do_add). Until then that time is taken for a moment long ago.
      const awaits = before !== undefined && draft.set.type === 'bitmap:ip,mac' && before.parts.length === 1
      const completes = awaits && parts.length > 1
      const again = completes || (awaits && before.timeout !== null && before.timeout > 0)
      if (before !== undefined && !exist && !again)
        return this.refuse(wordSpan(word), "Element cannot be added to the set: it's already added", null)
      if (before === undefined) this.elementCount++
      const given = timeout ?? draft.set.timeout
      const seconds = draft.set.timeout === null ? null : completes && given === draft.set.timeout ? before.timeout : given
      // Who adds an element again says what it is from now on; counters that are not said stay (ip_set_init_counter), and so does a MAC.
      const keepsMac =
        there !== undefined && (there.parts.length > parts.length || (before === undefined && there.parts.length > 1 && !exist))
      const element: SetElement = {
        parts: keepsMac ? there.parts : parts,
        nomatch,
        timeout: seconds,
        comment,
        packets: packets ?? there?.packets ?? 0,
        bytes: bytes ?? there?.bytes ?? 0,
        ...(mapping === null ? {} : { mapping }),
      }
      // With a MAC, time runs, and bitmap_ipmac_add_timeout takes seconds that come without one for the moment at which it ends: long ago.
      const over = keepsMac && parts.length === 1 && seconds !== null && seconds > 0
      draft.left.delete(key)
      if (over) {
        draft.left.set(key, element)
        draft.elements.delete(key)
        this.elementCount--
        continue
      }
      draft.elements.set(key, element)
      if (this.elementCount > MOST_ELEMENTS) {
        this.full = true
        return this.refuse(lineSpan(line), `more than ${MOST_ELEMENTS} elements: the rest is not read`, null)
      }
    }
    return null
  }

  /** Why the kernel would refuse the element, or null. */
  private admits(draft: DraftSet, parts: readonly SetElementPart[]): string | null {
    const { type, options } = draft.set
    for (const part of parts) {
      if (part.kind === 'net' && part.prefix.length === 0 && type !== 'hash:net,iface')
        return 'The value of the CIDR parameter of the IP address is invalid'
      if (part.kind === 'set') {
        const member = this.drafts.get(part.name)
        if (member === undefined) return 'Set to be added/deleted/tested as element does not exist.'
        if (member.set.type === 'list:set') return 'Sets with list:set type cannot be added to the set.'
      }
    }
    const first = parts[0]
    if (type.startsWith('bitmap:') && typeof options.range === 'string' && first !== undefined && !withinRange(options.range, first))
      return 'Element is out of the range of the set'
    const room = type.startsWith('hash:') ? Number(options.maxelem ?? 65_536) : MOST_ELEMENTS
    if (draft.elements.size >= room && !draft.elements.has(elementKey(parts, type))) return 'Hash is full, cannot add more elements'
    return null
  }

  private remove(line: WordLine, reader: WordReader, exist: boolean): Diagnostic | null {
    const target = this.target(line, reader, 'del')
    if (target === null) return null
    for (const parts of target.elements) {
      if (this.takeOut(target.draft, elementKey(parts, target.draft.set.type))) this.elementCount--
      else if (!exist) return this.refuse(wordSpan(target.word), "Element cannot be deleted from the set: it's not added", null)
    }
    return null
  }

  private flush(name: string): void {
    const draft = this.drafts.get(name)
    if (draft === undefined) return
    for (const key of [...draft.elements.keys()]) this.takeOut(draft, key)
  }

  /** Whether it was there. A bitmap forgets that, but not what it has counted. */
  private takeOut({ set, elements, left }: DraftSet, key: string): boolean {
    const element = elements.get(key) ?? left.get(key)
    if (element !== undefined && set.type.startsWith('bitmap:')) left.set(key, { ...element, parts: element.parts.slice(0, 1) })
    return elements.delete(key)
  }

  private each(reader: WordReader, change: (name: string) => void): void {
    const name = reader.next()
    if (name === null) for (const one of [...this.drafts.keys()]) change(one)
    else if (this.drafts.has(name.text)) change(name.text)
    else this.tell(wordSpan(name), 'The set with the given name does not exist', null)
  }

  private exchange(line: WordLine, reader: WordReader, swap: boolean): Diagnostic | null {
    const from = reader.next()
    const to = reader.next()
    const first = from === null ? undefined : this.drafts.get(from.text)
    if (from === null || to === null)
      return this.refuse(lineSpan(line), `Missing mandatory argument to command ${swap ? 'swap' : 'rename'}`, null)
    if (first === undefined) return this.refuse(wordSpan(from), 'The set with the given name does not exist', null)
    const second = this.drafts.get(to.text)
    if (swap && second === undefined) return this.refuse(wordSpan(to), 'Sets cannot be swapped: the second set does not exist', null)
    if (!swap && second !== undefined)
      return this.refuse(wordSpan(to), 'Set cannot be renamed: a set with the new name already exists', null)
    this.drafts.delete(from.text)
    this.drafts.set(to.text, { ...first, set: { ...first.set, name: to.text } })
    if (second !== undefined) this.drafts.set(from.text, { ...second, set: { ...second.set, name: from.text } })
    return null
  }
}

function firstWord(line: WordLine): Word {
  return line.words[0] ?? { text: '', line: line.number, column: 1 }
}

/** Comments may hold spaces inside double quotes; the words were cut at spaces, so the line itself is asked. */
function readComment(line: WordLine, reader: WordReader): string {
  const word = reader.next()
  if (word === null) return ''
  if (!word.text.startsWith('"')) return word.text
  const end = line.text.indexOf('"', word.column)
  const stop = end < 0 ? line.text.length : end
  for (let next = reader.peek(); next !== null && next.column - 1 <= stop; next = reader.peek()) reader.next()
  return line.text.slice(word.column, stop)
}

/** `netmask` and `bitmask` keep these bits only; hash:ip,port leaves what a range names alone (hash_ipport4_uadt). */
function narrowed(parts: readonly SetElementPart[], set: Omit<IpSet, 'elements'>): readonly SetElementPart[] {
  const mask = setMask(set)
  const markMask = typeof set.options.markmask === 'string' ? Number(set.options.markmask) : 0xffffffff
  return parts.map((part) => {
    if (part.kind === 'address') return { kind: 'address', address: (part.address & mask) >>> 0 }
    if (part.kind === 'mark') return { kind: 'mark', mark: (part.mark & markMask) >>> 0 }
    return part
  })
}

/** A `wildcard` element of hash:net,iface holds every interface whose name begins so; here its name ends in `+`. */
function asWildcard(parts: readonly SetElementPart[]): readonly SetElementPart[] {
  return parts.map((part) => (part.kind === 'interface' ? { kind: 'interface', name: `${part.name}+` } : part))
}

/** `skbmark 0x12/0xff`, `skbprio 1:2` (hexadecimal, as tc writes classes), `skbqueue 3`; null where it is none. */
function readMapping(name: string, text: string, before: SetElementMapping | null): SetElementMapping | null {
  const mapping = before ?? { mark: 0, markMask: 0, priority: 0, queue: 0 }
  if (name === 'skbmark') {
    const found = /^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})(?:\/(0[xX][0-9a-fA-F]{1,8}|\d{1,10}))?$/.exec(text)
    return found === null ? null : { ...mapping, mark: Number(found[1]), markMask: found[2] === undefined ? 0xffffffff : Number(found[2]) }
  }
  if (name === 'skbprio') {
    const found = /^([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})$/.exec(text)
    if (found === null) return null
    return { ...mapping, priority: Number.parseInt(found[1] ?? '', 16) * 65536 + Number.parseInt(found[2] ?? '', 16) }
  }
  return /^\d{1,5}$/.test(text) ? { ...mapping, queue: Number(text) } : null
}

function elementKey(parts: readonly SetElementPart[], type: SetType): string {
  // A bitmap's place is its first part alone: `10.0.0.1` and `10.0.0.1,02:...` are one element.
  return JSON.stringify(type === 'bitmap:ip,mac' ? parts.slice(0, 1) : parts)
}

function withinRange(range: string, part: SetElementPart): boolean {
  const [from = '', to = ''] = range.split('-')
  const value = (text: string): number => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const number = part.kind === 'port' ? part.port : part.kind === 'address' ? part.address : null
  return number === null || (number >= value(from) && number <= value(to))
}
