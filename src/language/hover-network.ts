import { serviceName } from '../extensions/service-names'
import type { LanguageWords } from '../words/en'
import type { KnownHost } from './known-host'
import { describeAddress, describeInterface, describeMark } from './known-things'

type IpObject = keyof LanguageWords['network']['objects']

type Docs = { readonly [word: string]: string }

/** The words behind `ip OBJECT`. */
function verbsOf({ addressVerbs, routeVerbs, ruleVerbs, linkVerbs }: LanguageWords['network']): { readonly [O in IpObject]: Docs } {
  return { addr: addressVerbs, route: routeVerbs, rule: ruleVerbs, link: linkVerbs }
}

function wordsOf({ addressWords, routeKinds, routeWords, ruleWords, linkWords }: LanguageWords['network']): {
  readonly [O in IpObject]: Docs
} {
  return { addr: addressWords, route: { ...routeKinds, ...routeWords }, rule: ruleWords, link: linkWords }
}

/** Words of lines that ip(8) prints. */
function printedWords({ printed, addressWords, ruleWords, routeKinds, routeWords }: LanguageWords['network']): Docs {
  return { ...printed, ...addressWords, ...ruleWords, ...routeKinds, ...routeWords }
}

/** What a word of the network's text means, behind the words before it. */
export function hoverNetwork(host: KnownHost, before: readonly string[], word: string): string | null {
  const words = before.filter((one, at) => !(at === 0 && one === 'sudo') && !/^-(4|o|n|br|d|c)$/.test(one))
  const last = words.at(-1) ?? ''
  const { network } = host.words
  const { objects, sysctls, linkTypes, scopes, routeTables } = network
  const sysctl = sysctlDoc(sysctls, word.replace(/=.*$/, ''))
  if (sysctl !== null) return sysctl
  const isCommand = /^(\/\S*\/)?ip$/.test(words[0] ?? '')
  const names = Object.keys(objects) as IpObject[]
  const object = isCommand
    ? names.find((name) => words[1] !== undefined && (name.startsWith(words[1]) || (name === 'addr' && 'address'.startsWith(words[1]))))
    : undefined
  if (isCommand && words.length === 1) {
    const named = names.find((name) => name.startsWith(word) || (name === 'addr' && 'address'.startsWith(word)))
    return named === undefined ? null : objects[named]
  }
  if (last === 'fwmark') return describeMark(host, word)
  if (last === 'type') return own(linkTypes, word)
  if (last === 'scope') return own(scopes, word)
  if (last === 'lookup' || last === 'table') return own(routeTables, word) ?? tableDoc(host, word)
  if (['dev', 'iif', 'oif'].includes(last)) return describeInterface(host, word)
  const doc = own(object === undefined ? printedWords(network) : (words.length === 2 ? verbsOf(network) : wordsOf(network))[object], word)
  return doc ?? describeAddress(host, word) ?? describeInterface(host, word.replace(/[:@].*$/, ''))
}

function own(docs: Docs, word: string): string | null {
  return Object.hasOwn(docs, word) ? (docs[word] ?? null) : null
}

function sysctlDoc(sysctls: Docs, name: string): string | null {
  const dotted = name.replaceAll('/', '.')
  return own(sysctls, dotted) ?? own(sysctls, dotted.replace(/^(net\.ipv4\.conf\.).+(\.\w+)$/, '$1NAME$2'))
}

function tableDoc({ network, words }: KnownHost, name: string): string | null {
  const routes = network.routes.filter(({ table }) => table === name).length
  return /^[\w.-]+$/.test(name) ? words.things.routeTableWith(name, routes) : null
}

/** What a word of the services' text means. */
export function hoverServices(host: KnownHost, before: readonly string[], word: string): string | null {
  const { things, network } = host.words
  if (before.length === 0) return own(network.services, word)
  if (before.length === 1) {
    const colon = word.lastIndexOf(':')
    const name = serviceName(Number(word.slice(colon + 1)), before[0] === 'udp' ? 17 : 6)
    const port = things.port(word.slice(colon + 1), name)
    const address = colon > 0 ? describeAddress(host, word.slice(0, colon)) : things.listensEverywhere
    return address === null ? port : `${port}\n\n${address}`
  }
  return own(network.serviceWords, word)
}
