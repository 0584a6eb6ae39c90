import { setTypeOf } from '../syntax/ipset-type'
import type { LanguageWords } from '../words/en'
import type { KnownHost } from './known-host'
import { describeAddress, describeInterface, describeSet } from './known-things'

const SHORT: { readonly [option: string]: keyof LanguageWords['sets']['commands'] } = {
  '-N': 'create',
  '-A': 'add',
  '-D': 'del',
  '-F': 'flush',
  '-X': 'destroy',
  '-E': 'rename',
  '-W': 'swap',
}

/** What a word of the sets' text means, behind the words before it. */
export function hoverSets(host: KnownHost, before: readonly string[], word: string): string | null {
  const words = before.filter((one) => one !== 'sudo' && !/^(\/\S*\/)?ipset$/.test(one) && !/^(-exist|-!|-q)$/.test(one))
  const [first, , third] = words
  const { commands, types, options, entryOptions } = host.words.sets
  const command = first === undefined ? undefined : (SHORT[first] ?? first)
  if (command === undefined) {
    const own = SHORT[word] ?? word
    return docOf(commands, own)
  }
  const isPair = command === 'swap' || command === 'rename'
  if (words.length === 1 || (isPair && words.length === 2)) return describeSet(host, word)
  if (command === 'create') {
    const type = words.length === 2 ? setTypeOf(word) : null
    if (type !== null) return `${type}\n\n${types[type]}`
    return docOf(options, word) ?? (setTypeOf(third ?? '') === null ? null : describeAddress(host, word))
  }
  if (words.length > 2) return docOf(entryOptions, word) ?? describeSet(host, word)
  const parts = word.split(',')
  return describeSet(host, word) ?? describeAddress(host, parts[0] ?? '') ?? describeInterface(host, parts.at(-1) ?? '')
}

function docOf(docs: { readonly [word: string]: string }, word: string): string | null {
  return Object.hasOwn(docs, word) ? (docs[word] ?? null) : null
}
