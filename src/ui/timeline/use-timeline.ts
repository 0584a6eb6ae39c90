import { useMemo } from 'react'
import type { TraceEvent } from '../../trace/event'
import { createTimeline, type PacketTrack, packetAt, type Timeline, worldAt } from '../../trace/timeline'
import type { World } from '../../trace/world'
import type { RunResult } from '../../worker/protocol'
import { usePage } from '../store/page'

const NOTHING: Pick<RunResult, 'events' | 'before'> = { events: [], before: [] }
const timelines = new WeakMap<readonly TraceEvent[], Timeline>()

/** A run's timeline: one for all who ask; an empty one before the first run. */
export function timelineOf(run: Pick<RunResult, 'events' | 'before'> | null): Timeline {
  const { events, before } = run ?? NOTHING
  const known = timelines.get(events)
  if (known !== undefined) return known
  const timeline = createTimeline(events, before)
  timelines.set(events, timeline)
  return timeline
}

/** The run's timeline; an empty one before the first run. */
export function useTimeline(): Timeline {
  return usePage((page) => timelineOf(page.run))
}

/** The world at the cursor. */
export function useWorld(): World {
  const timeline = useTimeline()
  const cursor = usePage((page) => page.cursor)
  return useMemo(() => worldAt(timeline, cursor), [timeline, cursor])
}

/** The packet at the cursor: the one that the last event was about. */
export function useCurrentPacket(): PacketTrack | null {
  const timeline = useTimeline()
  return usePage((page) => packetAt(timeline, page.cursor))
}

/** Whether events have times: xtables-monitor and nft print none. */
export function useClock(): boolean {
  const { events } = useTimeline()
  return usePage(({ shown }) => shown === 'simulation' || (events.at(-1)?.at ?? 0) > 0)
}
