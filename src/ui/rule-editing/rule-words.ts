import type { PacketSpec } from '../../scenario/scenario'
import type { PacketStory } from '../../trace/packet-story'
import type { RulePlace } from '../../worker/protocol-editing'
import { pageStore } from '../store/page-store'
import { askEditing, toldRefusal } from './edit-rules'
import { applyEdits } from './text-edits'

/** A rule's words, or why there is none. */
export type FoundWords = { readonly kind: 'words'; readonly words: string } | { readonly kind: 'refused'; readonly why: string }

/** What to write for a rule that a packet would match at a place: the words behind `-A CHAIN`. */
export async function wordsForPacket(
  packet: PacketSpec,
  { at, target, state }: { readonly at: RulePlace; readonly target: string; readonly state: PacketStory['state'] },
): Promise<FoundWords> {
  const { scenario } = pageStore.getState()
  const edited = await askEditing('ruleForPacket', { scenario, packet, at, target, state })
  if (edited.kind === 'refused') return { kind: 'refused', why: await toldRefusal(edited) }
  const line = applyEdits(scenario.host.rules, edited.edits.rules ?? []).split('\n')[(edited.select?.line ?? 0) - 1] ?? ''
  return { kind: 'words', words: wordsOfLine(line) }
}

/** `iptables -t filter -I INPUT 3 -p tcp -j DROP` without all before `-p`. */
export function wordsOfLine(line: string): string {
  return line.replace(/^.*?(?:-A|--append|-I|--insert)\s+(?:"[^"]*"|\S+)\s+(?:\d+\s+)?/, '').trim()
}
