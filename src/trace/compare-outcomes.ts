import type { Fate } from './event'
import { keyOf } from './find-again'
import type { PacketOutcome } from './outcome'

/** One packet before and now. */
export type ComparedPacket =
  | { readonly difference: 'gone'; readonly before: PacketOutcome; readonly now: null }
  | { readonly difference: 'new'; readonly before: null; readonly now: PacketOutcome }
  | { readonly difference: Exclude<PacketDifference, 'gone' | 'new'>; readonly before: PacketOutcome; readonly now: PacketOutcome }

/**
 * What is different, the most telling first: how the packet fares, whether that is certain, whether it is there at all, how it leaves
 * rewritten, and which rule says so (by its words, so that a rule that only moved is still the same one).
 */
export type PacketDifference = 'verdict' | 'certainty' | 'gone' | 'new' | 'rewriting' | 'rule' | 'none'

/**
 * Pairs the packets of two runs: by their sending, and within it by what they are (from where, and `SYN`, `ping`) in order of
 * appearance. `sendingNow` tells which sending of now is that of then; null where there is none. The changed ones come first, each part in order of appearance.
 */
export function compareOutcomes(
  before: readonly PacketOutcome[],
  now: readonly PacketOutcome[],
  sendingNow: (sending: number) => number | null,
): readonly ComparedPacket[] {
  const waiting = new Map<string, PacketOutcome[]>()
  const gone: PacketOutcome[] = []
  for (const outcome of before) {
    const sending = outcome.sending === null ? -1 : sendingNow(outcome.sending)
    if (sending === null) {
      gone.push(outcome)
      continue
    }
    const key = keyOf(outcome, sending)
    const queue = waiting.get(key)
    if (queue === undefined) waiting.set(key, [outcome])
    else queue.push(outcome)
  }
  const pairs = now.map((outcome): ComparedPacket => {
    const earlier = waiting.get(keyOf(outcome, outcome.sending ?? -1))?.shift() ?? null
    return earlier === null
      ? { difference: 'new', before: null, now: outcome }
      : { difference: differenceOf(earlier, outcome), before: earlier, now: outcome }
  })
  for (const queue of waiting.values()) gone.push(...queue)
  return [
    ...inOrder(
      [
        ...pairs.filter(({ difference }) => difference !== 'none'),
        ...gone.map((earlier) => ({ difference: 'gone', before: earlier, now: null }) as const),
      ],
      sendingNow,
    ),
    ...pairs.filter(({ difference }) => difference === 'none'),
  ]
}

/** By sending; what is gone comes behind what is still there of it, in its own order. */
function inOrder(packets: readonly ComparedPacket[], sendingNow: (sending: number) => number | null): readonly ComparedPacket[] {
  const sendingOf = (packet: ComparedPacket): number => {
    const { sending } = packet.now ?? packet.before
    return sending === null ? Number.MAX_SAFE_INTEGER : packet.now !== null ? sending : (sendingNow(sending) ?? sending)
  }
  return packets.toSorted(
    (a, b) =>
      sendingOf(a) - sendingOf(b) ||
      Number(a.difference === 'gone') - Number(b.difference === 'gone') ||
      (a.now ?? a.before).packet - (b.now ?? b.before).packet,
  )
}

function differenceOf(before: PacketOutcome, now: PacketOutcome): Exclude<PacketDifference, 'gone' | 'new'> {
  if (fateKey(before.fate) !== fateKey(now.fate)) return 'verdict'
  if (before.certain !== now.certain) return 'certainty'
  if ((before.rewritten ?? before.way) !== (now.rewritten ?? now.way)) return 'rewriting'
  return ruleKey(before) === ruleKey(now) ? 'none' : 'rule'
}

/** How a packet fared, whoever decided it. */
function fateKey(fate: Fate | null): string {
  switch (fate?.kind) {
    case 'transmitted':
      return `transmitted ${fate.interface} ${fate.nextHop}`
    case 'delivered':
      return `delivered ${fate.to}`
    case 'died':
      return `died ${fate.where} ${fate.reason}`
    default:
      return fate?.kind ?? 'walking'
  }
}

function ruleKey({ by, rule }: PacketOutcome): string {
  return by === null ? '' : `${by.table} ${by.chain} ${by.kind} ${rule}`
}
