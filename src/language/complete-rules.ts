import type { Extension } from '../extensions/extension'
import { allMatches, allTargets } from '../extensions/index'
import { PROTOCOL_NAMES, protocolNumber } from '../extensions/protocol-names'
import { allServices } from '../extensions/service-names'
import { BASE_CHAINS, TABLES } from '../model'
import { BASE_OPTIONS } from '../syntax/base-options'
import { choicesOf } from './argument-words'
import { type Candidate, candidate } from './candidate'
import { describeExtension, describeOption } from './extension-docs'
import type { KnownHost } from './known-host'
import { isMarkOption, knownAddresses, knownMarks, summaryOfSet } from './known-things'
import { baseOption, extensionOption, type LineContext } from './line-context'
import { TABLE_DOCS, VERDICT_DOCS } from './word-docs'

/** What can be written at a place of the rules; `isList` where it is a part of a list with commas. */
export function rulesCandidates(
  host: KnownHost,
  context: LineContext,
  typed: string,
): { readonly candidates: readonly Candidate[]; readonly isList: boolean } {
  if (context.index < 0) return { candidates: lineBeginnings(), isList: false }
  const values = valuesAt(host, context)
  return values === null ? { candidates: wordsAt(host, context, typed), isList: false } : { candidates: values, isList: true }
}

/** What an option of an extension can have as its argument; null where the place is no such argument. */
function valuesAt(host: KnownHost, { words, index, extensions }: LineContext): readonly Candidate[] | null {
  const before = words[index - 1]?.text ?? ''
  const set = words[index - 2]?.text ?? ''
  if (SET_OPTIONS.has(before)) return host.sets.map((one) => candidate(one.name, 'value', summaryOfSet(one)))
  if (SET_OPTIONS.has(set)) return directionsOf(host, before)
  const base = baseOption(before)?.letter
  if (base === 's' || base === 'd') return addresses(host)
  // The second word of --tcp-flags MASK COMP.
  const option = extensionOption(set === '--tcp-flags' ? set : before, extensions)
  if (option === null || option.option.type.kind === 'flag') return null
  const { type, doc } = option.option
  if (isMarkOption(before)) return knownMarks(host).map((mark) => candidate(mark, 'value', `${doc} A mark that is in use here.`))
  if (isPorts(type)) return services(words)
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
function directionsOf({ sets }: KnownHost, name: string): readonly Candidate[] {
  const dimensions = sets.find((set) => set.name === name)?.type.replace(/^\w+:/, '') ?? 'address'
  return ['src', 'dst'].map((side) =>
    candidate(side, 'value', `The packet’s ${side === 'src' ? 'source' : 'destination'}, one for each of: ${dimensions}.`),
  )
}

/** Services of the rule's protocol, with their ports. */
function services(words: LineContext['words']): readonly Candidate[] {
  return allServices(protocolOf(words)).map(({ name: service, port }) => candidate(service, 'value', `Port ${port}.`))
}

/** The number of a rule's -p, or null. */
export function protocolOf(words: LineContext['words']): number | null {
  const at = words.findIndex(({ text }) => baseOption(text)?.letter === 'p')
  const name = words[at + 1]?.text.toLowerCase() ?? ''
  return at < 0 ? null : (protocolNumber(name) ?? (/^\d+$/.test(name) ? Number(name) : null))
}

function wordsAt(host: KnownHost, { words, index, extensions, table, isCommand }: LineContext, typed: string): readonly Candidate[] {
  const before = words[index - 1]?.text ?? null
  if (before === null) {
    if (isCommand) return [...commands(), ...options(extensions)]
    return typed.startsWith(':')
      ? BASE_CHAINS[table].map((chain) => candidate(`:${chain}`, 'chain', `Base chain of table ${table}.`))
      : lineBeginnings()
  }
  if (index === 1 && before.startsWith(':') && !isCommand) return policiesOf(before.slice(1), table)
  switch (baseOption(before)?.letter) {
    case 't':
      return TABLES.map((name) => candidate(name, 'table', TABLE_DOCS[name]))
    case 'm':
      return allMatches.map((extension) => candidate(extension.name, 'match', describeExtension(extension)))
    case 'j':
      return [
        ...VERDICTS,
        ...allTargets.map((extension) => candidate(extension.name, 'target', describeExtension(extension))),
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
      return BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', `Base chain of table ${table}.`))
    case 'N':
      return []
    case 'p':
      return PROTOCOL_NAMES.map((name) => candidate(name, 'value', 'Protocol.'))
    case 'i':
    case 'o':
      return interfaces(host)
  }
  if (baseOption(words[index - 2]?.text ?? '')?.letter === 'P') return VERDICTS.slice(0, 2)
  if (before === '!') return options(extensions).filter(({ label }) => isInvertible(label, extensions))
  const hasCommand = words.some(({ text }, at) => at !== index && 'ADIRCFXNPEZLS'.includes(baseOption(text)?.letter ?? ' '))
  return hasCommand ? options(extensions) : [...commands(), ...options(extensions)]
}

function lineBeginnings(): readonly Candidate[] {
  return [
    ...TABLES.map((name) => candidate(`*${name}`, 'table', TABLE_DOCS[name])),
    candidate('COMMIT', 'command', 'Loads the table, all of it or nothing.'),
    candidate('iptables', 'command', 'One command.'),
    ...commands(),
  ]
}

function commands(): readonly Candidate[] {
  return [
    ...BASE_OPTIONS.filter((option) => 'ADIRFNXPECZ'.includes(option.letter)),
    ...BASE_OPTIONS.filter((option) => option.letter === 't'),
  ].map((option) => candidate(`-${option.letter}`, 'command', option.doc))
}

function policiesOf(chain: string, table: LineContext['table']): readonly Candidate[] {
  const isBase = BASE_CHAINS[table].some((base) => base === chain)
  return isBase ? VERDICTS.slice(0, 2) : [candidate('-', 'value', 'A user chain has no policy.')]
}

function options(extensions: readonly Extension[]): readonly Candidate[] {
  const own = BASE_OPTIONS.filter((option) => 'sdiopjgmf'.includes(option.letter) && option.name.length > 3)
  return [
    ...extensions.flatMap((extension) =>
      extension.options.map((option) => candidate(`--${option.name}`, 'option', describeOption(extension, option))),
    ),
    ...own.map((option) => candidate(`-${option.letter}`, 'option', option.doc)),
    ...own.map((option) => candidate(`--${option.name}`, 'option', option.doc)),
  ]
}

/** What a ! may stand before. */
function isInvertible(label: string, extensions: readonly Extension[]): boolean {
  const own = baseOption(label)
  if (own !== null) return 'sdiopf'.includes(own.letter)
  return extensionOption(label, extensions)?.option.invertible === true
}

const VERDICTS: readonly Candidate[] = (['ACCEPT', 'DROP', 'RETURN'] as const).map((name) => candidate(name, 'target', VERDICT_DOCS[name]))

function chains({ ruleset }: KnownHost, table: LineContext['table'], which: 'user' | 'all'): readonly Candidate[] {
  const known = ruleset.tables.find(({ name }) => name === table)?.chains ?? []
  const users = known
    .filter((chain) => chain.policy === null)
    .map((chain) =>
      candidate(chain.name, 'chain', `User chain with ${chain.rules.length === 1 ? '1 rule' : `${chain.rules.length} rules`}.`),
    )
  return which === 'user'
    ? users
    : [...BASE_CHAINS[table].map((chain) => candidate(chain, 'chain', `Base chain of table ${table}.`)), ...users]
}

/** The host's interfaces, and those that the rules mention already. */
function interfaces({ network, texts, inferred }: KnownHost): readonly Candidate[] {
  const names = new Set(network.interfaces.length > 1 || !inferred ? network.interfaces.map(({ name }) => name) : ['lo', 'eth0', 'wg0'])
  for (const match of texts.rules.matchAll(/(?:^|\s)(?:-[io]|--(?:in|out)-interface)\s+([\w.+-]{1,15})(?=\s|$)/gm))
    if (match[1] !== undefined) names.add(match[1])
  return [...names].map((name) => candidate(name, 'value', 'Interface.'))
}
