import type { Journey } from '../../worker/protocol'
import { pointAt, type SampledPath } from './path'

/**
 * Many packets at once, each sliding along a path that was sampled once. Pure: time is an argument, in milliseconds. What it costs a
 * frame is one array read a packet.
 */
export interface Stream {
  readonly packets: StreamingPacket[]
}

export interface StreamingPacket {
  readonly path: SampledPath
  /** When it sets out. */
  readonly start: number
  readonly fate: Journey['fate']
  readonly label: string
  /** Which way beside the middle of the line it keeps, -1 to 1, so that a crowd looks like one. */
  readonly aside: number
}

/** Pixels at zoom 1 in a second. */
const SPEED = 420
/** A packet that was stopped is seen for so long where it was. */
const FADE = 600
/** As many move at once; more would only be a smear, and the counters still count them. */
export const MOST_MOVING = 1_000

export function createStream(): Stream {
  return { packets: [] }
}

/** Adds a frame's journeys, setting out evenly over the time until the next frame is expected. */
export function addJourneys(
  stream: Stream,
  journeys: readonly Journey[],
  pathOf: (journey: Journey) => SampledPath,
  now: number,
  spread: number,
): void {
  const room = MOST_MOVING - stream.packets.length
  const count = Math.min(room, journeys.length)
  for (let i = 0; i < count; i++) {
    const journey = journeys[i]
    if (journey === undefined) continue
    // The golden ratio spreads any number of neighbours evenly without chance.
    const aside = ((stream.packets.length * 0.618) % 1) * 2 - 1
    stream.packets.push({ path: pathOf(journey), start: now + (i / count) * spread, fate: journey.fate, label: journey.label, aside })
  }
}

/** What a painter does with a moving packet: `ended` is 0 while it moves, then grows to 1 as it fades. */
export type Paint = (x: number, y: number, packet: StreamingPacket, ended: number) => void

/** Paints all that are on their way at `now` and forgets those that have arrived. Answers how many still move. */
export function paintStream(stream: Stream, now: number, paint: Paint): number {
  const { packets } = stream
  let kept = 0
  for (const packet of packets) {
    const travelled = ((now - packet.start) * SPEED) / 1000
    const beyond = travelled - packet.path.length
    const fade = packet.fate === 'transmitted' || packet.fate === 'delivered' ? 0 : FADE
    const ended = beyond <= 0 ? 0 : fade === 0 ? 1 : (beyond / SPEED) * (1000 / fade)
    if (ended >= 1) continue
    packets[kept++] = packet
    if (travelled < 0) continue
    const { x, y } = pointAt(packet.path, travelled)
    paint(x, y, packet, ended)
  }
  packets.length = kept
  return kept
}
