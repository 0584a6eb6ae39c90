import { type Span, type TableName, ZERO_COUNTERS } from '../../model'
import { KernelLoad } from '../../syntax/kernel-load'
import { Command, type CommandBits } from '../../syntax/option-rules'
import { CommandParser } from '../../syntax/parse-command'
import type { ParseContext, ParsedCommand } from '../../syntax/parsed-command'
import { programOf } from '../../syntax/read-commands'
import { splitRestoreLine } from '../../syntax/restore-words'
import type { RulesForm } from '../../syntax/rules-reading'
import { type CommandSite, LoadedTables, runCommand, tableName } from '../../syntax/run-command'
import { splitShell } from '../../syntax/shell-words'
import { type ChainEntry, type RuleEntry, TableStore } from '../../syntax/table-store'
import { Words } from '../../syntax/words'
import { commandSites, type OwnLines, type Site } from './command-sites'

/** A rule by identity: the same object from the command that makes it to the one that takes it away. */
export type RuleToken = RuleEntry

/** One command on the rules: a line of a save file, or a command of a script, with what it does. */
export interface Statement {
  readonly table: TableName
  /** Where its words begin and end, the program's name and counters included. */
  readonly start: number
  readonly end: number
  /** Its words behind the program's name. */
  readonly words: Words
  readonly command: CommandBits
  readonly chain: string | null
  readonly chainWord: number
  readonly tableWord: number
  /** The rule's number (-I, -R, -D), 0 and -1 where none is written. */
  readonly number: number
  readonly numberWord: number
  readonly jumpTo: string | null
  readonly jumpWord: number
  /** The new name of -E. */
  readonly newNameWord: number
  readonly made: readonly RuleToken[]
  readonly gone: readonly RuleToken[]
  readonly site: Site
}

/** The lines that are a command's own, or null. */
export function ownLines({ site }: Statement): OwnLines | null {
  return site.kind === 'own lines' ? site.lines : null
}

/** A table of a save file, from its * line to its COMMIT. */
export interface Section {
  readonly table: TableName
  readonly start: number
  /** Where the COMMIT line begins, or where the section ends without one. */
  readonly commit: number
  readonly committed: boolean
  /** Its `:CHAIN` lines, in order: offsets of the name, and of the line. */
  readonly chains: readonly DeclaredChain[]
}

export interface DeclaredChain {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly lineStart: number
  readonly lineEnd: number
}

/** A text of rules as a list of commands, and the rules that they leave behind. */
export interface Statements {
  readonly form: RulesForm
  readonly text: string
  readonly all: readonly Statement[]
  /** What the kernel refuses: its rules stand nowhere. */
  readonly refused: readonly Statement[]
  readonly sections: readonly Section[]
  /** Each chain's rules at the end, by `table/chain`. */
  readonly chains: ReadonlyMap<string, readonly RuleToken[]>
  /** Every rule that a chain ever had, those that were taken away in the places that they had. */
  readonly histories: ReadonlyMap<string, readonly RuleToken[]>
  readonly maker: ReadonlyMap<RuleToken, Statement>
}

/** Walks through a text as its reader does, without a word about what is wrong in it. */
export function readStatements(text: string, form: RulesForm): Statements {
  const walk = new Walk(text)
  if (form === 'save') walk.save()
  else walk.script()
  return walk.finish(form)
}

const NOWHERE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
const SITE: CommandSite = { span: () => NOWHERE }

class Walk {
  private readonly all: Statement[] = []
  private readonly refused: Statement[] = []
  private readonly sections: { -readonly [K in keyof Section]: Section[K] }[] = []
  private readonly histories = new Map<string, RuleToken[]>()
  private readonly parser = new CommandParser({})
  private readonly announced = new Set<string>()
  private readonly loaded = new LoadedTables()
  private readonly kernel = new KernelLoad()
  private readonly context: { -readonly [K in keyof ParseContext]: ParseContext[K] } = {
    tool: 'iptables',
    table: 'filter',
    announced: (chain) => this.announced.has(chain),
  }

  constructor(private readonly text: string) {}

  finish(form: RulesForm): Statements {
    const chains = new Map<string, readonly RuleToken[]>()
    const maker = new Map<RuleToken, Statement>()
    for (const [table, store] of this.loaded.stores) for (const chain of store.chains) chains.set(`${table}/${chain.name}`, chain.entries)
    for (const statement of this.all) for (const token of statement.made) maker.set(token, statement)
    return {
      form,
      text: this.text,
      all: this.all,
      refused: this.refused,
      sections: this.sections,
      chains,
      histories: this.histories,
      maker,
    }
  }

  save(): void {
    const { text } = this
    this.context.tool = 'iptables-restore'
    let store: TableStore | null = null
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      const next = newline < 0 ? text.length : newline + 1
      const line = text.slice(at, end).trimEnd()
      const section = this.sections.at(-1)
      if (line.startsWith('*')) {
        const table = tableName(line.slice(1).trim())
        if (table !== null) store = this.open(table, at)
      } else if (/^\s*COMMIT(?:\s|$)/.test(line)) {
        if (store !== null && section !== undefined) {
          section.commit = at
          section.committed = true
        }
        store = null
      } else if (line.startsWith(':')) {
        if (store !== null) this.declare(store, line, at, next)
      } else if (store !== null && line !== '' && !line.startsWith('#')) {
        this.ruleLine(store, at, end, next)
      }
      const current = this.sections.at(-1)
      if (store !== null && current !== undefined) current.commit = next
      at = next
    }
  }

  private open(table: TableName, start: number): TableStore {
    const store = new TableStore(table)
    this.loaded.stores.set(table, store)
    this.context.table = table
    for (const key of [...this.histories.keys()]) if (key.startsWith(`${table}/`)) this.histories.delete(key)
    this.sections.push({ table, start, commit: this.text.length, committed: false, chains: [] })
    return store
  }

  private declare(store: TableStore, line: string, lineStart: number, lineEnd: number): void {
    const name = /^:\s*(\S+)/.exec(line)
    const section = this.sections.at(-1)
    if (name?.[1] === undefined || section === undefined) return
    const start = lineStart + name[0].length - name[1].length
    if (store.find(name[1]) === null) store.create(name[1], null)
    this.announced.add(name[1])
    section.chains = [...section.chains, { name: name[1], start, end: start + name[1].length, lineStart, lineEnd }]
  }

  private ruleLine(store: TableStore, start: number, end: number, next: number): void {
    const { text } = this
    let from = start
    if (text[from] === '[') {
      const close = text.indexOf(']', from)
      if (close < 0 || close >= end) return
      from = close + 1
    }
    const words = new Words()
    const to = text[end - 1] === '\r' ? end - 1 : end
    if (splitRestoreLine(text, from, to, words) !== null) return
    const command = this.parser.parse(words, this.context)
    if (command.kind === 'command') this.run(store, command, words, start, to, { kind: 'own lines', lines: { start, end: next } })
  }

  /** As a shell runs it: what && and || pass by does nothing, and what the kernel refuses is taken back. */
  script(): void {
    const commands = [...splitShell(this.text)]
    const sites = commandSites(this.text, commands)
    let succeeded = true
    commands.forEach((shell, index) => {
      if ((shell.after === '&&' && !succeeded) || (shell.after === '||' && succeeded)) return
      const program = programOf(shell)
      if (program.kind === 'status') succeeded = program.status === 0
      else if (program.kind !== 'iptables') succeeded = true
      if (program.kind !== 'iptables' || shell.unclear !== null) return
      const words = shell.words.from(program.first)
      const command = this.parser.parse(words, this.context)
      const table = command.kind === 'command' ? tableName(command.table) : null
      const site = sites[index]
      succeeded =
        command.kind === 'ignored' ||
        (command.kind === 'command' &&
          table !== null &&
          site !== undefined &&
          this.run(this.loaded.open(table), command, words, shell.start, shell.end, site))
    })
  }

  /** Whether it succeeded. */
  private run(store: TableStore, command: ParsedCommand, words: Words, start: number, end: number, site: Site): boolean {
    const bits = command.command
    const flushed: RuleToken[] = []
    if ((bits & Command.FLUSH) !== 0)
      for (const chain of store.chains) if (command.chain === null || command.chain === chain.name) flushed.push(...chain.entries)
    const statement: Statement = {
      table: store.name,
      start,
      end,
      words,
      command: bits,
      chain: command.chain,
      chainWord: command.chainWord,
      tableWord: command.tableWord,
      number: command.ruleNumber,
      numberWord: (bits & NUMBERED) !== 0 ? command.argumentWord : -1,
      jumpTo: command.jumpTo,
      jumpWord: command.jumpWord,
      newNameWord: (bits & Command.RENAME_CHAIN) !== 0 ? command.argumentWord : -1,
      made: [],
      gone: flushed,
      site,
    }
    const result = runCommand(store, command, ZERO_COUNTERS, SITE)
    if (result.kind !== 'done') return false
    const { change } = result
    const rules = change.kind === 'appended' || change.kind === 'rules' ? [...change.chain.entries] : []
    // A save file's tables are loaded whole.
    if (this.context.tool === 'iptables' && this.kernel.load(store, change) !== null) {
      const left = new Set(change.kind === 'appended' || change.kind === 'rules' ? change.chain.entries : [])
      this.refused.push({ ...statement, made: rules.filter((token) => !left.has(token)) })
      return false
    }
    this.all.push(flushed.length > 0 ? statement : { ...statement, ...this.changed(store, change, bits) })
    return true
  }

  private changed(
    store: TableStore,
    change: Extract<ReturnType<typeof runCommand>, { readonly kind: 'done' }>['change'],
    command: CommandBits,
  ): Pick<Statement, 'made' | 'gone'> {
    if (change.kind === 'appended') {
      const made = change.chain.entries.slice(change.chain.entries.length - change.count)
      this.history(store, change.chain).push(...made)
      return { made, gone: [] }
    }
    if (change.kind !== 'rules') return { made: [], gone: [] }
    const { chain, before } = change
    const had = new Set(before)
    const has = new Set(chain.entries)
    const made = chain.entries.filter((token) => !had.has(token))
    const gone = before.filter((token) => !has.has(token))
    const history = this.history(store, chain)
    if (made.length > 0) {
      const [replaced] = gone
      const last = made.at(-1)
      const next = last === undefined ? undefined : chain.entries[chain.entries.indexOf(last) + 1]
      const at =
        command === Command.REPLACE && replaced !== undefined
          ? history.indexOf(replaced) + 1
          : next === undefined
            ? history.length
            : history.indexOf(next)
      history.splice(at, 0, ...made)
    }
    return { made, gone }
  }

  private history(store: TableStore, chain: ChainEntry): RuleToken[] {
    const key = `${store.name}/${chain.name}`
    const there = this.histories.get(key)
    if (there !== undefined) return there
    const made: RuleToken[] = []
    this.histories.set(key, made)
    return made
  }
}

const NUMBERED = Command.INSERT | Command.REPLACE | Command.DELETE_NUM
