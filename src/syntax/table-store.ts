import { byteLength, cutToBytes } from '../extensions/byte-length'
import {
  BASE_CHAINS,
  type Chain,
  type Counters,
  type Hook,
  type Policy,
  type Rule,
  type Span,
  type Table,
  type TableName,
  ZERO_COUNTERS,
} from '../model'
import { printRuleWords } from './print-save'

/** A rule while a table is being changed. Its key is written when the table is taken out. */
export interface RuleEntry {
  readonly rule: { -readonly [K in keyof Rule]: Rule[K] }
  /** Its canonical words, once somebody compared them. */
  words: string | null
  /** The hooks, as bits, for which the kernel's checks passed; -1 before they were asked. See load-check.ts. */
  checkedFor: number
}

/** A chain while its table is being changed. */
export interface ChainEntry {
  name: string
  /** The base chain's hook, null for a user chain. */
  readonly hook: Hook | null
  policy: Policy | null
  counters: Counters
  readonly entries: RuleEntry[]
  span: Span | null
}

/**
 * Why an operation failed: errno's text as `iptables: TEXT.` shows it. Only some operations have wordings of their own
 * (libiptc's strerror table); the others show the plain error.
 */
export type StoreProblem = { readonly message: string }

/** No rule is the same as the one to delete or to look for. */
export const BAD_RULE = 'Bad rule (does a matching rule exist in that chain?)'

const NO_SUCH: StoreProblem = { message: 'No chain/target/match by that name' }
const INVALID: StoreProblem = { message: 'Invalid argument' }
const EXISTS: StoreProblem = { message: 'File exists' }

/** The longest chain name that libiptc takes (IPT_CHAINLABEL less its terminator), and how much of it the kernel keeps (XT_FUNCTION_MAXNAMELEN). */
const MAX_LABEL = 31
const KEPT_LABEL = 29

/** One table as libiptc holds it between reading it from the kernel and committing it (libiptc/libiptc.c). */
export class TableStore {
  /** Base chains in the table's order, then user chains sorted by name. */
  readonly chains: ChainEntry[]
  private readonly byName: Map<string, ChainEntry>
  /** Whether every rule in it was written here, none read from the kernel. */
  private readonly anew: boolean

  /** `held` is what the kernel holds of a table that iptables-restore writes anew: its policies stay until they are set. */
  constructor(
    readonly name: TableName,
    held: TableStore | null = null,
  ) {
    this.anew = held !== null
    this.chains = BASE_CHAINS[name].map((hook) => ({
      name: hook,
      hook,
      policy: held?.find(hook)?.policy ?? 'ACCEPT',
      counters: ZERO_COUNTERS,
      entries: [],
      span: null,
    }))
    this.byName = new Map(this.chains.map((chain) => [chain.name, chain]))
  }

  find(name: string): ChainEntry | null {
    return this.byName.get(name) ?? null
  }

  create(name: string, span: Span | null): StoreProblem | null {
    // libiptc refuses the verdicts' names too; all else is the command's business.
    if (this.byName.has(name) || isVerdictName(name)) return { message: 'Chain already exists' }
    const chain: ChainEntry = { name, hook: null, policy: null, counters: ZERO_COUNTERS, entries: [], span }
    this.byName.set(name, chain)
    this.insertSorted(chain)
    return null
  }

  private insertSorted(chain: ChainEntry): void {
    const { chains } = this
    let low = BASE_CHAINS[this.name].length
    let high = chains.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((chains[middle]?.name ?? '') < chain.name) low = middle + 1
      else high = middle
    }
    chains.splice(low, 0, chain)
  }

  delete(name: string): StoreProblem | null {
    const problem = this.deletionProblem(name)
    const chain = this.byName.get(name)
    if (problem !== null || chain === undefined) return problem
    this.byName.delete(name)
    this.chains.splice(this.chains.indexOf(chain), 1)
    return null
  }

  /** All user chains, or none of them when one cannot go: a command that fails changes nothing. */
  deleteAll(): StoreProblem | null {
    const users = this.chains.filter((chain) => chain.hook === null)
    let problem: StoreProblem | null = null
    for (const { name } of users) problem = this.deletionProblem(name) ?? problem
    if (problem === null) for (const { name } of users) this.delete(name)
    return problem
  }

  private deletionProblem(name: string): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    if (chain.hook !== null) return INVALID
    if (this.isReferenced(name)) return { message: 'Too many links' }
    if (chain.entries.length > 0) return { message: 'Directory not empty' }
    return null
  }

  private isReferenced(name: string): boolean {
    return this.chains.some((chain) =>
      chain.entries.some(({ rule: { target } }) => (target.kind === 'jump' || target.kind === 'goto') && target.chain === name),
    )
  }

  rename(from: string, newName: string): StoreProblem | null {
    if (this.byName.has(newName) || isVerdictName(newName)) return EXISTS
    const chain = this.byName.get(from)
    if (chain === undefined || chain.hook !== null) return NO_SUCH
    if (byteLength(newName) > MAX_LABEL) return INVALID
    const to = cutToBytes(newName, KEPT_LABEL)
    this.byName.delete(from)
    this.chains.splice(this.chains.indexOf(chain), 1)
    chain.name = to
    this.byName.set(to, chain)
    this.insertSorted(chain)
    for (const { entries } of this.chains)
      for (const entry of entries) {
        const { target } = entry.rule
        if ((target.kind === 'jump' || target.kind === 'goto') && target.chain === from) {
          entry.rule.target = { ...target, chain: to }
          entry.words = null
        }
      }
    return null
  }

  setPolicy(name: string, policy: string, counters: Counters): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined || chain.hook === null) return { message: 'Bad built-in chain name' }
    if (policy !== 'ACCEPT' && policy !== 'DROP') return { message: 'Bad policy name' }
    chain.policy = policy
    chain.counters = counters
    return null
  }

  /**
   * What a table's commit does to the counters of base chains: libiptc takes off what it has read of them, so that every change but the one
   * that sets them starts them anew.
   */
  forgetPolicyCounters(except: string | null): void {
    for (const chain of this.chains) if (chain.hook !== null && chain.name !== except) chain.counters = ZERO_COUNTERS
  }

  /** Puts an entry before the one of that number; one past the last appends. */
  insert(name: string, number: number, entry: RuleEntry): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    if (number > chain.entries.length + 1) return { message: 'Index of insertion too big' }
    chain.entries.splice(number - 1, 0, entry)
    return null
  }

  replace(name: string, number: number, entry: RuleEntry): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    if (number > chain.entries.length) return { message: 'Index of replacement too big' }
    chain.entries[number - 1] = entry
    return null
  }

  deleteNumber(name: string, number: number): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    if (number > chain.entries.length) return { message: 'Index of deletion too big' }
    chain.entries.splice(number - 1, 1)
    return null
  }

  /** Deletes the first rule that is the same, or only looks for it (`-C`). */
  deleteSame(name: string, entry: RuleEntry, purpose: 'delete' | 'check'): StoreProblem | null {
    const bad: StoreProblem = { message: BAD_RULE }
    const chain = this.byName.get(name)
    if (chain === undefined) return bad
    const wanted = wordsOf(entry)
    const index = chain.entries.findIndex((candidate) => wordsOf(candidate) === wanted)
    if (index < 0) return bad
    if (purpose === 'delete') chain.entries.splice(index, 1)
    return null
  }

  flush(name: string): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    chain.entries.length = 0
    return null
  }

  zero(name: string, number: number | null): StoreProblem | null {
    const chain = this.byName.get(name)
    if (chain === undefined) return NO_SUCH
    if (number !== null) {
      const entry = chain.entries[number - 1]
      if (entry === undefined) return { message: 'Index of counter too big' }
      if (!this.anew) entry.rule.counters = ZERO_COUNTERS
      return null
    }
    // Only what was read from the kernel is zeroed: in a save file every counter was set by it.
    if (this.anew) return null
    for (const { rule } of chain.entries) rule.counters = ZERO_COUNTERS
    chain.counters = ZERO_COUNTERS
    return null
  }

  /** The table as it stands, on its own: later changes do not reach it. */
  copy(): Table {
    return this.build((rule, key) => ({ ...rule, key }))
  }

  /** The table as it stands. It must not be changed afterwards. */
  finish(): Table {
    return this.build((rule, key) => {
      rule.key = key
      return rule
    })
  }

  private build(finishRule: (rule: RuleEntry['rule'], key: string) => Rule): Table {
    return {
      name: this.name,
      chains: this.chains.map(({ name, policy, counters, entries, span }): Chain => {
        const prefix = `${this.name}/${name}/`
        const rules: Rule[] = []
        for (const { rule } of entries) rules.push(finishRule(rule, prefix + (rules.length + 1)))
        return { name, policy, counters, rules, span }
      }),
    }
  }
}

function wordsOf(entry: RuleEntry): string {
  entry.words ??= printRuleWords(entry.rule)
  return entry.words
}

function isVerdictName(name: string): boolean {
  return name === 'ACCEPT' || name === 'DROP' || name === 'QUEUE' || name === 'RETURN'
}
