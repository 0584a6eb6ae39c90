import { useEffect, useRef, useState } from 'react'
import { useStory } from '../inspector/use-story'
import { usePage } from '../store/page-store'
import { plain } from '../texts/Emphasis'
import { say } from '../texts/say'
import { useTexts } from '../texts/use-texts'

/** While playing, a sentence at most this often (milliseconds): a screen reader must be able to finish one. */
const PAUSE = 2_500

/**
 * Says the current sentence to those who listen. Steps are told at once; a playing run is told in samples, where the end of a packet
 * goes before what others have begun meanwhile.
 */
export function Announcer() {
  const texts = useTexts()
  const story = useStory()
  const playing = usePage((page) => page.playback.playing)
  const ended = story !== null && story.fate !== null
  const sentence = story === null ? '' : plain(say(texts, ended ? story.verdict : story.just))
  const [said, setSaid] = useState('')
  const lastSaid = useRef(0)
  const untoldEnd = useRef('')
  const first = useRef(true)
  useEffect(() => {
    // Nothing is said about the state that the page opens with: nobody asked yet.
    if (first.current) {
      first.current = sentence === ''
      return
    }
    if (!playing) untoldEnd.current = ''
    else if (ended) untoldEnd.current = sentence
    const wait = playing ? Math.max(0, lastSaid.current + PAUSE - performance.now()) : 150
    const timer = setTimeout(() => {
      lastSaid.current = performance.now()
      setSaid(untoldEnd.current || sentence)
      untoldEnd.current = ''
    }, wait)
    return () => clearTimeout(timer)
  }, [sentence, ended, playing])
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  )
}
