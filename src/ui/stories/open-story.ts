import type { Scenario } from '../../scenario/scenario'
import type { Story } from '../../stories'
import type { TraceEvent } from '../../trace/event'
import { actions, pageStore } from '../store/page-store'
import { startPlayback } from '../store/playback'
import { refresh } from '../store/simulate'

/** The story's scenario in the person's language. */
export function scenarioOf(story: Story, language: 'en' | 'zh'): Scenario {
  return language === 'zh' ? { ...story.scenario, ...story.chinese } : story.scenario
}

/** Lets the scenario that was just put on the page happen: from its beginning to its moment, or at once where less motion is wanted. */
export function showStory(story: Story): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  refresh(still ? { kind: 'end' } : { kind: 'at', cursor: 0 }, () => {
    const moment = momentOf(story, pageStore.getState().run?.events ?? [])
    if (!still) startPlayback(moment)
    else if (moment !== null) actions.seek(moment)
  })
}

/** The cursor just after the event that the story wants to be looked at. */
function momentOf(story: Story, events: readonly TraceEvent[]): number | null {
  if (story.stopAt === null) return null
  const { kind, occurrence } = story.stopAt
  let left = occurrence
  for (const [index, event] of events.entries()) if (event.kind === kind && --left < 1) return index + 1
  return null
}
