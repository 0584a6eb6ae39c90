import { Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { BesideOutcome, BesidePacket, BesideStep, StepWords } from '../../worker/protocol-recordings'
import { actions, pageStore } from '../store/page-store'
import { WholeOptions } from '../texts/Emphasis'
import type { recorded } from '../texts/en/recorded'
import { useTexts, useWords } from '../texts/use-texts'
import { timelineOf } from '../timeline/use-timeline'
import { RECORDED } from './words'
import './recordings.css'
import { showPackets } from './show'
import { useBeside } from './use-beside'

/** The recorded packets beside the simulated ones, step by step, the first difference marked and in sight. */
export default function RecordedPanel() {
  const words = useWords(RECORDED)
  const { beside, failed } = useBeside()
  const [chosen, setChosen] = useState<number | null>(null)
  useEffect(() => {
    document.getElementById('log-tab-recorded')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  if (beside === null)
    return (
      <p className="logs__empty" role="status">
        {failed ?? words.loading}
      </p>
    )
  const { packets } = beside
  const packet = packets.find((one) => one.packet === chosen) ?? packets.find(({ outcome }) => outcome.kind === 'differs') ?? packets[0]
  return (
    <div className="beside">
      <div className="beside__parts">
        <div className="beside__all">
          <div className="beside__summary">
            <p role="status">{summary(words, packets)}</p>
            <button
              type="button"
              className="button button--small button--icon"
              aria-label={words.forget}
              title={words.forget}
              onClick={() => actions.editScenario(({ recording: _recording, ...scenario }) => scenario)}
            >
              <Trash2 size={13} aria-hidden="true" />
            </button>
          </div>
          {beside.on !== 'own' && packets.length > 0 && <p className="beside__on">{words.on[beside.on]}</p>}
          {beside.leftOut.length > 0 && <p className="beside__on">{words.leftOut(beside.leftOut.length)}</p>}
          <PacketChoice packets={packets} chosen={packet?.packet ?? null} onChoose={setChosen} />
        </div>
        {packet !== undefined && <Steps key={packet.packet} packet={packet} />}
      </div>
    </div>
  )
}

function summary(words: typeof recorded, packets: readonly BesidePacket[]): string {
  const compared = packets.filter(({ outcome }) => outcome.kind === 'same' || outcome.kind === 'differs')
  const differing = compared.filter(({ outcome }) => outcome.kind === 'differs').length
  if (packets.length === 0) return words.nothing
  if (compared.length === 0) return packets.some(({ outcome }) => outcome.kind === 'other tables') ? words.otherTables : words.notSimulated
  return differing === 0 ? words.allSame(compared.length) : words.someDiffer(differing, compared.length)
}

const SIGNS: Readonly<Record<BesideOutcome['kind'], string>> = {
  same: '=',
  differs: '≠',
  'other tables': '–',
  'no packet': '–',
  'not simulated': '?',
}

function PacketChoice({
  packets,
  chosen,
  onChoose,
}: {
  readonly packets: readonly BesidePacket[]
  readonly chosen: number | null
  readonly onChoose: (packet: number) => void
}) {
  const words = useWords(RECORDED)
  return (
    <ul className="beside__packets" aria-label={words.packets}>
      {packets.map(({ packet, label, outcome }) => (
        <li key={packet}>
          <button
            type="button"
            className="beside__packet"
            aria-label={words.packet(packet, label, words.outcomes[outcome.kind])}
            aria-current={packet === chosen}
            data-outcome={outcome.kind}
            onClick={() => onChoose(packet)}
          >
            <span className="beside__number">{packet}</span>
            <span className="beside__label terminal">{label}</span>
            <span className="beside__sign" aria-hidden="true">
              {SIGNS[outcome.kind]}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Steps({ packet }: { readonly packet: BesidePacket }) {
  const words = useWords(RECORDED)
  const difference = useRef<HTMLTableRowElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const { outcome, steps } = packet
  const numbered = steps.map((step, index) => ({ step, number: index + 1 }))
  // In a low panel the difference comes first, in a high one with what led to it.
  useEffect(() => {
    difference.current?.scrollIntoView({ block: (scroller.current?.clientHeight ?? 0) < 200 ? 'start' : 'center' })
  }, [])
  return (
    <section className="beside__steps" aria-label={`${packet.packet} ${packet.label}`}>
      <div className="beside__outcome" data-outcome={outcome.kind}>
        <p>{outcomeText(words, outcome)}</p>
        <button type="button" className="button button--small" onClick={() => watch(packet)}>
          {words.watch}
        </button>
      </div>
      <div className="beside__scroller" ref={scroller}>
        <table className="beside__table">
          <thead>
            <tr>
              <th scope="col">{words.recordedColumn}</th>
              <th scope="col">{words.simulatedColumn}</th>
            </tr>
          </thead>
          <tbody>
            {numbered.map(({ step, number }) => (
              <tr
                key={number}
                ref={step.agrees === 'no' ? difference : undefined}
                data-agrees={step.agrees}
                aria-current={step.agrees === 'no' ? 'true' : undefined}
              >
                <Cell step={step} side="recorded" name={`${words.step} ${number}, ${words.agrees[step.agrees]}: `} />
                <Cell step={step} side="simulated" />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** `name` tells those who listen which step it is, and whether the two agree. */
function Cell({ step, side, name = '' }: { readonly step: BesideStep; readonly side: 'recorded' | 'simulated'; readonly name?: string }) {
  const texts = useTexts()
  const words = useWords(RECORDED)
  const told: StepWords | null = step[side]
  if (told === null)
    return (
      <td className="beside__nothing">
        <span className="visually-hidden">{name}</span>
        {step.agrees === 'alone' ? words.alone[side === 'recorded' ? 'simulated' : 'recorded'] : words.nothingHere}
      </td>
    )
  const table = told.place.split(':')[0]
  return (
    <td>
      <span className="visually-hidden">{name}</span>
      {side === 'recorded' && step.cursor !== null ? (
        <button type="button" className="beside__place beside__go terminal" data-table={table} onClick={() => goTo(step.cursor ?? 0)}>
          {told.place}
        </button>
      ) : (
        <span className="beside__place terminal" data-table={table}>
          {told.place}
        </span>
      )}
      {!told.rule.includes(` ${told.verdict.split(' ').at(-1) ?? ''}`) && <span className="beside__verdict terminal">{told.verdict}</span>}
      {told.rule !== '' && (
        <code className="beside__rule terminal">
          <WholeOptions text={told.rule} />
        </code>
      )}
      {told.changes.map(({ field, to }) => (
        <span key={field} className="changed terminal">
          {words.changed(texts.facts.fields[field] ?? field, to)}
        </span>
      ))}
    </td>
  )
}

function outcomeText(words: typeof recorded, outcome: BesideOutcome): string {
  switch (outcome.kind) {
    case 'same':
      return words.same(outcome.steps)
    case 'differs':
      return `${words.differsAt(outcome.at + 1)} ${words.why(outcome.why)}`
    case 'other tables':
      return words.otherTables
    case 'no packet':
      return words.noPacket
    case 'not simulated':
      return words.notSimulated
  }
}

/** Shows the recorded packet where this step of the trace has just happened. */
function goTo(cursor: number): void {
  if (pageStore.getState().shown === 'recorded') actions.seek(cursor)
  else showPackets('recorded', () => actions.seek(cursor))
}

/** Shows the packet on the diagram, as it was recorded, from its beginning. */
function watch({ packet }: BesidePacket): void {
  const begin = (): void => {
    const { run } = pageStore.getState()
    const track = run === null ? undefined : timelineOf(run).trackById[packet]
    if (track === undefined) return
    actions.seek(track.first)
    actions.play()
  }
  if (pageStore.getState().shown === 'recorded') begin()
  else showPackets('recorded', begin)
}
