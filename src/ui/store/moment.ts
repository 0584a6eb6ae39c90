import type { TraceEvent } from '../../trace/event'
import { createTimeline, type Timeline, worldAt } from '../../trace/timeline'
import type { World } from '../../trace/world'
import type { RunResult } from '../../worker/protocol'
import { usePage } from './page'

const NO_RUN = createTimeline([])
const timelines = new WeakMap<RunResult, Timeline>()

/** A run's timeline, made once. */
export function timelineOf(run: RunResult | null): Timeline {
  if (run === null) return NO_RUN
  let timeline = timelines.get(run)
  if (timeline === undefined) {
    timeline = createTimeline(run.events)
    timelines.set(run, timeline)
  }
  return timeline
}

export function useTimeline(): Timeline {
  return timelineOf(usePage((state) => state.run))
}

/** The state of everything at the cursor. */
export function useWorld(): World {
  const timeline = useTimeline()
  const cursor = usePage((state) => state.cursor)
  return worldAt(timeline, cursor)
}

/** What has just happened at the cursor; null before the beginning. */
export function useCurrentEvent(): TraceEvent | null {
  const timeline = useTimeline()
  return usePage((state) => timeline.events[state.cursor - 1]) ?? null
}
