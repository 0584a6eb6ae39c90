import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import { stories } from '../../stories'
import { Modal } from '../app/Modal'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { openStory, scenarioOf } from './open-story'
import './stories.css'

/** The built-in scenarios. Opening one replaces what is here, and Undo brings it back. */
export function StoriesDialog() {
  const texts = useTexts().dialogs.stories
  const language = usePage((state) => state.language)
  return (
    <Modal dialog="stories" title={texts.title} description={texts.description}>
      <ul className="stories">
        {stories.map((story) => {
          const { title, notes } = scenarioOf(story, language)
          return (
            <li key={story.id}>
              <StoryCard title={title} notes={notes} onOpen={() => openStory(story)} />
            </li>
          )
        })}
        <li>
          <StoryCard title={texts.blank} notes={texts.blankNotes} onOpen={openBlank} />
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

function openBlank(): void {
  actions.openDialog('none')
  actions.replaceScenario(EMPTY_SCENARIO, null)
}
