import { allMatches, allTargets } from '../../src/extensions'
import type { Extension } from '../../src/extensions/extension'
import type { Option } from '../../src/extensions/option'
import { BASE_CHAINS, TABLES, type TableName } from '../../src/model'
import { readRules } from '../../src/syntax/read-rules'
import { wordsOf } from '../example-variants'
import { type Hand, randomArgument } from './random-arguments'
import { damaged, randomAddress, randomNetwork, randomNumber, randomProtocol, randomText } from './random-words'

/** Chains that the texts make, rename and jump to. */
export const OWN_CHAINS = ['alpha', 'beta', 'wan-in', 'LOGDROP'] as const

/** What a text has said so far, as far as the next line had better know it. */
export interface TextSoFar {
  readonly table: TableName
  /** User chains that are likely to be there. */
  readonly chains: readonly string[]
}

/**
 * Extensions that these texts use: not those of which an answer depends on more than the text, on files, control groups, kernel objects or
 * modules that this machine lacks. A kernel has one timer of a name for all its namespaces, and one estimator of a name a host.
 */
export function usable({ name }: Extension): boolean {
  return !['nfacct', 'rateest', 'cgroup', 'ipvs', 'LED', 'SECMARK', 'CLUSTERIP', 'ULOG', 'IDLETIMER', 'RATEEST'].includes(name)
}

const MATCHES = allMatches.filter(usable)
const TARGETS = allTargets.filter(usable)

/** The words of a command behind `iptables -t TABLE`, mostly of one that makes a rule. */
export function randomCommand(dice: Hand, so: TextSoFar): readonly string[] {
  const words = dice.chance(dice.careful ? 0.85 : 0.72) ? ruleCommand(dice, so) : otherCommand(dice, so)
  return dice.slips(0.12) ? disturbed(dice, words) : words
}

function chainOf(dice: Hand, { table, chains }: TextSoFar): string {
  if (dice.chance(0.15)) return dice.of(chains.length > 0 ? chains : OWN_CHAINS)
  return dice.slips(0.04)
    ? dice.of([
        'input',
        'nosuch',
        '',
        'x'.repeat(28),
        'x'.repeat(29),
        'x'.repeat(31),
        'ACCEPT',
        'a b',
        '-x',
        '!x',
        'Größe',
        'PREROUTING',
        'FORWARD',
        'LOG',
      ])
    : dice.of(BASE_CHAINS[table])
}

function ruleCommand(dice: Hand, so: TextSoFar): readonly string[] {
  const chain = chainOf(dice, so)
  const rule = dice.careful ? acceptedRule(dice, so, chain) : randomRule(dice, so, chain)
  const letter = dice.careful && dice.chance(0.8) ? 'A' : dice.of(['A', 'A', 'A', 'A', 'A', 'A', 'I', 'I', 'R', 'D', 'C'])
  const number =
    letter === 'I' || letter === 'R'
      ? (letter === 'R' && dice.careful) || dice.chance(0.6)
        ? [dice.careful ? '1' : dice.of(['1', '1', '2', '3', '0', '-1', 'x', '01', '0x1', '99', '1a', '4294967296'])]
        : []
      : []
  return [...commandWords(dice, letter, [chain, ...number]), ...rule]
}

/** How often a careful hand begins anew before it lets a rule stand that the reader refuses. */
const TRIES = 8

function acceptedRule(dice: Hand, so: TextSoFar, chain: string): readonly string[] {
  let rule = randomRule(dice, so, chain)
  for (let left = TRIES; left > 0 && !isAccepted(so.table, chain, rule); left--) rule = randomRule(dice, so, chain)
  return rule
}

function isAccepted(table: TableName, chain: string, rule: readonly string[]): boolean {
  const words = rule.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"`).join(' ')
  const text = `*${table}\n${OWN_CHAINS.map((name) => `:${name} - [0:0]\n`).join('')}-A ${chain} ${words}\nCOMMIT\n`
  return readRules(text, 'save').outcome.status === 0
}

const LONG: { readonly [letter: string]: string } = {
  A: 'append',
  I: 'insert',
  R: 'replace',
  D: 'delete',
  C: 'check',
  N: 'new-chain',
  X: 'delete-chain',
  E: 'rename-chain',
  F: 'flush',
  Z: 'zero',
  L: 'list',
  S: 'list-rules',
  P: 'policy',
}

/** `-A CHAIN`, `-ACHAIN`, `--append CHAIN`, `--append=CHAIN`, `--app CHAIN`. */
function commandWords(dice: Hand, letter: string, [first, ...rest]: readonly string[]): readonly string[] {
  const long = LONG[letter] ?? ''
  const name = dice.chance(0.3) ? `--${long.slice(0, dice.between(1, long.length))}` : `--${long}`
  if (first === undefined) return dice.chance(0.85) ? [`-${letter}`] : [name]
  const shape = dice.between(0, 19)
  if (shape === 0) return [`-${letter}${first}`, ...rest]
  if (shape === 1) return [`${name}=${first}`, ...rest]
  if (shape === 2) return [name, first, ...rest]
  return [`-${letter}`, first, ...rest]
}

/** Commands without a rule, right and wrong. */
export function otherCommand(dice: Hand, so: TextSoFar): readonly string[] {
  const own = (): string => {
    if (dice.careful && so.chains.length > 0 && dice.chance(0.9)) return dice.of(so.chains)
    return dice.chance(0.85) ? dice.of(OWN_CHAINS) : chainOf(dice, so)
  }
  const maybe = (word: string): readonly string[] => (dice.chance(0.7) ? [word] : [])
  const switches = (): readonly string[] =>
    dice.slips(0.4)
      ? [dice.of(['-v', '-n', '-x', '-nv', '-vnx', '--line-numbers', '--line', '-w', '-w5', '-c', '-f', '-0', '--verbose', '--num'])]
      : []
  const command = (letter: string, words: readonly string[]): readonly string[] => {
    const behind = switches()
    return dice.chance(0.15) ? [...behind, ...commandWords(dice, letter, words)] : [...commandWords(dice, letter, words), ...behind]
  }
  switch (dice.between(0, dice.careful ? 12 : 13)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return command('N', dice.slips(0.06) ? [] : [dice.of(OWN_CHAINS)])
    case 4:
      return command('X', maybe(own()))
    case 5:
      return command('E', [own(), ...(dice.slips(0.06) ? [] : [own()]), ...(dice.slips(0.04) ? ['gamma'] : [])])
    case 6:
      return command('F', maybe(chainOf(dice, so)))
    case 7:
      return command('Z', [
        ...maybe(chainOf(dice, so)),
        ...(dice.chance(0.3) ? [dice.of(dice.careful ? ['1'] : ['1', '2', '0', 'x'])] : []),
      ])
    case 8:
      return command('L', [
        ...maybe(chainOf(dice, so)),
        ...(dice.chance(0.2) ? [dice.of(dice.careful ? ['1'] : ['1', '2', '0', 'x'])] : []),
      ]).concat('-n')
    case 9:
      return command('S', [
        ...maybe(chainOf(dice, so)),
        ...(dice.chance(0.2) ? [dice.of(dice.careful ? ['1'] : ['1', '2', '0', 'x'])] : []),
      ])
    case 10:
    case 11:
      return [
        ...command('P', [
          chainOf(dice, so),
          ...(!dice.slips(0.06)
            ? [
                dice.of(
                  dice.careful
                    ? ['ACCEPT', 'DROP']
                    : ['ACCEPT', 'DROP', 'DROP', 'REJECT', 'RETURN', 'QUEUE', 'accept', '-', 'alpha', 'LOG'],
                ),
              ]
            : []),
        ]),
        ...(dice.chance(0.15) ? ['-c', '5', '6'] : []),
      ]
    case 12:
      return command('D', [chainOf(dice, so), dice.careful ? '1' : dice.of(['1', '2', '0', '3', '-1', 'x', '1x', '0x1', '2147483648'])])
    default:
      return dice.of([
        ['-L', '-Z', '-n'],
        ['-Z', '-S'],
        ['-F', '-X'],
        ['-F', '-F'],
        ['-A'],
        ['-N'],
        ['-P', 'INPUT'],
        ['-E', 'alpha'],
        ['-R', 'INPUT'],
        ['-D', 'INPUT'],
        [],
        ['INPUT'],
        ['-j', 'ACCEPT'],
        ['-v'],
        ['--'],
        ['-'],
        ['-b'],
        ['-Q'],
        ['--nosuch'],
        ['--li', 'INPUT', '-n'],
        ['--list=INPUT', '-n'],
        ['-S', 'INPUT', '-v'],
        ['-W', '5', '-L', '-n'],
        ['-w', '-W', '100000', '-L', '-n'],
        ['-w', 'x', '-L', '-n'],
        ['-6', '-A', 'INPUT', '-j', 'ACCEPT'],
        ['-4', '-A', 'INPUT', '-j', 'ACCEPT'],
        ['-t'],
        ['-t', 'nosuch', '-L', '-n'],
        ['-t', 'filter', '-t', 'mangle', '-L', '-n'],
        ['!', '-t', 'filter', '-L', '-n'],
        ['-t', '', '-L'],
        ['-t', 'x'.repeat(32), '-L'],
        ['-L', 'INPUT', 'OUTPUT', '-n'],
        ['--policy', 'INPUT', 'DROP'],
        ['-A', 'INPUT', '-A', 'INPUT'],
        ['!', '-A', 'INPUT'],
        ['-A', 'INPUT', '!'],
        ['-A', 'INPUT', '-p', 'tcp', '--', '-j', 'ACCEPT'],
        ['-A', 'INPUT', '-nv', '-j', 'ACCEPT'],
        ['-vA', 'INPUT', '-j', 'ACCEPT'],
        ['-vAINPUT', '-jACCEPT'],
      ])
  }
}

/** What stands behind `-A CHAIN`. */
function randomRule(dice: Hand, so: TextSoFar, chain: string): readonly string[] {
  const parts: (readonly string[])[] = []
  const matches = Array.from({ length: dice.of([0, 1, 1, 1, 1, 2]) }, () => dice.of(MATCHES))
  const target = dice.chance(0.35) ? dice.of(TARGETS.filter((one) => dice.slips(0.15) || standsIn(one, so.table))) : null
  const protocol = protocolFor(dice, [...matches, ...(target === null ? [] : [target])])
  if (protocol !== null) parts.push(protocol)
  parts.push(...headerParts(dice, chain))
  for (const match of matches) parts.push(wordsOfUse(dice, match))
  parts.push(target === null ? plainTarget(dice, so) : wordsOfUse(dice, target))
  // An example may say its protocol itself.
  if (dice.careful && protocol !== null && parts.slice(1).some((part) => part.includes('-p'))) parts.shift()
  return dice.slips(0.2) ? shuffled(dice, parts).flat() : parts.flat()
}

function shuffled<T>(dice: Hand, parts: readonly T[]): readonly T[] {
  const left = [...parts]
  return parts.flatMap(() => left.splice(dice.between(0, left.length - 1), 1))
}

function standsIn({ tables }: Extension, table: TableName): boolean {
  return tables === null || tables.includes(table)
}

function protocolFor(dice: Hand, uses: readonly Extension[]): readonly string[] | null {
  const needed = uses.find(({ protocols }) => protocols !== null)?.protocols
  const wantsPorts = uses.some(({ name }) =>
    ['multiport', 'REDIRECT', 'MASQUERADE', 'DNAT', 'SNAT', 'TPROXY', 'SYNPROXY', 'TCPMSS', 'TCPOPTSTRIP'].includes(name),
  )
  if (needed === undefined || needed === null) {
    if (!dice.chance(wantsPorts ? 0.8 : 0.25)) return null
    return protocolWords(
      dice,
      wantsPorts
        ? dice.of(['tcp', 'udp', 'tcp', 'sctp', '6'])
        : dice.careful
          ? dice.of(['tcp', 'udp', 'icmp', '47', 'esp'])
          : randomProtocol(dice),
    )
  }
  if (dice.slips(0.06)) return null
  return protocolWords(
    dice,
    !dice.slips(0.07) ? String(dice.of([...needed, ...needed.map((number) => NAMES[number] ?? String(number))])) : randomProtocol(dice),
  )
}

const NAMES: { readonly [number: number]: string } = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  50: 'esp',
  51: 'ah',
  108: 'ipcomp',
  132: 'sctp',
}

function protocolWords(dice: Hand, protocol: string): readonly string[] {
  const option = dice.slips(0.15) ? `-p${protocol}` : dice.of(['-p', '-p', '-p', '-p', '-p', '--protocol', '--proto'])
  const words = option === '-p' || option.startsWith('--') ? [option, protocol] : [option]
  return dice.slips(0.08) ? ['!', ...words] : words
}

function headerParts(dice: Hand, chain: string): readonly (readonly string[])[] {
  const parts: (readonly string[])[] = []
  const put = (words: readonly string[]): void => {
    parts.push(dice.chance(0.15) ? ['!', ...words] : words)
  }
  const addresses = (): string =>
    dice.slips(0.15)
      ? `${randomNetwork(dice)},${dice.of(['', ' '])}${randomNetwork(dice)}`
      : dice.careful || dice.chance(0.7)
        ? `10.${dice.between(0, 9)}.0.0/${dice.between(0, 32)}`
        : randomNetwork(dice)
  if (dice.chance(0.18)) put([dice.of(['-s', '-s', '-s', '--source', '--src', '--sou']), addresses()])
  if (dice.chance(0.18)) put([dice.of(['-d', '-d', '-d', '--destination', '--dst', '--dest']), addresses()])
  const inwards = ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain)
  if (inwards ? dice.chance(0.15) : dice.slips(0.04)) put([dice.of(['-i', '-i', '--in-interface', '--in-']), interfaceName(dice)])
  if (inwards && chain !== 'FORWARD' ? dice.slips(0.04) : dice.chance(0.12))
    put([dice.of(['-o', '-o', '--out-interface', '--out']), interfaceName(dice)])
  if (dice.chance(0.04)) put([dice.of(['-f', '--fragments', '--frag', '-fv'])])
  if (dice.careful && dice.chance(0.04)) parts.push(['-c', '5', '10'])
  if (dice.slips(0.06))
    parts.push(
      dice.of([
        ['-c', '5', '10'],
        ['-c', '5,10'],
        ['-c', '5'],
        ['-c', 'x', '1'],
        ['-c', '1', 'x'],
        ['--set-counters', '5', '6'],
        ['--set-c', '7', '8'],
        ['-c', ',5'],
        ['-c', '5,'],
      ]),
    )
  if (dice.slips(0.05)) parts.push(dice.of([['-v'], ['-n'], ['-x'], ['-w'], ['--line-numbers'], ['-4'], ['-6']]))
  return parts
}

function interfaceName(dice: Hand): string {
  if (dice.careful) return dice.of(['eth0', 'eth+', 'lo', '+', 'wg0', 'br-lan', 'fifteen-letters'])
  return dice.of([
    'eth0',
    'eth0',
    'eth+',
    'lo',
    '+',
    'wg0',
    'br-lan',
    'eth0.100',
    '',
    'a/b',
    'a b',
    'fifteen-letters',
    'sixteen-letters-',
    'eth0+1',
    '++',
    `${'x'.repeat(14)}+`,
    `${'x'.repeat(15)}+`,
    'Größe',
    '!eth0',
    '-x',
  ])
}

function plainTarget(dice: Hand, { table, chains }: TextSoFar): readonly string[] {
  if (dice.chance(0.1)) return []
  const name = dice.chance(dice.careful ? 0.9 : 0.6)
    ? dice.of(['ACCEPT', 'ACCEPT', table === 'nat' ? 'RETURN' : 'DROP', 'RETURN'])
    : !dice.slips(0.4)
      ? dice.of(chains.length > 0 ? chains : OWN_CHAINS)
      : dice.of([
          'DROP',
          'QUEUE',
          'accept',
          'NOSUCH',
          '',
          'INPUT',
          'PREROUTING',
          'a b',
          'x'.repeat(28),
          'x'.repeat(29),
          'tcp',
          'ERROR',
          '-x',
          '!',
        ])
  const goes = dice.chance(dice.careful && !chains.includes(name) ? 0 : 0.2)
  const option = goes ? dice.of(['-g', '-g', '--goto']) : dice.of(['-j', '-j', '-j', '-j', '-j', '--jump', '--jum'])
  return dice.chance(0.04) ? [`-${goes ? 'g' : 'j'}${name}`] : dice.slips(0.04) ? ['!', option, name] : [option, name]
}

/** `-m NAME` or `-j NAME` with some of its options. */
function wordsOfUse(dice: Hand, extension: Extension): readonly string[] {
  const option =
    extension.kind === 'match'
      ? dice.of(['-m', '-m', '-m', '-m', '-m', '-m', '--match'])
      : dice.of(['-j', '-j', '-j', '-j', '-j', '-j', '--jump'])
  const opening = dice.chance(0.03)
    ? [`${option.slice(0, 2)}${extension.name}`]
    : dice.slips(0.03)
      ? ['!', option, extension.name]
      : [option, extension.name]
  // `-p tcp --dport`: the match is the protocol's own.
  const silent = extension.kind === 'match' && extension.protocols !== null && dice.chance(0.3)
  if (dice.chance(0.35)) {
    const rule = exampleOf(dice, extension)
    if (rule !== null) return rule
  }
  const known = extension.options.filter(({ name }) => name !== 'object-pinned')
  const options = known.filter(({ required }) =>
    required ? !dice.slips(0.07) : dice.chance(Math.min(0.6, 1.6 / Math.max(extension.options.length, 1))),
  )
  const chosen = dice.chance(0.2) ? [...options].reverse() : options
  const words: string[] = []
  for (const one of chosen) words.push(...optionWords(dice, extension, one))
  if (extension.options.length > 0 && dice.slips(0.08)) words.push(...optionWords(dice, extension, dice.of(known)))
  return silent ? words : [...opening, ...words]
}

/** An option as somebody writes it. */
function optionWords(dice: Hand, extension: Extension, option: Option): readonly string[] {
  const spelling = dice.of([option.name, option.name, ...option.aliases])
  const name = `--${dice.chance(dice.careful ? 0.03 : 0.1) ? shortened(dice, spelling) : dice.slips(0.015) ? damaged(dice, spelling) : spelling}`
  const not = (option.invertible ? dice.chance(0.25) : dice.slips(0.05)) ? ['!'] : []
  if (option.type.kind === 'flag') {
    const behind =
      'readWord' in option.type && dice.chance(0.6)
        ? [dice.of(dice.careful ? ['1', '5', '10mbit'] : ['1', '5', '10mbit', 'x', '-1', '0'])]
        : dice.slips(0.03)
          ? ['stray']
          : []
    return [...not, dice.slips(0.03) ? `${name}=x` : name, ...behind]
  }
  if (dice.slips(0.03)) return [...not, name]
  const argument = randomArgument(dice, option, spokenOf(extension, option))
  const second = option.takesSecondWord && !dice.slips(0.05) ? [secondWordOf(dice, option)] : []
  if (dice.chance(0.06)) return [...not, `${name}=${argument}`, ...second]
  return dice.slips(0.03) ? [...not, name, '!', argument, ...second] : [...not, name, argument, ...second]
}

function secondWordOf(dice: Hand, { name }: Option): string {
  if (name === 'tcp-flags' && dice.careful) return dice.of(['SYN', 'SYN,ACK', 'NONE', 'ALL'])
  if (name === 'chunk-types' && dice.careful) return dice.of(['DATA', 'INIT,INIT_ACK', 'DATA:Be', 'ABORT:t'])
  if (dice.careful) return dice.of(['src', 'dst', 'src,dst'])
  if (name === 'tcp-flags') return dice.of(['SYN', 'SYN,ACK', 'NONE', 'ALL', 'FIN', 'syn', 'x', '', '-x'])
  if (name === 'chunk-types') return dice.of(['DATA', 'INIT,INIT_ACK', 'DATA:Be', 'ALL', 'NONE', 'data', 'x', 'ABORT:t', 'SACK:x', ''])
  return dice.of(['src', 'dst', 'src,dst', 'dst,src,src', 'SRC', 'x', '', 'src,', 'src,dst,src,dst,src,dst,src', '-x', '!'])
}

/** A name of which letters are missing at its end: often still unambiguous. */
function shortened(dice: Hand, name: string): string {
  return name.slice(0, dice.between(!dice.slips(0.2) ? Math.max(3, name.length - 4) : 1, name.length))
}

function exampleOf(dice: Hand, extension: Extension): readonly string[] | null {
  const examples = extension.examples.filter((one) => !one.rule.includes('object-pinned') && !(dice.careful && 'rejected' in one))
  if (examples.length === 0) return null
  const words = wordsOf(dice.of(examples).rule).map((word) => (/^"[^"\\]*"$/.test(word) ? word.slice(1, -1) : word))
  if (!dice.slips(0.6)) return words
  const at = dice.between(0, words.length - 1)
  return words.map((word, index) => (index === at && !word.startsWith('-') ? damaged(dice, word) : word))
}

const spoken = new Map<Option, readonly string[]>()

/** What examples give to an option. */
function spokenOf(extension: Extension, option: Option): readonly string[] {
  const known = spoken.get(option)
  if (known !== undefined) return known
  const found = extension.examples.flatMap(({ rule }) => {
    const words = wordsOf(rule)
    return words.flatMap((word, index) => {
      const next = words[index + 1]
      return next !== undefined && !next.startsWith('-') && [option.name, ...option.aliases].some((name) => word === `--${name}`)
        ? [/^"[^"\\]*"$/.test(next) ? next.slice(1, -1) : next]
        : []
    })
  })
  spoken.set(option, found)
  return found
}

/** Words of which one is gone, twice there, elsewhere, or something else. */
function disturbed(dice: Hand, words: readonly string[]): readonly string[] {
  if (words.length === 0) return words
  const at = dice.between(0, words.length - 1)
  const word = words[at] ?? ''
  switch (dice.between(0, 7)) {
    case 0:
      return words.filter((_, index) => index !== at)
    case 1:
      return [...words.slice(0, at), word, ...words.slice(at)]
    case 2:
      return [...words.slice(0, at), ...words.slice(at + 1, at + 2), word, ...words.slice(at + 2)]
    case 3:
      return [
        ...words.slice(0, at),
        dice.of([
          '!',
          '!',
          'stray',
          '-x',
          '--',
          '-',
          '--dport',
          '--nosuch',
          '-m',
          '-j',
          '-f',
          '-p',
          '-v',
          randomText(dice),
          randomNumber(dice),
          randomAddress(dice),
        ]),
        ...words.slice(at),
      ]
    case 4:
      return words.map((one, index) => (index === at ? damaged(dice, one) : one))
    case 5:
      return words.slice(0, at + 1)
    case 6:
      return words.map((one, index) => (index === at ? `"${one}"` : one))
    default:
      return [...words.slice(0, at), ...words.slice(at).reverse()]
  }
}

/** A table for a text, mostly filter. */
export function randomTable(dice: Hand): TableName {
  return dice.chance(0.4) ? 'filter' : dice.of(TABLES)
}
