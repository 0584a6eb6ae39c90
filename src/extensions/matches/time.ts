import { type Microseconds, SCENARIO_BEGINS, SECOND } from '../../model'
import { cutToBytes } from '../byte-length'
import { dateOf, secondsOf } from '../calendar'
import { defineMatch } from '../extension'
import { custom, flag, type Invertible, type OptionSite, Refusal } from '../option'
import type { Test } from '../semantics'
import { scanDecimal, strtoul } from '../strtoul'

/** Date and time of day. Kernel: net/netfilter/xt_time.c. */
export const time = defineMatch({
  name: 'time',
  summary: 'The date, the time of day, the day of the week or of the month at which the packet arrives.',
  options: {
    datestart: { type: custom('YYYY[-MM[-DD[Thh[:mm[:ss]]]]]', readDate), doc: 'From this moment on.' },
    datestop: { type: custom('YYYY[-MM[-DD[Thh[:mm[:ss]]]]]', readDate), doc: 'Until this moment.' },
    timestart: { type: custom('hh:mm[:ss]', readTime), doc: 'From this time of day on.' },
    timestop: { type: custom('hh:mm[:ss]', readTime), doc: 'Until this time of day.' },
    contiguous: { type: flag, doc: 'A period over midnight belongs to the day on which it began.' },
    weekdays: {
      type: custom('DAY[,DAY...]', readWeekdays, ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']),
      invertible: true,
      doc: 'On these days of the week.',
    },
    monthdays: { type: custom('DAY[,DAY...]', readMonthdays), invertible: true, doc: 'On these days of the month.' },
    localtz: { type: { kind: 'flag', refuse: warnOfLocal }, excludes: ['utc'], doc: 'The older name of --kerneltz.' },
    utc: { type: flag, excludes: ['localtz', 'kerneltz'], doc: 'Times are UTC (default).' },
    kerneltz: { type: flag, excludes: ['utc'], doc: "Times are in the kernel's time zone." },
  },
  finalCheck: (given) =>
    given.contiguous && (given.timestart ?? 0) < (given.timestop ?? LAST_SECOND)
      ? new Refusal('time: --contiguous only makes sense when stoptime is smaller than starttime')
      : null,
  save: (use) => {
    const { start, stop, weekdays, monthdays } = periodOf(use)
    return [
      start === 0 && stop === LAST_SECOND ? '' : ` --timestart ${clock(start)} --timestop ${clock(stop)}`,
      monthdays === EVERY_MONTHDAY ? '' : ` --monthdays ${days(monthdays, 31, String)}`,
      weekdays === EVERY_WEEKDAY ? '' : ` --weekdays ${days(weekdays, 7, weekday)}`,
      use.datestart ? ` --datestart ${calendar(use.datestart, 'T')}` : '',
      (use.datestop ?? END_OF_TIME) === 0 ? '' : ` --datestop ${calendar(use.datestop ?? END_OF_TIME, 'T')}`,
      use.kerneltz || use.localtz ? ' --kerneltz' : '',
      use.contiguous ? ' --contiguous' : '',
    ].join('')
  },
  list: (use) => {
    const { start, stop, weekdays, monthdays } = periodOf(use)
    return [
      ' TIME',
      start === 0 && stop === LAST_SECOND ? '' : ` from ${clock(start)} to ${clock(stop)}`,
      weekdays === EVERY_WEEKDAY ? '' : ` on ${days(weekdays, 7, weekday)}`,
      monthdays === EVERY_MONTHDAY ? '' : ` on ${days(monthdays, 31, ordinal)}`,
      use.datestart ? ` starting from ${calendar(use.datestart, ' ')}` : '',
      use.datestop === undefined || use.datestop === END_OF_TIME
        ? ''
        : ` until date${use.datestop === 0 ? '' : ` ${calendar(use.datestop, ' ')}`}`,
      use.kerneltz || use.localtz ? '' : ' UTC',
      use.contiguous ? ' contiguous' : '',
    ].join('')
  },
  compile: (use) => {
    const { start, stop, weekdays, monthdays } = periodOf(use)
    const from = use.datestart ?? 0
    const until = use.datestop ?? END_OF_TIME
    const contiguous = use.contiguous === true
    const tests: Test[] = []
    if (use.datestart !== undefined || use.datestop !== undefined)
      tests.push({
        subject: 'date',
        wants: `${calendar(from, ' ')} to ${calendar(until, ' ')}`,
        holds: ({ now }) => secondNow(now) >= from && secondNow(now) <= until,
        is: ({ now }) => calendar(secondNow(now), ' '),
      })
    if (start !== 0 || stop !== LAST_SECOND)
      tests.push({
        subject: 'time of day',
        wants: `${clock(start)} to ${clock(stop)}`,
        // From a later to an earlier time is over midnight.
        holds: ({ now }) => {
          const time = secondNow(now) % DAY
          return start < stop ? time >= start && time <= stop : time >= start || time <= stop
        },
        is: ({ now }) => clock(secondNow(now) % DAY),
      })
    // What goes on after midnight belongs to the day before, where that is asked for.
    const dayNow = (now: Microseconds) => secondNow(now) - (contiguous && start >= stop && secondNow(now) % DAY <= stop ? DAY : 0)
    if (weekdays !== EVERY_WEEKDAY)
      tests.push({
        subject: 'day of the week',
        wants: days(weekdays, 7, weekday),
        holds: ({ now }) => ((weekdays >>> weekdayOf(dayNow(now))) & 1) === 1,
        is: ({ now }) => weekday(weekdayOf(dayNow(now))),
      })
    if (monthdays !== EVERY_MONTHDAY)
      tests.push({
        subject: 'day of the month',
        wants: days(monthdays, 31, String),
        holds: ({ now }) => ((monthdays >>> Number(dateOf(dayNow(now)).slice(-2))) & 1) === 1,
        is: ({ now }) => dateOf(dayNow(now)).slice(-2),
      })
    return tests
  },
  examples: [
    {
      rule: '-m time --timestart 08:00 --timestop 18:30',
      saved: '-m time --timestart 08:00:00 --timestop 18:30:00 --datestop 2038-01-19T03:14:07',
    },
    { rule: '-m time --weekdays Mo,3,Fri', saved: '-m time --weekdays Mon,Wed,Fri --datestop 2038-01-19T03:14:07' },
    {
      rule: '-m time ! --monthdays 1,31 --utc',
      saved: `-m time --monthdays ${Array.from({ length: 29 }, (_, i) => i + 2).join(',')} --datestop 2038-01-19T03:14:07`,
    },
    {
      rule: '-m time --datestart 2024 --datestop 2025-06-01T12:00:00 --kerneltz',
      saved: '-m time --datestart 2024-01-01T00:00:00 --datestop 2025-06-01T12:00:00 --kerneltz',
    },
    {
      rule: '-m time --timestart 22:00 --timestop 6:00 --contiguous --datestop 2030',
      saved: '-m time --timestart 22:00:00 --timestop 06:00:00 --datestop 2030-01-01T00:00:00 --contiguous',
    },
    { rule: '-m time --weekdays Holiday', rejected: 'Hol is not a valid day specifier', by: 'iptables' },
    {
      rule: '-m time --timestart 25:00',
      rejected: 'invalid time "25:00" specified, should be hh:mm[:ss] format and within the boundaries',
      by: 'iptables',
    },
    {
      rule: '-m time --datestart soon',
      rejected: 'Invalid date "soon" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]',
      by: 'iptables',
    },
    { rule: '-m time --utc --kerneltz', rejected: 'time: option "--utc" cannot be used together with "--kerneltz".', by: 'iptables' },
    { rule: '-m time --localtz', saved: '-m time --datestop 2038-01-19T03:14:07 --kerneltz' },
  ],
})

const DAY = 24 * 60 * 60
const LAST_SECOND = DAY - 1

/** The date of a packet, as the kernel's clock would say it. */
function secondNow(now: Microseconds): number {
  return SCENARIO_BEGINS + Math.floor(now / SECOND)
}

/** January 1, 1970 was a Thursday; Monday is 1. */
function weekdayOf(second: number): number {
  return ((3 + Math.floor(second / DAY)) % 7) + 1
}

/** The last second that fits 31 bits, which is also what stands for no end. */
const END_OF_TIME = 0x7fffffff
const EVERY_WEEKDAY = 0xfe
const EVERY_MONTHDAY = 0xfffffffe

/** time_parse_date: each part as strtoul reads it, up to the sign between it and the next. */
function readDate(argument: string, at: OptionSite): number | Refusal {
  const parts: number[] = []
  for (let from = 0; ; ) {
    const { value, length } = scanDecimal(argument.slice(from))
    const { min, max, end } = DATE_PARTS[parts.length] ?? LAST_DATE_PART
    const over = from + length === argument.length
    if (value < min || value > max || (!over && argument[from + length] !== end))
      return new Refusal(`Invalid date "${argument}" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`)
    parts.push(value)
    if (over) break
    from += length + 1
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  const seconds = secondsOf(year, month, day) + hour * 3600 + minute * 60 + second
  if (seconds >= 0) return seconds
  // mktime(3) has nothing against it; iptables takes every negative number for a failure, and tells the last one that there was.
  at.warn('mktime: No such file or directory')
  return new Refusal('mktime returned an error', ['no early date'], 1)
}

const LAST_DATE_PART = { min: 0, max: 59, end: null } as const
const DATE_PARTS = [
  { min: 1970, max: 2038, end: '-' },
  { min: 0, max: 12, end: '-' },
  { min: 0, max: 31, end: 'T' },
  { min: 0, max: 23, end: ':' },
  { min: 0, max: 59, end: ':' },
] as const

function readTime(argument: string): number | Refusal {
  const parts: number[] = []
  for (let from = 0; ; ) {
    const rest = argument.slice(from)
    const { value, length } = scanDecimal(rest)
    const end = from + length === argument.length
    const hours = parts.length === 0
    const goesOn = rest[length] === ':' && parts.length !== 2
    // iptables says no to what is left from the part on that is wrong.
    if (value > (hours ? 23 : 59) || (!goesOn && (!end || hours)))
      return new Refusal(`invalid time "${rest}" specified, should be hh:mm[:ss] format and within the boundaries`)
    parts.push(value)
    if (end) break
    from += length + 1
  }
  const [hour = 0, minute = 0, second = 0] = parts
  return hour * 3600 + minute * 60 + second
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** my_strseg: words with commas between; behind the last comma there need be none. */
function daysOf(argument: string): readonly string[] {
  const words = argument.split(',')
  return words.at(-1) === '' ? words.slice(0, -1) : words
}

// Days are kept as a bit each, from 1. Two letters of a name are enough.
function readWeekdays(argument: string): number | Refusal {
  let bits = 0
  for (const word of daysOf(argument)) {
    const day = cutToBytes(word, 3)
    // A day is a bit of eight: of a number only the last five bits count, and Monday comes again as the 33rd.
    const { value, length } = strtoul(day, 0)
    const isNumber = length === day.length
    const number = isNumber ? Number(value & 31n) : WEEKDAYS.findIndex((name) => name.slice(0, 2) === day.slice(0, 2)) + 1
    if (isNumber && value === 0n) return new Refusal('No, the week does NOT begin with Sunday.')
    if (!isNumber && number < 1) return new Refusal(`${day} is not a valid day specifier`)
    if (number < 8) bits |= 1 << number
  }
  return bits
}

function readMonthdays(argument: string): number | Refusal {
  let bits = 0
  for (const word of daysOf(argument)) {
    const day = cutToBytes(word, 2)
    const { value, length } = strtoul(day, 0)
    if (length !== day.length || value > 31n) return new Refusal(`${day} is not a valid day for --monthdays`)
    bits |= 1 << Number(value)
  }
  return bits >>> 0
}

function periodOf(use: {
  readonly timestart?: number
  readonly timestop?: number
  readonly weekdays?: Invertible<number>
  readonly monthdays?: Invertible<number>
}) {
  const flipped = (days: Invertible<number> | undefined, every: number) =>
    days === undefined ? every : days.inverted ? (days.value ^ every) >>> 0 : days.value
  return {
    start: use.timestart ?? 0,
    stop: use.timestop ?? LAST_SECOND,
    weekdays: flipped(use.weekdays, EVERY_WEEKDAY),
    monthdays: flipped(use.monthdays, EVERY_MONTHDAY),
  }
}

function clock(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

function calendar(seconds: number, separator: 'T' | ' '): string {
  return `${dateOf(seconds)}${separator}${clock(seconds % 86400)}`
}

function days(bits: number, last: number, format: (day: number) => string): string {
  const listed: string[] = []
  for (let day = 1; day <= last; day++) if ((bits >>> day) & 1) listed.push(format(day))
  return listed.join(',')
}

function weekday(day: number): string {
  return WEEKDAYS[day - 1] ?? ''
}

// iptables goes by the last digit alone: 11st, 12nd, 13rd.
function ordinal(day: number): string {
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`
}

const AMBIGUOUS =
  'WARNING: --localtz is being replaced by --kerneltz, since "local" is ambiguous. Note the kernel timezone has caveats - see manpage for details.'

function warnOfLocal(at: OptionSite): null {
  at.warn(AMBIGUOUS)
  return null
}
