import { use, useEffect, useState } from 'react'
import { EMPTY_SCENARIO } from '../../scenario/empty-scenario'
import { catalogue, type Story } from '../../stories'
import { Modal } from '../app/Modal'
import { fetchedOrTold } from '../store/fetched'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { openStory } from './open-story'
import { useProgress } from './progress'
import { RichText } from './RichText'
import './stories.css'

/** What has been read of every story; null for one that could not be. */
let known: readonly (Story | null)[] = []
let firstReading: Promise<unknown> | null = null

/** Reads what is not known yet. */
async function readStories(): Promise<readonly (Story | null)[]> {
  known = await Promise.all(catalogue.map((entry, index) => known[index] ?? entry.load().catch(() => null)))
  return known
}

/**
 * The built-in scenarios. Opening one replaces what is here, and Undo brings it back. Suspends until all of them are read: a card that
 * still grew would move away under the pointer. One that could not be read is offered by its name, and asked for again each time that
 * the list is opened.
 */
export default function StoriesDialog() {
  const texts = useTexts().dialogs.stories
  firstReading ??= readStories()
  use(firstReading)
  return (
    <Modal dialog="stories" title={texts.title} description={texts.description} wide>
      <StoryList />
    </Modal>
  )
}

function StoryList() {
  const [stories, setStories] = useState(known)
  useEffect(() => {
    if (known.includes(null)) void readStories().then(setStories)
  }, [])
  const texts = useTexts().dialogs.stories
  const language = usePage((state) => state.language)
  return (
    <ul className="stories">
      {catalogue.map((entry, index) => {
        const story = stories[index] ?? null
        return (
          <li key={entry.id}>
            <StoryCard
              title={language === 'zh' ? entry.chineseTitle : entry.title}
              notes={story === null ? '' : language === 'zh' ? story.chinese.notes : story.scenario.notes}
              onOpen={() => void fetchedOrTold(entry.load).then((story) => story && openStory(story))}
            >
              {story !== null && <Seen story={story} />}
            </StoryCard>
          </li>
        )
      })}
      <li>
        <StoryCard title={texts.blank} notes={texts.blankNotes} onOpen={openBlank} />
      </li>
    </ul>
  )
}

function StoryCard({
  title,
  notes,
  onOpen,
  children,
}: {
  readonly title: string
  readonly notes: string
  readonly onOpen: () => void
  readonly children?: React.ReactNode
}) {
  return (
    <button type="button" className="stories__card" onClick={onOpen}>
      <span className="stories__title">{title}</span>
      <span className="stories__notes">
        <RichText text={notes.split('\n\n')[0] ?? ''} />
      </span>
      {children}
    </button>
  )
}

/** How far one has come in it. */
function Seen({ story }: { readonly story: Story }) {
  const texts = useTexts().dialogs.stories
  const { seen } = useProgress(story.id)
  const count = seen.filter((step) => step < story.steps.length).length
  return count === 0 ? null : <span className="stories__seen">{texts.told(count, story.steps.length)}</span>
}

function openBlank(): void {
  actions.openDialog('none')
  actions.replaceScenario(EMPTY_SCENARIO, null)
}
