import { byteLength } from '../extensions/byte-length'
import type { Diagnostic, Hint, IpSet, Parsed, SetElement, SetElementPart, SetType } from '../model'
import { setMask } from '../model'
import { lineSpan, refusal, type Word, type WordLine, WordReader, wordLines, wordSpan } from './ip-words'
import { readElement } from './ipset-element'
import { type ElementOptions, readCreation, readElementOptions, SetRefusal } from './ipset-options'
import { SET_TYPE_TEXT, setTypeOf } from './ipset-type'

/** Bounds of a sets text: beyond them the rest is named and left out. */
const MOST_SETS = 1_000
const MOST_ELEMENTS = 200_000
const LONGEST_NAME = 31
const EXIST: readonly string[] = ['-exist', '--exist', '-!']
const MANNERS: readonly string[] = [...EXIST, '-q', '-quiet', '--quiet']

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
    const said = line.words.some(({ text }) => EXIST.includes(text))
    // How to go about it may stand anywhere.
    const reader = new WordReader({ ...line, words: line.words.filter(({ text }) => !MANNERS.includes(text)) })
    reader.take('sudo')
    const alone = /^(\/\S*\/)?ipset$/.test(reader.peek()?.text ?? '')
    if (alone) reader.next()
    const command = reader.next()
    const name = command === null ? null : commandOf(command.text)
    const exist = this.existOf(said, name, reader, alone)
    if (command === null || NOTHING_CHANGES.includes(name ?? '')) return
    const refused =
      name === null
        ? new SetRefusal(command, `No command specified: unknown argument ${command.text}`, ['set commands'], 2)
        : this.run(name, { line, reader, exist })
    if (refused === null) return
    const { word, message, hint, status } = refused
    this.diagnostics.push(refusal(word === null ? lineSpan(line) : wordSpan(word), 'ipset', message, hint, status))
  }

  private run(command: string, going: Going): SetRefusal | null {
    const { reader } = going
    const [name, optional] = [reader.next(), command === 'flush' || command === 'destroy']
    if (name === null)
      return optional
        ? this.all(command)
        : new SetRefusal(null, `Missing mandatory argument to command ${command}`, command === 'create' ? ['create set'] : null, 2)
    const second = optional ? null : reader.next()
    if (!optional && second === null) {
      const hint: Hint | null =
        command === 'create' ? ['set type missing'] : command === 'add' || command === 'del' ? ['element missing'] : null
      return new SetRefusal(null, `Missing second mandatory argument to command ${command}`, hint, 2)
    }
    const names = command === 'swap' || command === 'rename' ? [name, second] : [name]
    const tooLong = names.find((word) => byteLength(word?.text ?? '') > LONGEST_NAME)
    if (tooLong) return new SetRefusal(tooLong, `Syntax error: setname '${tooLong.text}' is longer than ${LONGEST_NAME} characters`)
    if (command === 'create' && second !== null) return this.create(going, name, second)
    const more = command === 'add' || command === 'del' ? null : reader.next()
    if (more !== null) return new SetRefusal(more, `Unknown argument ${more.text}`, null, 2)
    const draft = this.drafts.get(name.text)
    if (draft === undefined) return new SetRefusal(name, 'The set with the given name does not exist', ['create first', name.text])
    if (second === null) return command === 'flush' ? this.flush(draft) : this.destroy(name)
    if (names.length > 1) return this.exchange(draft, second, command === 'swap')
    return this.element(going, draft, second, command === 'add' ? 'add' : 'del')
  }

  /**
   * Whether what is there already is nothing bad. Of a command `alone` its own words tell. Lines of a restore share one session: once one of them
   * has said it, it holds for all that follow; but what is added to the same set in a row goes to the kernel at once, as the first of them says.
   */
  private existOf(said: boolean, command: string | null, reader: WordReader, alone: boolean): boolean {
    if (alone) return said
    this.existSaid ||= said
    const batch = command === 'add' || command === 'del' ? `${command} ${reader.peek()?.text}` : null
    if (batch === null || this.batch?.of !== batch) this.batch = batch === null ? null : { of: batch, exist: this.existSaid }
    return this.batch?.exist ?? this.existSaid
  }

  private create({ reader, exist }: Going, name: Word, typeWord: Word): SetRefusal | null {
    const type = setTypeOf(typeWord.text)
    if (type === null)
      return new SetRefusal(typeWord, `Syntax error: typename '${typeWord.text}' is unknown`, [
        'set types',
        Object.keys(SET_TYPE_TEXT).join(' '),
      ])
    const set = readCreation(reader, name.text, type)
    if (set instanceof SetRefusal) return set
    const there = this.drafts.get(name.text)
    if (there !== undefined)
      return exist && isSameSet(there.set, set)
        ? null
        : new SetRefusal(name, 'Set cannot be created: set with the same name already exists')
    if (this.drafts.size >= MOST_SETS) {
      this.full = true
      return new SetRefusal(null, `more than ${MOST_SETS} sets: the rest is not read`)
    }
    this.drafts.set(name.text, { set, elements: new Map(), left: new Map() })
    return null
  }

  private element({ line, reader, exist }: Going, draft: DraftSet, word: Word, command: 'add' | 'del'): SetRefusal | null {
    const { set } = draft
    const { type } = set
    if (set.family === 'inet6') return null
    const listed = type === 'list:set' ? besideOf(word) : null
    if (listed instanceof SetRefusal) return listed
    const name = listed?.name ?? word.text
    const { dimensions, required } = SET_TYPE_TEXT[type]
    const read = readElement(name, type, dimensions, required)
    if (!read.ok) return new SetRefusal(word, read.message)
    if (type === 'list:set' && byteLength(name) > LONGEST_NAME)
      return new SetRefusal(word, `Syntax error: setname '${name}' is longer than ${LONGEST_NAME} characters`)
    const said = readElementOptions(reader, set, command, () => readComment(line, reader))
    const outside = read.elements.some(([first]) => first !== undefined && isOutside(set, first))
    // bitmap_port_uadt looks at the element before it looks at anything else.
    const first = outside && (type === 'bitmap:port' || !(said instanceof SetRefusal))
    if (first && !(said instanceof SetRefusal && !said.fromKernel)) return new SetRefusal(word, 'Element is out of the range of the set')
    if (said instanceof SetRefusal) return said
    const options = listed === null ? said : { ...said, beside: listed.beside }
    if ((type === 'hash:ip' || type === 'hash:ip,port') && isNull(narrowed(read.elements[0] ?? [], set)))
      return new SetRefusal(
        word,
        type === 'hash:ip' ? 'Null-valued element, cannot be stored in a hash type of set' : 'Kernel error received: Invalid argument',
      )
    if (type === 'list:set') {
      const refused = this.besideWhom(draft, word, name, options.beside, command)
      if (refused !== null) return refused
    }
    const ranged = type === 'hash:ip,port' && read.elements.length > 1
    const elements = ranged ? read.elements : read.elements.map((parts) => narrowed(parts, set))
    return command === 'add' ? this.add(exist, draft, word, elements, options) : this.remove(exist, draft, word, elements)
  }

  /** list_set_uadt: the set must be there, no list itself, and who it stands beside must be a member. */
  private besideWhom(
    draft: DraftSet,
    word: Word,
    name: string,
    beside: ElementOptions['beside'],
    command: 'add' | 'del',
  ): SetRefusal | null {
    const bad = (message: string): SetRefusal => new SetRefusal(beside?.name ?? word, message)
    const member = this.drafts.get(name)
    if (member === undefined) return bad('Set to be added/deleted/tested as element does not exist.')
    if (member.set.type === 'list:set') return bad('Sets with list:set type cannot be added to the set.')
    if (beside === null) return null
    if (!this.drafts.has(beside.name.text)) return bad("The set to which you referred with 'before' or 'after' does not exist.")
    const members = [...draft.elements.values()].map(({ parts: [part] }) => (part?.kind === 'set' ? part.name : ''))
    const at = members.indexOf(beside.name.text)
    if (at >= 0 && (command === 'add' || members[at + (beside.before ? -1 : 1)] === name)) return null
    return bad("The set to which you referred with 'before' or 'after' is not added to the set.")
  }

  private add(
    exist: boolean,
    draft: DraftSet,
    word: Word,
    plain: readonly (readonly SetElementPart[])[],
    { timeout, nomatch, wildcard, comment, packets, bytes, mapping, beside }: ElementOptions,
  ): SetRefusal | null {
    const elements = wildcard ? plain.map(asWildcard) : plain
    for (const parts of elements) {
      const refused = this.admits(draft, parts)
      if (refused !== null) return new SetRefusal(word, refused)
      const key = elementKey(parts, draft.set.type)
      const before = draft.elements.get(key)
      const there = before ?? draft.left.get(key)
      // A MAC may come later; the element's own time begins then (bitmap_ipmac_do_add). Until then that time is taken for a moment long ago.
      const awaits = before !== undefined && draft.set.type === 'bitmap:ip,mac' && before.parts.length === 1
      const completes = awaits && parts.length > 1
      const again = completes || (awaits && before.timeout !== null && before.timeout > 0)
      if (before !== undefined && !exist && !again) return new SetRefusal(word, "Element cannot be added to the set: it's already added")
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
      if (beside !== null && before === undefined) moveBeside(draft.elements, key, beside)
      if (this.elementCount > MOST_ELEMENTS) {
        this.full = true
        return new SetRefusal(null, `more than ${MOST_ELEMENTS} elements: the rest is not read`)
      }
    }
    return null
  }

  /** Why the kernel would refuse the element, or null. */
  private admits(draft: DraftSet, parts: readonly SetElementPart[]): string | null {
    const { type, options } = draft.set
    for (const part of parts) {
      if (isWhole(part) && type !== 'hash:net,iface') return WHOLE
    }
    const room = type.startsWith('hash:') ? Number(options.maxelem ?? 65_536) : MOST_ELEMENTS
    if (draft.elements.size >= room && !draft.elements.has(elementKey(parts, type))) return 'Hash is full, cannot add more elements'
    return null
  }

  private remove(exist: boolean, draft: DraftSet, word: Word, elements: readonly (readonly SetElementPart[])[]): SetRefusal | null {
    for (const parts of elements) {
      if (parts.some(isWhole) && draft.set.type !== 'hash:net,iface') return new SetRefusal(word, WHOLE)
      if (this.takeOut(draft, elementKey(parts, draft.set.type))) this.elementCount--
      else if (!exist) return new SetRefusal(word, "Element cannot be deleted from the set: it's not added")
    }
    return null
  }

  private flush(draft: DraftSet): null {
    for (const key of [...draft.elements.keys()]) this.takeOut(draft, key)
    return null
  }

  /** Whether a list holds the set. */
  private isHeld(name: string): boolean {
    return [...this.drafts.values()].some(({ set, elements }) => set.type === 'list:set' && elements.has(keyOfMember(name)))
  }

  private destroy(name: Word): SetRefusal | null {
    if (this.isHeld(name.text)) return new SetRefusal(name, IN_USE)
    this.drafts.delete(name.text)
    return null
  }

  private all(command: string): SetRefusal | null {
    if (command === 'flush') for (const draft of this.drafts.values()) this.flush(draft)
    else if ([...this.drafts.keys()].some((name) => this.isHeld(name))) return new SetRefusal(null, IN_USE)
    else this.drafts.clear()
    return null
  }

  /** Whether it was there. A bitmap forgets that, but not what it has counted. */
  private takeOut({ set, elements, left }: DraftSet, key: string): boolean {
    const element = elements.get(key) ?? left.get(key)
    if (element !== undefined && set.type.startsWith('bitmap:')) left.set(key, { ...element, parts: element.parts.slice(0, 1) })
    return elements.delete(key)
  }

  private exchange(first: DraftSet, to: Word, swap: boolean): SetRefusal | null {
    const from = first.set.name
    const second = this.drafts.get(to.text)
    if (swap && second === undefined) return new SetRefusal(to, 'Sets cannot be swapped: the second set does not exist')
    if (!swap && this.isHeld(from)) return new SetRefusal(null, 'Set cannot be renamed: it is in use by another system')
    if (!swap && second !== undefined) return new SetRefusal(to, 'Set cannot be renamed: a set with the new name already exists')
    if (second !== undefined && !holdTheSame(first.set, second.set))
      return new SetRefusal(to, 'The sets cannot be swapped: their type does not match')
    this.drafts.delete(from)
    this.drafts.set(to.text, { ...first, set: { ...first.set, name: to.text } })
    if (second !== undefined) this.drafts.set(from, { ...second, set: { ...second.set, name: from } })
    return null
  }
}

/** A line on its way. */
interface Going {
  readonly line: WordLine
  readonly reader: WordReader
  readonly exist: boolean
}

type Shape = Omit<IpSet, 'elements'>

const IN_USE = 'Set cannot be destroyed: it is in use by a kernel component'
const WHOLE = 'The value of the CIDR parameter of the IP address is invalid'

/** Commands with their second names, in ipset's order: each is also known by its beginning. */
const COMMANDS: readonly (readonly [name: string, ...more: string[]])[] = [
  ['create', '-N', 'new', 'n', 'ne'],
  ['add', '-A'],
  ['del', '-D'],
  ['destroy', '-X', 'x'],
  ['flush', '-F'],
  ['rename', '-E', 'e'],
  ['save', '-S'],
  ['swap', '-W', 'w'],
  ['list', '-L'],
  ['restore', '-R'],
  ['test', '-T'],
  ['help', '-h', '-H'],
  ['version', '-v', '-V'],
  ['COMMIT'],
]
const NOTHING_CHANGES: readonly string[] = ['save', 'list', 'restore', 'test', 'help', 'version', 'COMMIT']

function commandOf(text: string): string | null {
  const word = text.replace(/^--/, '')
  return COMMANDS.find(([name, ...more]) => (word !== '' && name.startsWith(word)) || more.includes(word))?.[0] ?? null
}

/** The kernel's same_set: what -exist takes for the set that is there. */
function isSameSet(one: Shape, other: Shape): boolean {
  const usual: { readonly [option: string]: string } = { maxelem: '65536', size: '8', netmask: '32', bitmask: '255.255.255.255' }
  const alike = ['counters', 'comment', 'skbinfo', 'range', 'markmask', ...Object.keys(usual)]
  const of = ({ options }: Shape, option: string): string | true | undefined => options[option] ?? usual[option]
  return one.type === other.type && one.timeout === other.timeout && alike.every((option) => of(one, option) === of(other, option))
}

/** Whether elements are of the same kind (set->type->features): only then sets can be swapped. */
function holdTheSame(one: Shape, other: Shape): boolean {
  const kind = ({ type, family }: Shape): string => `${type.replace(/^(hash|bitmap):/, '')} ${family}`
  return kind(one) === kind(other)
}

/** `member,before,other`, as ipset 4 wrote it. */
function besideOf(word: Word): { readonly name: string; readonly beside: ElementOptions['beside'] } | SetRefusal | null {
  if (!/^[^,].*,.*[^,]$/.test(word.text)) return null
  const [name = '', where, ...other] = word.text.split(',')
  if (where !== 'before' && where !== 'after') return new SetRefusal(word, 'you must specify elements as setname,[before|after],setname')
  return { name, beside: { name: { ...word, text: other.join(',') }, before: where === 'before' } }
}

/** Puts what was added last before or behind another. */
function moveBeside(elements: Map<string, SetElement>, key: string, { name, before }: NonNullable<ElementOptions['beside']>): void {
  const all = [...elements]
  const moved = all.pop()
  if (moved?.[0] !== key) return
  all.splice(all.findIndex(([one]) => one === keyOfMember(name.text)) + (before ? 0 : 1), 0, moved)
  elements.clear()
  for (const [one, element] of all) elements.set(one, element)
}

function keyOfMember(name: string): string {
  return elementKey([{ kind: 'set', name }], 'list:set')
}

function isWhole(part: SetElementPart): boolean {
  return part.kind === 'net' && part.prefix.length === 0
}

function isNull([part]: readonly SetElementPart[]): boolean {
  return part?.kind === 'address' && part.address === 0
}

function isOutside({ type, options }: Shape, part: SetElementPart): boolean {
  return type.startsWith('bitmap:') && typeof options.range === 'string' && !withinRange(options.range, part)
}

/** Comments may hold spaces inside double quotes; the words were cut at spaces, so the line itself is asked. */
function readComment(line: WordLine, reader: WordReader): Word {
  const word = reader.next() ?? { text: '', line: line.number, column: 1 }
  if (!word.text.startsWith('"')) return word
  const end = line.text.indexOf('"', word.column)
  const stop = end < 0 ? line.text.length : end
  for (let next = reader.peek(); next !== null && next.column - 1 <= stop; next = reader.peek()) reader.next()
  return { ...word, text: line.text.slice(word.column, stop) }
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
