const UNITS = ['', 'k', 'M', 'G', 'T'] as const

/** A count in at most five characters: `0`, `9999`, `12.3k`, `195k`, `4.1M`. Never rounded up to what has not been reached. */
export function shortCount(count: number): string {
  if (count < 10_000) return String(count)
  let unit = 0
  let value = count
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const shown = value < 100 ? Math.floor(value * 10) / 10 : Math.floor(value)
  return `${shown}${UNITS[unit]}`
}
