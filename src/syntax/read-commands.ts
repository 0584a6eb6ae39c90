import type { Diagnostic, Hint, Span, Speaker } from '../model'
import { DiagnosticList } from './diagnostic-list'
import { KernelLoad, rulesMore } from './kernel-load'
import { Command } from './option-rules'
import { CommandParser } from './parse-command'
import type { KnownHost, ParseContext, Refused } from './parsed-command'
import { rare } from './rare'
import { largeCounters, MAX_RULES, type RulesReading } from './rules-reading'
import { type CommandSite, LoadedTables, runCommand, tableName } from './run-command'
import { type ShellCommand, splitShell } from './shell-words'
import { SourceText } from './source-text'
import { failureText, refusalText } from './tool-messages'
import { Words } from './words'

/**
 * Reads a script of iptables commands, as a shell would run it on a host without rules: one command after another, each of
 * which either takes effect or fails and changes nothing. What is no iptables command is listed, never dropped silently.
 */
export function readCommands(text: string, host: KnownHost = {}): RulesReading {
  return new CommandsReader(new SourceText(text), host).read()
}

class CommandsReader {
  private readonly diagnostics = new DiagnosticList()
  private readonly limits: string[] = []
  private readonly loaded = new LoadedTables()
  private readonly kernel: KernelLoad
  private readonly context: ParseContext = { tool: 'iptables', table: 'filter', announced: () => false }
  private words = new Words()
  private readonly parser: CommandParser
  private readonly site: CommandSite = { span: (word, lastWord) => this.spanOfWords(word, lastWord) }
  private current: ShellCommand | null = null
  /** Of the command before, for && and ||. */
  private status = 0
  private firstFailure = 0
  private stderr = ''
  private rules = 0

  constructor(
    private readonly source: SourceText,
    host: KnownHost,
  ) {
    this.parser = new CommandParser(host)
    this.kernel = new KernelLoad(host)
  }

  read(): RulesReading {
    let held: Failure | null = null
    for (const command of splitShell(this.source.text)) {
      // A failure that the script itself answers with || is no error of the script.
      if (held !== null) this.tell(held, command.after === '||' ? 'information' : 'error')
      held = null
      if (command.after === '&&' && this.status !== 0) continue
      if (command.after === '||' && this.status === 0) continue
      this.current = command
      held = this.run(command)
      this.status = held?.status ?? this.status
    }
    if (held !== null) this.tell(held, 'error')
    const limit = this.diagnostics.limit()
    if (limit !== null) this.limits.push(limit)
    const value = {
      family: 'ipv4',
      tables: [...this.loaded.stores.values()].map((store) => store.finish()),
      ...this.kernel.things.shared,
    } as const
    return {
      form: 'commands',
      family: 'ipv4',
      value,
      diagnostics: this.diagnostics.all,
      outcome: { status: this.firstFailure, stderr: this.stderr, ruleset: value },
      limits: this.limits,
    }
  }

  private tell(failure: Failure, severity: Diagnostic['severity']): void {
    const { message, speaker, span, hint, status, stderr, quiet } = failure
    this.diagnostics.add({ severity: quiet && severity === 'error' ? 'warning' : severity, speaker, message, span, hint, status })
    if (!quiet) this.stderr += stderr
    if (severity === 'error' && this.firstFailure === 0) this.firstFailure = status
  }

  private run(command: ShellCommand): Failure | null {
    const program = programOf(command)
    switch (program.kind) {
      case 'iptables':
        if (command.unclear !== null) {
          this.leftOut(`This command needs a shell: it has ${command.unclear} in it.`, ['write out'])
          return null
        }
        this.words = command.words.from(program.first)
        return this.runIptables(command)
      case 'ip6tables':
        this.leftOut('This is a command for IPv6.', ['only ipv4'], 'information')
        this.status = 0
        return null
      case 'status':
        this.status = program.status
        return null
      case 'construct':
        this.leftOut(`\`${program.name}' needs a shell.`, ['read alone'])
        this.status = 0
        return null
      case 'other':
        this.leftOut(`\`${program.name}' is no iptables command: left out.`, null, program.harmless ? 'information' : 'warning')
        this.status = 0
        return null
    }
  }

  private leftOut(message: string, hint: Hint | null, severity: Diagnostic['severity'] = 'warning'): void {
    this.diagnostics.add({ severity, speaker: 'fivechains', message, span: this.spanOfWords(-1, -1), hint, status: 0 })
  }

  private runIptables({ quiet }: ShellCommand): Failure | null {
    const command = this.parser.parse(this.words, this.context)
    if (command.kind === 'refused') return this.refusal(command, quiet)
    if (command.kind === 'ignored') {
      this.warn(command.warnings, quiet)
      this.leftOut('iptables only prints its help or version here.', ['no help in command'])
      this.status = 0
      return null
    }
    const table = tableName(command.table)
    if (table === null) return this.refusal(noSuchTable(command.table, command.tableWord, command.warnings), quiet)
    const store = this.loaded.open(table)
    if (this.rules >= MAX_RULES) return this.tooManyRules()
    const result = runCommand(store, command, command.counters, this.site)
    if (result.kind === 'refused') return this.refusal(result.refused, quiet)
    this.warn(result.warnings, quiet)
    if (result.kind === 'failed')
      return {
        message: result.message,
        speaker: 'iptables',
        span: result.span,
        hint: result.hint,
        status: 1,
        stderr: failureText(result.message),
        quiet,
      }
    const large = largeCounters(command.counters)
    if (large !== null) this.leftOut(large, null)
    const problem = this.kernel.load(store, result.change)
    this.status = 0
    if (problem === null) {
      if (result.change.kind !== 'nothing') store.forgetPolicyCounters(command.command === Command.SET_POLICY ? command.chain : null)
      this.rules += rulesMore(result.change)
      return null
    }
    // A jump can make rules reachable that were written long before: the command that is refused is the jump's.
    const whole = this.spanOfWords(-1, -1)
    const own = sameSpan(problem.entry.rule.span, whole)
    const { span, option } = problem
    const hint = own ? problem.hint : (['elsewhere', problem.chain, problem.span.line, problem.hint] as const)
    return {
      message: problem.message,
      speaker: 'kernel',
      span: !own ? whole : option === null ? span : rare().spanOfOption(this.source.text, span, option),
      hint,
      status: 1,
      stderr: failureText(problem.message),
      quiet,
    }
  }

  private refusal(refused: Refused, quiet: boolean): Failure {
    this.warn(refused.warnings, quiet)
    const span = this.spanOfWords(refused.word, refused.lastWord)
    const message = refused.message.trim() || "Try `iptables -h' or 'iptables --help' for more information."
    return {
      message,
      speaker: 'iptables',
      span,
      hint: refused.hint,
      status: refused.status,
      stderr: refusalText('iptables', refused, null),
      quiet,
    }
  }

  private tooManyRules(): null {
    const message = `Only the first ${MAX_RULES} rules are read.`
    if (!this.limits.includes(message)) {
      this.limits.push(message)
      this.diagnostics.add({ severity: 'error', speaker: 'fivechains', message, span: this.spanOfWords(-1, -1), hint: null, status: 0 })
    }
    return null
  }

  private warn(warnings: readonly string[], quiet: boolean): void {
    for (const message of warnings) {
      if (!quiet) this.stderr += `${message}\n`
      this.diagnostics.add({ severity: 'warning', speaker: 'iptables', message, span: this.spanOfWords(-1, -1), hint: null, status: 0 })
    }
  }

  private spanOfWords(word: number, lastWord: number): Span {
    const { words, current } = this
    const start = word < 0 ? undefined : words.start[word]
    const end = word < 0 ? undefined : words.end[Math.max(word, lastWord)]
    return start === undefined || end === undefined
      ? this.source.span(current?.start ?? 0, current?.end ?? 0)
      : this.source.span(start, end)
  }
}

function sameSpan(one: Span, other: Span): boolean {
  return one.line === other.line && one.column === other.column && one.endLine === other.endLine && one.endColumn === other.endColumn
}

/** A command that failed, until it is known whether the script minds. */
interface Failure {
  readonly message: string
  readonly speaker: Speaker
  readonly span: Span
  readonly hint: Hint | null
  readonly status: number
  readonly stderr: string
  readonly quiet: boolean
}

function noSuchTable(name: string, word: number, warnings: readonly string[]): Refused {
  const reason = name.length > 31 ? 'Module is wrong version' : 'Table does not exist (do you need to insmod?)'
  return {
    kind: 'refused',
    message: `can't initialize iptables table \`${name}': ${reason}`,
    bare: false,
    status: 3,
    word,
    lastWord: word,
    hint: ['tables'],
    warnings,
  }
}

/** What a simple command calls. */
type Program =
  /** `first` is the index of the first word behind iptables' own name. */
  | { readonly kind: 'iptables'; readonly first: number }
  | { readonly kind: 'ip6tables' }
  /** true, false and their like: nothing but a status. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'construct'; readonly name: string }
  | { readonly kind: 'other'; readonly name: string; readonly harmless: boolean }

const IPTABLES: ReadonlySet<string> = new Set(['iptables', 'iptables-legacy', 'iptables-nft', 'xtables-multi', 'xtables-legacy-multi'])
const IP6TABLES: ReadonlySet<string> = new Set(['ip6tables', 'ip6tables-legacy', 'ip6tables-nft', 'ip6tables-restore', 'ip6tables-save'])
const CONSTRUCTS: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'function',
  '{',
  '}',
  '(',
  ')',
  '[',
  '[[',
  'test',
  'select',
])
const HARMLESS: ReadonlySet<string> = new Set([
  'echo',
  'printf',
  'set',
  'exit',
  'modprobe',
  'sleep',
  'logger',
  'export',
  'umask',
  'cd',
  'iptables-save',
  'iptables-legacy-save',
])

/** What a simple command calls, past sudo and its like. */
export function programOf({ words }: ShellCommand): Program {
  const text = words.text.slice(0, words.count)
  let at = 0
  for (;;) {
    const word = text[at] ?? ''
    if (word === 'sudo' || word === 'doas' || word === 'exec' || word === 'command' || word === 'nohup') {
      at = skipRunnerOptions(text, at + 1)
      continue
    }
    break
  }
  const word = text[at]
  if (word === undefined) return { kind: 'other', name: text[0] ?? '', harmless: true }
  // A rule as `iptables -S` prints it, without the program's name.
  if (at === 0 && (IMPLIED.test(word) || word === '!')) return { kind: 'iptables', first: 0 }
  const name = word.slice(word.lastIndexOf('/') + 1)
  if (IPTABLES.has(name)) return { kind: 'iptables', first: name.startsWith('xtables') ? at + 2 : at + 1 }
  if (IP6TABLES.has(name)) return { kind: 'ip6tables' }
  if (name === 'true' || name === ':') return { kind: 'status', status: 0 }
  if (name === 'false') return { kind: 'status', status: 1 }
  if (CONSTRUCTS.has(name)) return { kind: 'construct', name }
  return { kind: 'other', name: word, harmless: HARMLESS.has(name) }
}

/** Words that begin a command of iptables itself. */
const IMPLIED = /^--?[A-Za-z0-9]/

/** The options of sudo that stand before the command; those with an argument take it along. */
function skipRunnerOptions(text: readonly string[], from: number): number {
  let at = from
  while (at < text.length) {
    const word = text[at] ?? ''
    if (/^[A-Za-z_]\w*=/.test(word)) at++
    else if (/^-[ughpCDRT]$/.test(word)) at += 2
    else if (word.startsWith('-')) at++
    else break
  }
  return at
}
