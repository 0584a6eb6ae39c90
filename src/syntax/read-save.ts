import { byteLength } from '../extensions/byte-length'
import { strtoul } from '../extensions/strtoul'
import { type Counters, type Hint, type Span, type Speaker, type Table, type TableName, ZERO_COUNTERS } from '../model'
import { DiagnosticList } from './diagnostic-list'
import { checkTable } from './load-check'
import { CommandParser } from './parse-command'
import { type KnownHost, MAX_NAME, type ParseContext, type Refused } from './parsed-command'
import { rare } from './rare'
import { readLineCounters, splitRestoreLine } from './restore-words'
import { largeCounters, MAX_RULES, type RulesReading, type ToolOutcome } from './rules-reading'
import { type CommandSite, runCommand, tableName } from './run-command'
import { SharedThings } from './shared-things'
import { TableStore } from './table-store'
import { refusalText, VERSION } from './tool-messages'
import { Words } from './words'

/**
 * Reads a save file as `iptables-restore` loads it on a host without rules (iptables/iptables-restore.c). The tool stops at its
 * first error and loads nothing of that table; this reading goes on, leaves out what cannot be understood, and keeps the rest.
 */
export function readSave(text: string, host: KnownHost = {}): RulesReading {
  return new SaveReader(text, host).read()
}

/** What the tool says about a line. */
interface LineProblem {
  readonly message: string
  readonly speaker?: Speaker
  readonly span: Span
  readonly status: number
  readonly hint: Hint | null
  /** All of standard error. */
  readonly stderr: string
}

class SaveReader {
  private readonly diagnostics = new DiagnosticList()
  private readonly limits: string[] = []
  /** Tables in the order of their first *line. */
  private readonly stores = new Map<TableName, TableStore>()
  /** The table between its *line and COMMIT, and what the kernel holds of it until then. */
  private store: TableStore | null = null
  private before: TableStore | null = null
  private readonly things = new SharedThings()
  private readonly announced = new Set<string>()
  private readonly words = new Words()
  private readonly parser: CommandParser
  private readonly site: CommandSite = { span: (word, lastWord) => this.spanOfWords(word, lastWord) }
  private readonly context: { -readonly [K in keyof ParseContext]: ParseContext[K] } = {
    tool: 'iptables-restore',
    table: '',
    announced: (chain) => this.announced.has(chain),
  }
  /** The tool's own end, with the tables that were committed before it. */
  private failure: ToolOutcome | null = null
  private stderr = ''
  /** As the tool counts: what it reads at once. A line is more than one of these where it is long. */
  private line = 0
  private lineStart = 0
  /** Without the line end. */
  private lineEnd = 0
  /** As people count. */
  private row = 0
  private rowStart = 0
  private rules = 0

  constructor(
    private readonly text: string,
    private readonly host: KnownHost,
  ) {
    this.parser = new CommandParser(host)
  }

  read(): RulesReading {
    const { text } = this
    const strings = text.includes('\0')
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      this.row++
      this.rowStart = at
      let cut: number
      do {
        cut = endOfRead(text, at, end, newline >= 0)
        const to = cut < 0 ? end : cut
        // The tool takes what it reads for a string of C.
        const nul = strings ? text.slice(at, to).indexOf('\0') : -1
        this.line++
        this.lineStart = at
        this.lineEnd = nul < 0 ? to : at + nul
        // Once the tool has failed at a carriage return, nobody needs to hear of the others.
        const windows = this.failure !== null && this.lineEnd > at && text.charCodeAt(this.lineEnd - 1) === RETURN
        if (windows) this.lineEnd--
        this.readLine(cut < 0 && nul < 0 && newline >= 0 && !windows)
        at = cut
      } while (cut >= 0)
      at = newline < 0 ? text.length : newline + 1
    }
    if (this.store !== null) this.endWithoutCommit()
    const limit = this.diagnostics.limit()
    if (limit !== null) this.limits.push(limit)
    const value = { family: 'ipv4', tables: [...this.stores.values()].map((store) => store.finish()), ...this.things.shared } as const
    const outcome = this.failure ?? { status: 0, stderr: this.stderr, ruleset: value }
    return { form: 'save', family: 'ipv4', value, diagnostics: this.diagnostics.all, outcome, limits: this.limits }
  }

  private readLine(complete: boolean): void {
    const { text } = this
    const { lineStart: start, lineEnd: end } = this
    const first = text.charCodeAt(start)
    if ((start === end && (complete || this.failure !== null)) || first === HASH) return
    if (this.store !== null && complete && end - start === 6 && text.startsWith('COMMIT', start)) this.commit()
    else {
      const problem =
        this.store === null ? this.betweenTables(first) : first === COLON ? this.declareChain(this.store) : this.readRule(complete)
      if (problem !== null) this.report(problem)
    }
  }

  private betweenTables(first: number): LineProblem | null {
    if (first === STAR) return this.openTable()
    const { text } = this
    const blank = text.slice(this.lineStart, this.lineEnd).trim() === ''
    // The tool fails at a line of blanks, too. Nobody needs to hear of it twice.
    if (blank && this.failure !== null) return null
    const hint: Hint = blank ? ['blank line'] : text.startsWith('COMMIT', this.lineStart) ? ['nothing to commit'] : ['line needs table']
    return this.failed({ message: `iptables-restore: line ${this.line} failed`, span: this.lineSpan(), hint })
  }

  private openTable(): LineProblem | null {
    const name = this.token(this.lineStart + 1)
    if (name === null)
      return this.refusal(`iptables-restore: line ${this.line} table name invalid`, this.lineSpan(), ['table name missing'])
    const table = tableName(name.text)
    if (table !== null) {
      this.startTable(table)
      return null
    }
    const windows = name.text.endsWith('\r')
    const hint: Hint = windows ? ['windows lines'] : ['tables']
    this.report(this.refusal(`iptables-restore: unable to initialize table '${name.text}'`, name.span(), hint))
    const meant = windows ? tableName(name.text.slice(0, -1)) : null
    if (meant !== null) this.startTable(meant)
    return null
  }

  private startTable(table: TableName): void {
    this.before = this.stores.get(table) ?? new TableStore(table)
    this.store = new TableStore(table, this.before)
    this.stores.set(table, this.store)
    this.context.table = table
  }

  private commit(): void {
    const { store } = this
    if (store === null) return
    const problems = checkTable(store, this.host, this.things)
    const [first] = problems
    if (first !== undefined) {
      const stderr = `iptables-restore: line ${this.line} failed\n`
      for (const { message, span, option, hint } of problems) {
        const refused = option === null ? span : rare().spanOfOption(this.text, span, option)
        this.report({ message, speaker: 'kernel', span: refused, status: 1, hint, stderr })
      }
    }
    this.things.keep(this.stores.values())
    this.store = null
    this.before = null
  }

  private endWithoutCommit(): void {
    this.line++
    const message = `iptables-restore: COMMIT expected at line ${this.line}`
    this.report({
      message,
      span: this.endOfText(),
      status: 1,
      hint: ['commit missing'],
      stderr: `${message}\n`,
    })
    this.commit()
  }

  private declareChain(store: TableStore): LineProblem | null {
    const name = this.token(this.lineStart + 1)
    if (name === null) return this.refusal(`iptables-restore: line ${this.line} chain name invalid`, this.lineSpan(), ['chain missing'])
    if (byteLength(name.text) >= MAX_NAME)
      return this.refusal(`Invalid chain name \`${name.text}' (${MAX_NAME - 1} chars max)`, name.span(), ['chain name most', MAX_NAME - 1])
    const there = store.find(name.text)
    if ((there === null || there.hook === null) && store.create(name.text, null) !== null) {
      const hint: Hint = there === null ? ['verdict name', name.text] : ['chain twice']
      return this.refusal(`error creating chain '${name.text}':File exists`, name.span(), hint)
    }
    const chain = store.find(name.text)
    if (chain !== null) chain.span = this.lineSpan()
    const policy = this.token(name.end)
    if (policy === null) return this.refusal(`iptables-restore: line ${this.line} policy invalid`, this.lineSpan(), ['policy or dash'])
    this.announced.add(name.text)
    // A chain of one's own has no counters, whatever stands there.
    if (policy.text === '-') return null
    const counters = readCounters(this.token(policy.end)?.text ?? '')
    if (counters === null && this.host.counters === true)
      return this.refusal(`invalid policy counters for chain '${name.text}'`, this.lineSpan(), ['counters behind policy'])
    this.sayIfLarge(counters ?? ZERO_COUNTERS)
    const problem = store.setPolicy(name.text, policy.text, counters ?? ZERO_COUNTERS)
    if (problem === null) return null
    const message = `Can't set policy \`${policy.text}' on \`${name.text}' line ${this.line}: ${problem.message}`
    const stderr = `iptables-restore ${VERSION}: ${message}\n`
    return problem.message === 'Bad policy name'
      ? {
          message,
          span: policy.span(),
          status: 1,
          hint: ['policies'],
          stderr,
        }
      : {
          message,
          span: name.span(),
          status: 1,
          hint: ['user chain has dash', store.name, name.text],
          stderr,
        }
  }

  private readRule(complete: boolean): LineProblem | null {
    const { text } = this
    let from = this.lineStart
    let to = complete ? this.lineEnd + 1 : this.lineEnd
    let counters: Counters | null = null
    this.words.clear()
    if (text.charCodeAt(from) === BRACKET) {
      const before = readLineCounters(text, from, to)
      if (before === null) return this.refusal(`Bad line ${this.line}: need ]`, this.lineSpan(), ['counters form'])
      if (this.host.counters === true)
        for (const word of ['--set-counters', before.packets, before.bytes])
          this.words.add(word, from, Math.min(before.start, this.lineEnd))
      else counters = readCounters(text.slice(from, before.start))
      from = before.start
      to = before.end
    }
    const problem = splitRestoreLine(text, from, to, this.words)
    if (problem !== null) {
      const hint: Hint = problem.message.startsWith('Parser') ? ['words of line'] : ['length of word']
      return this.refusal(problem.message, this.token(problem.offset)?.span() ?? this.lineSpan(), hint)
    }
    if (this.failure !== null && this.recover()) return null
    return this.rules < MAX_RULES ? this.runRule(counters) : this.tooManyRules()
  }

  /** What people mean by lines that the tool has stopped reading before: another table, a COMMIT with something behind it. */
  private recover(): boolean {
    const word = this.words.at(0)
    if (word === null) return true
    if (word === 'COMMIT' || word === 'COMMIT\r') {
      this.commit()
      return true
    }
    if (word.startsWith('*') && tableName(word.slice(1).trimEnd()) !== null) {
      this.commit()
      const problem = this.openTable()
      if (problem !== null) this.report(problem)
      return true
    }
    return this.words.count === 1 && word === '\r'
  }

  private runRule(counters: Counters | null): LineProblem | null {
    const { store } = this
    if (store === null) return null
    const command = this.parser.parse(this.words, this.context)
    if (command.kind === 'ignored') {
      this.warn(command.warnings)
      this.leaveOut(command.exits)
      return null
    }
    if (command.kind === 'refused') {
      this.report(this.refusalOf(command))
      // The tool is at its end; COMMIT without a line end, and a forgotten COMMIT, are taken as they are meant.
      this.recover()
      return null
    }
    const result = runCommand(store, command, counters ?? command.counters, this.site)
    if (result.kind === 'refused') return this.refusalOf(result.refused)
    this.warn(result.warnings)
    if (result.kind === 'failed') return this.failed(result)
    this.sayIfLarge(counters ?? command.counters)
    if (result.change.kind === 'appended') this.rules += result.change.count
    else if (result.change.kind === 'rules') this.rules++
    return null
  }

  private sayIfLarge(counters: Counters): void {
    const message = largeCounters(counters)
    if (message !== null)
      this.diagnostics.add({ severity: 'warning', speaker: 'fivechains', message, span: this.lineSpan(), hint: null, status: 0 })
  }

  /** -h and -V end the tool, content, with nothing more than what was committed; a line with -6 is not for it. What stands behind is read on. */
  private leaveOut(exits: boolean): void {
    const message = exits
      ? 'iptables-restore ends here without a word: this table is not loaded, nor what follows.'
      : 'This line is for ip6tables alone: it is left out.'
    const hint: Hint = exits ? ['no help in line'] : ['ipv6 line']
    this.diagnostics.add({ severity: exits ? 'error' : 'warning', speaker: 'fivechains', message, span: this.lineSpan(), hint, status: 0 })
    if (exits) this.failure ??= { status: 0, stderr: this.stderr, ruleset: { family: 'ipv4', tables: this.committedTables() } }
  }

  private tooManyRules(): null {
    const message = `Only the first ${MAX_RULES} rules are read.`
    if (this.limits.includes(message)) return null
    this.limits.push(message)
    this.diagnostics.add({ severity: 'error', speaker: 'fivechains', message, span: this.lineSpan(), hint: null, status: 0 })
    return null
  }

  private warn(warnings: readonly string[]): void {
    for (const message of warnings) {
      if (this.failure === null) this.stderr += `${message}\n`
      this.diagnostics.add({ severity: 'warning', speaker: 'iptables-restore', message, span: this.lineSpan(), hint: null, status: 0 })
    }
  }

  /** libiptc's no: the tool only says which line. */
  private failed({ message, span, hint }: { readonly message: string; readonly span: Span; readonly hint: Hint | null }): LineProblem {
    return { message, span, status: 1, hint, stderr: `iptables-restore: line ${this.line} failed\n` }
  }

  private refusalOf(refused: Refused): LineProblem {
    this.warn(refused.warnings)
    return this.refusal(refused.message, this.spanOfWords(refused.word, refused.lastWord), refused.hint, refused)
  }

  private refusal(
    message: string,
    span: Span,
    hint: Hint | null,
    { bare, status }: { readonly bare: boolean; readonly status: number } = PARAMETER_PROBLEM,
  ): LineProblem {
    return { message: message.trim(), span, status, hint, stderr: refusalText('iptables-restore', { message, bare, status }, this.line) }
  }

  private report({ message, speaker = 'iptables-restore', span, status, hint, stderr }: LineProblem): void {
    this.failure ??= { status, stderr: this.stderr + stderr, ruleset: { family: 'ipv4', tables: this.committedTables() } }
    const long = this.lineStart > this.rowStart && speaker !== 'kernel'
    this.diagnostics.add({ severity: 'error', speaker, message, span, hint: long ? ['line too long', READ_AT_ONCE] : hint, status })
  }

  /** What the kernel holds now: the table that is being read is there, but as it was before. */
  private committedTables(): Table[] {
    return [...this.stores.values()].map((store) => (store === this.store && this.before !== null ? this.before.copy() : store.copy()))
  }

  private lineSpan(): Span {
    return this.spanInLine(this.lineStart, Math.max(this.lineEnd, this.lineStart + 1))
  }

  private endOfText(): Span {
    const end = this.text.length
    const complete = this.text.endsWith('\n')
    const start = complete ? end : this.rowStart
    const line = complete ? this.row + 1 : this.row
    return { line, column: end - start + 1, endLine: line, endColumn: end - start + 1 }
  }

  private spanInLine(start: number, end: number): Span {
    const { row, rowStart } = this
    return { line: row, column: start - rowStart + 1, endLine: row, endColumn: end - rowStart + 1 }
  }

  private spanOfWords(word: number, lastWord: number): Span {
    const start = word < 0 ? undefined : this.words.start[word]
    const end = word < 0 ? undefined : this.words.end[Math.max(word, lastWord)]
    return start === undefined || end === undefined ? this.lineSpan() : this.spanInLine(start, Math.min(end, this.lineEnd))
  }

  /** strtok with blanks, from an offset of this line: the next token, or null. */
  private token(from: number): Token | null {
    const { text } = this
    let start = from
    while (start < this.lineEnd && isBlank(text.charCodeAt(start))) start++
    if (start >= this.lineEnd) return null
    let end = start
    while (end < this.lineEnd && !isBlank(text.charCodeAt(end))) end++
    return { text: text.slice(start, end), end, span: () => this.spanInLine(start, end) }
  }
}

interface Token {
  readonly text: string
  readonly end: number
  span(): Span
}

const PARAMETER_PROBLEM = { bare: false, status: 2 } as const

/** How many bytes of a line the tool reads at once, its end included (fgets into a buffer of 10240). */
const READ_AT_ONCE = 10_239

/** Where the tool stops reading a line that is too long for it; -1 where it has all of it. */
function endOfRead(text: string, from: number, end: number, complete: boolean): number {
  if ((end - from + 1) * 3 <= READ_AT_ONCE) return -1
  let bytes = 0
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at)
    // Half of a pair that stands for a character of four bytes.
    const half = code >= 0xd800 && code < 0xe000
    bytes += code < 0x80 ? 1 : code < 0x800 || half ? 2 : 3
    if (bytes > READ_AT_ONCE) return at
  }
  return complete && bytes === READ_AT_ONCE ? end : -1
}

/** `[packets:bytes]`, whatever stands behind (parse_counters); null for anything else. */
function readCounters(text: string): Counters | null {
  const [, packets, bytes] = /^\[\s*([+-]?\d+):\s*([+-]?\d+)/.exec(text) ?? []
  if (packets === undefined || bytes === undefined) return null
  if (packets === '0' && bytes === '0') return ZERO_COUNTERS
  return { packets: Number(strtoul(packets, 10).value), bytes: Number(strtoul(bytes, 10).value) }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

const RETURN = 13
const HASH = 35
const STAR = 42
const COLON = 58
const BRACKET = 91
