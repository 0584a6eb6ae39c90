import type { Span } from '../model'
import type { Completion } from '../worker/protocol'
import type { Candidate } from './candidate'
import { networkCandidates, servicesCandidates } from './complete-network'
import { rulesCandidates } from './complete-rules'
import { setsCandidates } from './complete-sets'
import type { KnownHost, PlaceInTexts } from './known-host'
import { type LineWord, lineContext } from './line-context'

/** What can be written at a place of one of a host's texts, with what it does. */
export function complete(host: KnownHost, { section, line, column }: PlaceInTexts): readonly Completion[] {
  switch (section) {
    case 'rules': {
      const context = lineContext(host.texts.rules, line, column)
      if (context === null) return []
      const word = context.words[context.at]
      const { typed, replace } = placeOf(word, line, column)
      const { candidates, isList } = rulesCandidates(host, context, typed)
      return offers(candidates, isList ? listPart(word, line, column) : { typed, replace })
    }
    case 'sets':
    case 'network':
    case 'services': {
      const words = plainWords(host.texts[section], line, column)
      if (words === null) return []
      const { before, word } = words
      const candidates =
        section === 'sets'
          ? setsCandidates(before, host)
          : section === 'network'
            ? networkCandidates(before, host)
            : servicesCandidates(before, host)
      return offers(candidates, placeOf(word, line, column))
    }
    case 'connections':
      return []
  }
}

/** What is typed already, and what an offer replaces. */
interface Place {
  readonly typed: string
  readonly replace: Span
}

function placeOf(word: LineWord | undefined, line: number, column: number): Place {
  const start = word?.column ?? column
  return {
    typed: word === undefined ? '' : word.text.slice(0, column - start),
    replace: { line, column: start, endLine: line, endColumn: word?.endColumn ?? column },
  }
}

/** Of a list with commas, the part that the cursor is in. */
function listPart(word: LineWord | undefined, line: number, column: number): Place {
  const whole = placeOf(word, line, column)
  const rest = word === undefined ? '' : word.text.slice(column - word.column)
  const comma = whole.typed.lastIndexOf(',')
  const inList = comma >= 0 || rest.includes(',')
  return {
    typed: whole.typed.slice(comma + 1),
    replace: {
      ...whole.replace,
      column: whole.replace.column + comma + 1,
      endColumn: column + (inList ? rest.search(/,|$/) : rest.length),
    },
  }
}

function offers(candidates: readonly Candidate[], { typed, replace }: Place): readonly Completion[] {
  return candidates
    .filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()))
    .map((candidate) => ({ ...candidate, insert: candidate.label, replace }))
}

/** Words of a line before a place, and the one that it touches. Null in a comment. */
export function plainWords(
  text: string,
  line: number,
  column: number,
): { readonly before: readonly string[]; readonly word: LineWord | undefined; readonly all: readonly LineWord[] } | null {
  const content = text.split('\n')[line - 1]
  if (content === undefined) return null
  const all: LineWord[] = []
  for (const match of content.matchAll(/\S+/g)) {
    if (match[0].startsWith('#') && match.index < column - 1) return null
    if (match[0].startsWith('#')) break
    all.push({ text: match[0], line, column: match.index + 1, endColumn: match.index + 1 + match[0].length })
  }
  const word = all.find((one) => one.column <= column && column <= one.endColumn)
  return { before: all.filter((one) => one !== word && one.endColumn < column).map((one) => one.text), word, all }
}
