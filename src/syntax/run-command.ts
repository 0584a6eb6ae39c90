import type { Hint } from '../model'
import { type Counters, TABLES, type TableName, type TargetUse } from '../model'
import type { Change, CommandResult, CommandSite, ResolvedTarget } from './command-result'
import { Command, WITH_RULE } from './option-rules'
import type { ParsedCommand, Refused } from './parsed-command'
import { rare } from './rare'
import { addEntries, targetUse } from './rule-entries'
import { TableStore } from './table-store'

export type { CommandSite } from './command-result'

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
  return rare().changeTable({ store, command, chain, site, warnings }, target, counters)
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
