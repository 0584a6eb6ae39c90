import './diagram.css'
import './cards.css'
import './stages.css'
import './chain-rows.css'
import './changing-rules.css'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useCamera } from './camera'
import { followCounters } from './counter-store'
import { DiagramControls } from './DiagramControls'
import { useDiagramKeys } from './keyboard'
import { PacketLayer } from './PacketLayer'
import { followPicture } from './picture'
import { Refused } from './Refused'
import { RuleMenuWhenWanted } from './RuleMenuWhenWanted'
import { useRuleGestures } from './rule-gestures'
import { Surface } from './Surface'

/** Wanted only where something was recorded. */
const ShownSwitch = lazy(() => import('../recordings/ShownSwitch'))

function Canvas() {
  const texts = useTexts().diagram
  const frame = useRef<HTMLDivElement>(null)
  const camera = useCamera(frame)
  useDiagramKeys(frame)
  useRuleGestures(frame, camera)
  const refused = usePage((page) => page.opened?.refused?.by === 'kernel')
  return (
    <div ref={frame} className="diagram" data-refused={refused || undefined}>
      <p id="diagram-help" className="visually-hidden">
        {texts.help}
      </p>
      <Surface camera={camera} label={texts.name} describedBy="diagram-help" />
      <PacketLayer />
      <DiagramControls camera={camera} />
      <RuleMenuWhenWanted />
    </div>
  )
}

/** The picture that everybody knows: hooks, tables, chains and the packets that walk them. Fills its parent. */
export function Diagram() {
  useEffect(() => {
    const stopPicture = followPicture()
    const stopCounters = followCounters()
    return () => {
      stopPicture()
      stopCounters()
    }
  }, [])
  const hasRecorded = usePage(({ scenario }) => (scenario.recording ?? '') !== '' || (scenario.before ?? '') !== '')
  return (
    <div className="diagram-frame">
      <Refused />
      {hasRecorded && (
        <Suspense fallback={null}>
          <ShownSwitch />
        </Suspense>
      )}
      <Canvas />
    </div>
  )
}
