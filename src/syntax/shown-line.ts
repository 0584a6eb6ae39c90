import { type AddressOutput, readAddressOutput } from './ip-address-output'
import type { NetworkDraft } from './ip-draft'
import { looksLikeRoute, readRouteOutput } from './ip-route'
import { readRuleOutput } from './ip-rule'
import { lineSpan, refusal, type WordLine, WordReader, wordSpan } from './ip-words'

/** A line of a network text that is no command: what `ip addr`, `ip link`, `ip rule` or `ip route` shows, or nothing that is known. */
export function readShownLine(line: WordLine, output: AddressOutput, draft: NetworkDraft): void {
  if (readAddressOutput(line, output, draft)) return
  if (readRuleOutput(line, new WordReader(line), draft)) return
  if (looksLikeRoute(line)) {
    readRouteOutput(line, new WordReader(line), draft)
    return
  }
  const first = line.words[0]
  draft.diagnostics.push(
    refusal(
      first === undefined ? lineSpan(line) : wordSpan(first),
      'fivechains',
      `this line is not understood: ${line.text.trim().slice(0, 80)}`,
      ['network lines'],
      1,
    ),
  )
}
