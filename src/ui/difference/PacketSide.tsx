import { ArrowRight } from 'lucide-react'
import { useState } from 'react'
import type { ComparedPacket } from '../../trace/compare-outcomes'
import type { PacketOutcome } from '../../trace/outcome'
import { packetAt } from '../../trace/timeline'
import { actions, pageStore, usePage } from '../store/page-store'
import { useTexts, useWords } from '../texts/use-texts'
import { FateMark } from '../timeline/FateMark'
import { timelineOf, useTimeline } from '../timeline/use-timeline'
import { faredText, fateText, summaryOf } from './difference-words'
import type { PacketsDifference } from './use-difference'
import { DIFFERENCE } from './words'

/** Packets in the document before more are asked for. */
const PACKETS_AT_ONCE = 200

/** What became of each packet, then and now; those that fare differently first. */
export function PacketSide({ packets }: { readonly packets: PacketsDifference }) {
  const texts = useWords(DIFFERENCE)
  return (
    <section className="difference__side" aria-label={texts.packets} aria-busy={packets.state === 'awaited'}>
      <h3 className="overline">{texts.packets}</h3>
      {packets.state === 'awaited' && <p className="difference__quiet">{texts.awaited}</p>}
      {packets.state === 'failed' && <p className="difference__failed">{texts.failed(packets.why)}</p>}
      {packets.state === 'known' && <Compared packets={packets.packets} />}
    </section>
  )
}

function Compared({ packets }: { readonly packets: readonly ComparedPacket[] }) {
  const texts = useWords(DIFFERENCE)
  const changed = packets.filter(({ difference }) => difference !== 'none')
  const same = packets.length - changed.length
  if (packets.length === 0) return <p className="difference__quiet">{texts.noPackets}</p>
  return (
    <>
      <p role="status" className="difference__summary">
        {summaryOf(texts, packets)}
      </p>
      {changed.length > 0 && <Packets packets={changed} />}
      {same > 0 && changed.length > 0 && (
        <details className="difference__same">
          <summary>{texts.asBefore(same)}</summary>
          <Packets packets={packets.slice(changed.length)} />
        </details>
      )}
    </>
  )
}

function Packets({ packets }: { readonly packets: readonly ComparedPacket[] }) {
  const texts = useWords(DIFFERENCE)
  const [most, setMost] = useState(PACKETS_AT_ONCE)
  return (
    <>
      <ul className="compared-packets">
        {packets.slice(0, most).map((packet) => (
          <li key={`${packet.before?.packet ?? ''} ${packet.now?.packet ?? ''}`}>
            <Packet compared={packet} />
          </li>
        ))}
      </ul>
      {packets.length > most && (
        <button type="button" className="button button--small" onClick={() => setMost(most + PACKETS_AT_ONCE)}>
          {texts.more(packets.length - most)}
        </button>
      )}
    </>
  )
}

function Packet({ compared }: { readonly compared: ComparedPacket }) {
  const texts = useTexts()
  const words = useWords(DIFFERENCE)
  const { before, now, difference } = compared
  const { packet: number, label, way } = now ?? before
  const isHere = useIsHere(now?.packet ?? null)
  const inside = (
    <>
      <span className="compared-packet__head">
        <span className="compared-packet__number">{number}</span>
        <span className="terminal compared-packet__label">{label}</span>
        <span className="terminal compared-packet__way">{way}</span>
        {difference !== 'none' && difference !== 'verdict' && <span className="badge">{words.differences[difference]}</span>}
      </span>
      <span className="compared-packet__fates">
        <Fared outcome={before} />
        <ArrowRight className="compared-packet__arrow" size={14} aria-hidden="true" />
        <Fared outcome={now} />
      </span>
    </>
  )
  const said = [number, label, faredText(texts, words, before), faredText(texts, words, now)] as const
  if (now === null)
    return (
      <div className="compared-packet" data-difference={difference}>
        <span className="visually-hidden">{words.told(...said)}</span>
        <span aria-hidden="true">{inside}</span>
      </div>
    )
  return (
    <button
      type="button"
      className="compared-packet"
      data-difference={difference}
      aria-current={isHere}
      aria-label={words.jump(...said)}
      onClick={() => goTo(now.packet)}
    >
      {inside}
    </button>
  )
}

function useIsHere(packet: number | null): boolean {
  const timeline = useTimeline()
  return usePage((page) => packet !== null && packetAt(timeline, page.cursor)?.id === packet)
}

/** The packet's end: the place where its verdict is. */
function goTo(packet: number): void {
  const track = timelineOf(pageStore.getState().run).trackById[packet]
  if (track !== undefined) actions.seek(track.last + 1)
}

/** A comment would take the room that the conditions need. */
function withoutComment(rule: string): string {
  return rule.replace(/-m comment --comment ("(?:[^"\\]|\\.)*"|\S+) ?/g, '')
}

/** How it fared on one side, and which rule said so. */
function Fared({ outcome }: { readonly outcome: PacketOutcome | null }) {
  const texts = useTexts()
  const words = useWords(DIFFERENCE)
  if (outcome === null) return <span className="fared fared--none">{words.notThere}</span>
  const { fate, certain, by, rule, rewritten } = outcome
  return (
    <span className="fared">
      <span className="fared__fate">
        <FateMark fate={fate?.kind ?? 'walking'} certain={certain} size={13} />
        <span>{fateText(texts, words, outcome)}</span>
      </span>
      {rewritten !== null && <span className="terminal fared__rule">{rewritten}</span>}
      {by !== null && (
        <span className="terminal fared__rule" title={rule}>
          {by.kind === 'policy' ? words.policy : by.number} {withoutComment(rule)}
        </span>
      )}
    </span>
  )
}
