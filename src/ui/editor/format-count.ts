const STEPS = [
  { from: 1e12, letter: 'T' },
  { from: 1e9, letter: 'G' },
  { from: 1e6, letter: 'M' },
  { from: 1e3, letter: 'k' },
] as const

/** A count in at most five characters: `999`, `1.5k`, `195k`, `3.2M`. Cut, not rounded, so that it never runs ahead of the truth. */
export function formatCount(count: number): string {
  for (const { from, letter } of STEPS) {
    if (count < from) continue
    const value = count / from
    return value < 10 ? `${(Math.floor(value * 10) / 10).toFixed(1)}${letter}` : `${Math.floor(value)}${letter}`
  }
  return String(count)
}
