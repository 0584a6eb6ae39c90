import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react'
import type { StepUnit } from '../../trace/timeline'
import { actions, usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { useTimeline } from './use-timeline'

const UNITS: readonly StepUnit[] = ['rule', 'stage', 'verdict', 'packet']
const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20]

/** Play, pause, step, and how far and how fast. */
export function Transport({ unit, onUnit }: { readonly unit: StepUnit; readonly onUnit: (unit: StepUnit) => void }) {
  const words = useTexts().timeline
  const length = useTimeline().events.length
  const { playing, speed } = usePage((page) => page.playback)
  const cursor = usePage((page) => page.cursor)
  return (
    <fieldset className="transport" aria-label={words.transport}>
      <Key label={words.first} disabled={cursor === 0} onPress={() => actions.seek(0)}>
        <ChevronFirst size={16} aria-hidden="true" />
      </Key>
      <Key label={words.stepBack} disabled={cursor === 0} onPress={() => actions.step(unit, -1)}>
        <StepBack size={14} aria-hidden="true" />
      </Key>
      <button
        type="button"
        className="button button--solid button--icon"
        aria-label={playing ? words.pause : words.play}
        title={playing ? words.pause : words.play}
        aria-disabled={length === 0}
        onClick={playing ? actions.pause : actions.play}
      >
        {playing ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
      </button>
      <Key label={words.step} disabled={cursor >= length} onPress={() => actions.step(unit, 1)}>
        <StepForward size={14} aria-hidden="true" />
      </Key>
      <Key label={words.last} disabled={cursor >= length} onPress={() => actions.seek(length)}>
        <ChevronLast size={16} aria-hidden="true" />
      </Key>
      <label className="transport__choice">
        <span>{words.stepBy}</span>
        <select
          className="transport__select"
          value={unit}
          onChange={(event) => onUnit(UNITS.find((known) => known === event.target.value) ?? 'rule')}
        >
          {UNITS.map((known) => (
            <option key={known} value={known}>
              {words.units[known]}
            </option>
          ))}
        </select>
      </label>
      <label className="transport__choice">
        <span className="visually-hidden">{words.speed}</span>
        <select
          className="transport__select terminal"
          title={words.speed}
          value={speed}
          onChange={(event) => actions.setSpeed(Number(event.target.value))}
        >
          {(SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].toSorted((a, b) => a - b)).map((factor) => (
            <option key={factor} value={factor}>
              {words.speedValue(String(factor))}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  )
}

function Key(props: {
  readonly label: string
  readonly disabled: boolean
  readonly onPress: () => void
  readonly children: React.ReactNode
}) {
  // aria-disabled keeps the focus where it is when the end is reached.
  return (
    <button
      type="button"
      className="button button--icon"
      aria-label={props.label}
      title={props.label}
      aria-disabled={props.disabled}
      onClick={() => {
        if (!props.disabled) props.onPress()
      }}
    >
      {props.children}
    </button>
  )
}
