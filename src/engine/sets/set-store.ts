import type { SetDirection } from '../../extensions/semantics'
import type { IpSet, SetElement, SetElementPart } from '../../model'
import { packetLength, SECOND } from '../../model'
import { type Member, Members } from './members'
import { packetPart, type SetSubject } from './packet-part'
import type { SetDimension } from './set-type'

/** Told of every change that a packet makes to a set, for the event log. */
export type SetChanged = (set: string, element: SetElement, change: 'added' | 'removed' | 'updated') => void

export interface AddOptions {
  /** `--exist`: an element that is there gets its timeout anew. */
  readonly exist: boolean
  /** Seconds; null takes the set's default. */
  readonly timeout: number | null
}

/** How a set answers a packet: `nomatch` is an element that says no (the kernel's -ENOTEMPTY), which `--return-nomatch` asks for. */
export type SetAnswer = 'in' | 'out' | 'nomatch'

type LiveSet =
  | {
      readonly kind: 'members'
      readonly set: IpSet
      readonly members: Members
      readonly capacity: number
      readonly range: readonly [number, number] | null
    }
  | { readonly kind: 'list'; readonly set: IpSet; names: { readonly element: SetElement; expires: number | null }[] }

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

  /** Whether the packet's parts are in the set; null when there is no such set. Counts, where the set has counters. */
  test(name: string, directions: readonly SetDirection[], subject: SetSubject): boolean | null {
    const answer = this.answer(name, directions, subject)
    return answer === null ? null : answer === 'in'
  }

  /** As `test`, telling an element marked nomatch from no element. */
  answer(name: string, directions: readonly SetDirection[], subject: SetSubject): SetAnswer | null {
    const live = this.sets.get(name)
    if (live === undefined) return null
    if (live.kind === 'list') {
      for (const { element, expires } of live.names) {
        if (expires !== null && expires <= subject.now) continue
        const part = element.parts[0]
        // list_set_ktest: a member set's nomatch counts as no, and the next one is asked.
        if (part?.kind === 'set' && this.answer(part.name, directions, subject) === 'in') return 'in'
      }
      return 'out'
    }
    const parts = partsOf(live.set, live.members.dimensions, directions, subject)
    if (parts === null) return 'out'
    const member = live.members.find(parts, (one) => isAlive(one, subject.now))
    if (member === null || !this.macAgrees(live.set, member, parts)) return 'out'
    if (live.set.counters) {
      member.element = {
        ...member.element,
        packets: member.element.packets + 1,
        bytes: member.element.bytes + packetLength(subject.packet),
      }
      this.changed(name, member.element, 'updated')
    }
    return member.element.nomatch ? 'nomatch' : 'in'
  }

  /** `-j SET --add-set`. Says whether the set changed; a full set, a missing part or an unknown set changes nothing, silently, as in the kernel. */
  add(name: string, directions: readonly SetDirection[], subject: SetSubject, options: AddOptions): boolean {
    const live = this.sets.get(name)
    if (live === undefined) return false
    if (live.kind === 'list') {
      // list_set_kadd: the first member set that takes it.
      return live.names.some(
        ({ element }) => element.parts[0]?.kind === 'set' && this.add(element.parts[0].name, directions, subject, options),
      )
    }
    const found = partsOf(live.set, live.members.dimensions, directions, subject)
    if (found === null) return false
    const parts = live.members.widen(found)
    const first = parts[0]
    if (live.range !== null && first !== undefined && !inRange(live.range, first)) return false
    const seconds = live.set.timeout === null ? null : (options.timeout ?? live.set.timeout)
    const expires = seconds === null || seconds === 0 ? null : subject.now + seconds * SECOND
    const existing = live.members.get(parts)
    if (existing !== undefined && isAlive(existing, subject.now)) {
      if (!options.exist) return false
      existing.element = { ...existing.element, timeout: seconds }
      existing.expires = expires
      this.changed(name, existing.element, 'updated')
      return true
    }
    if (existing !== undefined) live.members.delete(parts)
    if (live.members.size >= live.capacity) {
      for (const member of [...live.members.all()]) if (!isAlive(member, subject.now)) live.members.delete(member.element.parts)
      if (live.members.size >= live.capacity) return false
    }
    const element: SetElement = { parts, nomatch: false, timeout: seconds, comment: null, packets: 0, bytes: 0 }
    live.members.put({ element, expires })
    this.changed(name, element, 'added')
    return true
  }

  /** `-j SET --del-set`. Says whether the set changed. */
  remove(name: string, directions: readonly SetDirection[], subject: SetSubject): boolean {
    const live = this.sets.get(name)
    if (live === undefined) return false
    if (live.kind === 'list') {
      return live.names.some(({ element }) => element.parts[0]?.kind === 'set' && this.remove(element.parts[0].name, directions, subject))
    }
    const found = partsOf(live.set, live.members.dimensions, directions, subject)
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

  /** bitmap:ip,mac: an element without a MAC takes the first packet's and then insists on it (bitmap_ipmac_do_test's -EAGAIN). */
  private macAgrees(set: IpSet, member: Member, parts: readonly SetElementPart[]): boolean {
    if (set.type !== 'bitmap:ip,mac') return true
    const seen = parts[1]
    const known = member.element.parts[1]
    if (seen?.kind !== 'mac') return false
    if (known?.kind === 'mac') return known.mac === seen.mac
    member.element = { ...member.element, parts: [...member.element.parts.slice(0, 1), seen] }
    this.changed(set.name, member.element, 'updated')
    return true
  }
}

/** Elements a hash takes when `maxelem` is not written, and list:set's size (ip_set.h). */
const DEFAULT_MAXELEM = 65_536
const BITMAP_SPACE = 65_536

function liven(set: IpSet): LiveSet {
  if (set.type === 'list:set') {
    return { kind: 'list', set, names: set.elements.map((element) => ({ element, expires: expiry(set, element) })) }
  }
  const members = new Members(set)
  for (const element of set.elements) members.put({ element, expires: expiry(set, element) })
  const bitmap = set.type.startsWith('bitmap:')
  const written = typeof set.options.maxelem === 'string' ? Number(set.options.maxelem) : DEFAULT_MAXELEM
  return { kind: 'members', set, members, capacity: bitmap ? BITMAP_SPACE : written, range: bitmap ? bitmapRange(set) : null }
}

function expiry(set: IpSet, element: SetElement): number | null {
  const seconds = set.timeout === null ? null : (element.timeout ?? set.timeout)
  return seconds === null || seconds === 0 ? null : seconds * SECOND
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
  set: IpSet,
  dimensions: readonly SetDimension[],
  directions: readonly SetDirection[],
  subject: SetSubject,
): readonly SetElementPart[] | null {
  if (set.family !== 'inet' || directions.length < dimensions.length) return null
  const parts: SetElementPart[] = []
  for (const [index, dimension] of dimensions.entries()) {
    const part = packetPart(dimension, directions[index] ?? 'src', subject)
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
