import type { Scenario } from '../../scenario/scenario'
import { stories } from '../../stories'
import { Modal } from '../app/Modal'
import { actions, EMPTY_SCENARIO, pageStore } from '../store/page-store'
import { refresh } from '../store/simulate'
import { textsIn, useTexts } from '../texts/use-texts'
import './stories.css'

/** The built-in scenarios. Opening one replaces what is here, and Undo brings it back. */
export function StoriesDialog() {
  const texts = useTexts().dialogs.stories
  return (
    <Modal dialog="stories" title={texts.title} description={texts.description}>
      <ul className="stories">
        {stories.map((story) => (
          <li key={story.id}>
            <StoryCard title={story.scenario.title} notes={story.scenario.notes} onOpen={() => open(story.scenario)} />
          </li>
        ))}
        <li>
          <StoryCard title={texts.blank} notes={texts.blankNotes} onOpen={() => open(EMPTY_SCENARIO)} />
        </li>
      </ul>
    </Modal>
  )
}

function StoryCard({ title, notes, onOpen }: { title: string; notes: string; onOpen: () => void }) {
  return (
    <button type="button" className="stories__card" onClick={onOpen}>
      <span className="stories__title">{title}</span>
      <span className="stories__notes">{notes.split('\n\n')[0]}</span>
    </button>
  )
}

function open(scenario: Scenario): void {
  actions.openDialog('none')
  actions.replaceScenario(scenario, null)
  if (scenario.traffic.length > 0 && !matchMedia('(prefers-reduced-motion: reduce)').matches)
    refresh({ kind: 'at', cursor: 0 }, () => actions.play())
  if (scenario.title !== '') {
    const texts = textsIn(pageStore.getState().language).shell
    actions.notify({ severity: 'information', text: texts.opened(scenario.title), diagnostics: [] })
  }
}
