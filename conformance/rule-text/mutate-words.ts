import { findTarget } from '../../src/extensions'
import { BASE_CHAINS, HOOKS, TABLES, type TableName } from '../../src/model'
import type { Hand } from './random-arguments'
import { changedNumber, damaged, randomAddress, randomNetwork, randomNumber, randomProtocol, randomText, respelled } from './random-words'
import type { RuleSpecimen, Specimens } from './specimens'

/** An option with its `!` and the words behind it, or words that belong to no option. */
interface Part {
  readonly not: boolean
  readonly option: string
  readonly values: readonly string[]
}

/** What the specimens say, to be said again elsewhere. */
export class Phrases {
  /** What stands behind each option, and the rules in which it stands. */
  private readonly known = new Map<string, { readonly values: (readonly string[])[]; readonly rules: RuleSpecimen[] }>()
  private readonly options: readonly string[]

  constructor(rules: Specimens['rules']) {
    for (const rule of rules)
      for (const { option, values } of partsOf(rule.words)) {
        // A match or a target is as good as an option.
        const name = option === '-m' || option === '-j' ? `${option} ${values.join(' ')}` : option
        for (const one of new Set([option, name])) {
          const phrase = this.known.get(one) ?? { values: [], rules: [] }
          this.known.set(one, phrase)
          phrase.values.push(values)
          phrase.rules.push(rule)
        }
      }
    this.options = [...this.known.keys()].filter((option) => option.startsWith('-'))
  }

  valuesOf(dice: Hand, option: string): readonly string[] {
    return dice.of(this.known.get(option)?.values ?? [[]])
  }

  anyPart(dice: Hand): Part {
    const [option = ''] = dice.of(this.options).split(' ')
    return { not: dice.chance(0.2), option, values: this.valuesOf(dice, option) }
  }

  /** A rule in which a certain option stands: one that few rules have comes up as often as one that all have. */
  anyRule(dice: Hand): RuleSpecimen {
    return dice.of(this.known.get(dice.of(this.options))?.rules ?? [])
  }
}

/** The rule with some things about it changed: a careful hand changes one of them. */
export function mutatedRule(dice: Hand, words: readonly string[], phrases: Phrases): readonly string[] {
  let now = words
  for (let left = dice.careful ? 1 : dice.of([1, 1, 2, 2, 3, 5]); left > 0; left--) now = mutatedOnce(dice, now, phrases)
  return now
}

/** A table and chain for a rule: mostly its own. */
export function mutatedPlace(
  dice: Hand,
  { table, chain }: Omit<RuleSpecimen, 'words'>,
): { readonly table: TableName; readonly chain: string } {
  if (dice.chance(dice.careful ? 0.75 : 0.6)) return { table, chain }
  const other = dice.chance(0.5) ? table : dice.of(TABLES)
  if (!dice.slips(0.15)) return { table: other, chain: dice.of(BASE_CHAINS[other]) }
  return { table: other, chain: dice.of(['PREROUTING', 'POSTROUTING', 'FORWARD', 'input', 'alpha', 'nosuch', '', 'LOG', 'x'.repeat(29)]) }
}

function partsOf(words: readonly string[]): readonly Part[] {
  const parts: { not: boolean; option: string; values: string[] }[] = []
  let not = false
  for (const word of words) {
    const last = parts.at(-1)
    if (word === '!') not = true
    else if (/^-(-[a-z]|[a-zA-Z]$)/.test(word)) {
      parts.push({ not, option: word, values: [] })
      not = false
    } else if (last === undefined || not) {
      parts.push({ not, option: '', values: [word] })
      not = false
    } else last.values.push(word)
  }
  if (not) parts.push({ not, option: '', values: [] })
  return parts
}

function wordsOf({ not, option, values }: Part): readonly string[] {
  return [...(not ? ['!'] : []), ...(option === '' ? [] : [option]), ...values]
}

function mutatedOnce(dice: Hand, words: readonly string[], phrases: Phrases): readonly string[] {
  const parts = partsOf(words)
  const at = dice.between(0, Math.max(parts.length - 1, 0))
  const part = parts[at] ?? phrases.anyPart(dice)
  const instead = (...others: readonly Part[]): readonly string[] =>
    [...parts.slice(0, at), ...others, ...parts.slice(at + 1)].flatMap(wordsOf)
  const value = (change: (word: string) => string): readonly string[] => {
    if (part.values.length === 0) return instead({ ...part, values: phrases.valuesOf(dice, part.option) })
    const which = dice.between(0, part.values.length - 1)
    return instead({ ...part, values: part.values.map((word, index) => (index === which ? change(word) : word)) })
  }
  switch (dice.between(0, dice.careful ? 13 : 21)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return instead({ ...part, values: phrases.valuesOf(dice, part.option) })
    case 4:
      return instead()
    case 5:
      return dice.of([shuffled(dice, parts), parts.toReversed(), [...parts.slice(at), ...parts.slice(0, at)]]).flatMap(wordsOf)
    case 6:
      return instead({ ...part, not: !part.not })
    case 7:
      return instead({ ...part, option: shortened(dice, part.option) })
    case 8:
      return joined(dice, parts, at)
    case 9:
      return value((word) => respelled(dice, word))
    case 10:
      return value((word) => (dice.chance(0.5) ? word.toUpperCase() : word.toLowerCase()))
    case 11:
      return [...headerPart(dice), ...words]
    case 12: {
      const others = phrases.anyRule(dice).words
      return dice.chance(0.5) ? [...words, ...others] : [...others, ...words]
    }
    case 13:
      return value((word) => lastNumber(dice, word))
    case 14:
      return instead(part, part)
    case 15:
      return value((word) => damaged(dice, word))
    case 16:
      return value(() => dice.of([randomNumber, randomText, randomAddress, randomNetwork, randomProtocol])(dice))
    case 17:
      return instead({ ...part, values: phrases.anyPart(dice).values })
    case 18:
      return instead(part, phrases.anyPart(dice))
    case 19:
      return inserted(dice, words, dice.of(STRAY))
    case 20:
      return value((word) =>
        dice.of([`${word} `, ` ${word}`, `"${word}"`, `'${word}'`, `${word},${word}`, `!${word}`, `${word}/`, `${word}:`, '']),
      )
    default:
      return instead({ ...part, option: damaged(dice, part.option) })
  }
}

const STRAY = [
  '!',
  '--',
  '-',
  'stray',
  '-x',
  '-v',
  '-n',
  '-f',
  '-4',
  '-w',
  '-c',
  '--line-numbers',
  '-m',
  '-j',
  '-g',
  '-p',
  '--nosuch',
  '',
] as const

function inserted(dice: Hand, words: readonly string[], word: string): readonly string[] {
  const at = dice.between(0, words.length)
  return [...words.slice(0, at), word, ...words.slice(at)]
}

function shuffled(dice: Hand, parts: readonly Part[]): readonly Part[] {
  const left = [...parts]
  return parts.flatMap(() => left.splice(dice.between(0, left.length - 1), 1))
}

/** A long option of which letters are missing at its end, a short one spelled out. */
function shortened(dice: Hand, option: string): string {
  const long = LONG[option]
  if (long !== undefined) return dice.of(long)
  return option.startsWith('--') ? option.slice(0, dice.between(dice.careful ? Math.max(4, option.length - 4) : 2, option.length)) : option
}

const LONG: { readonly [short: string]: readonly string[] } = {
  '-m': ['--match', '--mat'],
  '-j': ['--jump', '--jum'],
  '-g': ['--goto', '--go'],
  '-p': ['--protocol', '--proto', '--prot'],
  '-s': ['--source', '--src', '--sou'],
  '-d': ['--destination', '--dst', '--dest'],
  '-i': ['--in-interface', '--in-i'],
  '-o': ['--out-interface', '--out-'],
  '-f': ['--fragments', '--fragment', '--frag'],
}

/** `--opt=value`, `-ovalue`. */
function joined(dice: Hand, parts: readonly Part[], from: number): readonly string[] {
  const at = [...parts.keys()].map((index) => (index + from) % parts.length).find((index) => (parts[index]?.values.length ?? 0) > 0)
  const { option, values, not } = (at === undefined ? undefined : parts[at]) ?? { option: '', values: [], not: false }
  const [first = '', ...rest] = values
  if (at === undefined || option === '') return parts.flatMap(wordsOf)
  const one = dice.slips(0.1) ? `${option} ${first}` : `${option}${option.startsWith('--') ? '=' : ''}${first}`
  return [...parts.slice(0, at).flatMap(wordsOf), ...(not ? ['!'] : []), one, ...rest, ...parts.slice(at + 1).flatMap(wordsOf)]
}

/** The word with one of its numbers being another: near it, or where a type ends. */
function lastNumber(dice: Hand, word: string): string {
  return changedNumber(dice, word, (digits) => {
    const number = Number(digits)
    return dice.chance(0.5)
      ? String(dice.of([number + 1, Math.max(number - 1, 0), number * 2, number * 10]))
      : dice.of([
          '0',
          '1',
          '31',
          '32',
          '33',
          '63',
          '64',
          '127',
          '128',
          '255',
          '256',
          '65535',
          '65536',
          '2147483648',
          '4294967295',
          '4294967296',
        ])
  })
}

function headerPart(dice: Hand): readonly string[] {
  const words = dice.of([
    ['-s', dice.careful ? '10.1.2.3/8' : randomNetwork(dice)],
    ['-d', dice.careful ? '192.0.2.0/24' : randomNetwork(dice)],
    ['-s', '10.0.0.1,10.0.0.2'],
    ['-i', dice.of(['eth0', 'lo', 'br+', '+'])],
    ['-o', dice.of(['eth0', 'lo', 'br+', '+'])],
    ['-p', dice.careful ? dice.of(['tcp', 'udp', 'icmp', '132', 'esp', 'all']) : randomProtocol(dice)],
    ['-f'],
    ['-c', dice.of(['1', '9007199254740991']), '2'],
    ['-m', 'comment', '--comment', randomText(dice)],
  ])
  return dice.chance(0.2) ? ['!', ...words] : words
}

/** The chains of one's own that rules stand in or lead to. */
export function ownChainsOf(rules: readonly (readonly string[])[]): readonly string[] {
  const chains = rules.flatMap((words) =>
    partsOf(words).flatMap(({ option, values: [name] }) => (/^-[AIDRCjg]$/.test(option) && name !== undefined ? [name] : [])),
  )
  return [...new Set(chains)].filter(
    (name) => /^[\w.:]+$/.test(name) && !VERDICTS.test(name) && !HOOKS.some((hook) => hook === name) && findTarget(name) === null,
  )
}

const VERDICTS = /^(ACCEPT|DROP|RETURN|QUEUE)$/
