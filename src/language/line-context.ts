import type { Extension } from '../extensions/extension'
import { findMatch, findTarget } from '../extensions/index'
import type { Option } from '../extensions/option'
import { protocolName, protocolNumber } from '../extensions/protocol-names'
import { TABLES, type TableName } from '../model'
import { BASE_OPTIONS, type BaseOption, findBaseOption } from '../syntax/base-options'

/** A word of a command, with its columns (from 1, the end exclusive). */
export interface LineWord {
  readonly text: string
  readonly line: number
  readonly column: number
  readonly endColumn: number
}

/** What a place in a rules text is about: the words of its command, the table, and the extensions the rule has loaded. */
export interface LineContext {
  /** Of a script's command without sudo and the program's name. */
  readonly words: readonly LineWord[]
  /** The index of the word that the place touches, -1 between words. */
  readonly at: number
  /** The index of that word, or the one that a word written here would have. */
  readonly index: number
  /** A command of a script: `iptables ...`. */
  readonly isCommand: boolean
  readonly table: TableName
  /** Loaded by -m, -p or -j before the place, the newest first. */
  readonly extensions: readonly Extension[]
}

/** Looks at a place: line and column count from 1. Null when there is no such line, or only a comment. */
export function lineContext(text: string, line: number, column: number): LineContext | null {
  const lines = text.split('\n')
  if (lines[line - 1] === undefined) return null
  const all = commandAt(lines, line, column)
  if (all === null) return null
  const program = all.findIndex((word) => PROGRAM.test(word.text))
  const isCommand = program >= 0 && all.slice(0, program).every((word) => RUNNER.test(word.text))
  const first = isCommand ? program + 1 : 0
  const isBehind = (word: LineWord | undefined) =>
    word !== undefined && (word.line < line || (word.line === line && word.endColumn < column))
  if (isCommand && !isBehind(all[program])) return { words: [], at: -1, index: -1, isCommand, table: 'filter', extensions: [] }
  const words = all.slice(first)
  const at = words.findIndex((word) => word.line === line && column >= word.column && column <= word.endColumn)
  const before = at >= 0 ? words.slice(0, at) : words.filter(isBehind)
  return { words, at, index: before.length, isCommand, table: tableOf(lines, line - 1, words), extensions: extensionsOf(before) }
}

const PROGRAM = /^(?:\S*\/)?iptables(?:-legacy|-nft)?$|^\$\{?\w+\}?$/
const RUNNER = /^(?:sudo|doas|exec|command|nohup|then|do|else|!|-\w+)$/

/** Words of the command at a place: over its continued lines, between the `;` and `&&` of a shared one. Null in a comment. */
function commandAt(lines: readonly string[], line: number, column: number): readonly LineWord[] | null {
  let from = line - 1
  while (from > 0 && isContinued(lines[from - 1] ?? '')) from--
  let to = line - 1
  while (to + 1 < lines.length && isContinued(lines[to] ?? '')) to++
  const isSave = /^\s*(?:[-*:[]|COMMIT\b)/.test(lines[from] ?? '')
  let command: LineWord[] = []
  for (let at = from; at <= to; at++)
    for (const match of (lines[at] ?? '').matchAll(isSave ? SAVE_WORDS : SHELL_WORDS)) {
      const word = { text: match[0], line: at + 1, column: match.index + 1, endColumn: match.index + 1 + match[0].length }
      const isBehindPlace = word.line > line || (word.line === line && word.column >= column)
      if (word.text.startsWith('#') && (!isSave || command.length === 0)) {
        if (word.line === line && word.column <= column) return null
        break
      }
      if (word.text === '\\' && at < to) continue
      if (!isSave && SEPARATOR.test(word.text)) {
        if (isBehindPlace) return command
        command = []
      } else command.push(word)
    }
  return command
}

function isContinued(line: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\\\r?$/.test(line)
}

/** Blanks separate, quotes hold together: close enough for where words are. */
const SAVE_WORDS = /(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'])+/g
const SHELL_WORDS = /&&|\|\||[;|&]|(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"';|&])+/g
const SEPARATOR = /^(?:&&|\|\||[;|&])$/

/** A -t of the command itself, else the *table line above it, else filter. */
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
