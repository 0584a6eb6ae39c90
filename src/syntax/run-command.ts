import {
  type Counters,
  type HeaderMatch,
  type Hint,
  type MaskedAddress,
  type MatchUse,
  NO_CONDITIONS,
  type Span,
  TABLES,
  type TableName,
  type TargetUse,
} from '../model'
import { Command } from './option-rules'
import type { ParsedCommand, ParsedUse, Refused } from './parsed-command'
import { BAD_RULE, type ChainEntry, type RuleEntry, type StoreProblem, TableStore } from './table-store'

/** What a command did. `failed` is libiptc's or the kernel's no: one line, status 1. */
export type CommandResult =
  | { readonly kind: 'done'; readonly warnings: readonly string[]; readonly change: Change }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | {
      readonly kind: 'failed'
      readonly message: string
      readonly span: Span
      readonly hint: Hint | null
      readonly warnings: readonly string[]
    }

/** What has to be looked at again, and how to take it back when the kernel refuses it. */
export type Change =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'appended'; readonly chain: ChainEntry; readonly count: number }
  | { readonly kind: 'rules'; readonly chain: ChainEntry; readonly before: readonly RuleEntry[] }
  /** Chains, policies and counters: nothing that the kernel would refuse. */
  | { readonly kind: 'harmless' }

/** Where the words of a command stand. */
export interface CommandSite {
  /** The span of words by index; the whole command for -1. */
  span(word: number, lastWord: number): Span
}

/** A table of the kernel by name, or null. */
export function tableName(name: string): TableName | null {
  return (TABLES as readonly string[]).includes(name) ? (name as TableName) : null
}

/** The tables that have been used so far, in the order of their first use (iptc_init). */
export class LoadedTables {
  readonly stores = new Map<TableName, TableStore>()

  open(name: TableName): TableStore {
    const there = this.stores.get(name)
    if (there !== undefined) return there
    const store = new TableStore(name)
    this.stores.set(name, store)
    return store
  }
}

/** Carries out a command on its table (do_command4 in iptables/iptables.c, less the kernel's part). */
export function runCommand(store: TableStore, command: ParsedCommand, counters: Counters, site: CommandSite): CommandResult {
  const target = (command.command & WITH_RULE) === 0 ? NO_TARGET : resolveTarget(store, command, site)
  if (target.kind === 'refused') return { kind: 'refused', refused: target }
  const warnings = target.warning === null ? command.warnings : [...command.warnings, target.warning]
  const chain = store.find(command.chain ?? '')
  if (command.command === Command.APPEND && chain !== null && !target.intoBase) {
    const before = chain.entries.length
    addEntries(chain.entries, command, target.use, counters, site)
    const change: Change = { kind: 'appended', chain, count: chain.entries.length - before }
    return { kind: 'done', warnings, change }
  }
  const run: Run = { store, command, chain, site, warnings }
  if ((command.command & WITH_RULE) !== 0) return changeRules(run, target, counters)
  switch (command.command) {
    case Command.DELETE_NUM: {
      if (chain === null) return noChain(run)
      const before = chain.entries.slice()
      const problem = store.deleteNumber(chain.name, command.ruleNumber)
      return problem === null
        ? done(run, { kind: 'rules', chain, before })
        : fail(run, problem, command.argumentWord, numberHint(chain, command))
    }
    case Command.FLUSH: {
      const problem = forChains(store, command.chain, (name) => store.flush(name))
      return problem === null ? done(run, HARMLESS) : noChain(run)
    }
    case Command.NEW_CHAIN: {
      const name = command.chain ?? ''
      const problem = store.create(name, site.span(command.chainWord, command.chainWord))
      return problem === null ? done(run, HARMLESS) : fail(run, problem, command.chainWord, ['chain there', name])
    }
    case Command.DELETE_CHAIN: {
      const problem = command.chain === null ? store.deleteAll() : store.delete(command.chain)
      return problem === null ? done(run, HARMLESS) : fail(run, problem, command.chainWord, deletionHint(problem))
    }
    case Command.RENAME_CHAIN: {
      const problem = store.rename(command.chain ?? '', command.newName)
      return problem === null
        ? done(run, HARMLESS)
        : problem.message === 'Invalid argument'
          ? fail(run, problem, command.argumentWord, ['chain name length'])
          : fail(run, problem, problem.message === 'File exists' ? command.argumentWord : command.chainWord, null)
    }
    case Command.SET_POLICY: {
      const problem = store.setPolicy(command.chain ?? '', command.policy, counters)
      if (problem === null) return done(run, HARMLESS)
      return problem.message === 'Bad policy name'
        ? fail(run, problem, command.argumentWord, ['policies'])
        : fail(run, problem, command.chainWord, ['base chains have policy', store.name, baseNames(store)])
    }
    default:
      return runListing(run)
  }
}

interface Run {
  readonly store: TableStore
  readonly command: ParsedCommand
  readonly chain: ChainEntry | null
  readonly site: CommandSite
  readonly warnings: readonly string[]
}

const WITH_RULE = Command.ON_RULES & ~Command.DELETE_NUM
const HARMLESS: Change = { kind: 'harmless' }

function done({ warnings }: Run, change: Change): CommandResult {
  return { kind: 'done', warnings, change }
}

function fail({ site, warnings }: Run, { message }: StoreProblem, word: number, hint: Hint | null): CommandResult {
  return { kind: 'failed', message, span: site.span(word, word), hint, warnings }
}

function noChain(run: Run): CommandResult {
  const { store, command } = run
  const name = command.chain ?? ''
  return fail(run, NO_CHAIN, command.chainWord, ['no chain but', store.name, name, baseNames(store)])
}

/** -A -I -R -D -C with a rule: for each pair of addresses one, all or none. */
function changeRules(run: Run, target: ResolvedTarget, counters: Counters): CommandResult {
  const { store, command, chain, site } = run
  if (chain === null && (command.command & (Command.DELETE | Command.CHECK)) === 0) return noChain(run)
  const beyond = chain === null ? null : indexProblem(chain, command)
  if (beyond !== null && chain !== null) return fail(run, beyond, command.argumentWord, numberHint(chain, command))
  if (target.intoBase && chain !== null)
    return fail(run, { message: 'Invalid argument' }, command.jumpWord, ['base chain not called', command.jumpTo ?? ''])
  const before = chain === null ? [] : chain.entries.slice()
  let problem: StoreProblem | null = null
  const entries: RuleEntry[] = []
  addEntries(entries, command, target.use, counters, site)
  for (const entry of entries) problem = applyEntry(store, command, entry) ?? problem
  if (chain === null) return fail(run, problem ?? NO_CHAIN, command.chainWord, ['no chain', store.name, command.chain ?? ''])
  if (problem === null) return done(run, command.command === Command.CHECK ? { kind: 'nothing' } : { kind: 'rules', chain, before })
  restore(chain, before)
  // libiptc forgets on the way to a chain or a module what it was asked for, and says less.
  if (problem.message === BAD_RULE && target.use.kind !== 'none' && target.use.kind !== 'verdict') problem = NO_CHAIN
  return fail(run, problem, command.argumentWord, numberHint(chain, command))
}

/** libiptc looks at the number before it looks at the rule. */
function indexProblem({ entries }: ChainEntry, { command, ruleNumber }: ParsedCommand): StoreProblem | null {
  if (command === Command.INSERT && ruleNumber > entries.length + 1) return { message: 'Index of insertion too big' }
  if (command === Command.REPLACE && ruleNumber > entries.length) return { message: 'Index of replacement too big' }
  return null
}

/** -L, -S, -Z and what goes together: only whether there is such a chain, and counters. */
function runListing(run: Run): CommandResult {
  const { store, command } = run
  const lists = (command.command & (Command.LIST | Command.LIST_RULES)) !== 0
  if (lists && command.chain !== null && run.chain === null) return noChain(run)
  if ((command.command & (Command.ZERO | Command.ZERO_NUM)) === 0) return done(run, { kind: 'nothing' })
  const number = (command.command & Command.ZERO_NUM) !== 0 ? command.ruleNumber : null
  const problem = forChains(store, command.chain, (name) => store.zero(name, number))
  if (problem === null) return done(run, HARMLESS)
  return run.chain === null ? noChain(run) : fail(run, problem, command.argumentWord, numberHint(run.chain, command))
}

const NO_CHAIN: StoreProblem = { message: 'No chain/target/match by that name' }

/** One chain, or each of them in turn; a failure among several does not stop the others. */
function forChains(store: TableStore, chain: string | null, apply: (name: string) => StoreProblem | null): StoreProblem | null {
  if (chain !== null) return apply(chain)
  let problem: StoreProblem | null = null
  for (const { name } of [...store.chains]) problem = apply(name) ?? problem
  return problem
}

/** Puts a chain's rules back as they were. */
export function restore(chain: ChainEntry, before: readonly RuleEntry[]): void {
  chain.entries.length = 0
  for (const entry of before) chain.entries.push(entry)
}

interface ResolvedTarget {
  readonly kind: 'target'
  readonly use: TargetUse
  readonly warning: string | null
  readonly intoBase: boolean
}

const NO_TARGET: ResolvedTarget = { kind: 'target', use: { kind: 'none' }, warning: null, intoBase: false }

/** What stands after -j: a verdict, a chain (it comes before a target of the same name), a target, or nothing known. */
function resolveTarget(store: TableStore, command: ParsedCommand, site: CommandSite): ResolvedTarget | Refused {
  const { jumpTo, jumpWord, goto, target } = command
  if (jumpTo === null) return NO_TARGET
  if (!goto && (jumpTo === 'ACCEPT' || jumpTo === 'DROP' || jumpTo === 'RETURN' || jumpTo === 'QUEUE')) {
    const use: TargetUse = { kind: 'verdict', verdict: jumpTo, span: site.span(jumpWord, jumpWord) }
    return { kind: 'target', use, warning: null, intoBase: false }
  }
  const chain = store.find(jumpTo)
  if (chain !== null) {
    const span = site.span(jumpWord, jumpWord)
    const warning = target === null ? null : `Warning: using chain ${jumpTo}, not extension`
    return {
      kind: 'target',
      use: goto ? { kind: 'goto', chain: jumpTo, span } : { kind: 'jump', chain: jumpTo, span },
      warning,
      intoBase: chain.hook !== null,
    }
  }
  if (target !== null) return { kind: 'target', use: targetUse(target, site), warning: null, intoBase: false }
  const refuse = (message: string, hint: Hint | null): Refused => ({
    kind: 'refused',
    message,
    bare: false,
    status: 2,
    word: jumpWord,
    lastWord: jumpWord,
    hint,
    warnings: command.warnings,
  })
  if (goto) return refuse(`goto '${jumpTo}' is not a chain`, ['goto user chain', store.name, jumpTo])
  return refuse(`Couldn't load target \`${jumpTo}':No such file or directory\n`, unknownTargetHint(store, jumpTo))
}

function unknownTargetHint(store: TableStore, name: string): Hint {
  const upper = name.toUpperCase()
  if (upper !== name && (upper === 'ACCEPT' || upper === 'DROP' || upper === 'REJECT' || upper === 'RETURN' || upper === 'LOG'))
    return ['target in capitals', upper]
  return ['no target no chain', store.name, name]
}

function targetUse(use: ParsedUse, site: CommandSite): TargetUse {
  const { extension, parameters, words } = use
  const span = site.span(use.word, use.lastWord)
  return extension === null ? { kind: 'opaque', name: use.name, words, span } : { kind: 'modelled', name: extension.name, parameters, span }
}

function matchUses({ matches, matchCount }: ParsedCommand, site: CommandSite): readonly MatchUse[] {
  if (matchCount === 0) return NO_MATCHES
  const uses: MatchUse[] = new Array(matchCount)
  for (let i = 0; i < matchCount; i++) {
    const { name, extension, parameters, words, word, lastWord } = matches[i] as ParsedUse
    // A match that -p stands for begins with its first option.
    const span = site.span(word < 0 ? lastWord : word, lastWord)
    uses[i] = extension === null ? { kind: 'opaque', name, words, span } : { kind: 'modelled', name: extension.name, parameters, span }
  }
  return uses
}

/** A rule for each pair of addresses, sources first. */
function addEntries(entries: RuleEntry[], command: ParsedCommand, target: TargetUse, counters: Counters, site: CommandSite): void {
  const matches = matchUses(command, site)
  const span = site.span(-1, -1)
  const { sources, destinations } = command
  for (let from = 0; from < sources.length; from++)
    for (let to = 0; to < destinations.length; to++) {
      const header = headerOf(command, sources[from] as MaskedAddress, destinations[to] as MaskedAddress)
      const rule = { counters, header, matches, target, span, key: '' }
      entries.push({ rule, words: null, checkedFor: -1 })
    }
}

const NO_MATCHES: readonly MatchUse[] = []

function headerOf(command: ParsedCommand, source: MaskedAddress, destination: MaskedAddress): HeaderMatch {
  const { sourceInverted, destinationInverted } = command
  const anySource = source.mask === 0 && !sourceInverted
  const anyDestination = destination.mask === 0 && !destinationInverted
  if (anySource && anyDestination && command.in === null && command.out === null && command.protocol === null && command.fragment === null)
    return NO_CONDITIONS
  return {
    source: anySource ? null : { address: source.address, mask: source.mask, inverted: sourceInverted },
    destination: anyDestination ? null : { address: destination.address, mask: destination.mask, inverted: destinationInverted },
    in: command.in,
    out: command.out,
    protocol: command.protocol,
    fragment: command.fragment,
  }
}

function applyEntry(store: TableStore, { command, ruleNumber, chain: name }: ParsedCommand, entry: RuleEntry): StoreProblem | null {
  const chain = name ?? ''
  switch (command) {
    case Command.INSERT:
      return store.insert(chain, ruleNumber, entry)
    case Command.REPLACE:
      return store.replace(chain, ruleNumber, entry)
    case Command.DELETE:
      return store.deleteSame(chain, entry, 'delete')
    default:
      return store.deleteSame(chain, entry, 'check')
  }
}

function baseNames(store: TableStore): string {
  return store.chains
    .filter((chain) => chain.hook !== null)
    .map((chain) => chain.name)
    .join(', ')
}

function numberHint(chain: ChainEntry, { command }: ParsedCommand): Hint {
  if ((command & (Command.DELETE | Command.CHECK)) !== 0) return ['no equal rule', chain.name]
  return ['rule count', chain.name, chain.entries.length]
}

function deletionHint({ message }: StoreProblem): Hint | null {
  if (message === 'Too many links') return ['chain in use']
  if (message === 'Directory not empty') return ['chain not empty']
  if (message === 'Invalid argument') return ['base chain stays']
  return null
}
