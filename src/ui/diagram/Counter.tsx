import { memo } from 'react'
import { useTexts } from '../texts/use-texts'
import { usePackets } from './counter-store'
import { shortCount } from './short-count'

interface CounterProps {
  readonly placeKey: string
  /** Packets that the text brought along. */
  readonly loaded: number
}

/** A number that ticks. */
export const Counter = memo(function Counter({ placeKey, loaded }: CounterProps) {
  const packets = usePackets(placeKey, loaded)
  const shown = shortCount(packets)
  return (
    <span className="live-count" aria-hidden="true" data-zero={packets === 0 || undefined} data-long={shown.length > 3 || undefined}>
      {shown}
    </span>
  )
})

/** The same number in full, for the accessible name of its row. */
export const CounterWords = memo(function CounterWords({ placeKey, loaded }: CounterProps) {
  const texts = useTexts()
  return texts.diagram.packets(usePackets(placeKey, loaded))
})
