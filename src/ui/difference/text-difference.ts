import { type DifferenceStep, lineDifference } from './line-difference'

/** What changed in a text, as it is shown: the lines that differ with a few around them, the rest skipped. */
export interface TextDifference {
  readonly rows: readonly DifferenceRow[]
  readonly removed: number
  readonly added: number
  /** Of these, lines that only stand elsewhere now: counted neither as removed nor as added. */
  readonly moved: number
}

export type DifferenceRow =
  | { readonly kind: 'same'; readonly before: number; readonly now: number; readonly text: string }
  /** `other` is the line where it stands now or stood before, from 1; null where it is nowhere. */
  | { readonly kind: 'removed'; readonly before: number; readonly parts: readonly Part[]; readonly other: number | null }
  | { readonly kind: 'added'; readonly now: number; readonly parts: readonly Part[]; readonly other: number | null }
  | { readonly kind: 'skipped'; readonly count: number }

/** A piece of a line; `changed` are the words that differ from the line whose place it takes. */
export interface Part {
  readonly text: string
  readonly changed: boolean
}

/** Lines shown around each difference. */
const AROUND = 2
/** Words are compared only between lines that share at least this part of them. */
const LEAST_COMMON = 0.4

/** Null where the texts are the same. */
export function textDifference(before: string, now: string): TextDifference | null {
  if (before === now) return null
  const lines = { before: linesOf(before), now: linesOf(now) }
  const steps = lineDifference(lines.before, lines.now)
  const moves = movesOf(steps, lines)
  const parts = partsOf(steps, lines)
  const shown = shownSteps(steps)
  const rows: DifferenceRow[] = []
  let skipped = 0
  const skip = () => {
    if (skipped > 0) rows.push({ kind: 'skipped', count: skipped })
    skipped = 0
  }
  steps.forEach((step, index) => {
    if (!shown.has(index)) {
      skipped++
      return
    }
    skip()
    if (step.kind === 'same') rows.push({ kind: 'same', before: step.before + 1, now: step.now + 1, text: lines.before[step.before] ?? '' })
    else if (step.kind === 'removed')
      rows.push({ kind: 'removed', before: step.before + 1, parts: parts.get(step) ?? [], other: moves.removed.get(step.before) ?? null })
    else rows.push({ kind: 'added', now: step.now + 1, parts: parts.get(step) ?? [], other: moves.added.get(step.now) ?? null })
  })
  skip()
  const count = (kind: DifferenceStep['kind']) => steps.filter((step) => step.kind === kind).length
  const moved = moves.removed.size
  return { rows, removed: count('removed') - moved, added: count('added') - moved, moved }
}

/** A newline at the end ends a line and begins none. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

interface Lines {
  readonly before: readonly string[]
  readonly now: readonly string[]
}

/** The indices of steps that differ, and of those close to them. */
function shownSteps(steps: readonly DifferenceStep[]): ReadonlySet<number> {
  const shown = new Set<number>()
  steps.forEach(({ kind }, index) => {
    if (kind !== 'same') for (let near = index - AROUND; near <= index + AROUND; near++) shown.add(near)
  })
  return shown
}

/** Rules that were taken away in one place and stand, word by word, in another: by index the line's number there. */
function movesOf(
  steps: readonly DifferenceStep[],
  lines: Lines,
): { readonly removed: ReadonlyMap<number, number>; readonly added: ReadonlyMap<number, number> } {
  const waiting = new Map<string, number[]>()
  for (const step of steps) {
    if (step.kind !== 'removed') continue
    const words = wordsOfRule(lines.before[step.before])
    if (words === null) continue
    const queue = waiting.get(words)
    if (queue === undefined) waiting.set(words, [step.before])
    else queue.push(step.before)
  }
  const removed = new Map<number, number>()
  const added = new Map<number, number>()
  for (const step of steps) {
    if (step.kind !== 'added') continue
    const words = wordsOfRule(lines.now[step.now])
    const from = words === null ? undefined : waiting.get(words)?.shift()
    if (from === undefined) continue
    removed.set(from, step.now + 1)
    added.set(step.now, from + 1)
  }
  return { removed, added }
}

/** The line without its counters, where it is a rule or another command. */
function wordsOfRule(line: string | undefined): string | null {
  const words = line?.trim().replace(/^\[\d+:\d+\]\s*/, '') ?? ''
  return /(^|\s)-/.test(words) && !words.startsWith('#') ? words : null
}

/** Each differing line in parts: where lines stand in the place of others, the words that differ are marked. */
function partsOf(steps: readonly DifferenceStep[], lines: Lines): ReadonlyMap<DifferenceStep, readonly Part[]> {
  const parts = new Map<DifferenceStep, readonly Part[]>()
  let removed: Extract<DifferenceStep, { kind: 'removed' }>[] = []
  for (const step of steps) {
    if (step.kind === 'same') {
      removed = []
      continue
    }
    const text = (step.kind === 'removed' ? lines.before[step.before] : lines.now[step.now]) ?? ''
    parts.set(step, [{ text, changed: false }])
    if (step.kind === 'removed') {
      removed.push(step)
      continue
    }
    const earlier = removed.shift()
    if (earlier === undefined) continue
    const compared = compareWords(lines.before[earlier.before] ?? '', text)
    if (compared === null) continue
    parts.set(earlier, compared.before)
    parts.set(step, compared.now)
  }
  return parts
}

function compareWords(before: string, now: string): { readonly before: readonly Part[]; readonly now: readonly Part[] } | null {
  const words = { before: before.split(/(\s+)/), now: now.split(/(\s+)/) }
  const steps = lineDifference(words.before, words.now)
  const common = steps.filter((step) => step.kind === 'same' && /\S/.test(words.before[step.before] ?? '')).length
  if (common < LEAST_COMMON * Math.max(before.split(/\s+/).length, now.split(/\s+/).length)) return null
  return {
    before: joined(
      steps.flatMap((step) => (step.kind === 'added' ? [] : [{ text: words.before[step.before] ?? '', changed: step.kind !== 'same' }])),
    ),
    now: joined(
      steps.flatMap((step) => (step.kind === 'removed' ? [] : [{ text: words.now[step.now] ?? '', changed: step.kind !== 'same' }])),
    ),
  }
}

function joined(parts: readonly Part[]): readonly Part[] {
  const whole: Part[] = []
  for (const part of parts) {
    const last = whole.at(-1)
    if (last !== undefined && last.changed === part.changed)
      whole[whole.length - 1] = { text: last.text + part.text, changed: part.changed }
    else if (part.text !== '') whole.push(part)
  }
  return whole
}
