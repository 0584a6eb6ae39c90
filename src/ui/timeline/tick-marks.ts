import type { Tick, Timeline } from '../../trace/timeline'

/** One line on the scrubber, in pixels from its left end. */
export interface Mark {
  readonly x: number
  /** The design token without its dashes: `table-nat`, `against`, `line-strong`. */
  readonly colour: string
  readonly shape: 'tick' | 'short' | 'end' | 'bar'
  /** Pixels; only bars are wider than a tick. */
  readonly width: number
}

/** Below this many pixels between ticks they would run together; then a packet is one bar in its fate's colour. */
const LEAST_GAP = 3

/**
 * What the scrubber draws for a run: a tick where one can stop, coloured by table, and packets apart from each other. A run too
 * long for that is drawn as one bar a packet, or fewer where bars would be thinner than a pixel.
 */
export function tickMarks(timeline: Timeline, width: number): readonly Mark[] {
  const { events, packets } = timeline
  if (events.length === 0 || width <= 0) return []
  const ticks = packets.reduce((sum, packet) => sum + packet.ticks.length, 0)
  const place = (cursor: number): number => (cursor / events.length) * width
  if (ticks * LEAST_GAP <= width)
    return packets.flatMap((packet) =>
      packet.ticks.map((tick) => tickMark(tick, place(tick.cursor), packet.fate !== null && isAgainst(packet.fate.kind))),
    )
  const bars: Mark[] = []
  let filled = -1
  for (const packet of packets) {
    const from = place(packet.first)
    const until = place(packet.last + 1)
    // A bar that would lie within a pixel already drawn tells nothing more, unless it tells of trouble.
    const against = packet.fate !== null && isAgainst(packet.fate.kind)
    if (until - filled < 1 && !against) continue
    bars.push({ x: from, colour: against ? 'against' : 'line-strong', shape: 'bar', width: Math.max(1, until - from - 1) })
    filled = until
  }
  return bars
}

export function isAgainst(fate: 'transmitted' | 'delivered' | 'dropped' | 'rejected' | 'died'): boolean {
  return fate === 'dropped' || fate === 'rejected' || fate === 'died'
}

function tickMark(tick: Tick, x: number, against: boolean): Mark {
  switch (tick.kind) {
    case 'appeared':
      return { x, colour: 'text', shape: 'end', width: 2 }
    case 'ended':
      return { x, colour: against ? 'against' : 'text', shape: 'end', width: 2 }
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

function tableColour(tick: Tick): string {
  return tick.stage === null ? 'text-quiet' : `table-${tick.stage === 'confirm' ? 'conntrack' : tick.stage}`
}
