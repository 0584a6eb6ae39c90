import {
  isFence,
  mayBeIndented,
  whatStandsAround,
  withoutBackticks,
  withoutBullets,
  withoutIndentation,
  withoutNumbers,
  withoutQuotes,
  withoutStamps,
} from './around-lines'
import { rejoined } from './broken-lines'
import { plainCharacters, straightened } from './characters'
import { unwrapped } from './wrapped-listing'

/** A text as the tools printed it, as far as can be told. */
export interface Undressed {
  /** As many lines as were given. */
  readonly text: string
  /** The first line, from 1, that something was taken off; null where nothing was but blanks. */
  readonly from: number | null
  /** Lines, from 1, to which their rest was put back. */
  readonly rejoined: readonly number[]
  /** The first line, from 1, whose `#` was taken for root's prompt. */
  readonly rootPrompt: number | null
}

/** Things stand inside each other: a quoted message of numbered lines. */
const DEEPEST = 3
/** Longer lines are data. */
const LONGEST_LINE = 2_000
/** Texts with more lines are files, not messages. */
const MOST_LINES = 20_000

/** Takes off what came to the text on its way: colours, quote marks, a chat's times, bullets, line numbers, fences, broken lines. */
export function undress(text: string): Undressed {
  const characters = plainCharacters(text)
  if (hasMoreLines(characters.text, MOST_LINES))
    return { text: characters.text, from: characters.visible ? 1 : null, rejoined: [], rootPrompt: null }
  const unix = !characters.text.includes('\r')
  const given = characters.text.split(unix ? '\n' : /\r*\n/)
  const straight = characters.isAscii ? given : given.map((line) => (line.length > LONGEST_LINE ? line : straightened(line)))
  let lines = mayBeIndented(straight) ? withoutIndentation(straight) : straight
  for (let depth = 0; depth < DEEPEST; depth++) {
    const seen = whatStandsAround(lines)
    if (!seen.any) break
    const before = lines
    if (seen.quotes) lines = withoutQuotes(lines)
    if (seen.numbers) lines = withoutNumbers(lines)
    if (seen.others) lines = lines.map((line) => (isFence(line) ? '' : withoutBackticks(withoutBullets(withoutStamps(line)))))
    if (mayBeIndented(lines)) lines = withoutIndentation(lines)
    if (lines.every((line, index) => line === before[index])) break
  }
  const seen = lines.findIndex((line, index) => line !== given[index] && line.trim() !== (given[index] ?? '').trim())
  const listing = unwrapped(lines)
  const { lines: whole, joined } = rejoined(listing.lines)
  const root = withoutRootPrompts(whole)
  const untouched = unix && root.lines.every((line, index) => line === given[index])
  return {
    text: untouched ? characters.text : root.lines.join('\n'),
    from: characters.visible ? 1 : seen < 0 ? null : seen + 1,
    rejoined: [...listing.joined, ...joined].map((index) => index + 1),
    rootPrompt: root.first,
  }
}

function hasMoreLines(text: string, most: number): boolean {
  let at = -1
  for (let line = 0; line < most; line++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return false
  }
  return true
}

const TYPED = String.raw`(?:sudo\s+)?(?:\S*\/)?(?:iptables(?:-legacy|-nft)?\s+(?:-t\s+\w+\s+)?-[AINPFX]\b|ipset\s+(?:create|add|-[NA])\s|ip\s+(?:addr|link|route|rule)\s+(?:add|set)\s|sysctl\s+-?w?\s*net\.|echo\s+\S+\s*>\s*\/proc)`
const AS_ROOT = new RegExp(`^\\s*#\\s+(?=${TYPED})`)
const AS_ANYBODY = new RegExp(`^\\s*${TYPED}|^\\s*\\*(?:filter|nat|mangle|raw)\\s*$|^#!|^\\s*-A\\s`)

/** Where every command stands behind a `#`, it is root's prompt: nobody shows a script of which nothing runs. */
function withoutRootPrompts(lines: readonly string[]): { readonly lines: readonly string[]; readonly first: number | null } {
  const first = lines.findIndex((line) => line.includes('#') && AS_ROOT.test(line))
  if (first < 0 || lines.some((line) => AS_ANYBODY.test(line))) return { lines, first: null }
  return { lines: lines.map((line) => line.replace(AS_ROOT, '')), first: first + 1 }
}
