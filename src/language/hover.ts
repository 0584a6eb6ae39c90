import { findMatch, findTarget } from '../extensions/index'
import { protocolName, protocolNumber } from '../extensions/protocol-names'
import { HOOKS, type Hook, TABLES, type TableName } from '../model'
import { readRules } from '../syntax/read-rules'
import type { Hover } from '../worker/protocol'
import { describeExtension, describeOption } from './complete'
import { baseOption, extensionOption, type LineContext, lineContext } from './line-context'
import { HOOK_DOCS, TABLE_DOCS, VERDICT_DOCS } from './word-docs'

/** What the word at a place means: an option, a match, a target, a chain or a table. Null where there is nothing to say. */
export function hover(text: string, line: number, column: number): Hover | null {
  const context = lineContext(text, line, column)
  const word = context?.words[context.at]
  if (context === null || word === undefined) return null
  const said = describeWord(text, context, word.text)
  return said === null ? null : { span: { line, column: word.column, endLine: line, endColumn: word.endColumn }, text: said }
}

function describeWord(text: string, context: LineContext, word: string): string | null {
  const { words, at, extensions, table } = context
  if (at === 0 && word.startsWith('*')) return tableDoc(word.slice(1))
  if (at === 0 && word.startsWith(':')) return chainDoc(text, table, word.slice(1))
  if (word === 'COMMIT' && at === 0) return 'Loads the table, all of it or nothing.'
  if (word === '!') return 'Turns the condition behind it round: the rule matches where it does not hold.'
  const counters = /^\[(\d+):(\d+)\]/.exec(word)
  if (counters !== null)
    return `What has been counted so far: ${counters[1]} packets, ${counters[2]} bytes. Loaded with iptables-restore -c.`
  const own = baseOption(word)
  if (own !== null) return `-${own.letter}, --${own.name}\n\n${own.doc}`
  const option = extensionOption(word, extensions)
  if (option !== null) return describeOption(option.extension, option.option)
  const before = words[at - 1]?.text ?? ''
  switch (baseOption(before)?.letter) {
    case 't':
      return tableDoc(word)
    case 'm': {
      const match = findMatch(word)
      return match === null ? null : describeExtension(match)
    }
    case 'j':
    case 'g': {
      if (Object.hasOwn(VERDICT_DOCS, word)) return VERDICT_DOCS[word as keyof typeof VERDICT_DOCS]
      const target = findTarget(word)
      return chainDoc(text, table, word) ?? (target === null ? null : describeExtension(target))
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
      return chainDoc(text, table, word)
  }
  const given = extensionOption(before, extensions)
  if (given !== null) return describeOption(given.extension, given.option)
  const base = baseOption(before)
  if (base !== null && 'psdio'.includes(base.letter)) return `-${base.letter}, --${base.name}\n\n${base.doc}${valueDoc(base.letter, word)}`
  return baseOption(words[at - 2]?.text ?? '')?.letter === 'P' && Object.hasOwn(VERDICT_DOCS, word)
    ? VERDICT_DOCS[word as keyof typeof VERDICT_DOCS]
    : null
}

/** What a value stands for: a protocol's number, the ending that a + leaves open. */
function valueDoc(letter: string, word: string): string {
  if (letter === 'p') {
    const number = protocolNumber(word.toLowerCase()) ?? (/^\d+$/.test(word) ? Number(word) : null)
    return number === null ? '' : `\n\n${protocolName(number)} is protocol ${number} of the IP header.`
  }
  if ('io'.includes(letter) && word.endsWith('+')) return `\n\nEvery interface whose name begins with ${word.slice(0, -1)}.`
  return ''
}

function tableDoc(name: string): string | null {
  const table = TABLES.find((known): known is TableName => known === name)
  return table === undefined ? null : `Table ${table}\n\n${TABLE_DOCS[table]}`
}

function chainDoc(text: string, table: TableName, name: string): string | null {
  const hook = HOOKS.find((known): known is Hook => known === name)
  const chain = readRules(text)
    .value.tables.find((known) => known.name === table)
    ?.chains.find((known) => known.name === name)
  if (hook !== undefined)
    return `Base chain ${hook}${chain === undefined ? '' : `, policy ${chain.policy ?? 'ACCEPT'}`}\n\n${HOOK_DOCS[hook]}`
  if (chain === undefined) return null
  return `User chain ${name} of table ${table}\n\n${chain.rules.length === 1 ? '1 rule' : `${chain.rules.length} rules`}. A packet that gets to its end goes back to the chain it came from.`
}
