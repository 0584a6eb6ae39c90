import type { CasePacket } from './case'
import type { Dice } from './dice'

/** An option of a rule with its values: `! --dport 22`, `-m tcp`, `--tcp-flags SYN,ACK SYN`. */
interface Clause {
  readonly not: boolean
  readonly option: string
  readonly values: string
}

/** A rule of a save text. `table` is that of the text that it stood in. */
interface RuleWords {
  readonly table: string
  readonly chain: string
  readonly clauses: readonly Clause[]
}

interface TableWords {
  readonly name: string
  readonly chains: readonly { readonly name: string; readonly policy: string }[]
  readonly rules: readonly RuleWords[]
}

/** Where a part of a rule ends: each of these begins another. */
const BEGINS_PART = ['-s', '-d', '-i', '-o', '-p', '-f', '-m', '-j', '-g']

/** Rules in words, taken apart and put together without asking what they mean: whoever loads them says whether they may stand. */
export function tablesOf(text: string): readonly TableWords[] {
  const tables: { name: string; chains: { name: string; policy: string }[]; rules: RuleWords[] }[] = []
  for (const line of text.split('\n')) {
    const table = tables.at(-1)
    if (line.startsWith('*')) tables.push({ name: line.slice(1), chains: [], rules: [] })
    else if (line.startsWith(':')) table?.chains.push({ name: line.split(' ')[0]?.slice(1) ?? '', policy: line.split(' ')[1] ?? '-' })
    else if (line.startsWith('-A ')) table?.rules.push({ table: table.name, chain: line.split(' ')[1] ?? '', clauses: clausesOf(line) })
  }
  return tables
}

function clausesOf(line: string): readonly Clause[] {
  const clauses: { not: boolean; option: string; values: string[] }[] = []
  const words = (line.match(/"(?:\\.|[^"])*"|\S+/g) ?? []).slice(2)
  let not = false
  for (const word of words) {
    if (word === '!') not = true
    else if (word.startsWith('-')) {
      clauses.push({ not, option: word, values: [] })
      not = false
    } else clauses.at(-1)?.values.push(word)
  }
  return clauses.map((clause) => ({ ...clause, values: clause.values.join(' ') }))
}

export function saveTextOf(tables: readonly TableWords[]): string {
  const lines = tables.flatMap(({ name, chains, rules }) => [
    `*${name}`,
    ...chains.map((chain) => `:${chain.name} ${chain.policy} [0:0]`),
    ...rules.map(({ chain, clauses }) => `-A ${chain} ${clauses.map(clauseText).join(' ')}`.trimEnd()),
    'COMMIT',
  ])
  return `${lines.join('\n')}\n`
}

function clauseText({ not, option, values }: Clause): string {
  return `${not ? '! ' : ''}${option}${values === '' ? '' : ` ${values}`}`
}

/** What rules of real cases say, to say it elsewhere. */
export class RuleVocabulary {
  private readonly rules: readonly RuleWords[]
  private readonly values = new Map<string, string[]>()
  private readonly inverted = new Set<string>()

  constructor(texts: readonly string[]) {
    this.rules = texts.flatMap((text) => tablesOf(text).flatMap(({ rules }) => rules))
    for (const { clauses } of this.rules)
      for (const { not, option, values } of clauses) {
        if (not) this.inverted.add(option)
        const known = this.values.get(option) ?? []
        if (!known.includes(values)) known.push(values)
        this.values.set(option, known)
      }
  }

  /** A rule that stands in such a chain somewhere; one of any chain of the table where there is none. */
  rule(dice: Dice, table: string, chain: string): RuleWords | null {
    const ofTable = this.rules.filter((rule) => rule.table === table)
    const ofChain = ofTable.filter((rule) => rule.chain === chain || (isUser(rule.chain) && isUser(chain)))
    const found = ofChain.length > 0 ? ofChain : ofTable
    return found.length === 0 ? null : dice.of(found)
  }

  /** Another value of an option; the same where it has but one. */
  value(dice: Dice, { option, values }: Clause): string {
    const others = (this.values.get(option) ?? []).filter((other) => other !== values)
    return others.length === 0 ? values : dice.of(others)
  }

  mayInvert(option: string): boolean {
    return this.inverted.has(option)
  }
}

function isUser(chain: string): boolean {
  return !/^[A-Z]+$/.test(chain)
}

function jumps({ option, values }: Clause): boolean {
  return (option === '-j' || option === '-g') && isUser(values)
}

/** Chains that a table's text names: it need not declare those that are always there. */
function chainsOf({ chains, rules }: TableWords): readonly string[] {
  return [...new Set([...chains.map(({ name }) => name), ...rules.map(({ chain }) => chain)])]
}

/** The parts of a rule: a condition of its own or a match with its options, and at the end the target with its. */
function partsOf(clauses: readonly Clause[]): readonly (readonly Clause[])[] {
  const parts: Clause[][] = []
  for (const clause of clauses) {
    if (BEGINS_PART.includes(clause.option) || parts.length === 0) parts.push([])
    parts.at(-1)?.push(clause)
  }
  return parts
}

function isTarget(part: readonly Clause[]): boolean {
  return part[0]?.option === '-j' || part[0]?.option === '-g'
}

/** A number nearby in place of one of a value's. */
function nearby(dice: Dice, values: string): string {
  const numbers = [...values.matchAll(/(?<![\dx.a-fA-F])\d+(?![\d.xa-fA-F])/g)]
  if (numbers.length === 0) return values
  const { 0: number, index } = dice.of(numbers)
  const other = Math.max(0, Number(number) + dice.of([-1, 1, 1, 2, 15]))
  return values.slice(0, index) + other + values.slice(index + number.length)
}

/** A rule with one thing about it otherwise. */
function otherwise(dice: Dice, words: RuleVocabulary, rule: RuleWords): RuleWords {
  const { clauses } = rule
  const at = dice.between(0, clauses.length - 1)
  const clause = clauses[at]
  if (clause === undefined) return rule
  const parts = partsOf(clauses)
  const conditions = parts.filter((part) => !isTarget(part))
  const target = parts.filter(isTarget)
  const change = (other: Partial<Clause>): RuleWords => ({
    ...rule,
    clauses: clauses.map((one, i) => (i === at ? { ...one, ...other } : one)),
  })
  switch (dice.between(1, 10)) {
    case 1:
    case 2:
    case 3:
    case 4: {
      if (['-m', '-j', '-g'].includes(clause.option) && !jumps(clause)) return otherwise(dice, words, rule)
      return change({ values: jumps(clause) ? clause.values : dice.chance(0.15) ? nearby(dice, clause.values) : words.value(dice, clause) })
    }
    case 5:
      return words.mayInvert(clause.option) ? change({ not: !clause.not }) : rule
    case 6: {
      const left = conditions.length === 0 ? -1 : dice.between(0, conditions.length - 1)
      return { ...rule, clauses: [...conditions.filter((_, i) => i !== left), ...target].flat() }
    }
    case 7: {
      const other = words.rule(dice, rule.table, rule.chain)
      const more = partsOf(other?.clauses ?? []).filter((part) => !isTarget(part))
      return more.length === 0 ? rule : { ...rule, clauses: [...conditions, dice.of(more), ...target].flat() }
    }
    case 8: {
      const other = words.rule(dice, rule.table, rule.chain)
      const does = partsOf(other?.clauses ?? []).filter(isTarget)
      return { ...rule, clauses: [...conditions, ...does].flat() }
    }
    case 9:
      return jumps(clause) ? change({ option: clause.option === '-j' ? '-g' : '-j' }) : otherwise(dice, words, rule)
    default: {
      // A condition of somebody else's in front: iptables puts matches in the order in which they are named.
      const other = words.rule(dice, rule.table, rule.chain)
      return other === null ? rule : { ...other, chain: rule.chain }
    }
  }
}

/** Rules of a real case, some of them changed. `much` is about how many changes. */
export function mutateRules(dice: Dice, words: RuleVocabulary, text: string, much: number): string {
  let tables = tablesOf(text)
  for (let left = much; left > 0; left--) {
    const at = dice.of(weighed(tables))
    tables = tables.map((table, i) => (i === at ? mutateTable(dice, words, table) : table))
  }
  return saveTextOf(tables)
}

/** Indexes of the tables, each as often as it has rules, and once for itself. */
function weighed(tables: readonly TableWords[]): readonly number[] {
  return tables.flatMap(({ rules }, i) => [i, ...rules.map(() => i)])
}

/** Every rule in place of another that stood in such a chain somewhere, most of them aimed at packets: the table is as long as it was. */
export function recombineRules(dice: Dice, words: RuleVocabulary, text: string, packets: readonly CasePacket[]): string {
  const tables = tablesOf(text).map((table) => ({
    ...table,
    rules: table.rules.map((rule) => {
      const other = dice.chance(0.8) ? words.rule(dice, table.name, rule.chain) : null
      return other === null ? rule : aimed(dice, fitted(dice, table, other, rule.chain), packets)
    }),
  }))
  return saveTextOf(tables)
}

/** A rule whose conditions name what one of the packets has, where they name one address, port or wire. */
function aimed(dice: Dice, rule: RuleWords, packets: readonly CasePacket[]): RuleWords {
  const protocol = rule.clauses.find(({ option, not }) => option === '-p' && !not)?.values
  const fitting = packets.filter(({ proto }) => protocol === undefined || proto === protocol)
  if (fitting.length === 0 || dice.chance(0.25)) return rule
  const packet = dice.of(fitting)
  const network = (address: string): string => `${address}${dice.of(['', '', '/24', '/31'])}`
  const known: { readonly [option: string]: string | undefined } = {
    '-s': network(packet.src),
    '-d': network(packet.dst),
    '-i': packet.in ?? 'lo',
    '--sport': packet.sport?.toString(),
    '--dport': packet.dport?.toString(),
    '--ctorigsrc': network(packet.src),
    '--ctorigdst': network(packet.dst),
    '--ctorigdstport': packet.dport?.toString(),
  }
  const clauses = rule.clauses.map((clause) => {
    const value = known[clause.option]
    return value === undefined || clause.values.includes(':') || dice.chance(0.3) ? clause : { ...clause, values: value }
  })
  return { ...rule, clauses }
}

/** A rule from elsewhere, in a chain of this table: it jumps, if it does, to a chain that is there, mostly one that is further down. */
function fitted(dice: Dice, { chains }: TableWords, rule: RuleWords, chain: string): RuleWords {
  const users = chains.map(({ name }) => name).filter(isUser)
  const below = isUser(chain) ? users.slice(users.indexOf(chain) + 1) : users
  const clauses = rule.clauses.flatMap((clause): readonly Clause[] => {
    if (!jumps(clause)) return [clause]
    if (below.length > 0) return [{ ...clause, values: dice.of(below) }]
    return dice.chance(0.03) ? [clause] : []
  })
  return { ...rule, chain, clauses }
}

function mutateTable(dice: Dice, words: RuleVocabulary, table: TableWords): TableWords {
  const { chains, rules } = table
  const at = rules.length === 0 ? 0 : dice.between(0, rules.length - 1)
  const rule = rules[at]
  const named = chainsOf(table)
  if (named.length === 0) return table
  const chain = dice.of(named)
  const without = rules.filter((_, i) => i !== at)
  const put = (one: RuleWords, place: number): TableWords => ({
    ...table,
    rules: [...without.slice(0, place), one, ...without.slice(place)],
  })
  const choice = rule === undefined ? dice.between(10, 13) : dice.between(1, 13)
  switch (choice) {
    case 6:
      return { ...table, rules: without }
    case 7:
      return rule === undefined ? table : put(fitted(dice, table, rule, chain), dice.between(0, without.length))
    case 8:
      return rule === undefined ? table : put(rule, dice.between(0, without.length))
    case 9:
      return rule === undefined ? table : { ...table, rules: [...rules.slice(0, at), rule, ...rules.slice(at)] }
    case 10:
    case 11: {
      const other = words.rule(dice, table.name, chain)
      const place = dice.between(0, rules.length)
      return other === null
        ? table
        : { ...table, rules: [...rules.slice(0, place), fitted(dice, table, other, chain), ...rules.slice(place)] }
    }
    case 12:
      return dice.chance(0.4)
        ? {
            ...table,
            chains: chains.map((one) => (one.name === chain && one.policy !== '-' ? { ...one, policy: opposite(one.policy) } : one)),
          }
        : withNewChain(dice, words, table)
    case 13: {
      // Jumped to, or gone to, with no condition of its own.
      const users = chains.map(({ name }) => name).filter(isUser)
      const callers = named.filter((name) => !isUser(name))
      if (users.length === 0 || callers.length === 0) return withNewChain(dice, words, table)
      const jump = {
        table: table.name,
        chain: dice.of(callers),
        clauses: [jumpTo(dice, dice.of(users))],
      }
      return { ...table, rules: dice.chance(0.5) ? [jump, ...rules] : [...rules, jump] }
    }
    default: {
      if (rule === undefined) return table
      const other = otherwise(dice, words, rule)
      return { ...table, rules: rules.map((one, i) => (i === at ? fitted(dice, table, other, rule.chain) : one)) }
    }
  }
}

function opposite(policy: string): string {
  return policy === 'ACCEPT' ? 'DROP' : 'ACCEPT'
}

function jumpTo(dice: Dice, chain: string): Clause {
  return { not: false, option: dice.of(['-j', '-j', '-g']), values: chain }
}

/** One more chain with a few rules, gone to from another. */
function withNewChain(dice: Dice, words: RuleVocabulary, table: TableWords): TableWords {
  const name = `${table.name.toUpperCase()}-N${table.chains.length}`
  const chains = [...table.chains, { name, policy: '-' }]
  const inside = Array.from({ length: dice.between(1, 4) }, () => words.rule(dice, table.name, name)).flatMap((rule) =>
    rule === null ? [] : [fitted(dice, { ...table, chains }, rule, name)],
  )
  const from = dice.of(chainsOf(table))
  const conditions = dice.chance(0.5)
    ? []
    : partsOf(words.rule(dice, table.name, from)?.clauses ?? [])
        .filter((part) => !isTarget(part))
        .slice(0, 1)
  const jump = { table: table.name, chain: from, clauses: [...conditions.flat(), jumpTo(dice, name)] }
  const place = dice.between(0, table.rules.length)
  return { ...table, chains, rules: [...table.rules.slice(0, place), jump, ...table.rules.slice(place), ...inside] }
}
