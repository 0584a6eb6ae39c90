import { serviceName } from '../extensions/service-names'
import { SERVICE_WORDS } from './complete-network'
import type { KnownHost } from './known-host'
import { describeAddress, describeInterface, describeMark } from './known-things'
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

/** The words behind `ip OBJECT`. */
const VERBS: { readonly [name in keyof typeof IP_OBJECTS]: { readonly [verb: string]: string } } = {
  addr: ADDRESS_VERBS,
  route: ROUTE_VERBS,
  rule: RULE_VERBS,
  link: LINK_VERBS,
}
const WORDS: { readonly [name in keyof typeof IP_OBJECTS]: { readonly [word: string]: string } } = {
  addr: ADDRESS_WORDS,
  route: { ...ROUTE_KINDS, ...ROUTE_WORDS },
  rule: RULE_WORDS,
  link: LINK_WORDS,
}
/** Words of lines that ip(8) prints. */
const PRINTED: { readonly [word: string]: string } = {
  inet: 'An IPv4 address, with the length of its network’s prefix.',
  'link/ether': 'The interface’s MAC address follows.',
  'link/loopback': 'The host itself.',
  proto: 'Who made the route: kernel (an address did), static, boot, dhcp.',
  ...ADDRESS_WORDS,
  ...RULE_WORDS,
  ...ROUTE_KINDS,
  ...ROUTE_WORDS,
}

/** What a word of the network's text means, behind the words before it. */
export function hoverNetwork(host: KnownHost, before: readonly string[], word: string): string | null {
  const words = before.filter((one, at) => !(at === 0 && one === 'sudo') && !/^-(4|o|n|br|d|c)$/.test(one))
  const last = words.at(-1) ?? ''
  const sysctl = sysctlDoc(word.replace(/=.*$/, ''))
  if (sysctl !== null) return sysctl
  const isCommand = /^(\/\S*\/)?ip$/.test(words[0] ?? '')
  const objects = Object.keys(IP_OBJECTS) as (keyof typeof IP_OBJECTS)[]
  const object = isCommand
    ? objects.find((name) => words[1] !== undefined && (name.startsWith(words[1]) || (name === 'addr' && 'address'.startsWith(words[1]))))
    : undefined
  if (isCommand && words.length === 1) {
    const named = objects.find((name) => name.startsWith(word) || (name === 'addr' && 'address'.startsWith(word)))
    return named === undefined ? null : IP_OBJECTS[named]
  }
  if (last === 'fwmark') return describeMark(host, word)
  if (last === 'type') return own(LINK_TYPES, word)
  if (last === 'scope') return own(SCOPES, word)
  if (last === 'lookup' || last === 'table') return own(ROUTE_TABLES, word) ?? tableDoc(host, word)
  if (['dev', 'iif', 'oif'].includes(last)) return describeInterface(host, word)
  const doc = object === undefined ? own(PRINTED, word) : words.length === 2 ? own(VERBS[object], word) : own(WORDS[object], word)
  return doc ?? describeAddress(host, word) ?? describeInterface(host, word.replace(/[:@].*$/, ''))
}

function own(docs: { readonly [word: string]: string }, word: string): string | null {
  return Object.hasOwn(docs, word) ? (docs[word] ?? null) : null
}

function sysctlDoc(name: string): string | null {
  const dotted = name.replaceAll('/', '.')
  return own(SYSCTLS, dotted) ?? own(SYSCTLS, dotted.replace(/^(net\.ipv4\.conf\.).+(\.\w+)$/, '$1NAME$2'))
}

function tableDoc({ network }: KnownHost, name: string): string | null {
  const routes = network.routes.filter(({ table }) => table === name).length
  return /^[\w.-]+$/.test(name) ? `Table ${name}: ${routes === 1 ? '1 route' : `${routes} routes`}.` : null
}

/** What a word of the services' text means. */
export function hoverServices(host: KnownHost, before: readonly string[], word: string): string | null {
  if (before.length === 0)
    return word === 'tcp' ? 'A socket that takes connections.' : word === 'udp' ? 'A socket that takes datagrams.' : null
  if (before.length === 1) {
    const colon = word.lastIndexOf(':')
    const name = serviceName(Number(word.slice(colon + 1)), before[0] === 'udp' ? 17 : 6)
    const port = `Port ${word.slice(colon + 1)}${name === null ? '' : `, ${name}`}`
    const address = colon > 0 ? describeAddress(host, word.slice(0, colon)) : 'It listens on every address of the host.'
    return address === null ? port : `${port}\n\n${address}`
  }
  return own(SERVICE_WORDS, word)
}
