import { findMatch, findTarget } from '../extensions/index'
import { protocolName, protocolNumber } from '../extensions/protocol-names'
import { TABLES, type TableName } from '../model'
import type { BaseOption } from '../syntax/base-options'
import { protocolOf } from './complete-rules'
import { describeExtension, describeOption } from './extension-docs'
import type { KnownHost } from './known-host'
import { describeAddress, describeChain, describeInterface, describeMark, describePort, describeSet, isMarkOption } from './known-things'
import { baseOption, extensionOption, type LineContext, type LineWord } from './line-context'

/** What a word of the rules means: an option, a match, a target, a chain, a table, or what it names. */
export function hoverRules(host: KnownHost, context: LineContext, { text: word, column: start }: LineWord, column: number): string | null {
  const { words, at, extensions, table } = context
  const { things, verdicts } = host.words
  if (at === 0 && word.startsWith('*')) return tableDoc(host, word.slice(1))
  if (at === 0 && word.startsWith(':')) return describeChain(host, table, word.slice(1))
  if (word === 'COMMIT' && at === 0) return things.commit
  if (word === '!') return things.bang
  const counters = /^\[(\d+):(\d+)\]/.exec(word)
  if (counters !== null) return things.counters(counters[1] ?? '', counters[2] ?? '')
  const own = baseOption(word)
  if (own !== null) return baseOptionDoc(host, own)
  const option = extensionOption(word, extensions)
  if (option !== null) return describeOption(host.words, option.extension, option.option)
  const before = words[at - 1]?.text ?? ''
  switch (baseOption(before)?.letter) {
    case 't':
      return tableDoc(host, word)
    case 'm': {
      const match = findMatch(word)
      return match === null ? null : describeExtension(host.words, match)
    }
    case 'j':
    case 'g': {
      if (Object.hasOwn(verdicts, word)) return verdicts[word as keyof typeof verdicts]
      const target = findTarget(word)
      return describeChain(host, table, word) ?? (target === null ? null : describeExtension(host.words, target))
    }
    case 'A':
    case 'I':
    case 'D':
    case 'R':
    case 'C':
    case 'F':
    case 'N':
    case 'X':
    case 'E':
    case 'P':
    case 'Z':
    case 'L':
    case 'S':
      return describeChain(host, table, word)
  }
  const part = partAt(word, column - start)
  const given = extensionOption(before, extensions)
  if (given !== null)
    return joined(namedBehind(host, context, before, part, given.option.type), describeOption(host.words, given.extension, given.option))
  const base = baseOption(before)
  if (base !== null && 'psdio'.includes(base.letter)) return joined(baseValueDoc(host, base.letter, part), baseOptionDoc(host, base))
  return baseOption(words[at - 2]?.text ?? '')?.letter === 'P' && Object.hasOwn(verdicts, word)
    ? verdicts[word as keyof typeof verdicts]
    : null
}

/** Of a list with commas, the part at an offset. */
function partAt(word: string, offset: number): string {
  const from = word.lastIndexOf(',', offset - 1) + 1
  const comma = word.indexOf(',', offset)
  return word.slice(from, comma < 0 ? undefined : comma)
}

/** First what is named, then what it is asked for. */
function joined(named: string | null, option: string): string {
  return named === null ? option : `${named}\n\n${option}`
}

const SET_OPTIONS: ReadonlySet<string> = new Set(['--match-set', '--add-set', '--del-set', '--map-set'])

/** What is known of the argument of an extension's option. */
function namedBehind(
  host: KnownHost,
  { words }: LineContext,
  option: string,
  part: string,
  type: { readonly kind: string; readonly placeholder?: string },
): string | null {
  if (SET_OPTIONS.has(option)) return describeSet(host, part) ?? host.words.things.noSuchSet(part)
  if (isMarkOption(option)) return describeMark(host, part)
  if (type.kind === 'port' || type.kind === 'portRange' || type.placeholder?.startsWith('PORT') === true)
    return describePort(host, part, protocolOf(words))
  return describeAddress(host, part) ?? (type.placeholder === 'NAME[+]' ? describeInterface(host, part) : null)
}

/** What a value stands for: a protocol's number, an interface, an address. */
function baseValueDoc(host: KnownHost, letter: string, word: string): string | null {
  if (letter === 'p') {
    const number = protocolNumber(word.toLowerCase()) ?? (/^\d+$/.test(word) ? Number(word) : null)
    return number === null ? null : host.words.things.protocolIs(protocolName(number), number)
  }
  return 'io'.includes(letter) ? describeInterface(host, word) : describeAddress(host, word)
}

function baseOptionDoc({ words }: KnownHost, { letter, name, doc }: BaseOption): string {
  return `-${letter}, --${name}\n\n${words.baseOption(name, doc)}`
}

function tableDoc({ words }: KnownHost, name: string): string | null {
  const table = TABLES.find((known): known is TableName => known === name)
  return table === undefined ? null : `${words.things.table(table)}\n\n${words.tables[table]}`
}
