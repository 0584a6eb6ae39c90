import type { ListReader, RuleSoFar } from './details'
import { MATCH_READERS } from './match-readers'
import { TARGET_READERS } from './target-readers'

/** The matches and the target's options that the end of a row says. */
export interface Details {
  /** ` -m tcp --dport 22`, with a leading space before each word. */
  readonly matches: string
  /** What stands after `-j NAME`. */
  readonly target: string
  /** Parts that nobody here reads back, as they stand. */
  readonly unread: readonly string[]
}

const BY_LETTER = new Map<string, ListReader[]>()
const ANY_LETTER: ListReader[] = []
for (const reader of MATCH_READERS) {
  const first = /^[A-Za-z]/.exec(reader.pattern.source)?.[0]
  if (first === undefined) ANY_LETTER.push(reader)
  else BY_LETTER.set(first, [...(BY_LETTER.get(first) ?? []), reader])
}

/** Reads what stands behind a row's addresses: the matches one after another, then the target's own words. */
export function readDetails(text: string, target: string, rule: RuleSoFar): Details {
  const targetReaders = TARGET_READERS.filter(({ name }) => name === target)
  const unread: string[] = []
  let matches = ''
  let targetWords = ''
  let at = 0
  while (at < text.length) {
    if (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) {
      at++
      continue
    }
    // A target prints last: it is asked where only its words are left, or where no match knows them.
    const asTarget = targetWords === '' ? take(targetReaders, text, at, rule) : null
    if (asTarget !== null && text.slice(asTarget.end).trim() === '') {
      targetWords = asTarget.words
      at = asTarget.end
      continue
    }
    const letter = BY_LETTER.get(text[at] ?? '') ?? []
    const found = take(letter, text, at, rule) ?? take(ANY_LETTER, text, at, rule) ?? asTarget
    if (found === null) {
      const space = text.indexOf(' ', at)
      const end = space < 0 ? text.length : space
      unread.push(text.slice(at, end))
      at = end
    } else if (found === asTarget) {
      targetWords = found.words
      at = found.end
    } else {
      matches += found.words
      at = found.end
    }
  }
  return { matches, target: targetWords, unread: unread.length === 0 ? [] : [unread.join(' ')] }
}

function take(
  readers: readonly ListReader[],
  text: string,
  at: number,
  rule: RuleSoFar,
): { readonly words: string; readonly end: number } | null {
  for (const reader of readers) {
    reader.pattern.lastIndex = at
    const found = reader.pattern.exec(text)
    if (found === null || found[0] === '') continue
    const words = reader.words(found, rule)
    if (words !== null) return { words, end: at + found[0].length }
  }
  return null
}

const SPACE = 32
const TAB = 9
