import { useEffect, useState } from 'react'
import { type Story, storyOf } from '../../stories'
import { fetchedOrTold } from '../store/fetched'
import { usePage } from '../store/page-store'
import { RichText } from './RichText'
import './story-notes.css'
import { ToldStory } from './ToldStory'

/** What the scenario is about: a story's puzzle and the steps through it, or the notes that somebody wrote. */
export default function StoryNotes({ notes }: { readonly notes: string }) {
  const title = usePage((page) => page.scenario.title)
  const [told, setTold] = useState<{ readonly notes: string; readonly story: Story | null } | null>(null)
  useEffect(() => {
    let gone = false
    void fetchedOrTold(() => storyOf({ title, notes })).then((story) => !gone && setTold({ notes, story }))
    return () => {
      gone = true
    }
  }, [title, notes])
  // A story is told on while its next words are looked up; notes of which nothing is known yet may be one's.
  if (told === null) return null
  if (told.story !== null) return <ToldStory key={told.story.id} story={told.story} />
  return (
    <div className="story-notes">
      {notes.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          <RichText text={paragraph} />
        </p>
      ))}
    </div>
  )
}
