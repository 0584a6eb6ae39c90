import { findTarget } from '../../extensions/index'
import { BASE_CHAINS, HOOKS, TABLES } from '../../model'
import { chainNameProblem } from '../editing/rename'
import { lineEnd } from '../editing/rule-lines'
import { optionOf, type WrittenCommand } from '../editing/written-commands'
import { add, before, change, type FixFamily, type FixPlace, type Offer, replaceWord } from './fix'
import { nearWords } from './near-words'

/** Chains that nobody made, mistyped ones, and numbers beyond the end. */
export const chains: FixFamily = {
  of: 'command',
  name: 'chains',
  offers: (command, place) => {
    const { words, options, table } = command
    const offers: Offer[] = []
    const known = knownChains(place, table)
    for (const { letter, at, argumentAt, argument } of options) {
      const word = words[argumentAt]
      if (argument === null || word === undefined) continue
      const namesChain = 'AIDRCFXE'.includes(letter)
      const jumps = letter === 'g' || letter === 'j'
      if ((!namesChain && !jumps) || known.includes(argument)) continue
      if (jumps && (findTarget(argument) !== null || ['ACCEPT', 'DROP', 'RETURN', 'QUEUE'].includes(argument))) continue
      const upper = argument.toUpperCase()
      if (namesChain) {
        const near = known.includes(upper) ? [upper] : nearWords(argument, known)
        offers.push(...near.map((to) => change(argument, to, [replaceWord(word, to)])))
        offers.push(...tablesWith(place, command, argument))
      }
      // Nobody means a chain of their own by the name of a base chain of another table.
      const isCommand = (namesChain ? 'AI'.includes(letter) : true) && !HOOKS.some((hook) => hook === argument)
      if (isCommand && chainNameProblem(argument) === null && argument !== words[at]?.text)
        offers.push(...declared(command, place, argument))
    }
    return [...offers, ...tooFar(command)]
  },
}

function knownChains({ ruleset }: FixPlace, table: string | null): readonly string[] {
  const loaded = ruleset.tables.find(({ name }) => name === table)?.chains.map(({ name }) => name) ?? []
  const base = TABLES.flatMap((name) => (name === table ? BASE_CHAINS[name] : []))
  return [...new Set<string>([...base, ...loaded])]
}

/** A base chain of another table: `-A POSTROUTING` without `-t nat`. */
function tablesWith({ form }: FixPlace, command: WrittenCommand, chain: string): readonly Offer[] {
  const first = command.words[0]
  if (form === 'save' || first === undefined) return []
  const own = optionOf(command, 't')
  const given = own === undefined ? undefined : command.words[own.argumentAt]
  return (['nat', 'mangle', 'raw', 'filter'] as const)
    .filter((table) => table !== command.table && BASE_CHAINS[table].some((base) => base === chain))
    .map((table) =>
      given === undefined
        ? add(`-t ${table}`, [before(first, `-t ${table} `)])
        : change(`-t ${given.text}`, `-t ${table}`, [replaceWord(given, table)]),
    )
}

/** A declaration behind the last one of the table; -N before the command. */
function declared(command: WrittenCommand, { text, form, source }: FixPlace, chain: string): readonly Offer[] {
  const end = lineEnd(text)
  if (form === 'save') {
    const table = text.slice(0, command.start).lastIndexOf('\n*') + 1
    const next = /^(?:[^:*\n]|\*(?=\s))/m.exec(text.slice(source.startOfLine(source.lineOf(table) + 1)))
    const start = source.startOfLine(source.lineOf(table) + 1) + (next?.index ?? 0)
    return [{ title: 'declare', words: [`:${chain} - [0:0]`], edits: [{ start, end: start, text: `:${chain} - [0:0]${end}` }] }]
  }
  const line = text.lastIndexOf('\n', command.start - 1) + 1
  const indent = /^[ \t]*/.exec(text.slice(line, command.start))?.[0] ?? ''
  const program = `${indent}${text.slice(command.start, command.words[0]?.start ?? command.start)}`
  const table = command.table === 'filter' || command.table === null ? '' : `-t ${command.table} `
  return [{ title: 'declare', words: [`-N ${chain}`], edits: [{ start: line, end: line, text: `${program}${table}-N ${chain}${end}` }] }]
}

/** `-I CHAIN 9` of a chain with three rules: at its end. */
function tooFar({ words, options }: WrittenCommand): readonly Offer[] {
  const insert = options.find(({ letter }) => letter === 'I')
  const option = insert === undefined ? undefined : words[insert.at]
  const number = insert === undefined ? undefined : words[insert.argumentAt + 1]
  const chain = insert === undefined ? undefined : words[insert.argumentAt]
  if (option === undefined || number === undefined || chain === undefined || !/^\d+$/.test(number.text)) return []
  return [
    change(`-I ${chain.text} ${number.text}`, `-A ${chain.text}`, [{ start: option.start, end: number.end, text: `-A ${chain.text}` }]),
  ]
}
