import type { Span } from '../../model'
import type { ImportDraft } from '../import-draft'
import type { NoteKey } from '../note-keys'
import type { SourceLine } from '../source-lines'
import { evaluate } from './arithmetic'
import { type Branch, branchesOfCase, branchesOfIf } from './branches'
import { holds } from './conditions'
import { elementsOf, putList, type Variables } from './parameters'
import { patternMatches, type ReadLoop, readLoopOf, valuesOf } from './read-loop'
import { elementsIn, fieldsOf, splitWords, unbraced, unquote } from './shell-words'
import { MOST_STATEMENTS, type Statement, statementsOf } from './statements'
import { assignmentOf, type Expanded, expandWords } from './variables'

/** Stand for quotation marks of a here-document while its variables are filled in. */
const SINGLE = '\ue000'
const DOUBLE = '\ue001'

/** A command with everything filled in. */
export interface PlainCommand extends SourceLine {
  readonly heredoc: readonly SourceLine[] | null
}

/** Commands that loops and calls may make in all, and how deep they may stand in each other. */
const MOST_COMMANDS = 50_000
/** Statements that may run in all: functions that call each other twice would never end. */
const MOST_STEPS = 200_000
const DEEPEST = 50
/** Turns of loops that count, of all in a script: those that only the machine ends must end here, too. */
const MOST_TURNS = 2_000
/** Unknown variables that one statement may be asked about. */
const MOST_UNKNOWN = 20

/** Statements whose effect is seen here: what is unknown in others need not be asked about. */
const MATTERS = /iptables|ipset|\bip\s|sysctl|\/proc\/sys|^"?\$/

/**
 * What a script would run, as far as that can be known from its text: variables, `for` loops over written words, and functions.
 * What depends on the machine is asked about: which branch of an `if` or `case` runs, and what a variable is. What nobody has
 * answered is named and left out.
 */
export function expandScript(lines: readonly SourceLine[], draft: ImportDraft): readonly PlainCommand[] {
  return new Expander(statementsOf(lines), draft).run()
}

interface Range {
  readonly from: number
  readonly to: number
}

class Expander {
  private readonly commands: PlainCommand[] = []
  private readonly variables: Variables = new Map()
  private readonly functions = new Map<string, Range>()
  private readonly told = new Set<string>()
  /** Nothing runs any more: a bound was reached, or the script has said `exit`. */
  private over = false
  private returning = false
  /** `continue` or `break` was said: the body of the loop runs no further. */
  private leaving: 'turn' | 'loop' | null = null
  /** Files that the script has written itself. */
  private readonly files = new Map<string, readonly SourceLine[]>()
  /** Their texts. */
  private readonly written = new Map<string, string>()
  private steps = 0
  /** Of all loops that count. */
  private turns = 0

  constructor(
    private readonly statements: readonly Statement[],
    private readonly draft: ImportDraft,
  ) {}

  run(): readonly PlainCommand[] {
    if (this.statements.length >= MOST_STATEMENTS) this.say(0, 'most statements', String(MOST_STATEMENTS))
    this.block({ from: 0, to: this.statements.length }, 0)
    return this.commands
  }

  private block({ from, to }: Range, depth: number): void {
    for (let at = from; at < to && !this.over && !this.returning && this.leaving === null; ) at = this.statement(at, to, depth)
  }

  /** Runs one statement; the index of the next. */
  private statement(at: number, to: number, depth: number): number {
    const statement = this.statements[at]
    if (statement === undefined) return to
    if (++this.steps > MOST_STEPS) {
      this.over = true
      this.say(at, 'most steps', String(MOST_STEPS))
      return to
    }
    const { text } = statement
    if (text.startsWith('#')) {
      if (depth === 0 && !text.startsWith('#!')) this.put(statement, text)
      return at + 1
    }
    const loop = /^for\s+(\w+)\s+in\b\s*(.*)$/s.exec(text)
    if (loop !== null) return this.loop(at, to, depth, loop[1] ?? '', loop[2] ?? '')
    const reading = readLoopOf(text)
    if (reading !== null) return this.readLoop(at, to, depth, reading)
    const defined = /^(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*(\{)?$/.exec(text)
    if (defined !== null) return this.define(at, to, defined[1] ?? defined[2] ?? '', defined[3] !== undefined)
    if (/^if\b/.test(text)) return this.decide(at, to, depth)
    const counted = /^(while|until)\s+(.*)$/s.exec(text)
    if (counted !== null) return this.countedLoop(at, to, depth, { condition: counted[2] ?? '', wanted: counted[1] === 'while', step: '' })
    const stepped = /^for\s*\(\(([^;]*);([^;]*);([^;]*)\)\)$/s.exec(text)
    if (stepped !== null) {
      this.calculate(stepped[1] ?? '')
      return this.countedLoop(at, to, depth, { condition: `((${stepped[2]?.trim() || 1}))`, wanted: true, step: stepped[3] ?? '' })
    }
    if (/^(?:select|for)\b/.test(text)) {
      const end = this.endOf(at, to, ['do', 'done'])
      this.forget({ from: at, to: end })
      this.leaveOut(at, end, 'loop not known')
      return end
    }
    if (/^case\b/.test(text)) return this.choose(at, to, depth)
    if (/^(?:do|done\b.*|then|else|fi\b.*|esac|[{}()](?:\s*(?:\d?>|<|&).*)?|;;|elif\b.*)$/.test(text)) return at + 1
    if (/^exit\b/.test(text)) {
      this.over = true
      return to
    }
    if (/^return\b/.test(text)) {
      this.returning = true
      return to
    }
    if (/^(?:continue|break)\b/.test(text)) {
      this.leaving = text.startsWith('break') ? 'loop' : 'turn'
      return to
    }
    this.simple(statement, at, depth)
    return at + 1
  }

  private simple(statement: Statement, at: number, depth: number): void {
    const { text } = statement
    const guarded = /^(!?\s*(?:\[{1,2}\s.*?\s\]{1,2}|test\s[^&|]*?))\s*(&&|\|\|)\s*(.+)$/s.exec(text)
    if (guarded !== null) {
      this.guarded({ ...statement, text: guarded[3] ?? '' }, at, depth, { condition: guarded[1] ?? '', wanted: guarded[2] === '&&' })
      return
    }
    const moved = /^shift(?:\s+(\d{1,3}))?$/.exec(text)
    if (moved !== null) {
      const words = [...this.variables].flatMap(([key, value]) => (/^\d+$/.test(key) ? [value ?? ''] : []))
      this.position(words.slice(Number(moved[1] ?? 1)))
      return
    }
    const list = /^(?:(?:declare|local|readonly|export|typeset)\s+(?:-\w+\s+)*)?(\w+)(\+?)=\((.*)\)$/s.exec(text)
    if (list !== null) {
      this.assignList(list[1] ?? '', list[3] ?? '', list[2] === '+')
      return
    }
    const read = /^(?:mapfile|readarray)\s+(?:-t\s+)?(\w+)(?:\s*<.*)?$/s.exec(text)
    if (read !== null && statement.heredoc !== null) {
      putList(
        this.variables,
        read[1] ?? '',
        this.heredocOf(statement).map((line) => line.text),
      )
      return
    }
    const calculated = /^(?:\(\((.*)\)\)|let\s+(.*)|:\s+\$\(\((.*)\)\))$/s.exec(text)
    if (calculated !== null) {
      for (const part of calculated[2] === undefined ? [calculated[1] ?? calculated[3] ?? ''] : splitWords(calculated[2]).map(unquote))
        this.calculate(part)
      return
    }
    const assigned = assignmentOf(text)
    if (assigned !== null) {
      for (const { name, value, adds } of assigned) {
        const expanded = expandWords(value, this.variables, this.written)
        const before = adds ? this.variables.get(name) : ''
        this.variables.set(name, expanded.unknown === null && before !== null ? `${before ?? ''}${unquote(expanded.text)}` : null)
      }
      return
    }
    const matters = MATTERS.test(text) || this.functions.has(splitWords(text)[0] ?? '')
    // Nobody says what a script is started with: it is started with nothing.
    const started = matters && !this.variables.has('@') ? text.replace(/\s+"?\$[@*]"?(?=\s|$)/g, '') : text
    const expanded = matters ? this.expand(started, at) : expandWords(text, this.variables, this.written)
    if (expanded.unknown !== null) {
      if (matters) this.leaveOutUnknown(at, at + 1, expanded.unknown)
      return
    }
    const [name = '', ...rest] = splitWords(expanded.text)
    const body = this.functions.get(name)
    if (body === undefined) {
      this.put(statement, expanded.text)
      return
    }
    this.call(body, rest, at, depth)
  }

  private call(body: Range, words: readonly string[], at: number, depth: number): void {
    if (depth >= DEEPEST) {
      this.say(at, 'calls too deep', String(DEEPEST))
      return
    }
    const saved = [...this.variables].filter(([key]) => /^(?:\d+|[@*#])$/.test(key))
    this.position(words.flatMap(unbraced).map(unquote))
    this.block(body, depth + 1)
    this.returning = false
    for (const key of [...this.variables.keys()]) if (/^(?:\d+|[@*#])$/.test(key)) this.variables.delete(key)
    for (const [key, value] of saved) this.variables.set(key, value)
  }

  /** `$1`, `$2` and what counts them. */
  private position(words: readonly string[]): void {
    for (const key of [...this.variables.keys()]) if (/^\d+$/.test(key)) this.variables.delete(key)
    for (const [index, word] of words.entries()) this.variables.set(String(index + 1), word)
    for (const all of ['@', '*']) this.variables.set(all, words.join(' '))
    this.variables.set('#', String(words.length))
  }

  /** Text with its variables filled in; a person may have said those that the script does not. */
  private expand(text: string, at: number): Expanded {
    let expanded = expandWords(text, this.variables, this.written)
    for (let tries = 0; tries < MOST_UNKNOWN; tries++) {
      const { unknown } = expanded
      if (unknown?.kind !== 'variable' || /^(?:[@*#?]|\d+)$/.test(unknown.text)) return expanded
      const value = this.draft.ask({ kind: 'variable', span: this.spanOf(at, at + 1), about: unknown.text, options: [] }, '')
      if (value === null) return expanded
      this.variables.set(unknown.text, value)
      expanded = expandWords(text, this.variables, this.written)
    }
    return expanded
  }

  /** `[ condition ] && command`: what stands behind it runs where the condition is known or a person says so. */
  private guarded(
    statement: Statement,
    at: number,
    depth: number,
    { condition, wanted }: { readonly condition: string; readonly wanted: boolean },
  ): void {
    const known = holds(condition, this.variables)
    if (known !== null) {
      if (known === wanted) this.statementOf(statement, at, depth)
      return
    }
    // Whether a script goes on at all is no question: here it does.
    if (/^(?:exit|return|echo|true|:|\{?\s*echo)\b/.test(statement.text)) return
    const options = [
      { value: '1', label: statement.text.slice(0, 200) },
      { value: 'none', label: '' },
    ]
    const chosen = this.draft.ask({ kind: 'branch', span: this.spanOf(at, at + 1), about: condition, options }, '')
    if (chosen === '1') this.statementOf(statement, at, depth)
    else {
      this.forgetAssigned(statement.text)
      if (chosen === null) this.leaveOut(at, at + 1, 'if not known', condition)
    }
  }

  private statementOf(statement: Statement, at: number, depth: number): void {
    if (/^exit\b/.test(statement.text)) this.over = true
    else if (/^return\b/.test(statement.text)) this.returning = true
    else if (/^(?:continue|break)\b/.test(statement.text)) this.leaving = statement.text.startsWith('break') ? 'loop' : 'turn'
    else this.simple(statement, at, depth)
  }

  /** The branch of an `if` that is known to run, or that a person has chosen. */
  private decide(at: number, to: number, depth: number): number {
    const end = this.endOf(at, to, ['if', 'fi'])
    const branches = branchesOfIf(this.statements, at, end)
    const open: Branch[] = []
    for (const branch of branches) {
      const known = branch.condition === null ? true : holds(branch.condition, this.variables)
      if (known === false) continue
      open.push(branch)
      if (known === true) break
    }
    const [first] = open
    if (first === undefined) return end
    if (open.length === 1 && (first.condition === null || holds(first.condition, this.variables) === true)) {
      this.block(first, depth)
      return end
    }
    if (this.guardedByIptables(at, open, depth)) return end
    // Nothing that is seen here happens in it.
    if (!open.some((branch) => this.matters(branch))) {
      this.forget({ from: at, to: end })
      return end
    }
    const options = [
      ...open.map(({ condition }, index) => ({
        value: condition === null ? 'else' : String(index + 1),
        label: condition === null ? '' : condition.slice(0, 200),
      })),
      ...(open.some(({ condition }) => condition === null) ? [] : [{ value: 'none', label: '' }]),
    ]
    const about = first.condition ?? ''
    const chosen = this.draft.ask({ kind: 'branch', span: this.spanOf(at, end), about, options }, '')
    const index = options.findIndex(({ value }) => value === chosen)
    const branch = open[index]
    if (branch !== undefined) this.block(branch, depth)
    else {
      this.forget({ from: at, to: end })
      if (chosen === null) this.leaveOut(at, end, 'if not known', about)
    }
    return end
  }

  /**
   * `if ! iptables -C RULE; then iptables -A RULE; fi`, and a group behind `iptables ... ||`: iptables' own reader knows what a command answers, and one that
   * makes something is taken to have made it. False for every other condition.
   */
  private guardedByIptables(at: number, branches: readonly Branch[], depth: number): boolean {
    const [branch, another] = branches
    const command = /^(!\s+)?((?:sudo\s+)?[^\s;&|]*(?:iptables|\$\{?I?P?T\w*\}?)\S*\s[^;&|]*)$/is.exec(branch?.condition ?? '')
    const first = this.statements[at]
    if (branch === undefined || another !== undefined || command === null || first === undefined) return false
    const isMissing = command[1] !== undefined
    const body = this.statements.slice(branch.from, branch.to).filter(({ text }) => text !== 'fi' && !text.startsWith('#'))
    const seen = body.filter(({ text }) => MATTERS.test(text))
    const asks = /\s(?:-C|--check|-L|-nL|-S|--list\S*)\b/.test(command[2] ?? '')
    if (asks && (seen.length !== 1 || body.length !== 1 || !/\s(?:-C|--check)\b/.test(command[2] ?? ''))) return false
    if (asks || (isMissing && seen.length === 1 && body.length === 1)) {
      this.simple({ ...first, text: `${command[2]} ${isMissing ? '||' : '&&'} ${seen[0]?.text ?? ''}` }, at, depth)
      return true
    }
    if (seen.length > 0 && isMissing) return false
    this.simple({ ...first, text: command[2] ?? '' }, at, depth)
    if (!isMissing) this.block(branch, depth)
    return true
  }

  private matters({ from, to }: Range): boolean {
    for (let index = from; index < to; index++) {
      const text = this.statements[index]?.text ?? ''
      if (MATTERS.test(text) || this.functions.has(splitWords(text)[0] ?? '')) return true
    }
    return false
  }

  /** What was perhaps assigned is no longer known. */
  private forget({ from, to }: Range): void {
    for (let index = from; index < to; index++) this.forgetAssigned(this.statements[index]?.text ?? '')
  }

  private forgetAssigned(text: string): void {
    for (const { name } of assignmentOf(text) ?? []) this.variables.set(name, null)
    for (const [, name = ''] of text.matchAll(/(?:\(\(|^let\s+["']?)\s*(?:\+\+|--)?\s*([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/%]?=(?!=))/g))
      this.variables.set(name, null)
    for (const [, name = ''] of text.matchAll(/(?:\(\(|^let\s)\s*(?:\+\+|--)\s*([A-Za-z_]\w*)/g)) this.variables.set(name, null)
  }

  private calculate(expression: string): void {
    const expanded = expandWords(expression, this.variables, this.written)
    if (expanded.unknown !== null || evaluate(unquote(expanded.text), this.variables) === null) this.forgetAssigned(`((${expression}`)
  }

  private assignList(name: string, text: string, adds: boolean): void {
    const expanded = expandWords(text.replace(/(^|\s)#.*$/gm, '$1'), this.variables, this.written)
    const before = adds ? elementsOf(this.variables, name) : []
    if (expanded.unknown !== null) {
      putList(this.variables, name, [])
      this.variables.set(name, null)
      return
    }
    const { words, keyed } = elementsIn(expanded.text)
    putList(this.variables, name, [...before.map(([, value]) => value), ...words])
    for (const [key, value] of keyed) this.variables.set(`${name}[${key}]`, value)
  }

  /** `while` and `until` on what the script itself counts, and `for ((;;))`. */
  private countedLoop(
    at: number,
    to: number,
    depth: number,
    { condition, wanted, step }: { readonly condition: string; readonly wanted: boolean; readonly step: string },
  ): number {
    const end = this.endOf(at, to, ['do', 'done'])
    const body = { from: at + 1, to: end - 1 }
    for (;;) {
      const known = depth >= DEEPEST || this.turns++ > MOST_TURNS ? null : holds(condition, this.variables)
      if (known === null) {
        this.forget({ from: at, to: end })
        this.leaveOut(at, end, 'loop not known')
        return end
      }
      if (known !== wanted || !this.turn(body, depth) || this.over) return end
      this.calculate(step)
    }
  }

  private loop(at: number, to: number, depth: number, name: string, list: string): number {
    const end = this.endOf(at, to, ['do', 'done'])
    const expanded = this.expand(splitWords(list).flatMap(unbraced).join(' '), at)
    if (expanded.unknown !== null || /[`*?{]|\$\(/.test(expanded.text) || depth >= DEEPEST) {
      this.forget({ from: at, to: end })
      if (expanded.unknown === null) this.leaveOut(at, end, 'loop not known')
      else this.leaveOutUnknown(at, end, expanded.unknown)
      return end
    }
    const before = this.variables.get(name)
    for (const word of fieldsOf(expanded.text, list, this.variables.get('IFS') ?? '')) {
      this.variables.set(name, unquote(word))
      if (!this.turn({ from: at + 1, to: end - 1 }, depth)) break
    }
    if (before !== undefined) this.variables.set(name, before)
    return end
  }

  /** One turn of a loop; whether there may be another. */
  private turn(body: Range, depth: number): boolean {
    if (this.over || this.returning) return false
    this.block(body, depth + 1)
    const goesOn = this.leaving !== 'loop'
    this.leaving = null
    return goesOn
  }

  /** `while read`: a turn for each line, where the lines are in the script or a person says them. */
  private readLoop(at: number, to: number, depth: number, loop: ReadLoop): number {
    const end = this.endOf(at, to, ['do', 'done'])
    const isSeen = this.matters({ from: at + 1, to: end })
    const lines = depth >= DEEPEST || !isSeen ? null : this.linesFor(at, end, loop)
    if (lines === null) {
      this.forget({ from: at, to: end })
      if (isSeen) this.leaveOut(at, end, 'lines not known')
      return end
    }
    for (const line of lines) {
      for (const [name, value] of valuesOf(line, loop)) this.variables.set(name, value)
      if (!this.turn({ from: at + 1, to: end - 1 }, depth)) break
    }
    // A loop behind a pipe runs in a shell of its own; of the other the last, failed reading empties them.
    for (const name of loop.names) this.variables.set(name, loop.source === null ? '' : null)
    return end
  }

  private linesFor(at: number, end: number, { source, names }: ReadLoop): readonly string[] | null {
    const last = this.statements[end - 1]
    const fed = source ?? /^done\s*(<.*)$/s.exec(last?.text ?? '')?.[1] ?? ''
    const number = this.statements[at]?.number
    // Behind a pipe the here-document belongs to the line on which the loop begins.
    const holder = source === null ? last : this.statements.slice(at, end).find((one) => one.number === number && one.heredoc !== null)
    if (/(?<!<)<<(?!<)/.test(fed)) return holder?.heredoc == null ? null : this.heredocOf(holder).map(({ text }) => text)
    const file = /^(?:cat\s+|<\s*)(["']?)([^\s"'|<>]+)\1$/.exec(fed)?.[2]
    if (file !== undefined) {
      const named = this.expand(file, at)
      const written = named.unknown === null ? this.files.get(named.text) : undefined
      if (written !== undefined) return written.map(({ text }) => text)
    }
    const printed = /^(?:echo(?:\s+-[ne]+)?|printf\s+(["'])%s\\n\1|<<<)\s*(.*)$/s.exec(fed)
    if (printed !== null) {
      const words = this.expand(printed[2] ?? '', at)
      if (words.unknown !== null) return null
      const values = splitWords(words.text).map(unquote)
      return fed.startsWith('printf') ? values : values.join(' ').replaceAll('\\n', '\n').split('\n')
    }
    const said = this.draft.ask({ kind: 'lines', span: this.spanOf(at, end), about: file ?? fed, options: [] }, '')
    if (said === null) return null
    return (/[;\n]/.test(said) || names.length > 1 ? said.split(/\s*[;\n]\s*/) : said.split(/\s+/)).filter((line) => line !== '')
  }

  /** The lines of a here-document; where its end is not quoted the shell fills in variables. */
  private heredocOf({ text, heredoc, number }: Statement): readonly SourceLine[] {
    const lines = heredoc ?? []
    if (/<<-?\s*["'\\]/.test(text)) return lines
    return lines.map((line) => {
      if (!line.text.includes('$')) return line
      const at = this.statements.findIndex((one) => one.number === number)
      // Quotes are letters like others here.
      const expanded = this.expand(line.text.replaceAll("'", SINGLE).replaceAll('"', DOUBLE), Math.max(0, at))
      if (expanded.unknown === null) return { ...line, text: expanded.text.replaceAll(SINGLE, "'").replaceAll(DOUBLE, '"') }
      this.leaveOutUnknown(Math.max(0, at), Math.max(0, at) + 1, expanded.unknown)
      return { ...line, text: '' }
    })
  }

  private define(at: number, to: number, name: string, opened: boolean): number {
    const begin = opened ? at + 1 : this.statements[at + 1]?.text === '{' ? at + 2 : at + 1
    let depth = 1
    let end = begin
    for (; end < to && depth > 0; end++) {
      const text = this.statements[end]?.text ?? ''
      if (text.endsWith('{') && !text.startsWith('#')) depth++
      if (text === '}' || /^\}\s/.test(text)) depth--
    }
    this.functions.set(name, { from: begin, to: Math.max(begin, depth === 0 ? end - 1 : end) })
    return end
  }

  /** `case "$1" in start) ...`: a script is started, unless a person says otherwise. */
  private choose(at: number, to: number, depth: number): number {
    const end = this.endOf(at, to, ['case', 'esac'])
    const word = /^case\s+(.*?)\s+in\b\s*(.*)$/s.exec(this.statements[at]?.text ?? '')?.[1] ?? ''
    const branches = branchesOfCase(this.statements, at, end)
    const asked = expandWords(word, this.variables)
    const matching = (value: string): (typeof branches)[number] | undefined =>
      branches.find(({ condition }) => (condition ?? '').split('|').some((one) => patternMatches(one.trim(), value)))
    let branch: (typeof branches)[number] | undefined
    if (asked.unknown === null) branch = matching(unquote(asked.text))
    else {
      const started = /\$\{?1/.test(word) ? matching('start') : undefined
      const assumed = started === undefined || started.condition === '*' ? '' : String(branches.indexOf(started) + 1)
      const options = [
        ...branches.map(({ condition }, index) => ({ value: String(index + 1), label: condition ?? '' })),
        { value: 'none', label: '' },
      ]
      const chosen = this.draft.ask({ kind: 'branch', span: this.spanOf(at, end), about: word, options }, assumed)
      if (chosen === null && assumed !== '') this.draft.note('assumed', this.spanOf(at, at + 1), 'script started', started?.condition ?? '')
      if (chosen === null && assumed === '') this.leaveOut(at, end, 'case not known')
      branch = branches[Number(chosen ?? assumed) - 1]
    }
    if (branch === undefined) {
      this.forget({ from: at, to: end })
      return end
    }
    const first = this.statements[at]
    if (first !== undefined && branch.first !== '')
      this.statementOf(
        { ...first, number: this.statements[branch.from - 1]?.number ?? first.number, text: branch.first },
        branch.from - 1,
        depth,
      )
    this.block({ from: branch.from, to: Math.min(branch.to, end - 1) }, depth + 1)
    return end
  }

  /** The index behind the word that closes what begins here. */
  private endOf(at: number, to: number, [open, close]: readonly [string, string]): number {
    let depth = open === 'do' ? 0 : 1
    for (let index = at + (open === 'do' ? 0 : 1); index < to; index++) {
      const text = this.statements[index]?.text ?? ''
      const word = /^\w+/.exec(text)?.[0]
      if (word === open) depth++
      else if (word === close) {
        depth--
        if (depth <= 0) return index + 1
      }
    }
    return to
  }

  private put(statement: Statement, text: string): void {
    if (this.commands.length >= MOST_COMMANDS) {
      this.over = true
      this.say(this.statements.indexOf(statement), 'most commands', String(MOST_COMMANDS))
      return
    }
    const heredoc = statement.heredoc === null ? null : this.heredocOf(statement)
    const written = heredoc === null ? null : /^(?:sudo\s+)?(?:cat\b.*?>{1,2}|tee\b)\s*(["']?)([^\s"'<>|]+)\1/.exec(text)
    if (heredoc !== null && written !== null) {
      this.files.set(written[2] ?? '', heredoc)
      this.written.set(written[2] ?? '', heredoc.map((line) => line.text).join('\n'))
      return
    }
    const restored = /-restore\b.*?(?:<\s*|\s)(["']?)([./]?[\w./-]*\/[\w./-]+)\1\s*$/.exec(text)?.[2]
    this.commands.push({
      number: statement.number,
      text: text.replaceAll('\n', ' '),
      heredoc: heredoc ?? this.files.get(restored ?? '') ?? null,
    })
  }

  private leaveOutUnknown(from: number, to: number, unknown: NonNullable<Expanded['unknown']>): void {
    if (unknown.kind === 'variable') this.leaveOut(from, to, 'variable not known', unknown.text)
    else if (unknown.kind === 'expression') this.leaveOut(from, to, 'expression not known', unknown.text)
    else this.leaveOut(from, to, unknown.kind === 'command' ? 'command not run' : 'value too long')
  }

  private leaveOut(from: number, to: number, key: NoteKey, ...words: readonly string[]): void {
    const first = this.statements[from]
    const id = `${from} ${key} ${words.join(' ')}`
    if (first === undefined || this.told.has(id)) return
    this.told.add(id)
    this.draft.leaveOutAt(this.spanOf(from, to), first.text, key, ...words)
  }

  private say(at: number, key: NoteKey, ...words: readonly string[]): void {
    this.leaveOut(at, at + 1, key, ...words)
  }

  private spanOf(from: number, to: number): Span {
    const line = this.statements[from]?.number ?? 1
    return { line, column: 1, endLine: this.statements[Math.max(from, to - 1)]?.number ?? line, endColumn: 1 }
  }
}
