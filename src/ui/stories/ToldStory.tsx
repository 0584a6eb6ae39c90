import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { catalogue, type Story, type StoryEntry } from '../../stories'
import { ledStore } from '../app/led'
import { fetchedOrTold } from '../store/fetched'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { Lesson } from './Lesson'
import { actInStory, openStory } from './open-story'
import { useProgress } from './progress'
import { RichText } from './RichText'

/** A story: its puzzle with its hint and its solution for those who ask, and one step after the other for those who want to be led. */
export function ToldStory({ story }: { readonly story: Story }) {
  const { step } = useProgress(story.id)
  useEffect(() => {
    ledStore.setState({ led: step !== null })
    return () => ledStore.setState({ led: false })
  }, [step])
  return (
    <div className="story-notes">
      <StoryHead story={story} />
      <Lesson story={story} puzzle={(begin) => <Puzzle story={story} begin={begin} />} />
    </div>
  )
}

function Puzzle({ story, begin }: { readonly story: Story; readonly begin: ReactNode }) {
  const texts = useTexts().dialogs.stories
  const language = usePage((page) => page.language)
  const { notes, hint } = language === 'zh' ? story.chinese : { notes: story.scenario.notes, hint: story.hint }
  const [puzzle = '', ...solution] = notes.split('\n\n')
  const [hintShown, setHintShown] = useState(false)
  const [solved, setSolved] = useState(false)
  return (
    <>
      <p>
        <RichText text={puzzle} />
      </p>
      <div className="lesson__go">
        {begin}
        <button type="button" className="button button--small" aria-expanded={hintShown} onClick={() => setHintShown(!hintShown)}>
          {texts.hint}
        </button>
        <button type="button" className="button button--small" aria-expanded={solved} onClick={() => setSolved(!solved)}>
          {texts.solution}
        </button>
      </div>
      {hintShown && <Shown name={texts.hint} text={hint} />}
      {solved && solution.map((paragraph, index) => <Shown key={paragraph} name={index === 0 ? texts.solution : null} text={paragraph} />)}
      {story.acts.length > 0 && (
        <div className="story-notes__acts">
          {story.acts.map((act) => (
            <button key={act.name} type="button" className="button button--small story-notes__act" onClick={() => actInStory(act)}>
              {language === 'zh' ? act.chineseName : act.name}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

function bringIntoSight(shown: HTMLElement | null): void {
  shown?.scrollIntoView({ block: 'nearest' })
}

function Shown({ name, text }: { readonly name: string | null; readonly text: string }) {
  return (
    <p className="story-notes__shown" ref={bringIntoSight}>
      {name !== null && <strong>{name}: </strong>}
      <RichText text={text} />
    </p>
  )
}

/** Which story it is, and the ones before and after it. */
function StoryHead({ story }: { readonly story: Story }) {
  const texts = useTexts().dialogs.stories
  const language = usePage((page) => page.language)
  const host = usePage((page) => page.scenario.host.name)
  const index = catalogue.findIndex(({ id }) => id === story.id)
  const to = (other: StoryEntry | undefined, name: (title: string) => string, icon: ReactNode) => {
    const title = other === undefined ? '' : language === 'zh' ? other.chineseTitle : other.title
    return (
      <button
        type="button"
        className="button button--plain button--icon"
        disabled={other === undefined}
        aria-label={name(title)}
        title={name(title)}
        onClick={() => other !== undefined && void fetchedOrTold(other.load).then((story) => story && openStory(story))}
      >
        {icon}
      </button>
    )
  }
  return (
    <div className="story-notes__head">
      <h3 className="overline">{texts.which(index + 1, catalogue.length)}</h3>
      {story.scenes.length > 1 && <span className="story-notes__host terminal">{host}</span>}
      {to(catalogue[index - 1], texts.previous, <ChevronLeft size={15} aria-hidden="true" />)}
      {to(catalogue[index + 1], texts.next, <ChevronRight size={15} aria-hidden="true" />)}
    </div>
  )
}
