import type { Span } from '../../model'
import type { RecordedHop, RecordedWalk } from './recorded-walk'

/** Walks while their lines are read, by what the log names them by. */
export class WalkList {
  private readonly walks: {
    walk: Omit<RecordedWalk, 'hops' | 'span' | 'packet'>
    hops: RecordedHop[]
    packet: RecordedWalk['packet']
    span: Span
  }[] = []

  get count(): number {
    return this.walks.length
  }

  open(id: string, recorder: RecordedWalk['recorder'], family: RecordedWalk['family'], span: Span): number {
    return this.walks.push({ walk: { id, recorder, family }, hops: [], packet: null, span }) - 1
  }

  extend(index: number, span: Span, hop: RecordedHop | null, packet: RecordedWalk['packet']): void {
    const entry = this.walks[index]
    if (entry === undefined) return
    if (hop !== null) entry.hops.push(hop)
    entry.packet ??= packet
    entry.span = { ...entry.span, endLine: span.endLine, endColumn: span.endColumn }
  }

  last(index: number): RecordedHop | null {
    return this.walks[index]?.hops.at(-1) ?? null
  }

  all(): readonly RecordedWalk[] {
    return this.walks.map(({ walk, hops, packet, span }) => ({ ...walk, hops, packet, span }))
  }
}

/** How far along a host's way a hook is: a packet never goes back, except by looping through `lo`. */
export function stationOf(chain: string, out: string | null): number | null {
  const name = chain.toUpperCase()
  if (name.endsWith('PREROUTING')) return 0
  if (name.endsWith('INPUT')) return 2
  if (name.endsWith('FORWARD')) return 2
  if (name.endsWith('POSTROUTING')) return 3
  if (name.endsWith('OUTPUT')) return out === null ? null : 1
  return null
}
