/** Seconds from 1970 to the beginning of a day of the Gregorian calendar, in UTC; days beyond a month's end run on into the next, as in mktime(3). */
export function secondsOf(year: number, month: number, day: number): number {
  // Counting years from March puts the leap day at the end.
  const marchYear = month > 2 ? year : year - 1
  const monthFromMarch = (month + 9) % 12
  const days =
    365 * marchYear +
    Math.floor(marchYear / 4) -
    Math.floor(marchYear / 100) +
    Math.floor(marchYear / 400) +
    Math.floor((153 * monthFromMarch + 2) / 5) +
    day -
    1
  return (days - DAYS_BEFORE_1970) * 86400
}

/** `2038-01-19`: the day of a second. */
export function dateOf(seconds: number): string {
  const days = Math.floor(seconds / 86400)
  let year = 1970 + Math.floor(days / 366)
  while (secondsOf(year + 1, 1, 1) <= seconds) year++
  let month = 1
  while (month < 12 && secondsOf(year, month + 1, 1) <= seconds) month++
  const day = days - secondsOf(year, month, 1) / 86400 + 1
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}

/** From March 1 of the year 0 to January 1, 1970. */
const DAYS_BEFORE_1970 = 719468
