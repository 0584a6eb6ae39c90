import type { PacketId } from './event'
import type { PacketOutcome } from './outcome'
import type { PacketTrack, Timeline } from './timeline'

/** The same packet in another run of the same traffic: numbers change as soon as one packet more is answered. Null where it is not sent any more. */
export function findAgain(before: Timeline, packet: PacketId, now: Timeline): PacketTrack | null {
  const keyIn = (timeline: Timeline, { first, label, sending }: PacketTrack): string => {
    const event = timeline.events[first]
    return event?.kind === 'packet appeared' ? keyOf({ origin: event.origin, label }, sending ?? -1) : ''
  }
  const track = before.trackById[packet]
  if (track === undefined) return null
  const key = keyIn(before, track)
  const which = before.packets.filter((other) => keyIn(before, other) === key).indexOf(track)
  return now.packets.filter((other) => keyIn(now, other) === key)[which] ?? null
}

/** A packet of one sending is known again by where it comes from and what it is: NAT may have changed every address in it. */
export function keyOf({ origin, label }: Pick<PacketOutcome, 'origin' | 'label'>, sending: number): string {
  const from =
    origin.kind === 'wire'
      ? origin.interface
      : origin.kind === 'process' || origin.kind === 'host'
        ? origin.kind
        : `${origin.kind} ${origin.by}`
  return `${sending} ${from} ${label}`
}
