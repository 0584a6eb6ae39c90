/** Lines that a terminal, a mail or a chat broke in two: the end of each goes back to its beginning, and an empty line stays in its place. */

/** What kind of line goes on, by its beginning, and how its rest begins. */
interface Breakable {
  readonly begins: RegExp
  readonly goesOn: (rest: string, whole: string) => boolean
}

const RULE = /^\s*(?:(?:\[\d+:\d+\]\s+)?-[AI]\s+\S|(?:sudo\s+)?(?:\S*\/)?iptables(?:-legacy|-nft)?\s.*-[AIDR]\s)/
const NEEDS_MORE =
  /\s(?:-[jgmpsdio]|!|--(?:[sd]ports?|ctstate|state|to-\w+|comment|log-prefix|reject-with|match-set|limit|icmp-type|set-\w+|(?:src|dst)-\w+))$/
const HAS_TARGET = /\s(?:-[jg]|--jump|--goto)\s+\S/
const BEGINS_SOMETHING =
  /^\s*(?:-[A-Z]\s|:\S+\s+(?:ACCEPT|DROP|-)|[*#[\]{}<>$%]|COMMIT\b|(?:sudo\s+)?(?:\S*\/)?(?:ip6?tables\S*|ipset|ip|sysctl|echo|modprobe)\s|Chain\s|[A-Za-z_]\w*=|\w+\(\)|(?:if|for|while|do|done|then|else|fi|case|esac|exit|return|create|add)\b|[\w.-]+@)/

const BREAKABLE: readonly Breakable[] = [
  {
    begins: RULE,
    goesOn: (rest, whole) =>
      /^\s*(?:-[jgmpsdio]\s|--[a-z]|!\s)/.test(rest) ||
      (!BEGINS_SOMETHING.test(rest) && (NEEDS_MORE.test(whole.trimEnd()) || (!HAS_TARGET.test(whole) && HAS_TARGET.test(` ${rest}`)))),
  },
  {
    begins: /\bsrc=\d\S* dst=|^\s*(?:ipv4\s+2\s+)?(?:tcp\s+6|udp\s+17|icmp\s+1)\s+\d+\s/,
    goesOn: (rest) =>
      /^\s*(?:(?:src|dst|sport|dport|packets|bytes|type|code|id|mark|zone|use|secctx|delta-time)=|\[(?:ASSURED|UNREPLIED|OFFLOAD)\])/.test(
        rest,
      ),
  },
  {
    begins: /\bIN=\S* OUT=/,
    goesOn: (rest) =>
      /^\s*(?:(?:OUT|MAC|SRC|DST|LEN|TOS|PREC|TTL|ID|PROTO|SPT|DPT|WINDOW|RES|URGP|MARK|UID|GID|SEQ|ACK|TYPE|CODE)=|(?:DF|SYN|ACK|PSH|RST|FIN)\s|OPT \()/.test(
        rest,
      ) && !rest.includes(' OUT='),
  },
  {
    begins: /^\s*(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ .*\bIP\b/,
    goesOn: (rest) => /^\s*(?:> \d|\d+\.\d+\.\d+\.\d+\.\d+: Flags|Flags \[|seq \d|ack \d|win \d|options \[|length \d)/.test(rest),
  },
]

/** A longer line is whole. */
const LONGEST = 2_000

/** A terminal's columns: a line of just so many characters was cut, not broken at a blank. */
const NARROWEST = 72
/** Columns that terminals have when nobody says otherwise; of others more than one line must tell. */
const USUAL_WIDTHS: ReadonlySet<number> = new Set([72, 76, 78, 80, 96, 100, 120, 128, 132, 140, 150, 160, 180, 200])

/** The lines put together, and the indexes of those that were. */
export function rejoined(lines: readonly string[]): { readonly lines: readonly string[]; readonly joined: readonly number[] } {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0)
  const isTerminal = width >= NARROWEST && (USUAL_WIDTHS.has(width) || lines.filter(({ length }) => length === width).length > 1)
  let made: string[] | null = null
  const joined: number[] = []
  for (let at = 0; at < lines.length; at++) {
    const begin = lines[at] ?? ''
    if (begin.length < 10 || begin.length > LONGEST || begin.endsWith('\\') || !mayGoOn(begin, lines[at + 1])) continue
    const kind = BREAKABLE.find(({ begins }) => begins.test(begin))
    if (kind === undefined) continue
    let whole = begin
    let last = begin
    let next = at + 1
    for (; next < lines.length && next - at < 12; next++) {
      const rest = lines[next] ?? ''
      if (rest.trim() === '') break
      const isCut =
        isTerminal &&
        last.length === width &&
        // The kernel ends its lines with a blank.
        (kind.begins === RULE || !last.endsWith(' ')) &&
        !/^\s{2}|^\t/.test(rest) &&
        !BEGINS_SOMETHING.test(rest) &&
        !kind.begins.test(rest)
      if (!isCut && !kind.goesOn(rest, whole)) break
      whole = isCut ? `${whole}${rest.trimEnd()}` : `${whole.trimEnd()} ${rest.trim()}`
      last = rest
    }
    if (next === at + 1) continue
    made ??= [...lines]
    made[at] = whole
    for (let gone = at + 1; gone < next; gone++) made[gone] = ''
    joined.push(at)
    at = next - 1
  }
  return { lines: made ?? lines, joined }
}

/** Most lines are one of many of a kind, and cheap looks tell: the next begins with the same letters, or with nothing at all. */
function mayGoOn(line: string, next: string | undefined): boolean {
  if (next === undefined || next === '' || next.slice(0, 3) === line.slice(0, 3)) return false
  if (next.startsWith('-A ') || next.startsWith(':') || next.startsWith('COMMIT')) return false
  return (
    line.includes('src=') ||
    line.includes('-A ') ||
    (line.includes('IP ') && line.includes(' IP ')) ||
    line.includes('IN=') ||
    line.includes('tables ')
  )
}
