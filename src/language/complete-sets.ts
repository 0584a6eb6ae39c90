import type { IpSet, SetType } from '../model'
import { SET_TYPE_TEXT, setTypeOf } from '../syntax/ipset-type'
import { type Candidate, candidate, candidatesOf } from './candidate'
import type { KnownHost } from './known-host'
import { summaryOfSet } from './known-things'

/** What can be written in a line of the sets behind these words. */
export function setsCandidates(before: readonly string[], host: KnownHost): readonly Candidate[] {
  const words = before.filter((word) => word !== 'sudo' && !/^(\/\S*\/)?ipset$/.test(word) && !/^(-exist|-!|-q)$/.test(word))
  const { sets } = host
  const { commands, types } = host.words.sets
  const [command, name, third] = words
  const last = words.at(-1) ?? ''
  const names = sets.map((set) => candidate(set.name, 'value', summaryOfSet(host, set)))
  if (command === undefined)
    return [
      ...candidatesOf(commands, 'command'),
      ...(before.length === 0 ? [candidate('ipset', 'command', host.words.things.aCommand)] : []),
    ]
  switch (command) {
    case 'create':
    case '-N':
      if (words.length === 1) return []
      if (words.length === 2) return candidatesOf(types, 'value')
      return createOptions(host, setTypeOf(third ?? ''), last)
    case 'add':
    case '-A':
    case 'del':
    case '-D': {
      if (words.length === 1) return names
      const set = sets.find((one) => one.name === name)
      if (words.length === 2) return set?.type === 'list:set' ? names.filter(({ label }) => label !== name) : []
      return command === 'add' || command === '-A' ? entryOptions(host, set, last, names) : []
    }
    case 'flush':
    case 'destroy':
    case '-F':
    case '-X':
      return words.length === 1 ? names : []
    case 'rename':
    case '-E':
      return words.length === 1 ? names : []
    case 'swap':
    case '-W':
      return words.length <= 2 ? names.filter(({ label }) => label !== name) : []
    default:
      return []
  }
}

function createOptions({ words: { sets } }: KnownHost, type: SetType | null, last: string): readonly Candidate[] {
  if (type === null) return []
  if (last === 'family') return candidatesOf(sets.families, 'value')
  const flags = ['counters', 'comment', 'skbinfo']
  const own = SET_TYPE_TEXT[type].options.map(({ name }) => name)
  if (own.includes(last) || last === 'timeout') return []
  return unique([...own, 'timeout', ...flags, ...(type.startsWith('hash:') ? ['forceadd'] : [])]).map((name) =>
    candidate(name, 'option', sets.options[name as keyof typeof sets.options] ?? ''),
  )
}

function entryOptions(
  { words: { sets } }: KnownHost,
  set: IpSet | undefined,
  last: string,
  names: readonly Candidate[],
): readonly Candidate[] {
  if (set === undefined) return []
  if (last === 'before' || last === 'after') return names.filter(({ label }) => label !== set.name)
  const { dimensions } = SET_TYPE_TEXT[set.type]
  const allowed = [
    ...(set.timeout === null ? [] : ['timeout']),
    ...(set.options.comment === true ? ['comment'] : []),
    ...(dimensions.includes('net') ? ['nomatch'] : []),
    ...(set.counters ? ['packets', 'bytes'] : []),
    ...(set.options.skbinfo === true ? ['skbmark', 'skbprio', 'skbqueue'] : []),
    ...(set.type === 'list:set' ? ['before', 'after'] : []),
    ...(set.type === 'hash:net,iface' ? ['wildcard'] : []),
  ]
  return allowed.includes(last) && last !== 'nomatch' && last !== 'wildcard'
    ? []
    : allowed.map((name) => candidate(name, 'option', sets.entryOptions[name as keyof typeof sets.entryOptions] ?? ''))
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}
