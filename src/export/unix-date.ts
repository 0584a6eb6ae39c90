import { dateOf } from '../extensions/calendar'

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon Jan  5 12:00:00 2026`: a second since 1970 as ctime(3) writes it, in UTC. */
export function unixDate(seconds: number): string {
  const [year, month, day] = dateOf(seconds).split('-')
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${DAYS[Math.floor(seconds / 86_400) % 7]} ${MONTHS[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${time} ${year}`
}
