import type { IpSet, Ipv4, SetElement, SetElementPart } from '../../model'
import { prefixMask, setMask } from '../../model'
import { SET_DIMENSIONS, type SetDimension } from './set-type'

/** A living element. `expires` is virtual microseconds, null for ever. */
export interface Member {
  element: SetElement
  expires: number | null
}

type Key = string | number

/**
 * The elements of one set other than list:set, found by a packet's parts: one map lookup for exact types, one for each prefix
 * length in use, longest first, for types with nets (mtype_test_cidrs, ip_set_hash_gen.h).
 */
export class Members {
  readonly dimensions: readonly SetDimension[]
  private readonly byKey = new Map<Key, Member>()
  /** For each net dimension the prefix lengths in use. */
  private readonly prefixLengths: readonly PrefixLengths[]
  private readonly mask: Ipv4
  private readonly wildcards: boolean
  /** hash:net,iface: how many elements each network has. */
  private readonly networks = new Map<number, number>()

  constructor(private readonly set: IpSet) {
    this.dimensions = SET_DIMENSIONS[set.type]
    this.prefixLengths = this.dimensions.filter((dimension) => dimension === 'net').map(() => new PrefixLengths())
    this.mask = setMask(set)
    this.wildcards = set.type === 'hash:net,iface'
  }

  get size(): number {
    return this.byKey.size
  }

  all(): IterableIterator<Member> {
    return this.byKey.values()
  }

  /** A packet's part as it is asked, added and removed: masked (hash_ip4_kadt, hash_ipport4_kadt). Null for what is nobody's address then. */
  masked(part: SetElementPart): SetElementPart | null {
    if (part.kind !== 'address') return part
    const address = (part.address & this.mask) >>> 0
    if (address === 0 && (this.set.type === 'hash:ip' || this.set.type === 'hash:ip,port')) return null
    return address === part.address ? part : { kind: 'address', address }
  }

  /** The member equal to these parts, prefix lengths included. */
  get(parts: readonly SetElementPart[]): Member | undefined {
    return this.byKey.get(this.key(parts))
  }

  put(member: Member): void {
    const key = this.key(member.element.parts)
    if (!this.byKey.has(key)) this.countPrefixes(member.element.parts, 1)
    this.byKey.set(key, member)
  }

  delete(parts: readonly SetElementPart[]): Member | undefined {
    const key = this.key(parts)
    const member = this.byKey.get(key)
    if (member === undefined) return undefined
    this.byKey.delete(key)
    this.countPrefixes(parts, -1)
    return member
  }

  /** The living members that hold a packet's parts, most specific first; the first one that counts decides. */
  find(parts: readonly SetElementPart[], alive: (member: Member) => boolean): Member | null {
    if (this.prefixLengths.length === 0) {
      const member = this.byKey.get(this.key(parts))
      return member !== undefined && alive(member) ? member : null
    }
    return this.findNet(parts, 0, [], alive)
  }

  /** The prefix lengths that a packet's parts get when the SET target adds them: the longest in use, /32 in an empty set (INIT_CIDR). */
  widen(parts: readonly SetElementPart[]): readonly SetElementPart[] {
    let net = 0
    return parts.map((part) => {
      if (part.kind !== 'net') return part
      const length = this.prefixLengths[net++]?.longestFirst[0] ?? 32
      return { kind: 'net', prefix: { address: (part.prefix.address & prefixMask(length)) >>> 0, length } }
    })
  }

  private findNet(
    parts: readonly SetElementPart[],
    net: number,
    lengths: readonly number[],
    alive: (member: Member) => boolean,
  ): Member | null {
    if (net === this.prefixLengths.length) {
      let at = 0
      const narrowed = parts.map((part): SetElementPart => {
        if (part.kind !== 'net') return part
        const length = lengths[at++] ?? 32
        return { kind: 'net', prefix: { address: (part.prefix.address & prefixMask(length)) >>> 0, length } }
      })
      const member = this.byKey.get(this.key(narrowed))
      if (member !== undefined && alive(member)) return member
      return this.wildcards ? this.findWildcard(narrowed, alive) : null
    }
    for (const length of this.prefixLengths[net]?.longestFirst ?? []) {
      const found = this.findNet(parts, net + 1, [...lengths, length], alive)
      if (found !== null) return found
      // hash:net,iface: the most specific network that is there decides, also for interfaces that it does not name (`multi`).
      if (this.wildcards && this.networks.has(networkOf(parts[0], length))) return null
    }
    return null
  }

  /** hash:net,iface elements made with `wildcard` hold every interface that begins so (ip_set_hash_netiface.c). */
  private findWildcard(parts: readonly SetElementPart[], alive: (member: Member) => boolean): Member | null {
    const [net, wanted] = parts
    if (net?.kind !== 'net' || wanted?.kind !== 'interface') return null
    for (let length = wanted.name.length; length > 0; length--) {
      const member = this.byKey.get(this.key([net, { kind: 'interface', name: `${wanted.name.slice(0, length)}+` }]))
      if (member !== undefined && alive(member)) return member
    }
    return null
  }

  private countPrefixes(parts: readonly SetElementPart[], by: 1 | -1): void {
    const [first, second] = parts
    // Bridge ports (physdev:) hash elsewhere.
    const physical = second?.kind === 'interface' && second.name.startsWith('physdev:')
    if (this.wildcards && first?.kind === 'net' && !physical) {
      const network = networkOf(first, first.prefix.length)
      const count = (this.networks.get(network) ?? 0) + by
      if (count === 0) this.networks.delete(network)
      else this.networks.set(network, count)
    }
    let net = 0
    for (const part of parts) {
      if (part.kind !== 'net') continue
      this.prefixLengths[net++]?.count(part.prefix.length, by)
    }
  }

  private key(parts: readonly SetElementPart[]): Key {
    const first = parts[0]
    if (parts.length === 1 && first?.kind === 'address') return first.address
    if (parts.length === 1 && first?.kind === 'port') return first.port
    if (parts.length === 1 && first?.kind === 'net') return first.prefix.address * 64 + first.prefix.length
    // bitmap:ip,mac finds an element by its address alone; the MAC is compared, or learnt, afterwards.
    if (this.set.type === 'bitmap:ip,mac' && first?.kind === 'address') return first.address
    return parts.map((part) => this.partKey(part)).join(' ')
  }

  private partKey(part: SetElementPart): string {
    switch (part.kind) {
      case 'address':
        return String(part.address)
      case 'net':
        return `${part.prefix.address}/${part.prefix.length}`
      case 'port':
        return `${part.protocol}:${part.port}`
      case 'mac':
        return part.mac
      case 'interface':
      case 'set':
        return part.name
      case 'mark':
        return String(part.mark)
    }
  }
}

function networkOf(part: SetElementPart | undefined, length: number): number {
  return part?.kind === 'net' ? ((part.prefix.address & prefixMask(length)) >>> 0) * 64 + length : -1
}

/** How many elements have each prefix length, and the lengths in use in the order in which the kernel tries them. */
class PrefixLengths {
  longestFirst: readonly number[] = []
  private readonly counts = new Map<number, number>()

  count(length: number, by: 1 | -1): void {
    const count = (this.counts.get(length) ?? 0) + by
    if (count === 0) this.counts.delete(length)
    else this.counts.set(length, count)
    this.longestFirst = [...this.counts.keys()].sort((a, b) => b - a)
  }
}
