import type { Extension } from '../extensions/extension'
import { allMatches, allTargets } from '../extensions/index'
import type { Option } from '../extensions/option'
import { PROTOCOL_NAMES, protocolNumber } from '../extensions/protocol-names'
import { placeholderOf } from '../extensions/refusal-hints'
import { allServices } from '../extensions/service-names'
import { BASE_CHAINS, type Span, TABLES } from '../model'
import { BASE_OPTIONS } from '../syntax/base-options'
import { readSets } from '../syntax/ipset'
import { readRules } from '../syntax/read-rules'
import type { Completion, KnownNames } from '../worker/protocol'
import { choicesOf } from './argument-words'
import { baseOption, extensionOption, type LineContext, lineContext } from './line-context'
import { TABLE_DOCS, VERDICT_DOCS } from './word-docs'

/** What can be written at a place of a rules text, with what it does. Line and column count from 1. */
export function complete(text: string, line: number, column: number, known: KnownNames = NOTHING_KNOWN): readonly Completion[] {
  const context = lineContext(text, line, column)
  if (context === null) return []
  const word = context.words[context.at]
  const before = word === undefined ? '' : word.text.slice(0, column - word.column)
  const index = word === undefined ? context.words.filter((other) => other.endColumn <= column).length : context.at
  // Of a list with commas, the part that the cursor is in.
  const values = valuesAt(context, index, known)
  const comma = values === null ? -1 : before.lastIndexOf(',')
  const typed = before.slice(comma + 1)
  const start = (word === undefined ? column : word.column) + comma + 1
  const rest = word === undefined ? '' : word.text.slice(column - word.column)
  const end = column + (comma >= 0 || rest.includes(',') ? rest.search(/,|$/) : rest.length)
  const replace: Span = { line, column: start, endLine: line, endColumn: end }
  return (values ?? candidates(text, context, index, typed, known))
    .filter((candidate) => candidate.label.toLowerCase().startsWith(typed.toLowerCase()))
    .map((candidate) => ({ ...candidate, insert: candidate.label, replace }))
}

type Candidate = Pick<Completion, 'label' | 'kind' | 'documentation'>

const NOTHING_KNOWN: KnownNames = { sets: '', interfaces: [] }

/** What an option of an extension can have as its argument; null where the place is no such argument. */
function valuesAt({ words, extensions }: LineContext, index: number, { sets }: KnownNames): readonly Candidate[] | null {
  const before = words[index - 1]?.text ?? ''
  const set = words[index - 2]?.text ?? ''
  if (SET_OPTIONS.has(before)) return setNames(sets)
  if (SET_OPTIONS.has(set)) return directionsOf(sets, before)
  const option = extensionOption(before, extensions)
  if (option === null || option.option.type.kind === 'flag') return null
  const { type, doc } = option.option
  const isPorts = type.kind === 'port' || type.kind === 'portRange' || (type.kind === 'custom' && type.placeholder.startsWith('PORT'))
  return isPorts ? services(words) : choicesOf(type).map((choice) => candidate(choice, 'value', doc))
}

const SET_OPTIONS: ReadonlySet<string> = new Set(['--match-set', '--add-set', '--del-set', '--map-set'])

function setNames(text: string): readonly Candidate[] {
  return readSets(text).value.map(({ name, type, elements }) =>
    candidate(name, 'value', `Set of type ${type} with ${elements.length === 1 ? '1 element' : `${elements.length} elements`}.`),
  )
}

/** A flag for each dimension of the set: which side of the packet is looked up. */
function directionsOf(text: string, name: string): readonly Candidate[] {
  const dimensions =
    readSets(text)
      .value.find((set) => set.name === name)
      ?.type.replace(/^\w+:/, '') ?? 'address'
  return ['src', 'dst'].map((side) =>
    candidate(side, 'value', `The packet’s ${side === 'src' ? 'source' : 'destination'}, one for each of: ${dimensions}.`),
  )
}

/** Services of the rule's protocol, with their ports. */
function services(words: LineContext['words']): readonly Candidate[] {
  const at = words.findIndex(({ text }) => baseOption(text)?.letter === 'p')
  const name = words[at + 1]?.text.toLowerCase() ?? ''
  const protocol = at < 0 ? null : (protocolNumber(name) ?? (/^\d+$/.test(name) ? Number(name) : null))
  return allServices(protocol).map(({ name: service, port }) => candidate(service, 'value', `Port ${port}.`))
}

function candidates(
  text: string,
  context: LineContext,
  index: number,
  typed: string,
  { interfaces: there }: KnownNames,
): readonly Candidate[] {
  const { words, extensions, table } = context
  const before = words[index - 1]?.text ?? null
  if (before === null)
    return typed.startsWith(':')
      ? BASE_CHAINS[table].map((chain) => candidate(`:${chain}`, 'chain', `Base chain of table ${table}.`))
      : lineBeginnings()
  switch (baseOption(before)?.letter) {
    case 't':
      return TABLES.map((name) => candidate(name, 'table', TABLE_DOCS[name]))
    case 'm':
      return allMatches.map((extension) => candidate(extension.name, 'match', describeExtension(extension)))
    case 'j':
      return [
        ...VERDICTS,
        ...allTargets.map((extension) => candidate(extension.name, 'target', describeExtension(extension))),
        ...chains(text, table, 'user'),
      ]
    case 'g':
    case 'X':
    case 'E':
      return chains(text, table, 'user')
    case 'A':
    case 'I':
    case 'D':
    case 'R':
    case 'C':
    case 'F':
    case 'L':
    case 'S':
    case 'Z':
      return chains(text, table, 'all')
    case 'P':
      return BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', `Base chain of table ${table}.`))
    case 'p':
      return PROTOCOL_NAMES.map((name) => candidate(name, 'value', 'Protocol.'))
    case 'i':
    case 'o':
      return interfaces(text, there)
  }
  if (baseOption(words[index - 2]?.text ?? '')?.letter === 'P') return VERDICTS.slice(0, 2)
  return options(extensions)
}

function lineBeginnings(): readonly Candidate[] {
  return [
    ...TABLES.map((name) => candidate(`*${name}`, 'table', TABLE_DOCS[name])),
    candidate('COMMIT', 'command', 'Loads the table, all of it or nothing.'),
    candidate('iptables', 'command', 'One command.'),
    ...BASE_OPTIONS.filter((option) => 'ADIRFNXPE'.includes(option.letter)).map((option) =>
      candidate(`-${option.letter}`, 'command', option.doc),
    ),
  ]
}

function options(extensions: readonly Extension[]): readonly Candidate[] {
  const own = BASE_OPTIONS.filter((option) => 'sdiopjgmf'.includes(option.letter) && option.name.length > 3)
  return [
    ...extensions.flatMap((extension) =>
      extension.options.map((option) => candidate(`--${option.name}`, 'option', describeOption(extension, option))),
    ),
    ...own.map((option) => candidate(`-${option.letter}`, 'option', option.doc)),
    ...own.map((option) => candidate(`--${option.name}`, 'option', option.doc)),
  ]
}

const VERDICTS: readonly Candidate[] = (['ACCEPT', 'DROP', 'RETURN'] as const).map((name) => candidate(name, 'target', VERDICT_DOCS[name]))

function chains(text: string, table: LineContext['table'], which: 'user' | 'all'): readonly Candidate[] {
  const known = readRules(text).value.tables.find(({ name }) => name === table)?.chains ?? []
  const users = known
    .filter((chain) => chain.policy === null)
    .map((chain) =>
      candidate(chain.name, 'chain', `User chain with ${chain.rules.length === 1 ? '1 rule' : `${chain.rules.length} rules`}.`),
    )
  return which === 'user'
    ? users
    : [...BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', `Base chain of table ${table}.`)), ...users]
}

/** The host's interfaces, and those that the text mentions already. */
function interfaces(text: string, there: readonly string[]): readonly Candidate[] {
  const names = new Set(there.length > 0 ? there : ['lo', 'eth0', 'wg0'])
  for (const match of text.matchAll(/(?:^|\s)(?:-[io]|--(?:in|out)-interface)\s+([\w.+-]{1,15})(?=\s|$)/gm))
    if (match[1] !== undefined) names.add(match[1])
  return [...names].map((name) => candidate(name, 'value', 'Interface.'))
}

function candidate(label: string, kind: Completion['kind'], documentation: string): Candidate {
  return { label, kind, documentation }
}

/** What an extension is, with its options. */
export function describeExtension(extension: Extension): string {
  const lines = extension.options.map((option) => `${optionUsage(option)}: ${option.doc}`)
  return [extension.summary, ...(lines.length === 0 ? [] : [lines.join('\n')]), ...placesOf(extension)].join('\n\n')
}

export function describeOption(extension: Extension, option: Option): string {
  const aliases = option.aliases.length === 0 ? [] : [`Also written ${option.aliases.map((alias) => `--${alias}`).join(', ')}.`]
  return [optionUsage(option), option.doc, ...aliases, `Option of ${extension.kind === 'match' ? '-m' : '-j'} ${extension.name}.`].join(
    '\n\n',
  )
}

function optionUsage(option: Option): string {
  const placeholder = placeholderOf(option.type)
  return `${option.invertible ? '[!] ' : ''}--${option.name}${placeholder === '' ? '' : ` ${placeholder}`}`
}

/** Where the kernel allows it. */
function placesOf({ tables, hooks }: Extension): string[] {
  const places: string[] = []
  if (tables !== null) places.push(`Only in ${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')}.`)
  if (hooks !== null) places.push(`Only where ${hooks.join(', ')} ${hooks.length === 1 ? 'leads' : 'lead'}.`)
  return places
}
