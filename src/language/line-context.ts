import type { Extension } from '../extensions/extension'
import { findMatch, findTarget } from '../extensions/index'
import type { Option } from '../extensions/option'
import { protocolName, protocolNumber } from '../extensions/protocol-names'
import { TABLES, type TableName } from '../model'
import { BASE_OPTIONS, type BaseOption, findBaseOption } from '../syntax/base-options'

/** A word of the line, with its columns (from 1, the end exclusive). */
interface LineWord {
  readonly text: string
  readonly column: number
  readonly endColumn: number
}

/** What a place in a rules text is about: the words of its line, the table, and the extensions the rule has loaded. */
export interface LineContext {
  readonly words: readonly LineWord[]
  /** The index of the word that the place touches, -1 between words. */
  readonly at: number
  readonly table: TableName
  /** Loaded by -m, -p or -j before the place, the newest first. */
  readonly extensions: readonly Extension[]
}

/** Looks at a place: line and column count from 1. Null when there is no such line. */
export function lineContext(text: string, line: number, column: number): LineContext | null {
  const lines = text.split('\n')
  const content = lines[line - 1]
  if (content === undefined) return null
  const words = splitWords(content)
  const at = words.findIndex((word) => column >= word.column && column <= word.endColumn)
  const before = words.filter((word) => word.endColumn < column || (at >= 0 && word.column < (words[at]?.column ?? 0)))
  return { words, at, table: tableOf(lines, line - 1, words), extensions: extensionsOf(before) }
}

/** Blanks separate, quotes hold together: close enough for where words are. */
function splitWords(line: string): LineWord[] {
  const words: LineWord[] = []
  for (const match of line.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g))
    words.push({ text: match[0], column: match.index + 1, endColumn: match.index + 1 + match[0].length })
  return words
}

/** A -t of the line itself, else the *table line above it, else filter. */
function tableOf(lines: readonly string[], index: number, words: readonly LineWord[]): TableName {
  const option = words.findIndex((word) => word.text === '-t' || word.text === '--table')
  const own = option < 0 ? null : knownTable(words[option + 1]?.text ?? '')
  if (own !== null) return own
  for (let at = index; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (line.startsWith('*')) return knownTable(line.slice(1).trim()) ?? 'filter'
  }
  return 'filter'
}

function knownTable(name: string): TableName | null {
  return TABLES.find((table) => table === name) ?? null
}

function extensionsOf(words: readonly LineWord[]): Extension[] {
  const extensions: Extension[] = []
  words.forEach(({ text }, index) => {
    const argument = words[index + 1]?.text
    if (argument === undefined) return
    const extension = loadedBy(text, argument)
    if (extension !== null && !extensions.includes(extension)) extensions.unshift(extension)
  })
  return extensions
}

function loadedBy(option: string, argument: string): Extension | null {
  switch (baseOption(option)?.letter) {
    case 'm':
      return findMatch(argument)
    case 'j':
      return findTarget(argument)
    case 'p': {
      const number = protocolNumber(argument.toLowerCase()) ?? Number(argument)
      return findMatch(protocolName(number))
    }
    default:
      return null
  }
}

/** iptables' own option of a word, long or short. */
export function baseOption(word: string): BaseOption | null {
  if (word.startsWith('--')) return findBaseOption(word.slice(2)) ?? null
  return word.length === 2 && word.startsWith('-') ? (BASE_OPTIONS.find((option) => option.letter === word[1]) ?? null) : null
}

/** The option of a loaded extension that a word is. */
export function extensionOption(
  word: string,
  extensions: readonly Extension[],
): { readonly extension: Extension; readonly option: Option } | null {
  if (!word.startsWith('--')) return null
  for (const extension of extensions) {
    const option = extension.optionsByName.get(word.slice(2))
    if (option !== undefined) return { extension, option }
  }
  return null
}
