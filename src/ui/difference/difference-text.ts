import { pageStore } from '../store/page'
import { textsIn } from '../texts/use-texts'
import { faredText } from './difference-words'
import type { DifferenceRow, Part } from './text-difference'
import { shownDifference } from './use-difference'
import { DIFFERENCE } from './words'

/** The difference as it is shown, as plain text: lines as a patch has them, then the packets that fare differently. */
export function differenceText(): string {
  const { difference } = shownDifference.getState()
  const { language } = pageStore.getState()
  const [texts, words] = [textsIn(language), DIFFERENCE[language]]
  if (difference === null) return words.nothing
  const lines: string[] = []
  for (const { section, difference: changed } of difference.texts)
    lines.push(
      `${texts.editor.tabs[section]}: ${words.counts(changed.added, changed.removed, changed.moved)}`,
      ...changed.rows.map(rowText),
    )
  if (difference.packets.state === 'known')
    for (const { before, now, difference: kind } of difference.packets.packets)
      if (kind !== 'none') {
        const { packet, label } = now ?? before
        lines.push(words.told(packet, label, faredText(texts, words, before), faredText(texts, words, now)))
      }
  return lines.join('\n')
}

function rowText(row: DifferenceRow): string {
  const text = (parts: readonly Part[]) => parts.map((part) => part.text).join('')
  switch (row.kind) {
    case 'same':
      return `  ${row.text}`
    case 'removed':
      return `- ${text(row.parts)}`
    case 'added':
      return `+ ${text(row.parts)}`
    case 'skipped':
      return '  …'
  }
}
