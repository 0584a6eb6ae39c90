/** One line (or word) of two texts laid beside each other. Indices count from 0. */
export type DifferenceStep =
  | { readonly kind: 'same'; readonly before: number; readonly now: number }
  | { readonly kind: 'removed'; readonly before: number }
  | { readonly kind: 'added'; readonly now: number }

/**
 * Lines that differ at most before they are no longer paired: looking further costs their square, and nobody reads it. What lies between
 * the first and the last difference is then all removed and all added.
 */
const MOST_DIFFERENCES = 1_000

/**
 * The shortest way from one list of lines to the other (Eugene W. Myers, An O(ND) Difference Algorithm, 1986), removed lines before the
 * added ones that stand in their place.
 */
export function lineDifference(before: readonly string[], now: readonly string[]): readonly DifferenceStep[] {
  let start = 0
  while (start < before.length && start < now.length && before[start] === now[start]) start++
  let end = 0
  while (end < before.length - start && end < now.length - start && before.at(-1 - end) === now.at(-1 - end)) end++
  const steps: DifferenceStep[] = []
  for (let at = 0; at < start; at++) steps.push({ kind: 'same', before: at, now: at })
  const middle = shortest(before.slice(start, before.length - end), now.slice(start, now.length - end))
  for (const step of middle)
    steps.push(
      step.kind === 'same'
        ? { kind: 'same', before: step.before + start, now: step.now + start }
        : step.kind === 'removed'
          ? { kind: 'removed', before: step.before + start }
          : { kind: 'added', now: step.now + start },
    )
  for (let left = end; left > 0; left--) steps.push({ kind: 'same', before: before.length - left, now: now.length - left })
  return steps
}

function shortest(before: readonly string[], now: readonly string[]): readonly DifferenceStep[] {
  const most = Math.min(before.length + now.length, MOST_DIFFERENCES)
  // How far each diagonal (lines of before minus lines of now) reaches, and how that was before each further difference.
  const furthest = new Int32Array(2 * most + 3)
  const kept: Int32Array[] = []
  for (let differences = 0; differences <= most; differences++) {
    kept.push(furthest.slice())
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const from = cameFrom(furthest, diagonal, { differences, most })
      let x = reach(furthest, from, most) + (from < diagonal ? 1 : 0)
      while (x < before.length && x - diagonal < now.length && before[x] === now[x - diagonal]) x++
      furthest[diagonal + most + 1] = x
      if (x >= before.length && x - diagonal >= now.length) return wayBack(kept, { x, y: x - diagonal, most })
    }
  }
  return replaced(before.length, now.length)
}

/** The neighbouring diagonal from which this one is reached: by an added line from above, by a removed one from the left. */
function cameFrom(
  furthest: Int32Array,
  diagonal: number,
  { differences, most }: { readonly differences: number; readonly most: number },
): number {
  const isAdded =
    diagonal === -differences || (diagonal !== differences && reach(furthest, diagonal - 1, most) < reach(furthest, diagonal + 1, most))
  return isAdded ? diagonal + 1 : diagonal - 1
}

function reach(furthest: Int32Array, diagonal: number, most: number): number {
  return furthest[diagonal + most + 1] ?? 0
}

/** From the end to the beginning, by what each number of differences had reached. */
function wayBack(
  kept: readonly Int32Array[],
  end: { readonly x: number; readonly y: number; readonly most: number },
): readonly DifferenceStep[] {
  const steps: DifferenceStep[] = []
  let { x, y } = end
  for (const [differences, furthest] of [...kept.entries()].reverse()) {
    const from = cameFrom(furthest, x - y, { differences, most: end.most })
    const fromX = reach(furthest, from, end.most)
    const fromY = fromX - from
    while (x > fromX && y > fromY && x > 0 && y > 0) steps.push({ kind: 'same', before: --x, now: --y })
    if (differences > 0) steps.push(x === fromX ? { kind: 'added', now: fromY } : { kind: 'removed', before: fromX })
    x = fromX
    y = fromY
  }
  return removedFirst(steps.reverse())
}

/** Of neighbouring differences the removed lines come first: that is how people read them. */
function removedFirst(steps: readonly DifferenceStep[]): readonly DifferenceStep[] {
  const sorted: DifferenceStep[] = []
  let added: DifferenceStep[] = []
  for (const step of steps) {
    if (step.kind === 'added') added.push(step)
    else {
      if (step.kind === 'same') {
        sorted.push(...added)
        added = []
      }
      sorted.push(step)
    }
  }
  return [...sorted, ...added]
}

function replaced(before: number, now: number): readonly DifferenceStep[] {
  return [
    ...Array.from({ length: before }, (_, index) => ({ kind: 'removed', before: index }) as const),
    ...Array.from({ length: now }, (_, index) => ({ kind: 'added', now: index }) as const),
  ]
}
