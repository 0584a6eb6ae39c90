import type { PacketTrack, Tick, Timeline } from '../../trace/timeline'

/** One mark on the scrubber, in pixels from its left end. */
export interface Mark {
  readonly x: number
  /** The design token without its dashes: `table-nat`, `against`, `line-strong`. */
  readonly colour: string
  readonly shape: 'tick' | 'short' | 'end' | 'strip' | 'bar'
  readonly width: number
}

/** From this many pixels a tick on, each is drawn; below, a packet is a strip of its tables' colours. */
const TICK_ROOM = 3
/** From this many pixels a packet on, its strip can be told from its neighbour's; below, packets are plain bars. */
const STRIP_ROOM = 14

/**
 * What the scrubber draws for a run: a tick where one can stop, coloured by table, packets apart from each other. A longer run is
 * drawn as a strip a packet, a very long one as bars where only trouble has a colour.
 */
export function tickMarks(timeline: Timeline, width: number): readonly Mark[] {
  const { events, packets } = timeline
  if (events.length === 0 || width <= 0) return []
  const place = (cursor: number): number => (cursor / events.length) * width
  const ticks = packets.reduce((sum, packet) => sum + packet.ticks.length, 0)
  if (ticks * TICK_ROOM <= width)
    return packets.flatMap((packet) => packet.ticks.map((tick) => tickMark(tick, place(tick.cursor), isStopped(packet))))
  if (packets.length * STRIP_ROOM <= width) return packets.flatMap((packet) => strip(packet, place))
  return bars(packets, place)
}

export function isAgainst(fate: 'transmitted' | 'delivered' | 'dropped' | 'rejected' | 'died' | 'untold'): boolean {
  return fate === 'dropped' || fate === 'rejected' || fate === 'died'
}

function isStopped(packet: PacketTrack): boolean {
  return packet.fate !== null && isAgainst(packet.fate.kind)
}

function tickMark(tick: Tick, x: number, stopped: boolean): Mark {
  switch (tick.kind) {
    case 'appeared':
      return { x, colour: 'text', shape: 'end', width: 2 }
    case 'ended':
      return { x, colour: stopped ? 'against' : 'text', shape: 'end', width: 2 }
    case 'routing':
      return { x, colour: 'text-quiet', shape: 'tick', width: 2 }
    case 'skipped':
      return { x, colour: tableColour(tick), shape: 'short', width: 2 }
    case 'stage':
    case 'rule':
    case 'policy':
      return { x, colour: tableColour(tick), shape: 'tick', width: 3 }
  }
}

/** A packet as the sequence of its tables, and its end. */
function strip(packet: PacketTrack, place: (cursor: number) => number): readonly Mark[] {
  const until = Math.round(place(packet.last + 1))
  const stretches: { readonly x: number; readonly colour: string }[] = []
  for (const tick of packet.ticks) {
    if (tick.kind === 'skipped' || tick.kind === 'ended') continue
    const colour = tick.stage === null ? 'line-strong' : tableColour(tick)
    if (stretches.at(-1)?.colour !== colour) stretches.push({ x: Math.round(place(tick.cursor)), colour })
  }
  const marks = stretches.map(
    ({ x, colour }, index): Mark => ({ x, colour, shape: 'strip', width: (stretches[index + 1]?.x ?? until) - x }),
  )
  return [...marks, { x: until, colour: isStopped(packet) ? 'against' : 'text', shape: 'end', width: 2 }]
}

function bars(packets: readonly PacketTrack[], place: (cursor: number) => number): readonly Mark[] {
  const marks: Mark[] = []
  let filled = -1
  for (const packet of packets) {
    const from = place(packet.first)
    const until = place(packet.last + 1)
    // A bar within a pixel that is drawn already tells nothing more, unless it tells of trouble.
    if (until - filled < 1 && !isStopped(packet)) continue
    marks.push({ x: from, colour: isStopped(packet) ? 'against' : 'edge', shape: 'bar', width: Math.max(1, until - from - 1) })
    filled = until
  }
  return marks
}

function tableColour(tick: Tick): string {
  return tick.stage === null ? 'text-quiet' : `table-${tick.stage === 'confirm' ? 'conntrack' : tick.stage}`
}
