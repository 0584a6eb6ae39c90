import type { Counters } from '../../model'
import { quoted } from '../listing/details'
import { undecided } from '../listing/row-rule'
import { NFT_MATCHES, type NftWords } from './nft-matches'
import { NFT_TARGETS } from './nft-targets'

/** A rule of `nft list ruleset` in iptables' words. */
export interface NftRule {
  /** What stands after `-A CHAIN`, with a leading space. */
  readonly words: string
  readonly counters: Counters
  /** Parts that iptables has no words for, or that nft does not show. */
  readonly unread: readonly string[]
  /** nft left a gap where iptables' comment stood. */
  readonly gap: boolean
}

const COUNTER = /counter(?: packets (\d+) bytes (\d+))?(?=\s|$)/y
const XT = /xt (match|target) (\S+)/y
const COMMENT = /comment "((?:\\.|[^"\\])*)"$/
const HEADER_ORDER = ['-s', '-d', '-i', '-o', '-p', '-f'] as const

/** Reads one rule; it may speak of IPv6, which the caller has looked for. */
export function readNftRule(line: string): NftRule {
  const comment = COMMENT.exec(line)
  const text = comment === null ? line : line.slice(0, comment.index).trimEnd()
  const header = new Map<string, string>()
  const matches: { name: string; words: string }[] = []
  const unread: string[] = []
  let counters: Counters = { packets: 0, bytes: 0 }
  let target = ''
  let gap = false
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ') {
      if (text[at + 1] === ' ') gap = true
      at++
      continue
    }
    COUNTER.lastIndex = at
    const counter = COUNTER.exec(text)
    if (counter !== null) {
      counters = { packets: Number(counter[1] ?? 0), bytes: Number(counter[2] ?? 0) }
      at = COUNTER.lastIndex
      continue
    }
    const last = targetOf(text.slice(at))
    if (last !== null) {
      target = last
      break
    }
    const found = matchAt(text, at)
    if (found === null) {
      const end = endOfUnknown(text, at)
      unread.push(text.slice(at, end).trim())
      at = end
      continue
    }
    at = found.end
    take(found.words, header, matches)
  }
  if (comment !== null) matches.push({ name: 'comment', words: ` --comment ${quoted((comment[1] ?? '').replace(/\\(.)/g, '$1'))}` })
  const conditions = HEADER_ORDER.map((option) => header.get(option) ?? '').join('')
  const tested = matches.map(({ name, words }) => ` -m ${name}${words}`).join('')
  return { words: `${conditions}${tested}${unread.length === 0 ? '' : undecided(unread)}${target}`, counters, unread, gap }
}

function take(words: NftWords, header: Map<string, string>, matches: { name: string; words: string }[]): void {
  if (words.header !== undefined) {
    const { option } = words.header
    // A second address is no header's: nft says both.
    if (!header.has(option) || option === '-p') header.set(option, words.header.words)
  }
  if (words.match === undefined) return
  const { name, words: options } = words.match
  const last = matches.at(-1)
  const goesOn =
    last?.name === name && JOINED.has(name) && !options.split(' ').some((word) => word.startsWith('--') && last.words.includes(`${word} `))
  if (goesOn && last !== undefined) last.words += options
  else matches.push({ name, words: options })
}

/** Matches that print each of their options apart. */
const JOINED: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', 'dccp', 'conntrack', 'ecn', 'owner', 'iprange'])

function targetOf(rest: string): string | null {
  const text = rest.trim()
  for (const { pattern, words } of NFT_TARGETS) {
    const found = pattern.exec(text)
    const read = found === null ? null : words(found)
    if (read !== null) return read
  }
  return null
}

function matchAt(text: string, at: number): { readonly words: NftWords; readonly end: number } | null {
  for (const { pattern, read } of NFT_MATCHES) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) continue
    const words = read(found)
    if (words !== null) return { words, end: at + found[0].length }
  }
  return null
}

/** Up to where something is known again. */
function endOfUnknown(text: string, at: number): number {
  XT.lastIndex = at
  if (XT.exec(text) !== null) return XT.lastIndex
  for (let next = text.indexOf(' ', at); next >= 0 && next < at + 2_000; next = text.indexOf(' ', next + 1)) {
    const rest = text.slice(next + 1)
    if (rest.startsWith('counter') || rest.startsWith('xt ') || targetOf(rest) !== null || matchAt(text, next + 1) !== null) return next + 1
  }
  return text.length
}
