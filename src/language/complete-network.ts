import { allServices } from '../extensions/service-names'
import { type Candidate, candidate, candidatesOf } from './candidate'
import type { KnownHost } from './known-host'
import { knownAddresses, knownMarks } from './known-things'
import {
  ADDRESS_VERBS,
  ADDRESS_WORDS,
  IP_OBJECTS,
  LINK_TYPES,
  LINK_VERBS,
  LINK_WORDS,
  ROUTE_KINDS,
  ROUTE_TABLES,
  ROUTE_VERBS,
  ROUTE_WORDS,
  RULE_VERBS,
  RULE_WORDS,
  SCOPES,
  SYSCTLS,
} from './network-word-docs'

/** What can be written in a line of the network behind these words. */
export function networkCandidates(before: readonly string[], host: KnownHost): readonly Candidate[] {
  const words = before.filter((word, at) => !(at === 0 && word === 'sudo') && !/^-(4|o|n|br|d|c)$/.test(word))
  const [tool, object, verb, ...rest] = words
  const last = words.at(-1) ?? ''
  if (tool === undefined)
    return [
      candidate('ip', 'command', 'A command of ip(8): addresses, routes, routing rules, interfaces.'),
      ...sysctls(host),
      candidate('default', 'value', ROUTE_KINDS.default),
    ]
  if (!/^(\/\S*\/)?ip$/.test(tool))
    return words.length === 1 && tool.includes('.') && tool.startsWith('net') ? [] : afterOutput(words, host)
  if (object === undefined) return candidatesOf(IP_OBJECTS, 'command')
  switch (objectOf(object)) {
    case 'addr':
      if (verb === undefined) return candidatesOf(ADDRESS_VERBS, 'command')
      if (last === 'dev') return interfaces(host)
      if (last === 'scope') return candidatesOf(SCOPES, 'value')
      return rest.length === 0 || last === 'peer' || last === 'brd' ? [] : wordsLeft(ADDRESS_WORDS, rest)
    case 'route':
      return verb === undefined ? candidatesOf(ROUTE_VERBS, 'command') : routeWords(rest, host)
    case 'rule':
      return verb === undefined ? candidatesOf(RULE_VERBS, 'command') : ruleWords(rest, host)
    case 'link':
      if (verb === undefined) return candidatesOf(LINK_VERBS, 'command')
      if (last === 'type') return candidatesOf(LINK_TYPES, 'value')
      if (rest.length === 0 || last === 'dev')
        return [...interfaces(host), ...(rest.length === 0 ? [candidate('dev', 'option', 'The interface’s name follows.')] : [])]
      return ['mtu', 'address', 'group'].includes(last) ? [] : wordsLeft(LINK_WORDS, rest)
    default:
      return []
  }
}

/** As ip(8) abbreviates. */
function objectOf(word: string): keyof typeof IP_OBJECTS | null {
  if (word !== '' && 'address'.startsWith(word)) return 'addr'
  for (const name of ['route', 'rule', 'link'] as const) if (word !== '' && name.startsWith(word)) return name
  return null
}

/** A line of `ip route` or `ip rule` as they print it. */
function afterOutput(words: readonly string[], host: KnownHost): readonly Candidate[] {
  const [first = ''] = words
  if (/^\d+:$/.test(first)) return ruleWords(words.slice(1), host)
  return first in ROUTE_KINDS || /^\d+\./.test(first) ? routeWords(words, host) : []
}

function routeWords(rest: readonly string[], host: KnownHost): readonly Candidate[] {
  const last = rest.at(-1) ?? ''
  const hasDestination = rest.some((word) => word === 'default' || /^\d/.test(word))
  switch (last) {
    case 'dev':
      return interfaces(host)
    case 'table':
      return tables(host)
    case 'scope':
      return candidatesOf(SCOPES, 'value')
    case 'src':
      return addresses(host)
    case 'via':
    case 'metric':
    case 'tos':
    case 'realm':
      return []
  }
  return hasDestination ? wordsLeft(ROUTE_WORDS, rest) : candidatesOf(ROUTE_KINDS, 'value')
}

function ruleWords(rest: readonly string[], host: KnownHost): readonly Candidate[] {
  const last = rest.at(-1) ?? ''
  switch (last) {
    case 'iif':
    case 'oif':
      return interfaces(host)
    case 'lookup':
    case 'table':
      return tables(host)
    case 'fwmark':
      return knownMarks(host).map((mark) => candidate(mark, 'value', 'A mark that the rules name.'))
    case 'from':
    case 'to':
      return [candidate('all', 'value', 'Every address.'), ...addresses(host)]
    case 'ipproto':
      return [
        candidate('tcp', 'value', 'Protocol 6.'),
        candidate('udp', 'value', 'Protocol 17.'),
        candidate('icmp', 'value', 'Protocol 1.'),
      ]
    case 'pref':
    case 'priority':
    case 'tos':
    case 'sport':
    case 'dport':
      return []
  }
  return wordsLeft(RULE_WORDS, rest)
}

/** Each word once. */
function wordsLeft(words: { readonly [word: string]: string }, written: readonly string[]): readonly Candidate[] {
  return candidatesOf(words, 'option').filter(({ label }) => !written.includes(label))
}

function interfaces({ network }: KnownHost): readonly Candidate[] {
  return network.interfaces.map(({ name }) => candidate(name, 'value', 'Interface.'))
}

function addresses(host: KnownHost): readonly Candidate[] {
  return knownAddresses(host).map(({ text, what }) => candidate(text, 'value', what))
}

function tables({ network }: KnownHost): readonly Candidate[] {
  const own = [
    ...network.routes.map(({ table }) => table),
    ...network.rules.flatMap(({ action }) => (action.kind === 'lookup' ? [action.table] : [])),
  ]
  const others = [...new Set(own)].filter((name) => !(name in ROUTE_TABLES))
  return [...candidatesOf(ROUTE_TABLES, 'value'), ...others.map((name) => candidate(name, 'value', 'A table that is in use here.'))]
}

function sysctls({ network }: KnownHost): readonly Candidate[] {
  return Object.entries(SYSCTLS).flatMap(([name, doc]) =>
    name.includes('NAME')
      ? network.interfaces.map((one) => candidate(`${name.replace('NAME', one.name)} = 1`, 'value', doc))
      : [candidate(`${name} = 1`, 'value', doc)],
  )
}

/** What can be written in a line of the services behind these words. */
export function servicesCandidates(words: readonly string[]): readonly Candidate[] {
  const [protocol, port, ...rest] = words
  if (protocol === undefined)
    return candidatesOf({ tcp: 'A socket that takes connections.', udp: 'A socket that takes datagrams.' }, 'value')
  const number = protocol === 'udp' ? 17 : 6
  if (port === undefined)
    return unique(allServices(number).map((one) => candidate(String(one.port), 'value', `${one.name}, as /etc/services calls it.`)))
  const names = allServices(number).filter((one) => String(one.port) === port.replace(/^.*:/, ''))
  return [
    ...(rest.length === 0 ? names.map(({ name }) => candidate(name, 'value', 'What people call it.')) : []),
    ...candidatesOf(SERVICE_WORDS, 'option').filter(({ label }) => !rest.includes(label) && (label !== 'closes' || protocol === 'tcp')),
  ]
}

export const SERVICE_WORDS = {
  silent: 'It takes what comes and never says anything.',
  transparent: 'A proxy’s socket: it may take packets for any address (TPROXY).',
  closes: 'It closes the connection as soon as it has answered.',
} as const

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((one) => [one.label, one])).values()]
}
