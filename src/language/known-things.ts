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
import type { LanguageWords } from '../words/en'
import { namesInRules } from './editing/names'
import { writtenCommands } from './editing/written-commands'
import type { KnownHost } from './known-host'

// What is known of the things that texts name: plain text, paragraphs between blank lines. Null where nothing is.

/** Places that are listed in a sentence; the rest is counted. */
const LISTED = 6

export function describeSet(host: KnownHost, name: string): string | null {
  const { things } = host.words
  const set = host.sets.find((one) => one.name === name)
  if (set === undefined) return null
  const rules = namesInRules(host.texts.rules, formOf(host.texts.rules)).filter((word) => word.kind === 'set' && word.name === name)
  const lists = host.sets.filter(({ elements }) =>
    elements.some(({ parts }) => parts.some((part) => part.kind === 'set' && part.name === name)),
  )
  const places = rules.map(({ span }) => ruleAtLine(host, span.line) ?? things.ruleLine(span.line))
  return [
    things.set(name, set.type),
    things.setHolds(
      SET_TYPE_TEXT[set.type].dimensions.map((dimension) => things.dimensions[dimension === 'plain ip' ? 'ip' : dimension]),
      set.elements.length,
      optionsOf(host.words, set),
    ),
    places.length === 0 ? things.setAskedByNone : things.setUsedBy(listed(host, unique(places))),
    ...(lists.length === 0
      ? []
      : [
          things.setMemberOf(
            listed(
              host,
              lists.map((list) => list.name),
            ),
          ),
        ]),
  ].join('\n\n')
}

function optionsOf({ things }: LanguageWords, { type, options, timeout, counters }: IpSet): readonly string[] {
  const standard = new Map(SET_TYPE_TEXT[type].options.map((option) => [option.name, option.standard]))
  const own = Object.entries(options).filter(([name, value]) => name !== 'counters' && standard.get(name) !== value)
  return [
    ...(timeout === null ? [] : [things.setExpires(timeout)]),
    ...(counters ? [things.setCounters] : []),
    ...own.map(([name, value]) => (value === true ? name : `${name} ${value}`)),
  ]
}

/** How many elements a set has, for a line of a list. */
export function summaryOfSet({ words }: KnownHost, { type, elements }: IpSet): string {
  return words.things.setSummary(type, elements.length)
}

/** Policy, rules and callers of a chain. */
export function describeChain(host: KnownHost, table: TableName, name: string): string | null {
  const { things, hooks } = host.words
  const hook = HOOKS.find((known): known is Hook => known === name)
  const chains = host.ruleset.tables.find((known) => known.name === table)?.chains ?? []
  const chain = chains.find((known) => known.name === name)
  if (chain === undefined && hook === undefined) return null
  const rules = chain?.rules.length ?? 0
  if (hook !== undefined) return [things.baseChain(hook, table, chain?.policy ?? 'ACCEPT'), hooks[hook], things.rules(rules)].join('\n\n')
  const callers = chains.flatMap((caller) =>
    caller.rules.flatMap((rule, index) =>
      leadsTo(rule, name) ? [things.caller(caller.name, index + 1, rule.target.kind === 'goto')] : [],
    ),
  )
  return [
    things.userChain(name, table),
    things.userChainEnds(rules),
    callers.length === 0 ? things.calledByNone : things.calledBy(listed(host, callers)),
  ].join('\n\n')
}

function leadsTo({ target }: Rule, name: string): boolean {
  return (target.kind === 'jump' || target.kind === 'goto') && target.chain === name
}

export function describeInterface(host: KnownHost, name: string): string | null {
  const { network, inferred } = host
  const { things } = host.words
  if (name.endsWith('+')) {
    const begin = name.slice(0, -1)
    const all = network.interfaces.filter((one) => one.name.startsWith(begin)).map((one) => one.name)
    return things.interfaces(begin, listed(host, all))
  }
  const found = network.interfaces.find((one) => one.name === name)
  if (found === undefined) return null
  const { addresses, up, mtu, mac, loopback, pointToPoint, group } = found
  const link = [
    up ? things.link.up : things.link.down,
    loopback ? things.link.loopback : pointToPoint ? things.link.tunnel : things.link.ethernet,
    `mtu ${mtu}`,
    ...(mac === null || loopback ? [] : [`MAC ${mac}`]),
    ...(group === undefined ? [] : [things.group(group)]),
  ]
  const routes = network.routes.filter((route) => route.interface === name)
  return [
    things.interface(name, link),
    addresses.length === 0
      ? things.noAddress
      : things.addresses(addresses.map(({ address, prefix }) => `${formatIpv4(address)}/${prefix.length}`)),
    ...(routes.length === 0 ? [] : [things.routes(listed(host, routes.map(routeWords)))]),
    ...(inferred && !loopback ? [things.inferred] : []),
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
  const { things } = host.words
  const plain = word.replace(/^["'!]+|["']$/g, '')
  const range = /^([\d.]+)-([\d.]+)/.exec(plain)
  if (range !== null) {
    const [first, last] = [parseIpv4(range[1] ?? ''), parseIpv4(range[2] ?? '')]
    if (first === null || last === null || last < first) return null
    const size = things.range(formatIpv4(first), formatIpv4(last), last - first + 1)
    return `${size}\n\n${whereIs(host, { address: first, length: 32 })}`
  }
  const mask = /^([\d.]+)\/([\d.]+)$/.exec(plain)
  const length = mask === null ? null : lengthOf(mask[2] ?? '')
  const only = /^\d+\.\d+\.\d+\.\d+/.exec(plain)?.[0]
  if (only === undefined) return null
  const prefix = mask === null ? readPrefix(only) : length === null ? null : { address: parseIpv4(mask[1] ?? '') ?? -1, length }
  if (prefix === null || prefix.address < 0) return null
  if (prefix.length === 32) return `${named(host, prefix)}\n\n${whereIs(host, prefix)}`
  const network = networkOf(prefix)
  if (network.length === 0) return things.everyAddress
  const last = (network.address | ~prefixMask(network.length)) >>> 0
  return [
    named(host, network),
    things.size(last - network.address + 1, formatIpv4(network.address), formatIpv4(last)),
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
const BLOCKS: readonly (readonly [prefix: string, what: keyof LanguageWords['things']['kinds']])[] = [
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['169.254.0.0/16', 'link'],
  ['192.0.2.0/24', 'documentation'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['255.255.255.255/32', 'broadcast'],
]

/** An address or a network, with what it is everywhere. */
function named({ words: { things } }: KnownHost, prefix: Prefix): string {
  const kind = kindOf(prefix)
  return kind === null ? prefixWords(prefix) : things.kind(prefixWords(prefix), things.kinds[kind])
}

function kindOf({ address, length }: Prefix): keyof LanguageWords['things']['kinds'] | null {
  if (isLoopback(address)) return 'loopback'
  if (isMulticast(address)) return 'multicast'
  const block = BLOCKS.find(([text]) => {
    const prefix = readPrefix(text)
    return prefix !== null && length >= prefix.length && prefixContains(prefix, address)
  })
  return block?.[1] ?? null
}

/** Whose it is, or by which interface and route it is reached. */
function whereIs(host: KnownHost, prefix: Prefix): string {
  const { network, inferred } = host
  const { things } = host.words
  const { address, length } = prefix
  const own = network.interfaces.filter(({ addresses }) => addresses.some((one) => (length === 32 ? one.address === address : false)))
  if (own.length > 0) return things.ownAddress(own.map(({ name }) => name))
  const guess = inferred ? things.guessed : ''
  const networks = network.interfaces.flatMap(({ name, addresses }) => addresses.map((one) => ({ name, prefix: one.prefix })))
  const around = networks
    .filter((one) => one.prefix.length <= length && prefixContains(one.prefix, address))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0]
  if (around !== undefined && around.prefix.length < 32) {
    const words = prefixWords(around.prefix)
    return words === prefixWords(prefix) ? things.networkOf(around.name, guess) : things.inNetwork(words, around.name, guess)
  }
  const inside = networks.filter((one) => one.prefix.length >= length && prefixContains(prefix, one.prefix.address))
  if (inside.length > 0) {
    const held = inside.map((one) => things.network(prefixWords(one.prefix), one.name))
    return things.holds(listed(host, unique(held)), guess)
  }
  const route = network.routes
    .filter((one) => one.table === 'main' && one.destination.length <= length && prefixContains(one.destination, address))
    .toSorted((a, b) => b.destination.length - a.destination.length)[0]
  if (route === undefined) return isMulticast(address) ? things.manyListen : things.noRoute
  if (route.kind !== 'unicast') return things.routeMakes(prefixWords(route.destination), route.kind)
  const gateway = route.gateway === null ? null : formatIpv4(route.gateway)
  return things.reachedBy(route.interface, gateway, prefixWords(route.destination), guess)
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
  const { things } = host.words
  const { value, mask } = mark
  const same = marksInRules(host).filter((other) => readMark(other.word)?.value === value)
  const places = (what: 'sets' | 'asks') =>
    same.filter(({ option }) => MARK_OPTIONS[option] === what).map(({ line }) => ruleAtLine(host, line) ?? things.ruleLine(line))
  const leads = host.network.rules.filter((rule) => rule.mark !== null && ((value ^ rule.mark.value) & rule.mark.mask) === 0)
  const [set, asked] = [unique(places('sets')), unique(places('asks'))]
  return [
    things.mark(`0x${value.toString(16)}`, value, mask === 0xffffffff ? null : `0x${mask.toString(16)}`),
    ...(set.length === 0 ? [] : [things.markSetBy(listed(host, set))]),
    ...(asked.length === 0 ? [] : [things.markAskedBy(listed(host, asked))]),
    ...leads.map(({ action }) =>
      things.markRouted(
        action.kind === 'lookup' ? things.routeTable(action.table) : action.kind === 'goto' ? `goto ${action.priority}` : action.kind,
      ),
    ),
  ].join('\n\n')
}

function readMark(word: string): { readonly value: number; readonly mask: number } | null {
  const match = /^(0x[\da-f]{1,8}|\d{1,10})(?:\/(0x[\da-f]{1,8}|\d{1,10}))?$/i.exec(word)
  return match === null ? null : { value: Number(match[1]), mask: Number(match[2] ?? 0xffffffff) }
}

/** What a port is called, and whether anything listens there. */
export function describePort(host: KnownHost, word: string, protocol: number | null): string | null {
  const { network, words } = host
  const { things } = words
  const [first = ''] = word.split(/[:-]/)
  const port = /^\d+$/.test(first) ? Number(first) : (allServices(protocol).find(({ name }) => name === first)?.port ?? null)
  if (port === null || port > 65_535) return null
  const name = [protocol ?? 6, 17].map((one) => serviceName(port, one)).find((one) => one !== null)
  const listening = network.services.filter(
    (service) => service.port === port && (protocol === null || (service.protocol === 'tcp' ? 6 : 17) === protocol),
  )
  const here = listening.map((service) => `${service.name === '' ? things.aService : service.name} (${service.protocol})`)
  return [things.port(port, name ?? null), things.listens(listed(host, here), here.length)].join('\n\n')
}

/** Own addresses and networks, for completion. */
export function knownAddresses({ network, words: { things } }: KnownHost): readonly { readonly text: string; readonly what: string }[] {
  return network.interfaces.flatMap(({ name, addresses }) =>
    addresses.flatMap(({ address, prefix }) => [
      ...(prefix.length < 32 ? [{ text: prefixWords(prefix), what: things.networkOf(name) }] : []),
      { text: formatIpv4(address), what: things.ownAddressOn(name) },
    ]),
  )
}

/** `filter INPUT rule 3`, of the rule that a line makes. */
function ruleAtLine({ ruleset, words }: KnownHost, line: number): string | null {
  for (const name of TABLES)
    for (const chain of ruleset.tables.find((table) => table.name === name)?.chains ?? []) {
      const index = chain.rules.findIndex(({ span }) => span.line <= line && line <= span.endLine)
      if (index >= 0) return words.things.ruleAt(name, chain.name, index + 1)
    }
  return null
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}

function listed({ words }: KnownHost, names: readonly string[]): string {
  return words.things.listed(names.slice(0, LISTED), names.length - LISTED)
}
