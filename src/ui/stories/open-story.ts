import type { Scenario } from '../../scenario/scenario'
import type { Story, StoryAct } from '../../stories'
import { actions, pageStore } from '../store/page-store'
import { refresh } from '../store/simulate'
import { textsIn } from '../texts/use-texts'

/** The story's scenario in the person's language. */
export function scenarioOf(story: Story, language: 'en' | 'zh'): Scenario {
  if (language === 'en') return story.scenario
  const { title, notes } = story.chinese
  return { ...story.scenario, title, notes }
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
  actions.openDialog('none')
  actions.replaceScenario(scenario, null)
  showScenario()
  actions.notify({ severity: 'information', text: textsIn(language).shell.opened(scenario.title), diagnostics: [] })
}

/** Does to the rules what the story's people did, and lets the packets come again. */
export function actInStory(act: StoryAct): void {
  const { scenario, language } = pageStore.getState()
  const rules = act.change(scenario.host.rules)
  const texts = textsIn(language).dialogs.stories
  actions.editText('rules', rules)
  showScenario()
  const name = language === 'zh' ? act.chineseName : act.name
  actions.notify({
    severity: 'information',
    text: rules === scenario.host.rules ? texts.sameAsBefore(name) : texts.done(name),
    diagnostics: [],
  })
}

/** The story that the notes on the page belong to: its rules and packets may have been changed since. */
export function storyTold(stories: readonly Story[], notes: string): Story | null {
  return stories.find((story) => story.scenario.notes === notes || story.chinese.notes === notes) ?? null
}
