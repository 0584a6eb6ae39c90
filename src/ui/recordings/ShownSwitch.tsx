import { Choices } from '../composer/Choices'
import '../composer/composer.css'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useMoves } from './moves'
import './recordings.css'
import { showPackets } from './show'

/** Over the diagram, where the scenario holds a recording: whose packets are shown. Keeps the counters' moves at hand, too. */
export default function ShownSwitch() {
  const words = useTexts().recordings
  const isRecorded = usePage(({ scenario }) => (scenario.recording ?? '') !== '')
  const shown = usePage((page) => page.shown)
  useMoves()
  if (!isRecorded) return null
  return (
    <div className="shown-switch" title={shown === 'recorded' ? words.recordedHint : words.simulationHint}>
      <Choices
        label={words.shown}
        value={shown}
        options={[
          { value: 'simulation', label: words.simulation },
          { value: 'recorded', label: words.recorded },
        ]}
        onChange={(value) => showPackets(value)}
      />
    </div>
  )
}
