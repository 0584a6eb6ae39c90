import { Refusal } from './option'
import { leadingInteger } from './strtoul'

/** Periods of rates are kept in ten-thousandths of a second (XT_LIMIT_SCALE). */
export const RATE_SCALE = 10_000

const UNITS = [
  { name: 'second', printed: 'sec', seconds: 1 },
  { name: 'minute', printed: 'min', seconds: 60 },
  { name: 'hour', printed: 'hour', seconds: 3600 },
  { name: 'day', printed: 'day', seconds: 86400 },
] as const

/** The period of a rate like `10/min`, in ten-thousandths of a second. Null for a bad one: the caller has its own words. */
export function readRate(argument: string): number | Refusal | null {
  const slash = argument.indexOf('/')
  let seconds = 1
  if (slash >= 0) {
    const word = argument.slice(slash + 1).toLowerCase()
    const unit = word === '' ? undefined : UNITS.find(({ name }) => name.startsWith(word))
    if (unit === undefined) return null
    seconds = unit.seconds
  }
  // What begins as a number is one; less than nothing is very much.
  const rate = leadingInteger(argument) >>> 0
  if (rate === 0) return null
  const period = Math.floor((RATE_SCALE * seconds) / rate)
  return period === 0 ? new Refusal(`Rate too fast "${argument}"`, ['most a second', RATE_SCALE]) : period
}

/** The rate of a period, in the largest unit that loses little: 30000 is `20/min`. */
export function formatRate(period: number): string {
  let chosen: (typeof UNITS)[number] = UNITS[3]
  for (let i = UNITS.length - 2; i >= 0; i--) {
    const unit = UNITS[i] ?? UNITS[0]
    const scaled = RATE_SCALE * unit.seconds
    if (period > scaled || Math.floor(scaled / period) < scaled % period) break
    chosen = unit
  }
  return `${Math.floor((RATE_SCALE * chosen.seconds) / period)}/${chosen.printed}`
}
