import { packetLength } from '../../model'
import { conditionsOf } from '../../trace/describe'
import type { PacketStory } from '../../trace/packet-story'
import { secondsText } from '../../trace/packet-text'
import { kernelLine } from '../../trace/trace-log'
import { placeKey } from '../../trace/world'
import { usePage } from '../store/page-store'
import { conditionText, look } from '../texts/condition-text'
import { useTexts } from '../texts/use-texts'
import { useTimeline, useWorld } from '../timeline/use-timeline'
import { useRules } from './use-story'

/** Events for which the kernel logs a TRACE line; none of them changes the packet by itself. */
const LOGGED: ReadonlySet<string> = new Set(['rule matched', 'policy applied', 'chain returned'])

/** The current event in full, for those who want the numbers: closed until asked for. */
export function Numbers({ story }: { readonly story: PacketStory }) {
  const texts = useTexts()
  const words = texts.inspector
  const world = useWorld()
  const timeline = useTimeline()
  const rules = useRules()
  const cursor = usePage((page) => page.cursor)
  const event = timeline.events[cursor - 1]
  if (event === undefined) return null
  const place = 'place' in event ? event.place : null
  const counter = place === null ? undefined : world.counters[placeKey(place)]
  const tests = place !== null && 'comparisons' in event ? conditionsOf(place, event.comparisons, rules) : []
  return (
    <details className="numbers">
      <summary className="overline">{words.numbers}</summary>
      <dl className="facts">
        <Line name={words.numberRows.event} value={`${cursor} / ${timeline.events.length} · ${event.kind}`} />
        <Line name={words.numberRows.time} value={`${secondsText(event.at)} s`} />
        <Line name={words.numberRows.size} value={words.bytes(packetLength(story.packet.headers))} />
        {place !== null && <Line name={words.numberRows.place} value={`${place.table}:${place.chain}:${place.kind}:${place.number}`} />}
        {counter !== undefined && <Line name={words.numberRows.counter} value={words.counter(counter.packets, counter.bytes)} />}
        {tests.map((test, index) => (
          <Line
            key={`${test.subject} ${test.wants}`}
            name={index === 0 ? words.numberRows.tests : ''}
            value={`${conditionText(texts.facts, test)}${test.is === '' ? '' : ` · ${words.is(look(texts.facts.values, test.is))}`}: ${words.answers[test.holds]}`}
          />
        ))}
        {place !== null && LOGGED.has(event.kind) && <Line name={words.numberRows.trace} value={kernelLine({ ...story.packet, place })} />}
        {event.kind === 'line logged' && <Line name={words.numberRows.log} value={event.line} />}
      </dl>
    </details>
  )
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="facts__row">
      <dt>{name}</dt>
      <dd className="terminal">{value}</dd>
    </div>
  )
}
