import type { TableName } from '../../model'
import { findBaseOption, shortArgument } from '../../syntax/base-options'
import { programOf } from '../../syntax/read-commands'
import { splitRestoreLine } from '../../syntax/restore-words'
import type { RulesForm } from '../../syntax/rules-reading'
import { tableName } from '../../syntax/run-command'
import { splitShell } from '../../syntax/shell-words'
import { Words } from '../../syntax/words'

/** A word of a command, and where it stands; `text` has its quotes taken off. */
export interface WrittenWord {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A command as it is written, right or wrong: nothing is known of it but its words. */
export interface WrittenCommand {
  /** The table of the section or of its -t; null for a line of a save file outside of any, and for one that does not exist. */
  readonly table: TableName | null
  readonly words: readonly WrittenWord[]
  /** With what stands before the words: counters, the program's name. */
  readonly start: number
  readonly end: number
  /** Its options of one letter, of iptables' own, in order. */
  readonly options: readonly WrittenOption[]
}

/** One of iptables' own options, long or short. */
export interface WrittenOption {
  readonly letter: string
  /** Index of the word that it is. */
  readonly at: number
  /** Index of its argument; -1 where it has none, or where it is one word with it. */
  readonly argumentAt: number
  readonly argument: string | null
}

/** The commands of a text, in order: of a save file the lines that are neither comments, tables, chains nor COMMITs. */
export function writtenCommands(text: string, form: RulesForm): readonly WrittenCommand[] {
  return form === 'save' ? ofSaveFile(text) : ofScript(text)
}

function ofSaveFile(text: string): readonly WrittenCommand[] {
  const commands: WrittenCommand[] = []
  let table: TableName | null = null
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const first = text[at]
    if (first === '*')
      table = tableName(
        text
          .slice(at + 1, end)
          .trim()
          .toLowerCase(),
      )
    else if (/^COMMIT\s*$/.test(text.slice(at, Math.min(end, at + 8)))) table = null
    else if (first !== '#' && first !== ':') {
      let from = at
      if (first === '[') {
        const close = text.indexOf(']', at)
        from = close < 0 || close > end ? at : close + 1
      }
      const words = new Words()
      const to = text[end - 1] === '\r' ? end - 1 : end
      splitRestoreLine(text, from, to, words)
      if (words.count > 0) commands.push(written(words, table, at, to))
    }
    at = newline < 0 ? text.length : newline + 1
  }
  return commands
}

function ofScript(text: string): readonly WrittenCommand[] {
  const commands: WrittenCommand[] = []
  for (const shell of splitShell(text)) {
    const program = programOf(shell)
    if (program.kind !== 'iptables') continue
    const words = shell.words.from(program.first)
    const command = written(words, 'filter', shell.start, shell.end)
    const own = command.options.find(({ letter }) => letter === 't')
    commands.push(own === undefined ? command : { ...command, table: tableName(own.argument ?? '') })
  }
  return commands
}

function written(words: Words, table: TableName | null, start: number, end: number): WrittenCommand {
  const own: WrittenWord[] = []
  for (let at = 0; at < words.count; at++) own.push({ text: words.text[at] ?? '', start: words.start[at] ?? 0, end: words.end[at] ?? 0 })
  return { table, words: own, start, end, options: baseOptionsOf(own) }
}

function baseOptionsOf(words: readonly WrittenWord[]): readonly WrittenOption[] {
  const options: WrittenOption[] = []
  for (let at = 0; at < words.length; at++) {
    const option = baseOptionOf(words, at)
    if (option === null) continue
    options.push(option)
    if (option.argumentAt > at) at = option.argumentAt
  }
  return options
}

function baseOptionOf(words: readonly WrittenWord[], at: number): WrittenOption | null {
  const word = words[at]?.text ?? ''
  if (word.startsWith('--')) {
    const equals = word.indexOf('=')
    const option = findBaseOption(word.slice(2, equals < 0 ? undefined : equals))
    if (option === undefined) return null
    if (equals >= 0) return { letter: option.letter, at, argumentAt: -1, argument: word.slice(equals + 1) }
    return withArgument(words, option.letter, at, option.argument)
  }
  if (!/^-[A-Za-z0-9]/.test(word)) return null
  const letter = word[1] ?? ''
  const takes = shortArgument(letter.charCodeAt(0))
  if (takes === undefined) return null
  if (word.length > 2) return takes === 'none' ? null : { letter, at, argumentAt: -1, argument: word.slice(2) }
  return withArgument(words, letter, at, takes)
}

function withArgument(words: readonly WrittenWord[], letter: string, at: number, takes: 'none' | 'required' | 'optional'): WrittenOption {
  const next = words[at + 1]?.text
  const isThere = next !== undefined && (takes === 'required' || (takes === 'optional' && !next.startsWith('-') && next !== '!'))
  return isThere ? { letter, at, argumentAt: at + 1, argument: next } : { letter, at, argumentAt: -1, argument: null }
}

/** The option of a letter, or undefined. */
export function optionOf({ options }: WrittenCommand, letters: string): WrittenOption | undefined {
  return options.find(({ letter }) => letters.includes(letter))
}

/** Letters of the commands that name a chain. */
export const CHAIN_COMMANDS = 'AIDRCNXEFLSZP'
