import { ChevronRight } from 'lucide-react'
import { showPart } from '../app/phone-part'
import { Emphasis } from '../texts/Emphasis'
import { say } from '../texts/say'
import { useTexts } from '../texts/use-texts'
import { FateMark } from '../timeline/FateMark'
import { useStory } from './use-story'
import { verdictLine } from './verdict-line'

/** What has just happened, where the inspector itself is out of sight; pressing it brings it there. Its size stays: what is above it does not move. */
export function NowLine() {
  const texts = useTexts()
  const story = useStory()
  return (
    <button type="button" className="now-line" onClick={() => showPart('inspector')}>
      {story !== null && <FateMark fate={story.fate?.kind ?? 'walking'} certain={story.certain} size={16} />}
      <span className="now-line__words">
        {story === null ? (
          texts.inspector.emptyTitle
        ) : (
          <>
            {story.fate !== null && <strong>{verdictLine(texts.inspector, texts.facts, story, '')} · </strong>}
            <Emphasis text={say(texts, story.why[0] ?? story.just)} />
          </>
        )}
      </span>
      <ChevronRight size={15} aria-hidden="true" />
    </button>
  )
}
