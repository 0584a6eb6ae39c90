import { useState } from 'react'
import { secondsText } from '../../trace/packet-text'
import { packetAt, type StepUnit } from '../../trace/timeline'
import { useTrafficCounted } from '../store/counted'
import { usePage } from '../store/page-store'
import { showRunCounters } from '../store/traffic-frames'
import { useTexts } from '../texts/use-texts'
import { Announcer } from './Announcer'
import { PacketList } from './PacketList'
import { hopAt } from './position'
import { Scrubber } from './Scrubber'
import { Transport } from './Transport'
import './timeline.css'
import { useClock, useTimeline } from './use-timeline'

/** Moves the whole page through the run: transport, scrubber, where we are, and the packets to jump to. */
export function Timeline() {
  const [unit, setUnit] = useState<StepUnit>('rule')
  return (
    <div className="timeline">
      <Transport unit={unit} onUnit={setUnit} />
      <Scrubber unit={unit} />
      {useTrafficCounted() ? <CountersOfTraffic /> : <Position />}
      <PacketList />
      <Announcer />
    </div>
  )
}

/** The counters are not of the moment that the timeline stands at: that is said where it stands. */
function CountersOfTraffic() {
  const words = useTexts().timeline
  const running = usePage((page) => page.traffic.running)
  return (
    <span className="timeline__counters">
      {running ? words.countsTraffic : words.countedTraffic}
      {!running && (
        <button type="button" className="button" onClick={showRunCounters}>
          {words.countRun}
        </button>
      )}
    </span>
  )
}

function Position() {
  const words = useTexts().timeline
  const timeline = useTimeline()
  const cursor = usePage((page) => page.cursor)
  const hasClock = useClock()
  const track = cursor === 0 ? null : packetAt(timeline, cursor)
  const event = timeline.events[cursor - 1]
  if (track === null || event === undefined)
    return <span className="timeline__position terminal">{timeline.events.length === 0 ? '–' : `0 / ${timeline.packets.length}`}</span>
  const { at, of } = hopAt(track, cursor)
  return (
    <span className="timeline__position terminal">
      <span className="timeline__packet">
        {track.id} {track.label}
      </span>
      <span>{words.hop(at, of)}</span>
      {hasClock && <span>{secondsText(event.at)} s</span>}
    </span>
  )
}
