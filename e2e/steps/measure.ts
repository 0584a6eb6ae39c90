import type { Page } from '@playwright/test'

/** The value below which so large a part of the numbers lies. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function median(numbers: readonly number[]): number {
  return percentile(numbers, 0.5)
}

/** The smallest of the numbers: whatever else a machine does can only make a thing slower, so these tell what the thing needs. */
export function quietest(numbers: readonly number[], count: number): readonly number[] {
  return numbers.toSorted((a, b) => a - b).slice(0, count)
}

/** Times between the frames that the page draws, in milliseconds, for so long. */
export function frameTimes(page: Page, milliseconds: number): Promise<readonly number[]> {
  return page.evaluate(
    (duration) =>
      new Promise<number[]>((done) => {
        const times: number[] = []
        const begin = performance.now()
        let before = begin
        const frame = () => {
          const now = performance.now()
          times.push(now - before)
          before = now
          if (now - begin < duration) requestAnimationFrame(frame)
          else done(times.slice(1))
        }
        requestAnimationFrame(frame)
      }),
    milliseconds,
  )
}

/** A figure in the test's output and in its report. */
export function report(annotations: { type: string; description?: string }[], what: string, figure: string): void {
  annotations.push({ type: what, description: figure })
  process.stdout.write(`    ${what}: ${figure}\n`)
}
