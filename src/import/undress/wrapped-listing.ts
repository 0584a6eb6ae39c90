import { promptOf } from '../prompt'

/** Listings whose rows a terminal cut at its last column: the header, which every chain has, tells where. */

const HEADING = /^\s*Chain\s+\S+\s*(?:\(|$)/
/** The column of options stands before every terminal's end. */
const ROW_BEGINS = /\s(?:--|-f|!f)\s/
const HEADER_BEGINS = /^\s*(?:num\s+)?(?:pkts\s+bytes\s+)?target\s+prot\s+opt\b/
/** How the header goes on behind `prot`. */
const HEADER_ENDS = /\bopt\s+(?:in\s+out\s+)?source\s+destination\s*$/
/** No terminal is narrower, and no blanks between two columns are more: a copy may lose those at the end of a line. */
const NARROWEST = 60
const MOST_BLANKS = 20

/** The lines put together, and the indexes of those that were; an empty line stays where a rest was. */
export function unwrapped(lines: readonly string[]): { readonly lines: readonly string[]; readonly joined: readonly number[] } {
  const width = widthOf(lines)
  if (width === null) return { lines, joined: [] }
  const made = [...lines]
  const joined: number[] = []
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? ''
    let whole = first
    let last = first
    let next = at + 1
    for (; next < lines.length && isCut(last, width); next++) {
      const rest = lines[next] ?? ''
      if (rest === '' || !isRest(rest, whole)) break
      whole = whole.padEnd(Math.ceil(whole.length / width) * width) + rest
      last = rest
      made[next] = ''
    }
    if (next === at + 1) continue
    made[at] = whole.trimEnd()
    joined.push(at)
    at = next - 1
  }
  return { lines: made, joined }
}

/** The columns of the terminal; null where nothing shows that one cut. */
function widthOf(lines: readonly string[]): number | null {
  const headers = lines.flatMap((line, index) => (line.includes('target') && HEADER_BEGINS.test(line) ? [index] : []))
  if (headers.length === 0) return null
  const longest = lines.reduce((most, { length }) => Math.max(most, length), NARROWEST)
  const isCutHeader = (index: number): boolean => {
    const [line = '', rest = ''] = lines.slice(index, index + 2)
    if (HEADER_ENDS.test(line)) return /^\s+$/.test(rest)
    return rest !== '' && [line + rest, `${line} ${rest}`].some((whole) => HEADER_ENDS.test(whole))
  }
  if (headers.some(isCutHeader)) return longest
  // A listing without counters is narrower than a terminal: then only the longest rows are cut.
  const isCutRow = (line: string, index: number): boolean =>
    line.length === longest &&
    longest > NARROWEST &&
    ROW_BEGINS.test(line) &&
    (lines[index + 1] ?? '') !== '' &&
    isRest(lines[index + 1] ?? '', line)
  return lines.some(isCutRow) ? longest : null
}

function isCut({ length }: string, width: number): boolean {
  return length <= width && length >= width - MOST_BLANKS
}

/** Whether a line says nothing of its own, and may stand behind what is there. */
function isRest(line: string, before: string): boolean {
  return ![HEADING, HEADER_BEGINS, ROW_BEGINS].some((begin) => begin.test(line)) && !HEADING.test(before) && promptOf(line, 1) === null
}
