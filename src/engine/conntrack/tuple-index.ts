import type { Microseconds, Tuple } from '../../model'
import { type Connection, type DirectionIndex, ORIGINAL, REPLY } from './connection'

const NOTHING = -1

/**
 * Finds connections by either of their tuples: the kernel's hash of tuples, as columns of numbers, so that a lookup neither
 * allocates nor builds strings. A connection owns two neighbouring slots, the even one for its original direction.
 */
export class TupleIndex {
  private heads = new Int32Array(1024).fill(NOTHING)
  private mask = 1023
  private sources = new Int32Array(2048)
  private destinations = new Int32Array(2048)
  private ports = new Int32Array(2048)
  private protocols = new Uint8Array(2048)
  private next = new Int32Array(2048)
  private owners: (Connection | null)[] = []
  private readonly free: number[] = []
  private living = 0

  get size(): number {
    return this.living
  }

  /** The slot of a living connection's tuple, or -1. Connections that are over are passed by, as in the kernel. */
  find(protocol: number, source: number, destination: number, sourcePort: number, destinationPort: number, now: Microseconds): number {
    const from = source | 0
    const to = destination | 0
    const ports = (sourcePort << 16) | destinationPort
    let slot = this.heads[hash(protocol, from, to, ports) & this.mask] ?? NOTHING
    while (slot !== NOTHING) {
      if (
        this.ports[slot] === ports &&
        this.sources[slot] === from &&
        this.destinations[slot] === to &&
        this.protocols[slot] === protocol
      ) {
        const owner = this.owners[slot >>> 1]
        if (owner !== null && owner !== undefined && owner.expires > now) return slot
      }
      slot = this.next[slot] ?? NOTHING
    }
    return NOTHING
  }

  findTuple(tuple: Tuple, now: Microseconds): number {
    return this.find(tuple.protocol, tuple.source, tuple.destination, tuple.sourcePort, tuple.destinationPort, now)
  }

  /** The next living connection's slot with the same tuple behind `slot`, or -1. */
  findNext(slot: number, now: Microseconds): number {
    let other = this.next[slot] ?? NOTHING
    while (other !== NOTHING) {
      if (
        this.ports[other] === this.ports[slot] &&
        this.sources[other] === this.sources[slot] &&
        this.destinations[other] === this.destinations[slot] &&
        this.protocols[other] === this.protocols[slot] &&
        (this.owners[other >>> 1]?.expires ?? 0) > now
      )
        return other
      other = this.next[other] ?? NOTHING
    }
    return NOTHING
  }

  /** The connection that owns a slot which `find` gave. */
  connectionAt(slot: number): Connection {
    const connection = this.owners[slot >>> 1]
    if (connection === null || connection === undefined) throw new Error('invariant: an empty slot was found')
    return connection
  }

  directionAt(slot: number): DirectionIndex {
    return (slot & 1) === 0 ? ORIGINAL : REPLY
  }

  insert(connection: Connection): void {
    const pair = this.free.pop() ?? this.owners.length
    this.owners[pair] = connection
    connection.slot = pair * 2
    this.living++
    if (pair * 2 + 1 >= this.sources.length) this.growColumns()
    this.write(pair * 2, connection.original)
    this.write(pair * 2 + 1, connection.reply)
    if (this.living > this.heads.length / 2) this.rehash(this.heads.length * 2)
    else {
      this.link(pair * 2)
      this.link(pair * 2 + 1)
    }
  }

  remove(connection: Connection): void {
    if (connection.slot < 0) return
    this.unlink(connection.slot)
    this.unlink(connection.slot + 1)
    this.owners[connection.slot >>> 1] = null
    this.free.push(connection.slot >>> 1)
    connection.slot = -1
    this.living--
  }

  forEach(take: (connection: Connection) => void): void {
    for (const connection of this.owners) if (connection !== null) take(connection)
  }

  private write(slot: number, tuple: Tuple): void {
    this.sources[slot] = tuple.source
    this.destinations[slot] = tuple.destination
    this.ports[slot] = (tuple.sourcePort << 16) | tuple.destinationPort
    this.protocols[slot] = tuple.protocol
  }

  private bucket(slot: number): number {
    return hash(this.protocols[slot] ?? 0, this.sources[slot] ?? 0, this.destinations[slot] ?? 0, this.ports[slot] ?? 0) & this.mask
  }

  private link(slot: number): void {
    const bucket = this.bucket(slot)
    this.next[slot] = this.heads[bucket] ?? NOTHING
    this.heads[bucket] = slot
  }

  private unlink(slot: number): void {
    const bucket = this.bucket(slot)
    let at = this.heads[bucket] ?? NOTHING
    if (at === slot) {
      this.heads[bucket] = this.next[slot] ?? NOTHING
      return
    }
    while (at !== NOTHING) {
      const following = this.next[at] ?? NOTHING
      if (following === slot) {
        this.next[at] = this.next[slot] ?? NOTHING
        return
      }
      at = following
    }
  }

  private growColumns(): void {
    const size = this.sources.length * 2
    const grow = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size)
      larger.set(column)
      return larger
    }
    this.sources = grow(this.sources)
    this.destinations = grow(this.destinations)
    this.ports = grow(this.ports)
    this.next = grow(this.next)
    const protocols = new Uint8Array(size)
    protocols.set(this.protocols)
    this.protocols = protocols
  }

  private rehash(buckets: number): void {
    this.heads = new Int32Array(buckets).fill(NOTHING)
    this.mask = buckets - 1
    for (const connection of this.owners) {
      if (connection === null) continue
      this.link(connection.slot)
      this.link(connection.slot + 1)
    }
  }
}

/** Mixes a tuple's numbers (all int32) well enough that neighbouring addresses and ports spread. */
function hash(protocol: number, source: number, destination: number, ports: number): number {
  let h = Math.imul(source ^ protocol, 0x9e3779b1)
  h = Math.imul((h ^ (h >>> 15)) + destination, 0x85ebca6b)
  h = Math.imul((h ^ (h >>> 13)) + ports, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
