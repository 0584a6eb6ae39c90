import { BASE_CHAINS, type TableName } from '../../src/model'
import { mutatedPlace, mutatedRule, ownChainsOf, Phrases } from './mutate-words'
import { Hand } from './random-arguments'
import { OWN_CHAINS, otherCommand, randomTable } from './random-commands'
import { counters, disturbedLines, fileQuoted, shellQuoted } from './random-texts'
import { type RuleSpecimen, restoreWords, type Specimens } from './specimens'
import type { TextCase } from './text-case'

/** Texts like those of others: their rules, commands and files, with some things changed. */
export class MutatedTexts {
  private readonly phrases: Phrases
  private readonly kinds: readonly ((dice: Hand, name: string) => TextCase)[]

  constructor(private readonly specimens: Specimens) {
    this.phrases = new Phrases(specimens.rules)
    const { rules, scripts, files } = specimens
    this.kinds = [
      ...(rules.length > 0 ? [this.singleRules, this.singleRules, this.ruleTwice, this.fileOfRules, this.fileOfRules] : []),
      ...(scripts.length > 0 ? [this.script] : []),
      ...(files.length > 0 ? [this.file] : []),
    ]
    if (this.kinds.length === 0) throw new Error('no rules, commands or save files to write texts like')
  }

  /** The case of a seed. */
  of(seed: number): TextCase {
    const dice = new Hand(`like ${seed}`)
    return dice.of(this.kinds).call(this, dice, `like-${seed}`)
  }

  /** Some rules, each in its own table. */
  private singleRules(dice: Hand, name: string): TextCase {
    const commands = Array.from({ length: dice.of([1, 2, 3]) }, () => {
      const specimen = this.phrases.anyRule(dice)
      const { table, chain } = mutatedPlace(dice, specimen)
      return [...(dice.chance(0.05) ? [] : ['-t', table]), '-A', chain, ...mutatedRule(dice, specimen.words, this.phrases)]
    })
    return script(dice, name, [...chainsFirst(dice, commands), ...commands])
  }

  /** A rule that is put in one way and looked for in another. */
  private ruleTwice(dice: Hand, name: string): TextCase {
    const specimen = this.phrases.anyRule(dice)
    const { table, chain } = mutatedPlace(dice, specimen)
    const first = dice.chance(0.5) ? specimen.words : mutatedRule(dice, specimen.words, this.phrases)
    const again = dice.chance(0.4) ? first : mutatedRule(dice, first, this.phrases)
    const commands = [
      ['-t', table, dice.of(['-A', '-A', '-I']), chain, ...first],
      ...(dice.chance(0.3) ? [['-t', table, ...otherCommand(dice, { table, chains: OWN_CHAINS })]] : []),
      ['-t', table, dice.of(['-C', '-D', '-C', '-D', '-I', '-A', '-S']), chain, ...again],
      ...(dice.chance(0.2) ? [['-t', table, '-R', chain, dice.of(['1', '2']), ...mutatedRule(dice, again, this.phrases)]] : []),
    ]
    return script(dice, name, [...chainsFirst(dice, commands), ...commands])
  }

  /** Somebody's commands, more or fewer of them, some changed. */
  private script(dice: Hand, name: string): TextCase {
    const commands = Array.from({ length: dice.of([1, 1, 2, 3]) }, () => dice.of(this.specimens.scripts)).flat()
    return script(
      dice,
      name,
      commands.map((words) => (dice.chance(0.7) ? mutatedRule(dice, words, this.phrases) : words)),
    )
  }

  /** Rules in a save file of one to three tables. */
  private fileOfRules(dice: Hand, name: string): TextCase {
    const tables = Array.from({ length: dice.of([1, 1, 1, 2, 3]) }, () => this.tableLines(dice))
    return file(dice, name, tables.flat())
  }

  private tableLines(dice: Hand): readonly string[] {
    const first = this.phrases.anyRule(dice)
    const others = Array.from({ length: dice.of([0, 2, 4, 8]) }, () => this.phrases.anyRule(dice))
    const specimens: readonly RuleSpecimen[] = [first, ...others.filter(({ table }) => table === first.table || dice.slips(0.1))]
    const table = dice.chance(0.9) ? first.table : randomTable(dice)
    const commands = specimens.map((specimen) => {
      const { chain } = dice.chance(0.8) ? specimen : mutatedPlace(dice, specimen)
      const words = dice.chance(0.5) ? specimen.words : mutatedRule(dice, specimen.words, this.phrases)
      return [dice.of(['-A', '-A', '-A', '-A', '-I', dice.careful ? '-I' : '-D']), chain, ...words]
    })
    const declared = [...BASE_CHAINS[table].filter(() => dice.chance(0.5)), ...ownChainsOf(commands).filter(() => !dice.slips(0.2))]
    const rules = commands.map((words) => {
      const line = words.map((word) => fileQuoted(dice, word)).join(' ')
      return dice.chance(0.2) ? `${counters(dice)} ${line}` : line
    })
    return [`*${table}`, ...declared.map((chain) => declaration(dice, table, chain)), ...rules, 'COMMIT']
  }

  /** A piece of somebody's save file, with some of its rules changed. */
  private file(dice: Hand, name: string): TextCase {
    const lines = pieceOf(dice, dice.of(this.specimens.files)).map((line) => {
      const [letter, chain, ...words] = restoreWords(line)
      if (!line.startsWith('-') || letter === undefined || chain === undefined || !dice.chance(0.15)) return line
      return [letter, chain, ...mutatedRule(dice, words, this.phrases)].map((word) => fileQuoted(dice, word)).join(' ')
    })
    return file(dice, name, lines)
  }
}

/** Commands that make the chains of one's own which others need. */
function chainsFirst(dice: Hand, commands: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return commands.flatMap((words) => {
    const table = words[0] === '-t' ? (words[1] ?? '') : 'filter'
    return ownChainsOf([words])
      .filter(() => !dice.slips(0.2))
      .map((chain) => ['-t', table, '-N', chain])
  })
}

/** Lines of a file; of a long one, one table with the chains that it declares and some of its rules. */
function pieceOf(dice: Hand, lines: readonly string[]): readonly string[] {
  if (lines.length <= LONG_FILE) return lines
  const tables = lines.flatMap((line, index) => (line.startsWith('*') ? [index] : []))
  const from = dice.of(tables)
  const to = lines.indexOf('COMMIT', from)
  const table = lines.slice(from, to < 0 ? lines.length : to)
  const rules = table.filter((line) => !/^[*:#]/.test(line))
  const first = dice.between(0, Math.max(rules.length - 1, 0))
  return [...table.filter((line) => /^[*:]/.test(line)), ...rules.slice(first, first + dice.of([5, 15, 30])), 'COMMIT']
}

const LONG_FILE = 60

function declaration(dice: Hand, table: TableName, chain: string): string {
  const base = BASE_CHAINS[table].some((name) => name === chain)
  return `:${chain} ${base ? dice.of(['ACCEPT', 'ACCEPT', 'DROP']) : '-'} ${counters(dice)}`
}

function script(dice: Hand, name: string, commands: readonly (readonly string[])[]): TextCase {
  const lines = commands.map((words) => ['iptables', ...words.map((word) => shellQuoted(dice, word))].join(' '))
  return { kind: 'script', name, commands: lines }
}

function file(dice: Hand, name: string, lines: readonly string[]): TextCase {
  const text = dice.slips(0.4) ? disturbedLines(dice, lines) : lines
  const end = dice.slips(0.04) ? dice.of(['', '\n\n', ' \n', '\r\n']) : '\n'
  return { kind: 'file', name, text: text.join(dice.slips(0.02) ? '\r\n' : '\n') + end, counters: dice.chance(0.4) }
}
