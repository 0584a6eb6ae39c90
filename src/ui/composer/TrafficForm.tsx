import { useEffect, useState } from 'react'
import type { TrafficMix } from '../../worker/protocol'
import { actions, trafficStore, usePage, useTraffic } from '../store/page-store'
import { NO_TRAFFIC } from '../store/traffic-store'
import { useTexts } from '../texts/use-texts'
import './composer.css'

const FLOWS: readonly TrafficMix['flows'][number][] = ['tcp', 'udp', 'ping', 'scan']

/** The slider's ends, packets per second: one can be followed by eye, the other is what a busy link carries. */
const SLOWEST = 1
const FASTEST = 20_000

/** Traffic that runs by itself: how much, of what, start and stop. */
export default function TrafficForm() {
  const words = useTexts()
  const texts = words.traffic
  const refusedWords = `${words.diagram.refusedWhole} ${words.diagram.refusedNothingWalks}`
  const { running, mix } = usePage((state) => state.traffic)
  const refused = usePage((state) => state.opened?.refused?.by === 'kernel')
  const [rate, setRate] = useState(mix.packetsPerSecond)
  const [flows, setFlows] = useState(mix.flows)
  const chosen: TrafficMix = { packetsPerSecond: rate, flows }

  // A running mix follows the form, once the hand rests.
  useEffect(() => {
    if (!running || flows.length === 0 || (rate === mix.packetsPerSecond && flows === mix.flows)) return
    const timer = setTimeout(() => actions.startTraffic({ packetsPerSecond: rate, flows }), 250)
    return () => clearTimeout(timer)
  }, [running, rate, flows, mix])

  return (
    <>
      <h2 className="overline">{texts.title}</h2>
      <div className="form__field">
        <label htmlFor="traffic-rate">{texts.rate}</label>
        <div className="traffic__rate">
          <input
            id="traffic-rate"
            type="range"
            min={0}
            max={100}
            value={positionOf(rate)}
            aria-valuetext={texts.running(rate.toLocaleString('en'))}
            onChange={(event) => setRate(rateAt(Number(event.target.value)))}
          />
          <output htmlFor="traffic-rate" className="terminal">
            {rate.toLocaleString('en')}
          </output>
        </div>
      </div>
      <fieldset className="traffic__flows" aria-label={texts.flows}>
        {FLOWS.map((flow) => (
          <label key={flow}>
            <input
              type="checkbox"
              checked={flows.includes(flow)}
              onChange={(event) => setFlows(FLOWS.filter((other) => (other === flow ? event.target.checked : flows.includes(other))))}
            />
            {texts.flowNames[flow]}
          </label>
        ))}
      </fieldset>
      {refused && <p className="form__problem">{refusedWords}</p>}
      {flows.length === 0 && <p className="form__problem">{texts.needsFlow}</p>}
      <Totals />
      <div className="traffic__actions">
        {running ? (
          <button type="button" className="button button--solid" onClick={actions.stopTraffic}>
            {texts.stop}
          </button>
        ) : (
          <button
            type="button"
            className="button button--solid"
            disabled={flows.length === 0 || refused}
            onClick={() => actions.startTraffic(chosen)}
          >
            {texts.start}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            // A running mix begins anew; a stopped one is wiped away.
            if (running) actions.startTraffic(chosen)
            else trafficStore.setState(NO_TRAFFIC)
          }}
        >
          {texts.reset}
        </button>
      </div>
    </>
  )
}

function Totals() {
  const texts = useTexts().traffic
  const frame = useTraffic((state) => state.frame)
  if (frame === null) return null
  const rows = [
    [texts.sent, frame.totals.sent],
    [texts.accepted, frame.totals.accepted],
    [texts.dropped, frame.totals.dropped],
    [texts.rejected, frame.totals.rejected],
    [texts.connections, frame.connections],
  ] as const
  return (
    <dl className="traffic__totals">
      {rows.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd className="terminal">{value.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The slider is logarithmic and stops at round numbers. */
function rateAt(position: number): number {
  const exact = SLOWEST * (FASTEST / SLOWEST) ** (position / 100)
  const unit = 10 ** Math.floor(Math.log10(exact))
  return Math.min(FASTEST, Math.max(SLOWEST, Math.round(exact / unit) * unit))
}

function positionOf(rate: number): number {
  return Math.round((100 * Math.log(rate / SLOWEST)) / Math.log(FASTEST / SLOWEST))
}
