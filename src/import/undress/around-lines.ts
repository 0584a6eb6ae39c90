/**
 * What people and programs put around lines of a terminal: quote marks, times and names of a chat, bullets, line numbers of an editor.
 * Each takes its own off and leaves a line that has none of it as it is. No line comes or goes, so that a line keeps its number.
 */

/** Quote marks stand on several lines in a row: a single `>` is a prompt. A shell's own second prompt goes the same way. */
const FEWEST_QUOTED = 2
const QUOTED = /^\s*(?:>|\u2502|\|(?=\s|$))\s?/

export function withoutQuotes(lines: readonly string[]): readonly string[] {
  return inRuns(
    lines,
    (line) => QUOTED.test(line),
    (run) => (run.length < FEWEST_QUOTED ? run : run.map((line) => line.replace(QUOTED, ''))),
  )
}

const CLOCK = String.raw`\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?`
const DAY = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+)?`
const NAME = String.raw`[@+~&]?[\w.-]{1,32}(?: [A-Z][\w.-]{0,24}){0,2}`
/** `[12:34] ann: `, `12:34 <ann> `, `<ann> `, `21/11/2026, 12:34 - Ann: `. */
const STAMPS: readonly RegExp[] = [
  new RegExp(`^\\s*\\[${DAY}${CLOCK}\\]\\s+(?:<${NAME}>|${NAME}:|\\*)\\s`),
  new RegExp(`^\\s*${DAY}${CLOCK}\\s+(?:-\\s+)?(?:<${NAME}>|${NAME}:)\\s`),
  /^\s*<[@+~&]?[A-Za-z][\w.-]{0,31}>\s(?!.*<\/)/,
  /^\s*\[\d{1,2}:\d\d:\d\d\]\s(?!\s*-[AI]\s)/,
]
/** The ISO time that a build server prints. */
const BUILD_TIME = /^\s*\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s/
/** The tools' own lines that begin with such a time. */
const TIMED = /\bIP6? \S+ > |\bIN=\S* OUT=|ethertype|\bkernel:/

export function withoutStamps(line: string): string {
  const first = line.charCodeAt(0)
  if (!(first === 60 || first === 91 || first === 32 || (first >= 48 && first <= 57))) return line
  for (const stamp of STAMPS) {
    const found = stamp.exec(line)
    if (found !== null) return line.slice(found[0].length)
  }
  const built = BUILD_TIME.exec(line)
  if (built === null) return line
  const rest = line.slice(built[0].length)
  return TIMED.test(rest) && !/^\d\d:\d\d:\d\d\./.test(rest) ? line : rest
}

const COMMAND = String.raw`(?:sudo\s|(?:\S*\/)?(?:ip6?tables\S*|ipset|ip|sysctl|conntrack|nft|tcpdump|ss|netstat|route|ifconfig)\s|-[AIPNDRFX]\s|:[A-Z]+\s|\*(?:filter|nat|mangle|raw|security)\b)`
const BULLET = new RegExp(String.raw`^\s*(?:[-*+\u2022\u25e6\u25aa\u2023\u00b7]|\d{1,3}[.)])\s+(?=${COMMAND})`)
/** `set -x` prints a plus before each command, another one for each subshell. */
const SHELL_TRACE = new RegExp(String.raw`^\++\s(?=${COMMAND})`)

export function withoutBullets(line: string): string {
  return line.replace(SHELL_TRACE, '').replace(BULLET, '')
}

/** An inline code span that is the whole line. */
export function withoutBackticks(line: string): string {
  return /^\s*`[^`]+`\s*$/.test(line) ? line.trim().slice(1, -1) : line
}

/** Markdown's fences say that code begins or ends. */
export function isFence(line: string): boolean {
  return /^\s*(?:```+|~~~+)\s*[\w+#.-]*\s*$/.test(line)
}

const NUMBERED = /^\s*(\d{1,6})(?:\s*[|:\u2502\u00b7](?:\s|$)|\s|$)/
const FEWEST_NUMBERED = 3
/** Numbers that are the tools' own: interfaces, routing rules, rows of a listing. */
const OWN_NUMBER = /^\s*\d+:\s+(?:\S+:\s+<|\S+\s+inet6?\s|(?:not\s+)?from\s)|^\s*\d+\s+(?:\S+\s+){0,5}(?:--|-f|!f)\s+\S+\s+\S+/

/** Line numbers of an editor, of `cat -n` or `nl`: one more on each line, and not the tools' own. */
export function withoutNumbers(lines: readonly string[]): readonly string[] {
  let before: number | null = null
  return inRuns(
    lines,
    (line) => {
      if (line.trim() === '') return before !== null
      const number = Number(NUMBERED.exec(line)?.[1] ?? Number.NaN)
      const goesOn = !Number.isNaN(number) && (before === null || number === before + 1)
      before = goesOn ? number : null
      return goesOn
    },
    (run) => {
      const numbered = run.filter((line) => line.trim() !== '')
      const isOurs = numbered.length >= FEWEST_NUMBERED && numbered.some((line) => !OWN_NUMBER.test(line) && /[A-Za-z*]/.test(line))
      return isOurs ? run.map((line) => line.replace(NUMBERED, '')) : run
    },
  )
}

const BLANK_BEGINNING = /^[ \t]+/

/** Text set in by four blanks: as a whole, or a part of it behind an empty line. What stands in below something else keeps its place. */
export function withoutIndentation(lines: readonly string[]): readonly string[] {
  const made = [...lines]
  for (let from = 0; from < made.length; from++) {
    const isBegin = /^[ \t]+\S/.test(made[from] ?? '') && (from === 0 || (made[from - 1] ?? '').trim() === '')
    if (!isBegin) continue
    let to = from
    let least: string | null = null
    for (; to < made.length; to++) {
      const line = made[to] ?? ''
      if (line.trim() === '') continue
      const margin = BLANK_BEGINNING.exec(line)?.[0]
      if (margin === undefined) break
      if (least === null || margin.length < least.length) least = margin
    }
    const width = least?.length ?? 0
    // A blank or two in front are a listing's own columns.
    if (width > 2 || least?.startsWith('\t') === true) for (let at = from; at < to; at++) made[at] = (made[at] ?? '').slice(width)
    from = Math.max(from, to - 1)
  }
  return made
}

/** Whether anything is set in behind an empty line, or from the first. */
export function mayBeIndented(lines: readonly string[]): boolean {
  return lines.some((line, index) => isBlankCode(line.charCodeAt(0)) && (index === 0 || (lines[index - 1] ?? '').trim() === ''))
}

/** What may stand around the lines, by cheap looks: most texts have none of it. */
export function whatStandsAround(lines: readonly string[]): {
  readonly any: boolean
  readonly quotes: boolean
  readonly numbers: boolean
  readonly others: boolean
} {
  let quotes = false
  let others = false
  let counted = 0
  let most = 0
  let last = Number.NaN
  for (const line of lines) {
    let at = 0
    while (isBlankCode(line.charCodeAt(at))) at++
    const code = line.charCodeAt(at)
    // An empty line breaks no row of numbers.
    if (Number.isNaN(code)) continue
    if (isDigit(code)) {
      let number = 0
      let end = at
      for (; isDigit(line.charCodeAt(end)) && end < at + 7; end++) number = number * 10 + line.charCodeAt(end) - 48
      counted = number === last + 1 ? counted + 1 : 1
      last = number
      const next = line.charCodeAt(end)
      // A clock, a day, or a number of a list.
      others ||= (end - at <= 2 && (next === 58 || next === 46 || next === 41 || next === 47)) || (end - at === 4 && next === 45)
    } else {
      counted = 0
      last = Number.NaN
      if (code === 62 || code === 124 || code === 0x2502) quotes = true
      else if (code === 91 || code === 60 || code === 96 || code === 126 || code > 127) others = true
      else if ((code === 45 || code === 42 || code === 43) && !isLetterOrDash(line.charCodeAt(at + 1))) others = true
    }
    if (counted > most) most = counted
  }
  const numbers = most >= FEWEST_NUMBERED
  return { any: quotes || numbers || others, quotes, numbers, others }
}

function isBlankCode(code: number): boolean {
  return code === 32 || code === 9
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLetterOrDash(code: number): boolean {
  return code === 45 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

/** Hands each longest run of lines that hold to `change`, and keeps the others. */
function inRuns(
  lines: readonly string[],
  holds: (line: string) => boolean,
  change: (run: readonly string[]) => readonly string[],
): readonly string[] {
  const made: string[] = []
  let run: string[] = []
  const close = (): void => {
    for (const line of change(run)) made.push(line)
    run = []
  }
  for (const line of lines) {
    if (holds(line)) {
      run.push(line)
      continue
    }
    if (run.length > 0) close()
    // It may begin the next run itself.
    if (holds(line)) run.push(line)
    else made.push(line)
  }
  if (run.length > 0) close()
  return made
}
