import type { Microseconds, Tuple } from '../../model'
import { type Connection, DEFAULT_ZONE, type DirectionIndex, ORIGINAL, REPLY, type Zone } from './connection'

const NOTHING = -1

/** A slot's numbers lie together, so that looking at one costs one line of the processor's cache. */
const STRIDE = 8
const SOURCE = 0
const DESTINATION = 1
const PORTS = 2
const PROTOCOL = 3
const NEXT = 4

/**
 * Finds connections by either of their tuples: the kernel's hash of tuples, as plain numbers, so that a lookup neither
 * allocates nor builds strings. A connection owns two neighbouring slots, the even one for its original direction.
 */
export class TupleIndex {
  private heads = new Int32Array(1024).fill(NOTHING)
  private mask = 1023
  private slots = new Int32Array(2048 * STRIDE)
  private owners: (Connection | null)[] = []
  private readonly free: number[] = []
  private living = 0

  get size(): number {
    return this.living
  }

  /**
   * The slot of a living connection's tuple in a zone, or -1. Connections that are over are passed by, as in the kernel; so are tuples
   * of another zone in their direction (nf_ct_zone_equal).
   */
  find(
    protocol: number,
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    now: Microseconds,
    zone: Zone = DEFAULT_ZONE,
  ): number {
    const from = source | 0
    const to = destination | 0
    const ports = (sourcePort << 16) | destinationPort
    const { slots } = this
    let slot = this.heads[hash(protocol, from, to, ports) & this.mask] ?? NOTHING
    while (slot !== NOTHING) {
      const at = slot * STRIDE
      if (
        slots[at + PORTS] === ports &&
        slots[at + SOURCE] === from &&
        slots[at + DESTINATION] === to &&
        slots[at + PROTOCOL] === protocol
      ) {
        const owner = this.owners[slot >>> 1]
        if (owner !== null && owner !== undefined && owner.expires > now && sameZone(owner.zones, zone, slot)) return slot
      }
      slot = slots[at + NEXT] ?? NOTHING
    }
    return NOTHING
  }

  findTuple(tuple: Tuple, now: Microseconds, zone: Zone): number {
    return this.find(tuple.protocol, tuple.source, tuple.destination, tuple.sourcePort, tuple.destinationPort, now, zone)
  }

  /** The next living connection's slot with the same tuple behind `slot`, or -1. */
  findNext(slot: number, now: Microseconds, zone: Zone): number {
    const { slots } = this
    const own = slot * STRIDE
    let other = slots[own + NEXT] ?? NOTHING
    while (other !== NOTHING) {
      const at = other * STRIDE
      if (
        slots[at + PORTS] === slots[own + PORTS] &&
        slots[at + SOURCE] === slots[own + SOURCE] &&
        slots[at + DESTINATION] === slots[own + DESTINATION] &&
        slots[at + PROTOCOL] === slots[own + PROTOCOL] &&
        (this.owners[other >>> 1]?.expires ?? 0) > now &&
        sameZone(this.connectionAt(other).zones, zone, other)
      )
        return other
      other = slots[at + NEXT] ?? NOTHING
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
    if ((pair * 2 + 2) * STRIDE > this.slots.length) this.grow()
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
    const at = slot * STRIDE
    this.slots[at + SOURCE] = tuple.source
    this.slots[at + DESTINATION] = tuple.destination
    this.slots[at + PORTS] = (tuple.sourcePort << 16) | tuple.destinationPort
    this.slots[at + PROTOCOL] = tuple.protocol
  }

  private bucket(slot: number): number {
    const at = slot * STRIDE
    const { slots } = this
    return hash(slots[at + PROTOCOL] ?? 0, slots[at + SOURCE] ?? 0, slots[at + DESTINATION] ?? 0, slots[at + PORTS] ?? 0) & this.mask
  }

  private link(slot: number): void {
    const bucket = this.bucket(slot)
    this.slots[slot * STRIDE + NEXT] = this.heads[bucket] ?? NOTHING
    this.heads[bucket] = slot
  }

  private unlink(slot: number): void {
    const following = this.slots[slot * STRIDE + NEXT] ?? NOTHING
    const bucket = this.bucket(slot)
    let at = this.heads[bucket] ?? NOTHING
    if (at === slot) {
      this.heads[bucket] = following
      return
    }
    while (at !== NOTHING) {
      const next = this.slots[at * STRIDE + NEXT] ?? NOTHING
      if (next === slot) {
        this.slots[at * STRIDE + NEXT] = following
        return
      }
      at = next
    }
  }

  private grow(): void {
    const larger = new Int32Array(this.slots.length * 2)
    larger.set(this.slots)
    this.slots = larger
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

/** Whether two zones are one for tuples of the slot's direction. */
function sameZone(one: Zone, other: Zone, slot: number): boolean {
  return one === other || ((slot & 1) === 0 ? one.original === other.original : one.reply === other.reply)
}

/** Mixes a tuple's numbers (all int32) well enough that neighbouring addresses and ports spread. */
function hash(protocol: number, source: number, destination: number, ports: number): number {
  let h = Math.imul(source ^ protocol, 0x9e3779b1)
  h = Math.imul((h ^ (h >>> 15)) + destination, 0x85ebca6b)
  h = Math.imul((h ^ (h >>> 13)) + ports, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
