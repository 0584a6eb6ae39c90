import type { Scenario } from '../../scenario/scenario'
import type { Story, StoryAct } from '../../stories'
import { actions, pageStore } from '../store/page-store'
import { refresh } from '../store/simulate'
import { textsIn } from '../texts/use-texts'
import { progressIn, setProgress } from './progress'

/** A scene of the story in the person's language. */
export function scenarioOf(story: Story, language: 'en' | 'zh', scene: Scenario = story.scenario): Scenario {
  if (language === 'en') return scene
  const { title, notes } = story.chinese
  return { ...scene, title, notes }
}

/** Lets the scenario that was just put on the page happen: from its beginning; where less motion is wanted, at what it is about. */
export function showScenario(): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) refresh({ kind: 'end' }, showFirstStopped)
  else refresh({ kind: 'at', cursor: 0 }, actions.play)
}

/** Goes to the end of the first packet that did not get through; stays at the run's end where all did. */
function showFirstStopped(): void {
  const events = pageStore.getState().run?.events ?? []
  const at = events.findIndex(
    (event) => event.kind === 'packet ended' && event.fate.kind !== 'transmitted' && event.fate.kind !== 'delivered',
  )
  if (at >= 0) actions.seek(at + 1)
}

/** Puts a story in the place of what is here; Undo brings that back. */
export function openStory(story: Story): void {
  const { language } = pageStore.getState()
  const scenario = scenarioOf(story, language)
  setProgress(story.id, { ...progressIn(story.id), step: null })
  actions.openDialog('none')
  actions.replaceScenario(scenario, null)
  showScenario()
  actions.notify({ severity: 'information', text: textsIn(language).shell.opened(scenario.title), diagnostics: [] })
}

/** Does to the host what the story's people did, and lets the packets come again. */
export function actInStory(act: StoryAct): void {
  const { scenario, language } = pageStore.getState()
  const changed = act.change(scenario)
  const texts = textsIn(language).dialogs.stories
  const name = language === 'zh' ? act.chineseName : act.name
  const isDifferent = JSON.stringify(changed) !== JSON.stringify(scenario)
  if (isDifferent) actions.editScenario(() => changed)
  showScenario()
  actions.notify({ severity: 'information', text: isDifferent ? texts.done(name) : texts.sameAsBefore(name), diagnostics: [] })
}
