import { findTarget } from '../../extensions/index'
import { KNOWN_TARGETS } from '../../extensions/known-names'
import type { Span } from '../../model'
import { wordLines } from '../../syntax/ip-words'
import type { RulesForm } from '../../syntax/rules-reading'
import { SourceText } from '../../syntax/source-text'
import type { EditedSection } from '../../worker/protocol-editing'
import { CHAIN_COMMANDS, type WrittenCommand, type WrittenOption, writtenCommands } from './written-commands'

/** A word that names a chain of a table, or a set. */
export interface NameWord {
  readonly kind: 'chain' | 'set'
  /** Null for a set. */
  readonly table: string | null
  readonly name: string
  readonly section: EditedSection
  /** Of the name alone, without quotes or the option before it (`-jfoo`). */
  readonly span: Span
  /** Makes what it names: a declaration, -N, the new name of -E; `create`. */
  readonly makes: boolean
}

/** Every word of the rules that names a chain or a set, in the order of the text. */
export function namesInRules(text: string, form: RulesForm): readonly NameWord[] {
  const source = new SourceText(text)
  const names: NameWord[] = form === 'save' ? declaredChains(text, source) : []
  for (const command of writtenCommands(text, form)) names.push(...namesInCommand(text, source, command))
  return names.toSorted((one, other) => one.span.line - other.span.line || one.span.column - other.span.column)
}

function declaredChains(text: string, source: SourceText): NameWord[] {
  const names: NameWord[] = []
  let table: string | null = null
  for (const match of text.matchAll(/^(?:\*(\w+)|:[ \t]*([^\s]+)).*$/gm)) {
    if (match[1] !== undefined) table = match[1]
    const name = match[2]
    if (name === undefined || table === null) continue
    const start = match.index + match[0].indexOf(name, 1)
    names.push({ kind: 'chain', table, name, section: 'rules', span: source.span(start, start + name.length), makes: true })
  }
  return names
}

function namesInCommand(text: string, source: SourceText, command: WrittenCommand): readonly NameWord[] {
  const { table, options, words } = command
  if (table === null) return []
  const names: NameWord[] = []
  const add = (kind: NameWord['kind'], name: string, end: number, makes: boolean) => {
    // A word in quotes ends before its quote.
    const quote = /["']/.test(text[end - 1] ?? '') ? 1 : 0
    const start = end - quote - name.length
    if (text.slice(start, start + name.length) !== name) return
    const span = source.span(start, start + name.length)
    names.push({ kind, table: kind === 'chain' ? table : null, name, section: 'rules', span, makes })
  }
  const endOf = (option: WrittenOption) => words[option.argumentAt < 0 ? option.at : option.argumentAt]?.end ?? 0
  for (const option of options) {
    const { argument } = option
    if (argument === null || argument === '') continue
    if (CHAIN_COMMANDS.includes(option.letter)) {
      add('chain', argument, endOf(option), option.letter === 'N')
      const next = words[Math.max(option.at, option.argumentAt) + 1]
      if (option.letter === 'E' && next !== undefined) add('chain', next.text, next.end, true)
    } else if (option.letter === 'g' || (option.letter === 'j' && !isTargetName(argument))) {
      add('chain', argument, endOf(option), false)
    }
  }
  words.forEach(({ text: word }, at) => {
    const next = words[at + 1]
    if (next !== undefined && SET_OPTIONS.has(word) && next.text !== '!') add('set', next.text, next.end, false)
  })
  return names
}

const SET_OPTIONS: ReadonlySet<string> = new Set(['--match-set', '--add-set', '--del-set', '--map-set'])

function isTargetName(name: string): boolean {
  return ['ACCEPT', 'DROP', 'RETURN', 'QUEUE'].includes(name) || KNOWN_TARGETS.has(name) || findTarget(name) !== null
}

const CREATES: ReadonlySet<string> = new Set(['create', '-N', 'n', '--create'])
const NAMES_ONE: ReadonlySet<string> = new Set([
  'add',
  'del',
  'flush',
  'destroy',
  'list',
  'save',
  'test',
  '-A',
  '-D',
  '-F',
  '-X',
  '-L',
  '-S',
  '-T',
  'x',
])
const NAMES_TWO: ReadonlySet<string> = new Set(['rename', 'swap', '-E', '-W', 'e', 'w'])

/** Every word of the sets' text that names a set: commands, and members of lists. */
export function namesInSets(text: string): readonly NameWord[] {
  const names: NameWord[] = []
  const lists = new Set<string>()
  for (const { number, words } of wordLines(text)) {
    const add = (word: { readonly text: string; readonly column: number } | undefined, makes: boolean) => {
      if (word === undefined || word.text.startsWith('-')) return
      const span = { line: number, column: word.column, endLine: number, endColumn: word.column + word.text.length }
      names.push({ kind: 'set', table: null, name: word.text, section: 'sets', span, makes })
    }
    const rest = words.filter(
      ({ text: word }) => word !== 'sudo' && !/^(\/\S*\/)?ipset$/.test(word) && !/^(-exist|-!|--exist|-q|-quiet)$/.test(word),
    )
    const [command, first, second] = rest
    if (command === undefined) continue
    if (CREATES.has(command.text)) {
      add(first, true)
      if (first !== undefined && (second?.text === 'list:set' || second?.text === 'setlist')) lists.add(first.text)
    } else if (NAMES_TWO.has(command.text)) {
      add(first, false)
      add(second, command.text === 'rename' || command.text === '-E' || command.text === 'e')
    } else if (NAMES_ONE.has(command.text)) {
      add(first, false)
      if (first !== undefined && lists.has(first.text)) {
        add(second, false)
        const beside = rest.findIndex(({ text: word }) => word === 'before' || word === 'after')
        if (beside > 0) add(rest[beside + 1], false)
      }
    }
  }
  return names
}
