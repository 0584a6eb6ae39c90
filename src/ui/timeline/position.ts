import { secondsText } from '../../trace/packet-text'
import { type PacketTrack, packetAt, type Timeline } from '../../trace/timeline'
import type { Texts } from '../texts/use-texts'

/** How many of the packet's stops lie behind the cursor, and how many there are: `hop 24 / 25`. */
export function hopAt(track: PacketTrack, cursor: number): { readonly at: number; readonly of: number } {
  let at = 0
  for (const tick of track.ticks) if (tick.cursor <= cursor) at++
  return { at, of: track.ticks.length }
}

/** Where the cursor is, in words. */
export function positionText(words: Texts['timeline'], timeline: Timeline, cursor: number): string {
  const event = timeline.events[cursor - 1]
  const track = packetAt(timeline, cursor)
  if (event === undefined || track === null) return timeline.events.length === 0 ? words.empty : words.before
  const { at, of } = hopAt(track, cursor)
  return words.position(`${track.id} ${track.label}`, words.hop(at, of), secondsText(event.at))
}
