import type { Scenario } from '../../scenario/scenario'
import type { Story } from '../../stories'
import { actions } from '../store/page-store'
import { refresh } from '../store/simulate'

/** The story's scenario in the person's language. */
export function scenarioOf(story: Story, language: 'en' | 'zh'): Scenario {
  return language === 'zh' ? { ...story.scenario, ...story.chinese } : story.scenario
}

/** Lets the scenario that was just put on the page happen: from its beginning, or at once where less motion is wanted. */
export function showScenario(): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) refresh({ kind: 'end' })
  else refresh({ kind: 'at', cursor: 0 }, actions.play)
}
