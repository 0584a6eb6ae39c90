import type { Extension } from '../extensions/extension'
import { allMatches, allTargets } from '../extensions/index'
import { PROTOCOL_NAMES, protocolNumber } from '../extensions/protocol-names'
import { ownerOf } from '../extensions/refusal-hints'
import { allServices } from '../extensions/service-names'
import { BASE_CHAINS, TABLES } from '../model'
import { BASE_OPTIONS } from '../syntax/base-options'
import { choicesOf } from './argument-words'
import { type Candidate, candidate } from './candidate'
import { describeExtension, describeOption } from './extension-docs'
import type { KnownHost } from './known-host'
import { isMarkOption, knownAddresses, knownMarks, summaryOfSet } from './known-things'
import { baseOption, extensionOption, type LineContext } from './line-context'

/** What can be written at a place of the rules; `isList` where it is a part of a list with commas. */
export function rulesCandidates(
  host: KnownHost,
  context: LineContext,
  typed: string,
): { readonly candidates: readonly Candidate[]; readonly isList: boolean } {
  if (context.index < 0) return { candidates: lineBeginnings(host), isList: false }
  const values = valuesAt(host, context)
  return values === null ? { candidates: wordsAt(host, context, typed), isList: false } : { candidates: values, isList: true }
}

/** What an option of an extension can have as its argument; null where the place is no such argument. */
function valuesAt(host: KnownHost, { words, index, extensions }: LineContext): readonly Candidate[] | null {
  const before = words[index - 1]?.text ?? ''
  const set = words[index - 2]?.text ?? ''
  if (SET_OPTIONS.has(before)) return host.sets.map((one) => candidate(one.name, 'value', summaryOfSet(host, one)))
  if (SET_OPTIONS.has(set)) return directionsOf(host, before)
  const base = baseOption(before)?.letter
  if (base === 's' || base === 'd') return addresses(host)
  // The second word of --tcp-flags MASK COMP.
  const option = extensionOption(set === '--tcp-flags' ? set : before, extensions)
  if (option === null || option.option.type.kind === 'flag') return null
  const { type, name } = option.option
  const doc = host.words.option(ownerOf(option.extension), name, option.option.doc)
  if (isMarkOption(before)) return knownMarks(host).map((mark) => candidate(mark, 'value', host.words.things.markHere(doc)))
  if (isPorts(type)) return services(host, words)
  if (type.kind === 'host' || type.kind === 'hostMask' || (type.kind === 'custom' && /ADDRESS|FROM/.test(type.placeholder)))
    return addresses(host)
  if (type.kind === 'protocol') return PROTOCOL_NAMES.map((name) => candidate(name, 'value', doc))
  return choicesOf(type).map((choice) => candidate(choice, 'value', doc))
}

const SET_OPTIONS: ReadonlySet<string> = new Set(['--match-set', '--add-set', '--del-set', '--map-set'])

function isPorts(type: { readonly kind: string; readonly placeholder?: string }): boolean {
  return type.kind === 'port' || type.kind === 'portRange' || (type.kind === 'custom' && type.placeholder?.startsWith('PORT') === true)
}

function addresses(host: KnownHost): readonly Candidate[] {
  return knownAddresses(host).map(({ text, what }) => candidate(text, 'value', what))
}

/** A flag for each dimension of the set: which side of the packet is looked up. */
function directionsOf({ sets, words: { things } }: KnownHost, name: string): readonly Candidate[] {
  const dimensions = sets.find((set) => set.name === name)?.type.replace(/^\w+:/, '') ?? ''
  return (['src', 'dst'] as const).map((side) => candidate(side, 'value', things.setSide(side, dimensions)))
}

/** Services of the rule's protocol, with their ports. */
function services({ words: { things } }: KnownHost, words: LineContext['words']): readonly Candidate[] {
  return allServices(protocolOf(words)).map(({ name: service, port }) => candidate(service, 'value', things.portOf(port)))
}

/** The number of a rule's -p, or null. */
export function protocolOf(words: LineContext['words']): number | null {
  const at = words.findIndex(({ text }) => baseOption(text)?.letter === 'p')
  const name = words[at + 1]?.text.toLowerCase() ?? ''
  return at < 0 ? null : (protocolNumber(name) ?? (/^\d+$/.test(name) ? Number(name) : null))
}

function wordsAt(host: KnownHost, { words, index, extensions, table, isCommand }: LineContext, typed: string): readonly Candidate[] {
  const before = words[index - 1]?.text ?? null
  const { things } = host.words
  if (before === null) {
    if (isCommand) return [...commands(host), ...options(host, extensions)]
    return typed.startsWith(':')
      ? BASE_CHAINS[table].map((chain) => candidate(`:${chain}`, 'chain', things.baseChainOf(table)))
      : lineBeginnings(host)
  }
  if (index === 1 && before.startsWith(':') && !isCommand) return policiesOf(host, before.slice(1), table)
  switch (baseOption(before)?.letter) {
    case 't':
      return TABLES.map((name) => candidate(name, 'table', host.words.tables[name]))
    case 'm':
      return allMatches.map((extension) => candidate(extension.name, 'match', describeExtension(host.words, extension)))
    case 'j':
      return [
        ...verdicts(host),
        ...allTargets.map((extension) => candidate(extension.name, 'target', describeExtension(host.words, extension))),
        ...chains(host, table, 'user'),
      ]
    case 'g':
    case 'X':
    case 'E':
      return chains(host, table, 'user')
    case 'A':
    case 'I':
    case 'D':
    case 'R':
    case 'C':
    case 'F':
    case 'L':
    case 'S':
    case 'Z':
      return chains(host, table, 'all')
    case 'P':
      return BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', things.baseChainOf(table)))
    case 'N':
      return []
    case 'p':
      return PROTOCOL_NAMES.map((name) => candidate(name, 'value', things.protocol))
    case 'i':
    case 'o':
      return interfaces(host)
  }
  if (baseOption(words[index - 2]?.text ?? '')?.letter === 'P') return verdicts(host).slice(0, 2)
  if (before === '!') return options(host, extensions).filter(({ label }) => isInvertible(label, extensions))
  const hasCommand = words.some(({ text }, at) => at !== index && 'ADIRCFXNPEZLS'.includes(baseOption(text)?.letter ?? ' '))
  return hasCommand ? options(host, extensions) : [...commands(host), ...options(host, extensions)]
}

function lineBeginnings(host: KnownHost): readonly Candidate[] {
  return [
    ...TABLES.map((name) => candidate(`*${name}`, 'table', host.words.tables[name])),
    candidate('COMMIT', 'command', host.words.things.commit),
    candidate('iptables', 'command', host.words.things.aCommand),
    ...commands(host),
  ]
}

function commands({ words }: KnownHost): readonly Candidate[] {
  return [
    ...BASE_OPTIONS.filter((option) => 'ADIRFNXPECZ'.includes(option.letter)),
    ...BASE_OPTIONS.filter((option) => option.letter === 't'),
  ].map((option) => candidate(`-${option.letter}`, 'command', words.baseOption(option.name, option.doc)))
}

function policiesOf(host: KnownHost, chain: string, table: LineContext['table']): readonly Candidate[] {
  const isBase = BASE_CHAINS[table].some((base) => base === chain)
  return isBase ? verdicts(host).slice(0, 2) : [candidate('-', 'value', host.words.things.userChainPolicy)]
}

function options(host: KnownHost, extensions: readonly Extension[]): readonly Candidate[] {
  const own = BASE_OPTIONS.filter((option) => 'sdiopjgmf'.includes(option.letter) && option.name.length > 3)
  return [
    ...extensions.flatMap((extension) =>
      extension.options.map((option) => candidate(`--${option.name}`, 'option', describeOption(host.words, extension, option))),
    ),
    ...own.map((option) => candidate(`-${option.letter}`, 'option', host.words.baseOption(option.name, option.doc))),
    ...own.map((option) => candidate(`--${option.name}`, 'option', host.words.baseOption(option.name, option.doc))),
  ]
}

/** What a ! may stand before. */
function isInvertible(label: string, extensions: readonly Extension[]): boolean {
  const own = baseOption(label)
  if (own !== null) return 'sdiopf'.includes(own.letter)
  return extensionOption(label, extensions)?.option.invertible === true
}

function verdicts({ words }: KnownHost): readonly Candidate[] {
  return (['ACCEPT', 'DROP', 'RETURN'] as const).map((name) => candidate(name, 'target', words.verdicts[name]))
}

function chains({ ruleset, words: { things } }: KnownHost, table: LineContext['table'], which: 'user' | 'all'): readonly Candidate[] {
  const known = ruleset.tables.find(({ name }) => name === table)?.chains ?? []
  const users = known
    .filter((chain) => chain.policy === null)
    .map((chain) => candidate(chain.name, 'chain', things.userChainWith(chain.rules.length)))
  return which === 'user' ? users : [...BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', things.baseChainOf(table))), ...users]
}

/** The host's interfaces, and those that the rules mention already. */
function interfaces({ network, texts, inferred, words: { things } }: KnownHost): readonly Candidate[] {
  const names = new Set(network.interfaces.length > 1 || !inferred ? network.interfaces.map(({ name }) => name) : ['lo', 'eth0', 'wg0'])
  for (const match of texts.rules.matchAll(/(?:^|\s)(?:-[io]|--(?:in|out)-interface)\s+([\w.+-]{1,15})(?=\s|$)/gm))
    if (match[1] !== undefined) names.add(match[1])
  return [...names].map((name) => candidate(name, 'value', things.anInterface))
}
