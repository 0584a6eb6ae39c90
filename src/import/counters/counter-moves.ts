import type { Chain, Ruleset } from '../../model'
import type { Scenario } from '../../scenario/scenario'
import { printRuleWords } from '../../syntax/print-save'
import { readRules } from '../../syntax/read-rules'
import type { CounterMoves, MovedCounter, UnpairedRule } from '../../worker/protocol-recordings'

/** What the counters did between the listing that is kept as `before` and the rules as they are. */
export function counterMoves({ before = '', host }: Pick<Scenario, 'before' | 'host'>): CounterMoves {
  return movesBetween(readRules(before).value, readRules(host.rules).value)
}

/**
 * By how much each rule's counters moved from one reading to the next, biggest first. Rules pair by their words, in their order;
 * a chain that the earlier reading does not show is not compared.
 */
export function movesBetween(before: Ruleset, after: Ruleset): CounterMoves {
  const moved: MovedCounter[] = []
  const unpaired: UnpairedRule[] = []
  let still = 0
  const add = (one: Omit<MovedCounter, 'reset'>): void => {
    const packets = one.after.packets - one.before.packets
    const bytes = one.after.bytes - one.before.bytes
    if (packets === 0 && bytes === 0) still++
    else moved.push({ ...one, reset: packets < 0 || bytes < 0 })
  }
  for (const { name: table, chains } of after.tables)
    for (const chain of chains) {
      const earlier = before.tables.find(({ name }) => name === table)?.chains.find(({ name }) => name === chain.name)
      if (earlier === undefined) continue
      if (chain.policy !== null && earlier.policy !== null)
        add({ table, chain: chain.name, number: null, ruleKey: null, rule: chain.policy, before: earlier.counters, after: chain.counters })
      const pairs = pairRules(earlier, chain)
      for (const [one, other] of pairs) {
        const old = one === null ? undefined : earlier.rules[one]
        const now = other === null ? undefined : chain.rules[other]
        if (old !== undefined && now !== undefined)
          add({
            table,
            chain: chain.name,
            number: (other ?? 0) + 1,
            ruleKey: now.key,
            rule: printRuleWords(now),
            before: old.counters,
            after: now.counters,
          })
        else if (old !== undefined)
          unpaired.push({ table, chain: chain.name, number: (one ?? 0) + 1, rule: printRuleWords(old), in: 'before' })
        else if (now !== undefined)
          unpaired.push({ table, chain: chain.name, number: (other ?? 0) + 1, rule: printRuleWords(now), in: 'after' })
      }
    }
  return { moved: moved.toSorted((one, other) => size(other) - size(one)), still, unpaired }
}

/** Packets first, and bytes where they are the same; a counter that was set back has no size and comes last. */
function size({ before, after, reset }: MovedCounter): number {
  return reset ? -1 : (after.packets - before.packets) * 1e6 + Math.min(after.bytes - before.bytes, 1e6 - 1)
}

/** More than this many cells of the table below and rules pair by their words alone, the first with the first. */
const MOST_CELLS = 4_000_000

type Pair = readonly [number | null, number | null]

/** Indices of the rules that say the same, in both orders (the longest common subsequence), and of those that only one chain has. */
function pairRules(before: Chain, after: Chain): readonly Pair[] {
  const one = before.rules.map(printRuleWords)
  const other = after.rules.map(printRuleWords)
  let begin = 0
  while (begin < one.length && begin < other.length && one[begin] === other[begin]) begin++
  let end = 0
  while (end < one.length - begin && end < other.length - begin && one[one.length - 1 - end] === other[other.length - 1 - end]) end++
  const same = (count: number, from: number, to: number): readonly Pair[] =>
    Array.from({ length: count }, (_, index): Pair => [from + index, to + index])
  const middle =
    (one.length - begin - end) * (other.length - begin - end) > MOST_CELLS
      ? pairByWords(one.slice(begin, one.length - end), other.slice(begin, other.length - end))
      : pairInOrder(one.slice(begin, one.length - end), other.slice(begin, other.length - end))
  return [
    ...same(begin, 0, 0),
    ...middle.map(([a, b]): Pair => [a === null ? null : a + begin, b === null ? null : b + begin]),
    ...same(end, one.length - end, other.length - end),
  ]
}

function pairInOrder(one: readonly string[], other: readonly string[]): readonly Pair[] {
  const width = other.length + 1
  const longest = new Uint32Array((one.length + 1) * width)
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      longest[i * width + j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const pairs: Pair[] = []
  let i = 0
  let j = 0
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) pairs.push([i++, j++])
    else if (j >= other.length || (i < one.length && at(i + 1, j) >= at(i, j + 1))) pairs.push([i++, null])
    else pairs.push([null, j++])
  }
  return pairs
}

function pairByWords(one: readonly string[], other: readonly string[]): readonly Pair[] {
  const waiting = new Map<string, number[]>()
  for (const [index, words] of one.entries()) waiting.set(words, [...(waiting.get(words) ?? []), index])
  const pairs = other.map((words, index): Pair => [waiting.get(words)?.shift() ?? null, index])
  return [...pairs, ...[...waiting.values()].flatMap((left) => left.map((index): Pair => [index, null]))]
}
