import { setTypeOf } from '../syntax/ipset-type'
import type { KnownHost } from './known-host'
import { describeAddress, describeInterface, describeSet } from './known-things'
import { ENTRY_OPTION_DOCS, SET_COMMANDS, SET_OPTION_DOCS, SET_TYPE_DOCS } from './set-word-docs'

const SHORT: { readonly [option: string]: keyof typeof SET_COMMANDS } = {
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
  const command = first === undefined ? undefined : (SHORT[first] ?? first)
  if (command === undefined) {
    const own = SHORT[word] ?? word
    return Object.hasOwn(SET_COMMANDS, own) ? SET_COMMANDS[own as keyof typeof SET_COMMANDS] : null
  }
  const isPair = command === 'swap' || command === 'rename'
  if (words.length === 1 || (isPair && words.length === 2)) return describeSet(host, word)
  if (command === 'create') {
    const type = words.length === 2 ? setTypeOf(word) : null
    if (type !== null) return `${type}\n\n${SET_TYPE_DOCS[type]}`
    return SET_OPTION_DOCS[word] ?? (setTypeOf(third ?? '') === null ? null : describeAddress(host, word))
  }
  if (words.length > 2) return ENTRY_OPTION_DOCS[word] ?? describeSet(host, word)
  const parts = word.split(',')
  return describeSet(host, word) ?? describeAddress(host, parts[0] ?? '') ?? describeInterface(host, parts.at(-1) ?? '')
}
