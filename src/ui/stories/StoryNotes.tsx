import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Story, stories } from '../../stories'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { actInStory, openStory, storyTold } from './open-story'
import './story-notes.css'

/** What the scenario is about: a story's puzzle, with its hint and its solution for those who ask, or the notes that somebody wrote. */
export default function StoryNotes({ notes }: { readonly notes: string }) {
  const story = storyTold(stories, notes)
  if (story !== null) return <ToldStory key={story.id} story={story} />
  return (
    <div className="story-notes">
      {notes.split('\n\n').map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </div>
  )
}

function ToldStory({ story }: { readonly story: Story }) {
  const texts = useTexts().dialogs.stories
  const language = usePage((page) => page.language)
  const { notes, hint } = language === 'zh' ? story.chinese : { notes: story.scenario.notes, hint: story.hint }
  const [puzzle, ...solution] = notes.split('\n\n')
  const [hintShown, setHintShown] = useState(false)
  const [solved, setSolved] = useState(false)
  return (
    <div className="story-notes">
      <StepHead story={story} />
      <p>{puzzle}</p>
      <div className="story-notes__acts">
        <button type="button" className="button button--small" aria-expanded={hintShown} onClick={() => setHintShown(!hintShown)}>
          {texts.hint}
        </button>
        <button type="button" className="button button--small" aria-expanded={solved} onClick={() => setSolved(!solved)}>
          {texts.solution}
        </button>
        {story.acts.map((act) => (
          <button key={act.name} type="button" className="button button--small story-notes__act" onClick={() => actInStory(act)}>
            {language === 'zh' ? act.chineseName : act.name}
          </button>
        ))}
      </div>
      {hintShown && <Shown name={texts.hint}>{hint}</Shown>}
      {solved &&
        solution.map((paragraph, index) => (
          <Shown key={paragraph} name={index === 0 ? texts.solution : null}>
            {paragraph}
          </Shown>
        ))}
    </div>
  )
}

function Shown({ name, children }: { readonly name: string | null; readonly children: ReactNode }) {
  return (
    <p className="story-notes__shown">
      {name !== null && <strong>{name}: </strong>}
      {children}
    </p>
  )
}

/** Which story it is, and the ones before and after it. */
function StepHead({ story }: { readonly story: Story }) {
  const texts = useTexts().dialogs.stories
  const language = usePage((page) => page.language)
  const index = stories.indexOf(story)
  const to = (other: Story | undefined, name: (title: string) => string, icon: ReactNode) => {
    const title = other === undefined ? '' : language === 'zh' ? other.chinese.title : other.scenario.title
    return (
      <button
        type="button"
        className="button button--plain button--icon"
        disabled={other === undefined}
        aria-label={name(title)}
        title={name(title)}
        onClick={() => other !== undefined && openStory(other)}
      >
        {icon}
      </button>
    )
  }
  return (
    <div className="story-notes__head">
      <h3 className="overline">{texts.which(index + 1, stories.length)}</h3>
      {to(stories[index - 1], texts.previous, <ChevronLeft size={15} aria-hidden="true" />)}
      {to(stories[index + 1], texts.next, <ChevronRight size={15} aria-hidden="true" />)}
    </div>
  )
}
