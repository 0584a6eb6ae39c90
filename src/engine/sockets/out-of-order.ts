import type { ConnectionOptions } from './connection-options'
import { after, type Block, joined, sooner, touches } from './sequence'

/** TCP_NUM_SACKS: more blocks are forgotten. */
const MOST_BLOCKS = 4

/** A buffer that waits for those before it; what it weighs, and how much more fits behind its data. */
export interface Held {
  readonly start: number
  end: number
  fin: boolean
  readonly weight: number
  room: number
}

/** What came before its time (out_of_order_queue), and what the peer is told of it (selective_acks). */
export class OutOfOrder {
  /** By where they start; they may overlap. */
  private queue: Held[] = []
  /** Where searches begin: the root of the kernel's tree, which is balanced. Of three buffers at most, the tree has no other form. */
  private root: Held | null = null
  /** The latest first. */
  private told: Block[] = []

  get isEmpty(): boolean {
    return this.queue.length === 0
  }

  /** The blocks of a selective acknowledgement. */
  get blocks(): readonly Block[] {
    return this.told
  }

  /** The end of the last buffer. */
  get end(): number {
    return this.queue.at(-1)?.end ?? 0
  }

  /** sk_rmem_alloc, as far as it is of these. */
  get weight(): number {
    return this.queue.reduce((sum, { weight }) => sum + weight, 0)
  }

  has(one: Held): boolean {
    return this.queue.includes(one)
  }

  clear(): void {
    this.queue = []
    this.root = null
    this.told = []
  }

  /** tcp_data_queue_ofo: false where all of it is here already. */
  add(one: Held, options: ConnectionOptions): boolean {
    const { start, end } = one
    const kept = this.insert(one, options)
    this.tell(start, end)
    return kept
  }

  /** tcp_ofo_queue: the next buffer that is due, if any; `high` is up to where what comes again is told. */
  next(received: number, high: number, options: ConnectionOptions): { readonly due: Held; readonly high: number } | null {
    const [due] = this.queue
    if (due === undefined || after(due.start, received)) return null
    let below = high
    if (after(high, due.start)) {
      below = sooner(high, due.end)
      options.repeatedMore(due.start, high)
    }
    this.remove(due)
    return { due, high: below }
  }

  /** tcp_sack_remove. */
  forget(received: number): void {
    this.told = this.isEmpty ? [] : this.told.filter(([start]) => after(start, received))
  }

  private insert(one: Held, options: ConnectionOptions): boolean {
    const last = this.queue.at(-1)
    if (last === undefined) {
      this.place(one)
      return true
    }
    if (this.append(last, one)) return true
    for (const other of after(last.end, one.start) ? this.path(one.start) : []) {
      if (after(other.start, one.start)) continue
      if (!after(other.end, one.start)) {
        if (this.append(other, one)) return true
        continue
      }
      if (!after(one.end, other.end)) {
        options.repeated(one.start, one.end)
        return false
      }
      if (other.start === one.start) {
        options.repeatedMore(other.start, other.end)
        this.queue[this.queue.indexOf(other)] = one
        if (this.root === other) this.root = one
        this.cover(one, options)
        return true
      }
      options.repeated(one.start, other.end)
    }
    this.place(one)
    this.cover(one, options)
    return true
  }

  /** What a search for this place meets on its way. */
  private *path(start: number): Generator<Held> {
    let part = [...this.queue]
    for (let at = this.root; at !== null; at = part[part.length >> 1] ?? null) {
      yield at
      const index = part.indexOf(at)
      part = after(at.start, start) ? part.slice(0, index) : part.slice(index + 1)
    }
  }

  /** tcp_ooo_try_coalesce: what goes right behind a buffer's data, into the room it has left. */
  private append(to: Held, { start, end, fin }: Held): boolean {
    const length = (end - start - (fin ? 1 : 0)) >>> 0
    if (start !== to.end || length > to.room) return false
    to.end = end
    to.fin ||= fin
    to.room -= length
    return true
  }

  private place(one: Held): void {
    const index = this.queue.findIndex(({ start }) => after(start, one.start))
    this.queue.splice(index < 0 ? this.queue.length : index, 0, one)
    if (this.queue.length === 1 || this.queue.length === 3) this.root = this.queue[this.queue.length >> 1] ?? null
  }

  private remove(one: Held): void {
    const index = this.queue.indexOf(one)
    this.queue.splice(index, 1)
    if (this.root === one) this.root = this.queue[index] ?? this.queue[index - 1] ?? null
  }

  /** Buffers that this one covers go. */
  private cover(one: Held, options: ConnectionOptions): void {
    for (let next = this.behind(one); next !== undefined && after(one.end, next.start); next = this.behind(one)) {
      options.repeatedMore(next.start, sooner(one.end, next.end))
      if (after(next.end, one.end)) return
      this.remove(next)
    }
  }

  private behind(one: Held): Held | undefined {
    return this.queue[this.queue.indexOf(one) + 1]
  }

  /** tcp_sack_new_ofo_skb: what touches is told as one. */
  private tell(start: number, end: number): void {
    const index = this.told.findIndex((block) => touches(block, [start, end]))
    const [found] = index < 0 ? [] : this.told.splice(index, 1)
    if (found === undefined) {
      this.told = [[start, end], ...this.told.slice(0, MOST_BLOCKS - 1)]
      return
    }
    let first = joined(found, [start, end])
    // tcp_sack_maybe_coalesce.
    for (let other = this.touching(first); other !== undefined; other = this.touching(first)) {
      this.told = this.told.filter((block) => block !== other)
      first = joined(first, other)
    }
    this.told = [first, ...this.told]
  }

  private touching(one: Block): Block | undefined {
    return this.told.find((block) => touches(one, block))
  }
}
