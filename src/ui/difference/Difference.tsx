import { Pin } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import '../composer/composer.css'
import { Choices } from '../composer/Choices'
import { useWords } from '../texts/use-texts'
import { DIFFERENCE } from './words'
import './difference.css'
import { earlierStore, pinScenario, type Since } from './earlier'
import { PacketSide } from './PacketSide'
import { TextSide } from './TextSide'
import { useDifference } from './use-difference'

const SINCES: readonly Since[] = ['opened', 'change', 'pinned']

/** What an edit changed, beside each other: the texts, and what becomes of the packets already sent. It follows every edit. */
export default function Difference() {
  const texts = useWords(DIFFERENCE)
  const { since, pinned } = useStore(earlierStore)
  const difference = useDifference()
  // Where the tabs do not all fit, this one comes into sight.
  useEffect(() => {
    document.getElementById('log-tab-difference')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  const nothingPinned = since === 'pinned' && pinned === null
  return (
    <div className="difference">
      <div className="difference__head">
        <Choices
          label={texts.since}
          value={since}
          options={SINCES.map((value) => ({ value, label: texts.sinces[value] }))}
          onChange={(chosen) => earlierStore.setState({ since: chosen })}
        />
        <button type="button" className="button button--small" title={texts.pinHint} onClick={pinScenario}>
          <Pin size={13} aria-hidden="true" />
          {texts.pin}
        </button>
      </div>
      {difference === null ? (
        <div className="difference__nothing" role="status">
          <p className="difference__nothing-title">{nothingPinned ? texts.nothingPinned : texts.nothing}</p>
          <p>{nothingPinned ? texts.pinHint : texts.nothingHint}</p>
        </div>
      ) : (
        <div className="difference__sides">
          <TextSide difference={difference} />
          <PacketSide packets={difference.packets} />
        </div>
      )}
    </div>
  )
}
