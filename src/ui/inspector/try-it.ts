import type { PacketStory } from '../../trace/packet-story'
import type { ChainView, RulesetView, RuleView } from '../../worker/protocol'

/** One change to the rules that provably makes a difference for the packet. */
export interface Suggestion {
  readonly rule: number
  readonly before: number
  /** The rules text with it done. */
  readonly text: string
}

/**
 * For a packet that a rule stopped: the first ACCEPT behind it, in the same chain, whose conditions all hold for the packet as it is
 * there, moved before the rule that stopped it. Null where that cannot be proved, or where the two are not whole lines of `-A`.
 */
export function suggestion(story: PacketStory, view: RulesetView, text: string): Suggestion | null {
  const { fate } = story
  if (fate === null || (fate.kind !== 'dropped' && fate.kind !== 'rejected') || fate.by.kind !== 'rule') return null
  const { table, chain: name, number } = fate.by
  const chain = view.tables.find((one) => one.name === table)?.chains.find((one) => one.name === name)
  const stopping = chain?.rules[number - 1]
  if (chain === undefined || stopping === undefined) return null
  const saving = story.behind.find(({ place, wouldMatch }) => wouldMatch === 'yes' && accepts(chain.rules[place.number - 1]))
  const moved = saving === undefined ? undefined : chain.rules[saving.place.number - 1]
  if (moved === undefined) return null
  const changed = moveLines(text, view, { chain, moved, before: stopping })
  return changed === null ? null : { rule: moved.number, before: number, text: changed }
}

function accepts(rule: RuleView | undefined): boolean {
  return rule !== undefined && rule.target.kind === 'verdict' && rule.target.name === 'ACCEPT'
}

function moveLines(
  text: string,
  view: RulesetView,
  move: { readonly chain: ChainView; readonly moved: RuleView; readonly before: RuleView },
): string | null {
  const lines = text.split('\n')
  const from = wholeLines(move.moved, lines, view)
  const to = wholeLines(move.before, lines, view)
  if (from === null || to === null || from.first <= to.last) return null
  const block = lines.slice(from.first - 1, from.last)
  const others = lines.toSpliced(from.first - 1, block.length)
  return others.toSpliced(to.first - 1, 0, ...block).join('\n')
}

/** The rule's lines, from 1, where they hold that rule as one appended rule and nothing else. */
function wholeLines(rule: RuleView, lines: readonly string[], view: RulesetView): { readonly first: number; readonly last: number } | null {
  const { span } = rule
  const first = span.line
  const last = span.endColumn === 1 && span.endLine > first ? span.endLine - 1 : span.endLine
  const words = lines.slice(first - 1, last).join('\n')
  if (!/(^|\s)(-A|--append)\s/.test(words) || /;|&&|\|\|/.test(words.replace(/"[^"]*"|'[^']*'/g, ''))) return null
  const shared = view.tables.some((table) =>
    table.chains.some((chain) =>
      chain.rules.some((other) => other.key !== rule.key && other.span.line <= last && other.span.endLine >= first),
    ),
  )
  return shared ? null : { first, last }
}
