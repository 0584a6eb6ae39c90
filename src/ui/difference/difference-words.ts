import type { ComparedPacket } from '../../trace/compare-outcomes'
import type { PacketOutcome } from '../../trace/outcome'
import { fateLine } from '../inspector/verdict-line'
import type { difference } from '../texts/en/difference'
import type { Texts } from '../texts/use-texts'

type DifferenceWords = typeof difference

/** How many packets fare differently, in a line. */
export function summaryOf(words: DifferenceWords, packets: readonly ComparedPacket[]): string {
  const count = (...kinds: readonly ComparedPacket['difference'][]) => packets.filter(({ difference }) => kinds.includes(difference)).length
  const said = words.summary(count('verdict', 'certainty', 'rewriting', 'rule'), count('new'), count('gone'))
  return said === '' ? words.allSame(packets.length) : said
}

/** How a packet fared on one side. */
export function fateText(texts: Texts, words: DifferenceWords, { fate, certain }: PacketOutcome): string {
  if (fate === null) return words.underWay
  const line = fateLine(texts.inspector, texts.facts, fate)
  return certain ? line : texts.inspector.perhaps(line)
}

/** The same in words, for those who hear it and for copies. */
export function faredText(texts: Texts, words: DifferenceWords, outcome: PacketOutcome | null): string {
  if (outcome === null) return words.notThere
  const { by, rule } = outcome
  const decided = by === null ? '' : by.kind === 'policy' ? ` (${words.policy} ${rule})` : ` (${words.rule(by.number)}: ${rule})`
  return `${fateText(texts, words, outcome)}${decided}`
}
