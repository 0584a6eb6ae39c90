import { allServices } from '../extensions/service-names'
import type { LanguageWords } from '../words/en'
import { type Candidate, candidate, candidatesOf } from './candidate'
import type { KnownHost } from './known-host'
import { knownAddresses, knownMarks } from './known-things'

/** What can be written in a line of the network behind these words. */
export function networkCandidates(before: readonly string[], host: KnownHost): readonly Candidate[] {
  const words = before.filter((word, at) => !(at === 0 && word === 'sudo') && !/^-(4|o|n|br|d|c)$/.test(word))
  const [tool, object, verb, ...rest] = words
  const last = words.at(-1) ?? ''
  const { network, things } = host.words
  if (tool === undefined)
    return [candidate('ip', 'command', things.ipCommand), ...sysctls(host), candidate('default', 'value', network.routeKinds.default)]
  if (!/^(\/\S*\/)?ip$/.test(tool))
    return words.length === 1 && tool.includes('.') && tool.startsWith('net') ? [] : afterOutput(words, host)
  if (object === undefined) return candidatesOf(network.objects, 'command')
  switch (objectOf(object)) {
    case 'addr':
      if (verb === undefined) return candidatesOf(network.addressVerbs, 'command')
      if (last === 'dev') return interfaces(host)
      if (last === 'scope') return candidatesOf(network.scopes, 'value')
      return rest.length === 0 || last === 'peer' || last === 'brd' ? [] : wordsLeft(network.addressWords, rest)
    case 'route':
      return verb === undefined ? candidatesOf(network.routeVerbs, 'command') : routeWords(rest, host)
    case 'rule':
      return verb === undefined ? candidatesOf(network.ruleVerbs, 'command') : ruleWords(rest, host)
    case 'link':
      if (verb === undefined) return candidatesOf(network.linkVerbs, 'command')
      if (last === 'type') return candidatesOf(network.linkTypes, 'value')
      if (rest.length === 0 || last === 'dev')
        return [...interfaces(host), ...(rest.length === 0 ? [candidate('dev', 'option', things.interfaceFollows)] : [])]
      return ['mtu', 'address', 'group'].includes(last) ? [] : wordsLeft(network.linkWords, rest)
    default:
      return []
  }
}

/** As ip(8) abbreviates. */
function objectOf(word: string): keyof LanguageWords['network']['objects'] | null {
  if (word !== '' && 'address'.startsWith(word)) return 'addr'
  for (const name of ['route', 'rule', 'link'] as const) if (word !== '' && name.startsWith(word)) return name
  return null
}

/** A line of `ip route` or `ip rule` as they print it. */
function afterOutput(words: readonly string[], host: KnownHost): readonly Candidate[] {
  const [first = ''] = words
  if (/^\d+:$/.test(first)) return ruleWords(words.slice(1), host)
  return first in host.words.network.routeKinds || /^\d+\./.test(first) ? routeWords(words, host) : []
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
      return candidatesOf(host.words.network.scopes, 'value')
    case 'src':
      return addresses(host)
    case 'via':
    case 'metric':
    case 'tos':
    case 'realm':
      return []
  }
  return hasDestination ? wordsLeft(host.words.network.routeWords, rest) : candidatesOf(host.words.network.routeKinds, 'value')
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
      return knownMarks(host).map((mark) => candidate(mark, 'value', host.words.things.markOfRules))
    case 'from':
    case 'to':
      return [candidate('all', 'value', host.words.things.everyAddress), ...addresses(host)]
    case 'ipproto':
      return [
        candidate('tcp', 'value', host.words.things.protocolNumber(6)),
        candidate('udp', 'value', host.words.things.protocolNumber(17)),
        candidate('icmp', 'value', host.words.things.protocolNumber(1)),
      ]
    case 'pref':
    case 'priority':
    case 'tos':
    case 'sport':
    case 'dport':
      return []
  }
  return wordsLeft(host.words.network.ruleWords, rest)
}

/** Each word once. */
function wordsLeft(words: { readonly [word: string]: string }, written: readonly string[]): readonly Candidate[] {
  return candidatesOf(words, 'option').filter(({ label }) => !written.includes(label))
}

function interfaces({ network, words }: KnownHost): readonly Candidate[] {
  return network.interfaces.map(({ name }) => candidate(name, 'value', words.things.anInterface))
}

function addresses(host: KnownHost): readonly Candidate[] {
  return knownAddresses(host).map(({ text, what }) => candidate(text, 'value', what))
}

function tables(host: KnownHost): readonly Candidate[] {
  const { network } = host
  const own = [
    ...network.routes.map(({ table }) => table),
    ...network.rules.flatMap(({ action }) => (action.kind === 'lookup' ? [action.table] : [])),
  ]
  const others = [...new Set(own)].filter((name) => !(name in host.words.network.routeTables))
  return [
    ...candidatesOf(host.words.network.routeTables, 'value'),
    ...others.map((name) => candidate(name, 'value', host.words.things.routeTableHere)),
  ]
}

function sysctls({ network, words }: KnownHost): readonly Candidate[] {
  return Object.entries(words.network.sysctls).flatMap(([name, doc]) =>
    name.includes('NAME')
      ? network.interfaces.map((one) => candidate(`${name.replace('NAME', one.name)} = 1`, 'value', doc))
      : [candidate(`${name} = 1`, 'value', doc)],
  )
}

/** What can be written in a line of the services behind these words. */
export function servicesCandidates(words: readonly string[], host: KnownHost): readonly Candidate[] {
  const [protocol, port, ...rest] = words
  if (protocol === undefined) return candidatesOf(host.words.network.services, 'value')
  const number = protocol === 'udp' ? 17 : 6
  if (port === undefined)
    return unique(allServices(number).map((one) => candidate(String(one.port), 'value', host.words.things.service(one.name))))
  const names = allServices(number).filter((one) => String(one.port) === port.replace(/^.*:/, ''))
  return [
    ...(rest.length === 0 ? names.map(({ name }) => candidate(name, 'value', host.words.things.serviceName)) : []),
    ...candidatesOf(host.words.network.serviceWords, 'option').filter(
      ({ label }) => !rest.includes(label) && (label !== 'closes' || protocol === 'tcp'),
    ),
  ]
}

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((one) => [one.label, one])).values()]
}
