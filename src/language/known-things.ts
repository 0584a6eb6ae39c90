import { allServices, serviceName } from '../extensions/service-names'
import {
  formatIpv4,
  HOOKS,
  type Hook,
  type IpSet,
  isLoopback,
  isMulticast,
  type Network,
  type Prefix,
  parseIpv4,
  prefixContains,
  prefixMask,
  type Rule,
  TABLES,
  type TableName,
} from '../model'
import { networkOf, readPrefix } from '../syntax/ip-words'
import { SET_TYPE_TEXT } from '../syntax/ipset-type'
import { formOf } from '../syntax/rules-form'
import { namesInRules } from './editing/names'
import { writtenCommands } from './editing/written-commands'
import type { KnownHost } from './known-host'
import { HOOK_DOCS } from './word-docs'

// What is known of the things that texts name: plain text, paragraphs between blank lines. Null where nothing is.

/** Places that are listed in a sentence; the rest is counted. */
const LISTED = 6

export function describeSet(host: KnownHost, name: string): string | null {
  const set = host.sets.find((one) => one.name === name)
  if (set === undefined) return null
  const rules = namesInRules(host.texts.rules, formOf(host.texts.rules)).filter((word) => word.kind === 'set' && word.name === name)
  const lists = host.sets.filter(({ elements }) =>
    elements.some(({ parts }) => parts.some((part) => part.kind === 'set' && part.name === name)),
  )
  const places = rules.map(({ span }) => ruleAtLine(host, span.line) ?? `line ${span.line} of the rules`)
  return [
    `Set ${name}, ${set.type}`,
    `${SET_TYPE_TEXT[set.type].dimensions.map((dimension) => DIMENSIONS[dimension]).join(', ')}. ${count(set.elements.length, 'entry', 'entries')}${optionsOf(set)}.`,
    places.length === 0 ? 'No rule asks it.' : `Used by ${listed(unique(places))}.`,
    ...(lists.length === 0 ? [] : [`Member of ${listed(lists.map((list) => list.name))}.`]),
  ].join('\n\n')
}

const DIMENSIONS = {
  ip: 'an address',
  net: 'a network',
  port: 'a port',
  'port only': 'a port',
  mac: 'a MAC address',
  iface: 'an interface',
  mark: 'a mark',
  set: 'a set',
} as const

function optionsOf({ type, options, timeout, counters }: IpSet): string {
  const standard = new Map(SET_TYPE_TEXT[type].options.map((option) => [option.name, option.standard]))
  const own = Object.entries(options).filter(([name, value]) => name !== 'counters' && standard.get(name) !== value)
  const all = [
    ...(timeout === null ? [] : [timeout === 0 ? 'with timeouts' : `timeout ${timeout} seconds`]),
    ...(counters ? ['with counters'] : []),
    ...own.map(([name, value]) => (value === true ? name : `${name} ${value}`)),
  ]
  return all.length === 0 ? '' : `; ${all.join(', ')}`
}

/** How many elements a set has, for a line of a list. */
export function summaryOfSet({ type, elements }: IpSet): string {
  return `Set of type ${type} with ${count(elements.length, 'element', 'elements')}.`
}

/** Policy, rules and callers of a chain. */
export function describeChain(host: KnownHost, table: TableName, name: string): string | null {
  const hook = HOOKS.find((known): known is Hook => known === name)
  const chains = host.ruleset.tables.find((known) => known.name === table)?.chains ?? []
  const chain = chains.find((known) => known.name === name)
  if (chain === undefined && hook === undefined) return null
  const rules = count(chain?.rules.length ?? 0, 'rule', 'rules')
  if (hook !== undefined)
    return [`Base chain ${hook} of table ${table}, policy ${chain?.policy ?? 'ACCEPT'}`, HOOK_DOCS[hook], `${rules}.`].join('\n\n')
  const callers = chains.flatMap((caller) =>
    caller.rules.flatMap((rule, index) =>
      leadsTo(rule, name) ? [`${rule.target.kind === 'goto' ? 'goto in ' : ''}${caller.name} rule ${index + 1}`] : [],
    ),
  )
  return [
    `User chain ${name} of table ${table}`,
    `${rules}. A packet that gets to its end goes back to the chain it came from.`,
    callers.length === 0 ? 'No rule leads here: no packet comes by.' : `Called by ${listed(callers)}.`,
  ].join('\n\n')
}

function leadsTo({ target }: Rule, name: string): boolean {
  return (target.kind === 'jump' || target.kind === 'goto') && target.chain === name
}

export function describeInterface({ network, inferred }: KnownHost, name: string): string | null {
  if (name.endsWith('+')) {
    const begin = name.slice(0, -1)
    const all = network.interfaces.filter((one) => one.name.startsWith(begin)).map((one) => one.name)
    return `Every interface whose name begins with ${begin}${all.length === 0 ? '' : `: ${listed(all)}`}.`
  }
  const found = network.interfaces.find((one) => one.name === name)
  if (found === undefined) return null
  const { addresses, up, mtu, mac, loopback, pointToPoint, group } = found
  const link = [
    up ? 'up' : 'down',
    loopback ? 'the host itself' : pointToPoint ? 'a tunnel, without link-layer addresses' : 'Ethernet',
    `mtu ${mtu}`,
    ...(mac === null || loopback ? [] : [`MAC ${mac}`]),
    ...(group === undefined ? [] : [`group ${group}`]),
  ]
  const routes = network.routes.filter((route) => route.interface === name)
  return [
    `Interface ${name}: ${link.join(', ')}`,
    addresses.length === 0
      ? 'It has no address.'
      : `${addresses.length === 1 ? 'Address' : 'Addresses'} ${addresses.map(({ address, prefix }) => `${formatIpv4(address)}/${prefix.length}`).join(', ')}.`,
    ...(routes.length === 0 ? [] : [`Routes: ${listed(routes.map(routeWords))}.`]),
    ...(inferred && !loopback ? ['Worked out from the rules: nobody has written the network.'] : []),
  ].join('\n\n')
}

function routeWords({ destination, gateway }: Network['routes'][number]): string {
  return `${prefixWords(destination)}${gateway === null ? '' : ` via ${formatIpv4(gateway)}`}`
}

function prefixWords({ address, length }: Prefix): string {
  return length === 0 ? 'default' : length === 32 ? formatIpv4(address) : `${formatIpv4(address)}/${length}`
}

/** Of an address, a network, a range, or an address with a port behind it. */
export function describeAddress(host: KnownHost, word: string): string | null {
  const plain = word.replace(/^["'!]+|["']$/g, '')
  const range = /^([\d.]+)-([\d.]+)/.exec(plain)
  if (range !== null) {
    const [first, last] = [parseIpv4(range[1] ?? ''), parseIpv4(range[2] ?? '')]
    if (first === null || last === null || last < first) return null
    return `${formatIpv4(first)} to ${formatIpv4(last)}: ${count(last - first + 1, 'address', 'addresses')}.\n\n${whereIs(host, { address: first, length: 32 })}`
  }
  const mask = /^([\d.]+)\/([\d.]+)$/.exec(plain)
  const length = mask === null ? null : lengthOf(mask[2] ?? '')
  const only = /^\d+\.\d+\.\d+\.\d+/.exec(plain)?.[0]
  if (only === undefined) return null
  const prefix = mask === null ? readPrefix(only) : length === null ? null : { address: parseIpv4(mask[1] ?? '') ?? -1, length }
  if (prefix === null || prefix.address < 0) return null
  if (prefix.length === 32) return `${formatIpv4(prefix.address)}${kindOf(prefix)}\n\n${whereIs(host, prefix)}`
  const network = networkOf(prefix)
  if (network.length === 0) return 'Every address.'
  const last = (network.address | ~prefixMask(network.length)) >>> 0
  return [
    `${prefixWords(network)}${kindOf(network)}`,
    `${count(last - network.address + 1, 'address', 'addresses')}, ${formatIpv4(network.address)} to ${formatIpv4(last)}.`,
    whereIs(host, network),
  ].join('\n\n')
}

function lengthOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) <= 32 ? Number(text) : null
  const mask = parseIpv4(text)
  if (mask === null) return null
  const length = Math.clz32(~mask >>> 0)
  return prefixMask(length) === mask ? length : null
}

/** Blocks that mean something everywhere (RFC 6890). */
const BLOCKS: readonly (readonly [prefix: string, what: string])[] = [
  ['10.0.0.0/8', 'private (RFC 1918)'],
  ['172.16.0.0/12', 'private (RFC 1918)'],
  ['192.168.0.0/16', 'private (RFC 1918)'],
  ['100.64.0.0/10', 'shared by providers (RFC 6598)'],
  ['169.254.0.0/16', 'link-local (RFC 3927)'],
  ['192.0.2.0/24', 'for documentation (RFC 5737)'],
  ['198.51.100.0/24', 'for documentation (RFC 5737)'],
  ['203.0.113.0/24', 'for documentation (RFC 5737)'],
  ['255.255.255.255/32', 'the broadcast address of every network'],
]

function kindOf({ address, length }: Prefix): string {
  if (isLoopback(address)) return ': loopback'
  if (isMulticast(address)) return ': multicast'
  const block = BLOCKS.find(([text]) => {
    const prefix = readPrefix(text)
    return prefix !== null && length >= prefix.length && prefixContains(prefix, address)
  })
  return block === undefined ? '' : `: ${block[1]}`
}

/** Whose it is, or by which interface and route it is reached. */
function whereIs({ network, inferred }: KnownHost, prefix: Prefix): string {
  const { address, length } = prefix
  const own = network.interfaces.filter(({ addresses }) => addresses.some((one) => (length === 32 ? one.address === address : false)))
  if (own.length > 0) return `This host’s own address, on ${own.map(({ name }) => name).join(' and ')}.`
  const guess = inferred ? ' (as worked out from the rules)' : ''
  const networks = network.interfaces.flatMap(({ name, addresses }) => addresses.map((one) => ({ name, prefix: one.prefix })))
  const around = networks
    .filter((one) => one.prefix.length <= length && prefixContains(one.prefix, address))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0]
  if (around !== undefined && around.prefix.length < 32) {
    const words = prefixWords(around.prefix)
    return words === prefixWords(prefix) ? `The network of ${around.name}${guess}.` : `In ${words}, the network of ${around.name}${guess}.`
  }
  const inside = networks.filter((one) => one.prefix.length >= length && prefixContains(prefix, one.prefix.address))
  if (inside.length > 0) return `Holds ${listed(unique(inside.map((one) => `${prefixWords(one.prefix)} of ${one.name}`)))}${guess}.`
  const route = network.routes
    .filter((one) => one.table === 'main' && one.destination.length <= length && prefixContains(one.destination, address))
    .toSorted((a, b) => b.destination.length - a.destination.length)[0]
  if (route === undefined) return isMulticast(address) ? 'Many may listen to it.' : 'No route leads there.'
  if (route.kind !== 'unicast') return `The route ${prefixWords(route.destination)} makes it ${route.kind}.`
  return `Reached by ${route.interface ?? 'no interface'}${route.gateway === null ? '' : ` via ${formatIpv4(route.gateway)}`}, by the route ${prefixWords(route.destination)}${guess}.`
}

/** Options whose argument is a mark, and what they do with it. */
const MARK_OPTIONS: { readonly [option: string]: 'sets' | 'asks' } = {
  '--mark': 'asks',
  '--set-mark': 'sets',
  '--set-xmark': 'sets',
  '--or-mark': 'sets',
  '--and-mark': 'sets',
  '--xor-mark': 'sets',
  '--tproxy-mark': 'sets',
}

/** Whether the word behind an option is a mark. */
export function isMarkOption(option: string): boolean {
  return Object.hasOwn(MARK_OPTIONS, option)
}

/** Marks that the rules and routing rules name, as they are written. */
export function knownMarks(host: KnownHost): readonly string[] {
  return unique(marksInRules(host).map(({ word }) => word))
}

function marksInRules({ texts }: KnownHost) {
  return writtenCommands(texts.rules, formOf(texts.rules)).flatMap(({ words }) =>
    words.flatMap(({ text, start }, at) => {
      const next = words[at + 1]
      return next !== undefined && isMarkOption(text) ? [{ option: text, word: next.text, line: lineOf(texts.rules, start) }] : []
    }),
  )
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** Who sets a mark, who asks for it, and where it leads. */
export function describeMark(host: KnownHost, word: string): string | null {
  const mark = readMark(word)
  if (mark === null) return null
  const { value, mask } = mark
  const same = marksInRules(host).filter((other) => readMark(other.word)?.value === value)
  const places = (what: 'sets' | 'asks') =>
    same.filter(({ option }) => MARK_OPTIONS[option] === what).map(({ line }) => ruleAtLine(host, line) ?? `line ${line} of the rules`)
  const leads = host.network.rules.filter((rule) => rule.mark !== null && ((value ^ rule.mark.value) & rule.mark.mask) === 0)
  const [set, asked] = [unique(places('sets')), unique(places('asks'))]
  return [
    `Mark 0x${value.toString(16)} (${value})${mask === 0xffffffff ? '' : `, of the bits 0x${mask.toString(16)}`}`,
    ...(set.length === 0 ? [] : [`Set by ${listed(set)}.`]),
    ...(asked.length === 0 ? [] : [`Asked for by ${listed(asked)}.`]),
    ...leads.map(
      ({ action }) =>
        `Packets with it are routed by ip rule: ${action.kind === 'lookup' ? `table ${action.table}` : action.kind === 'goto' ? `goto ${action.priority}` : action.kind}.`,
    ),
  ].join('\n\n')
}

function readMark(word: string): { readonly value: number; readonly mask: number } | null {
  const match = /^(0x[\da-f]{1,8}|\d{1,10})(?:\/(0x[\da-f]{1,8}|\d{1,10}))?$/i.exec(word)
  return match === null ? null : { value: Number(match[1]), mask: Number(match[2] ?? 0xffffffff) }
}

/** What a port is called, and whether anything listens there. */
export function describePort({ network }: KnownHost, word: string, protocol: number | null): string | null {
  const [first = ''] = word.split(/[:-]/)
  const port = /^\d+$/.test(first) ? Number(first) : (allServices(protocol).find(({ name }) => name === first)?.port ?? null)
  if (port === null || port > 65_535) return null
  const name = [protocol ?? 6, 17].map((one) => serviceName(port, one)).find((one) => one !== null)
  const listening = network.services.filter(
    (service) => service.port === port && (protocol === null || (service.protocol === 'tcp' ? 6 : 17) === protocol),
  )
  const here = listening.map((service) => `${service.name === '' ? 'a service' : service.name} (${service.protocol})`)
  return [
    `Port ${port}${name === undefined ? '' : `, ${name}`}`,
    here.length === 0
      ? 'Nothing listens there on this host.'
      : `${listed(here)} ${here.length === 1 ? 'listens' : 'listen'} there on this host.`,
  ].join('\n\n')
}

/** Own addresses and networks, for completion. */
export function knownAddresses({ network }: KnownHost): readonly { readonly text: string; readonly what: string }[] {
  return network.interfaces.flatMap(({ name, addresses }) =>
    addresses.flatMap(({ address, prefix }) => [
      ...(prefix.length < 32 ? [{ text: prefixWords(prefix), what: `The network of ${name}.` }] : []),
      { text: formatIpv4(address), what: `This host’s address on ${name}.` },
    ]),
  )
}

/** `filter INPUT rule 3`, of the rule that a line makes. */
function ruleAtLine({ ruleset }: KnownHost, line: number): string | null {
  for (const name of TABLES)
    for (const chain of ruleset.tables.find((table) => table.name === name)?.chains ?? []) {
      const index = chain.rules.findIndex(({ span }) => span.line <= line && line <= span.endLine)
      if (index >= 0) return `${name} ${chain.name} rule ${index + 1}`
    }
  return null
}

function count(number: number, one: string, more: string): string {
  return number === 1 ? `1 ${one}` : `${number} ${more}`
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}

function listed(words: readonly string[]): string {
  const rest = words.length - LISTED
  return rest > 0 ? `${words.slice(0, LISTED).join(', ')} and ${rest} more` : words.join(', ')
}
