import type { Counters, Hint } from '../model'
import type { Change, CommandResult, ResolvedTarget, Run } from './command-result'
import { Command, WITH_RULE } from './option-rules'
import type { ParsedCommand } from './parsed-command'
import { addEntries, restore } from './rule-entries'
import { BAD_RULE, type ChainEntry, type RuleEntry, type StoreProblem, type TableStore } from './table-store'

/** Carries out whatever does more than append a rule to a chain that is there, and says what it could not. */
export function changeTable(run: Run, target: ResolvedTarget, counters: Counters): CommandResult {
  const { store, command, chain, site } = run
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
