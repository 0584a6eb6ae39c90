import { useEffect, useRef, useState } from 'react'
import { useStory } from '../inspector/use-story'
import { usePage } from '../store/page-store'
import { plain } from '../texts/Emphasis'
import { say } from '../texts/say'
import { useTexts } from '../texts/use-texts'

/** While playing, a sentence at most this often (milliseconds): a screen reader must be able to finish one. */
const PAUSE = 2_500

/** Says the current sentence to those who listen. Steps are told at once; a playing run is told in samples, and its end always. */
export function Announcer() {
  const texts = useTexts()
  const story = useStory()
  const playing = usePage((page) => page.playback.playing)
  const sentence = story === null ? '' : plain(say(texts, story.fate === null ? story.just : story.verdict))
  const [said, setSaid] = useState('')
  const lastSaid = useRef(0)
  const first = useRef(true)
  useEffect(() => {
    // Nothing is said about the state that the page opens with: nobody asked yet.
    if (first.current) {
      first.current = sentence === ''
      return
    }
    const wait = playing ? Math.max(0, lastSaid.current + PAUSE - performance.now()) : 150
    const timer = setTimeout(() => {
      lastSaid.current = performance.now()
      setSaid(sentence)
    }, wait)
    return () => clearTimeout(timer)
  }, [sentence, playing])
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  )
}
