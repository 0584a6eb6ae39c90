import type { SetCounterCondition, SetDirection, SetMapping, SetQuestion } from '../../extensions/semantics'
import type { IpSet, SetElement, SetElementMapping, SetElementPart } from '../../model'
import { packetLength, SECOND } from '../../model'
import { type Member, Members } from './members'
import { packetPart, type SetSubject } from './packet-part'

/** Told of every change that a packet makes to a set, for the event log. */
export type SetChanged = (set: string, element: SetElement, change: 'added' | 'removed' | 'updated') => void

export interface AddOptions {
  /** `--exist`: an element that is there gets its timeout anew. */
  readonly exist: boolean
  /** Seconds; null takes the set's default. */
  readonly timeout: number | null
}

const PLAIN: SetQuestion = {
  returnNomatch: false,
  keepCounters: false,
  keepSubcounters: false,
  packets: null,
  bytes: null,
  looking: false,
}

const UNMAPPED: SetElementMapping = { mark: 0, markMask: 0, priority: 0, queue: 0 }

type LiveSet =
  | {
      readonly kind: 'members'
      readonly set: IpSet
      readonly members: Members
      readonly capacity: number
      readonly range: readonly [number, number] | null
    }
  | { readonly kind: 'list'; readonly set: IpSet; names: Member[] }

/** The host's ipsets, alive: asked and changed by packets as `-m set` and `-j SET` do (net/netfilter/ipset/ip_set_core.c). */
export class SetStore {
  private readonly sets = new Map<string, LiveSet>()

  constructor(
    sets: readonly IpSet[],
    private readonly changed: SetChanged = () => {},
  ) {
    for (const set of sets) this.sets.set(set.name, liven(set))
  }

  has(name: string): boolean {
    return this.sets.has(name)
  }

  /** Whether the packet's parts are in the set; null when there is no such set. Counts, where the set has counters and nobody minds. */
  test(name: string, directions: readonly SetDirection[], subject: SetSubject, question: SetQuestion = PLAIN): boolean | null {
    if (!this.sets.has(name)) return null
    return this.answer(name, directions, subject, question) !== null
  }

  /** `SET --map-set`: what the element that holds the packet has for it. */
  mapping(name: string, directions: readonly SetDirection[], subject: SetSubject): SetMapping | null {
    const element = this.answer(name, directions, subject, PLAIN)
    if (element === null) return null
    const { mark, markMask } = element.mapping ?? UNMAPPED
    return { mark: { value: mark, mask: markMask } }
  }

  /** ip_set_test: the element that says yes, or null. */
  private answer(name: string, directions: readonly SetDirection[], subject: SetSubject, question: SetQuestion): SetElement | null {
    const live = this.sets.get(name)
    if (live === undefined) return null
    if (live.kind === 'list') return this.answerOfList(live, directions, subject, question)
    const parts = partsOf(live, directions, subject)
    if (parts === null) return null
    // An element whose counters do not suit is passed by, and a wider network is tried.
    const member = live.members.find(
      parts,
      (one) =>
        this.completes(live.set, one, parts, subject, question) ||
        (macAgrees(live.set, one, parts) && this.suits(live.set, one, subject, question)),
    )
    if (member === null) return null
    const wanted = question.returnNomatch && hasNets(live.set)
    return member.element.nomatch === wanted ? member.element : null
  }

  /** list_set_ktest: a member set decides without its counters' conditions; those are about the list's own element. */
  private answerOfList(
    live: Extract<LiveSet, { kind: 'list' }>,
    directions: readonly SetDirection[],
    subject: SetSubject,
    question: SetQuestion,
  ): SetElement | null {
    const inner = { ...question, keepCounters: question.keepCounters || question.keepSubcounters, packets: null, bytes: null }
    for (const member of live.names) {
      const part = member.element.parts[0]
      if (!isAlive(member, subject.now) || part?.kind !== 'set') continue
      const found = this.answer(part.name, directions, subject, inner)
      if (found !== null && this.suits(live.set, member, subject, question)) return found.mapping === undefined ? member.element : found
    }
    return null
  }

  /** ip_set_match_extensions: the element lives, counts the packet first, and then its counters are compared. */
  private suits(set: IpSet, member: Member, subject: SetSubject, question: SetQuestion): boolean {
    if (!isAlive(member, subject.now)) return false
    if (!set.counters) return true
    const { element } = member
    let { packets, bytes } = element
    if (!question.keepCounters) {
      packets++
      bytes += packetLength(subject.packet)
      if (!question.looking) {
        member.element = { ...element, packets, bytes }
        this.changed(set.name, member.element, 'updated')
      }
    }
    return fulfils(packets, question.packets) && fulfils(bytes, question.bytes)
  }

  /** `-j SET --add-set`. Says whether the set changed; a full set, a missing part or an unknown set changes nothing, silently, as in the kernel. */
  add(name: string, directions: readonly SetDirection[], subject: SetSubject, options: AddOptions): boolean {
    const live = this.sets.get(name)
    if (live === undefined) return false
    if (live.kind === 'list') {
      // list_set_kadd: the first member set that takes it.
      return live.names.some(
        (member) =>
          isAlive(member, subject.now) &&
          member.element.parts[0]?.kind === 'set' &&
          this.add(member.element.parts[0].name, directions, subject, options),
      )
    }
    const found = partsOf(live, directions, subject)
    if (found === null) return false
    const parts = live.members.widen(found)
    const first = parts[0]
    if (live.range !== null && first !== undefined && !inRange(live.range, first)) return false
    const existing = live.members.get(parts)
    if (existing !== undefined && awaitsMac(live.set, existing.element)) {
      this.complete(live.set, existing, parts, options.timeout, subject)
      return true
    }
    const seconds = live.set.timeout === null ? null : (options.timeout ?? live.set.timeout)
    const expires = expiryAfter(seconds, subject.now)
    if (existing !== undefined && isAlive(existing, subject.now)) {
      if (!options.exist) return false
      // Everything beside the element itself is written anew, `nomatch` too, as if this packet had added it; but hashes keep the comment.
      const comment = live.set.type.startsWith('hash:') ? existing.element.comment : null
      existing.element = { ...this.fresh(live.set, parts, seconds, subject), comment }
      existing.expires = expires
      this.changed(name, existing.element, 'updated')
      return true
    }
    if (existing !== undefined) live.members.delete(parts)
    if (live.members.size >= live.capacity) {
      for (const member of [...live.members.all()]) if (!isAlive(member, subject.now)) live.members.delete(member.element.parts)
      if (live.members.size >= live.capacity) return false
    }
    // bitmap_ipmac_do_add: without --exist an element that has run out keeps its MAC.
    const keepsMac = live.set.type === 'bitmap:ip,mac' && existing !== undefined && !options.exist
    const element = this.fresh(live.set, keepsMac ? existing.element.parts : parts, seconds, subject)
    live.members.put({ element, expires })
    this.changed(name, element, 'added')
    return true
  }

  /** `-j SET --del-set`. Says whether the set changed. */
  remove(name: string, directions: readonly SetDirection[], subject: SetSubject): boolean {
    const live = this.sets.get(name)
    if (live === undefined) return false
    if (live.kind === 'list') {
      return live.names.some(
        (member) =>
          isAlive(member, subject.now) &&
          member.element.parts[0]?.kind === 'set' &&
          this.remove(member.element.parts[0].name, directions, subject),
      )
    }
    const found = partsOf(live, directions, subject)
    if (found === null) return false
    const member = live.members.delete(live.members.widen(found))
    if (member === undefined || !isAlive(member, subject.now)) return false
    this.changed(name, member.element, 'removed')
    return true
  }

  /** The sets as they are at a time, expired elements gone and timeouts counted down. */
  snapshot(now: number): readonly IpSet[] {
    return [...this.sets.values()].map((live) => {
      const members = live.kind === 'list' ? live.names : [...live.members.all()]
      const elements = members
        .filter(({ expires }) => expires === null || expires > now)
        .map(({ element, expires }) => (expires === null ? element : { ...element, timeout: Math.floor((expires - now) / SECOND) }))
      return { ...live.set, elements }
    })
  }

  /** What a packet adds: it is the first that the element counts. */
  private fresh(set: IpSet, parts: readonly SetElementPart[], timeout: number | null, subject: SetSubject): SetElement {
    const counted = set.counters ? { packets: 1, bytes: packetLength(subject.packet) } : { packets: 0, bytes: 0 }
    return { parts, nomatch: false, timeout, comment: null, ...counted }
  }

  /**
   * An element that awaits a MAC takes the packet's when it is asked for (bitmap_ipmac_do_test's -EAGAIN): the packet adds it once
   * more, and whatever was asked of its counters, the answer is yes.
   */
  private completes(set: IpSet, member: Member, parts: readonly SetElementPart[], subject: SetSubject, { looking }: SetQuestion): boolean {
    if (!awaitsMac(set, member.element)) return false
    if (!looking) this.complete(set, member, parts, null, subject)
    return true
  }

  /** bitmap_ipmac_add_timeout: its time begins now, and is the element's own unless the packet's rule names one that is not the set's. */
  private complete(set: IpSet, member: Member, parts: readonly SetElementPart[], timeout: number | null, subject: SetSubject): void {
    const seconds = timeout === null || timeout === set.timeout ? member.element.timeout : timeout
    const kept = set.timeout === null ? null : seconds
    member.element = this.fresh(set, parts, kept, subject)
    member.expires = expiryAfter(kept, subject.now)
    this.changed(set.name, member.element, 'updated')
  }
}

/** bitmap:ip,mac: an element may be there without its MAC. Until a packet brings one, it does not grow older. */
function awaitsMac(set: IpSet, element: SetElement): boolean {
  return set.type === 'bitmap:ip,mac' && element.parts.length === 1
}

/** bitmap:ip,mac: a MAC that is known must be the packet's. */
function macAgrees(set: IpSet, member: Member, parts: readonly SetElementPart[]): boolean {
  if (set.type !== 'bitmap:ip,mac') return true
  const [seen, known] = [parts[1], member.element.parts[1]]
  return seen?.kind === 'mac' && known?.kind === 'mac' && known.mac === seen.mac
}

/** Elements a hash takes when `maxelem` is not written, and list:set's size (ip_set.h). */
const DEFAULT_MAXELEM = 65_536
const BITMAP_SPACE = 65_536

function liven(set: IpSet): LiveSet {
  if (set.type === 'list:set') {
    return { kind: 'list', set, names: set.elements.map((element) => ({ element, expires: expiry(set, element) })) }
  }
  const members = new Members(set)
  for (const element of set.elements)
    members.put(
      awaitsMac(set, element)
        ? { element: { ...element, timeout: element.timeout ?? set.timeout }, expires: null }
        : { element, expires: expiry(set, element) },
    )
  const bitmap = set.type.startsWith('bitmap:')
  const written = typeof set.options.maxelem === 'string' ? Number(set.options.maxelem) : DEFAULT_MAXELEM
  return { kind: 'members', set, members, capacity: bitmap ? BITMAP_SPACE : written, range: bitmap ? bitmapRange(set) : null }
}

function expiry(set: IpSet, element: SetElement): number | null {
  return expiryAfter(set.timeout === null ? null : (element.timeout ?? set.timeout), 0)
}

/** When what is added now is gone; null for never. */
function expiryAfter(seconds: number | null, now: number): number | null {
  return seconds === null || seconds === 0 ? null : now + seconds * SECOND
}

/** `range FROM-TO` of a bitmap, as numbers (ports, or addresses). Null when it is not to be read. */
function bitmapRange(set: IpSet): readonly [number, number] | null {
  const written = set.options.range
  if (typeof written !== 'string') return null
  const numberOf = (text: string): number =>
    text.includes('.') ? text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0) : Number(text)
  const [net, length] = written.split('/')
  if (length !== undefined && net !== undefined) {
    const size = 2 ** (32 - Number(length))
    const from = Math.floor(numberOf(net) / size) * size
    return [from, from + size - 1]
  }
  const [from, to] = written.split('-')
  return from === undefined || to === undefined ? null : [numberOf(from), numberOf(to)]
}

function inRange(range: readonly [number, number], part: SetElementPart): boolean {
  const value = part.kind === 'port' ? part.port : part.kind === 'address' ? part.address : null
  return value === null || (value >= range[0] && value <= range[1])
}

/** Null where the packet lacks a part, or the rule names fewer directions than the set has dimensions (ip_set_test). */
function partsOf(
  { set, members }: Extract<LiveSet, { kind: 'members' }>,
  directions: readonly SetDirection[],
  subject: SetSubject,
): readonly SetElementPart[] | null {
  if (set.family !== 'inet' || directions.length < members.dimensions.length) return null
  const parts: SetElementPart[] = []
  for (const [index, dimension] of members.dimensions.entries()) {
    const seen = packetPart(dimension, directions[index] ?? 'src', subject)
    const part = seen === null ? null : members.masked(seen)
    if (part === null) return null
    if (set.type === 'bitmap:port' && part.kind === 'port') {
      // Its elements have no protocol, and TCP and UDP alone are looked for (ip_set_get_ip_port).
      if (part.protocol !== 6 && part.protocol !== 17) return null
      parts.push({ ...part, protocol: null })
    } else parts.push(part)
  }
  return parts
}

function isAlive(member: Member, now: number): boolean {
  return member.expires === null || member.expires > now
}

/** Types whose elements can be marked nomatch. */
function hasNets(set: IpSet): boolean {
  return set.type.includes('net')
}

/** ip_set_match_counter. */
function fulfils(count: number, condition: SetCounterCondition | null): boolean {
  if (condition === null) return true
  const value = BigInt(count)
  switch (condition.compare) {
    case 'equal':
      return value === condition.value
    case 'unequal':
      return value !== condition.value
    case 'less':
      return value < condition.value
    case 'more':
      return value > condition.value
  }
}
