import type { ImportDraft } from '../import-draft'
import type { SourceLine } from '../source-lines'
import { MOST_STATEMENTS, type Statement, statementsOf } from './statements'
import { assignmentOf, expandWords, type Variables } from './variables'

/** A command with everything filled in. */
export interface PlainCommand extends SourceLine {
  readonly heredoc: readonly SourceLine[] | null
}

/** Commands that loops and calls may make in all, and how deep they may stand in each other. */
const MOST_COMMANDS = 50_000
/** Statements that may run in all: functions that call each other twice would never end. */
const MOST_STEPS = 200_000
const DEEPEST = 50

/**
 * What a script would run, as far as that can be known from its text: variables, `for` loops over written words, and functions.
 * What depends on the machine (`if`, `while`, command substitution) is named and left out.
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
  private full = false
  private steps = 0

  constructor(
    private readonly statements: readonly Statement[],
    private readonly draft: ImportDraft,
  ) {}

  run(): readonly PlainCommand[] {
    if (this.statements.length >= MOST_STATEMENTS) this.say(0, `Only the first ${MOST_STATEMENTS} statements are read.`)
    this.block({ from: 0, to: this.statements.length }, 0)
    return this.commands
  }

  private block({ from, to }: Range, depth: number): void {
    for (let at = from; at < to && !this.full; ) at = this.statement(at, to, depth)
  }

  /** Runs one statement; the index of the next. */
  private statement(at: number, to: number, depth: number): number {
    const statement = this.statements[at]
    if (statement === undefined) return to
    if (++this.steps > MOST_STEPS) {
      this.full = true
      this.say(at, `The script would run more than ${MOST_STEPS} statements: the rest is left out.`)
      return to
    }
    const { text } = statement
    if (text.startsWith('#')) {
      if (depth === 0 && !text.startsWith('#!')) this.put(statement, text)
      return at + 1
    }
    const loop = /^for\s+(\w+)\s+in\b\s*(.*)$/s.exec(text)
    if (loop !== null) return this.loop(at, to, depth, loop[1] ?? '', loop[2] ?? '')
    const defined = /^(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*(\{)?$/.exec(text)
    if (defined !== null) return this.define(at, to, defined[1] ?? defined[2] ?? '', defined[3] !== undefined)
    if (/^(?:if|while|until|select)\b/.test(text)) {
      const end = this.endOf(at, to, text.startsWith('if') ? ['if', 'fi'] : ['do', 'done'])
      this.leaveOut(
        at,
        end,
        text.startsWith('if')
          ? "This `if' depends on the machine: neither branch is read."
          : 'This loop depends on the machine: it is not read.',
      )
      return end
    }
    if (/^case\b/.test(text)) return this.choose(at, to, depth)
    if (/^(?:do|done|then|else|fi|esac|\{|\}|;;|elif\b.*)$/.test(text)) return at + 1
    this.simple(statement, at, depth)
    return at + 1
  }

  private simple(statement: Statement, at: number, depth: number): void {
    const { text } = statement
    const assigned = assignmentOf(text)
    if (assigned !== null) {
      for (const { name, value } of assigned) {
        const expanded = expandWords(value, this.variables)
        this.variables.set(name, expanded.unknown === null ? unquote(expanded.text) : null)
      }
      return
    }
    const expanded = expandWords(text, this.variables)
    if (expanded.unknown !== null) {
      if (/iptables|ipset|\bip\s|sysctl|^"?\$/.test(text)) this.leaveOut(at, at + 1, `Only the shell knows ${expanded.unknown}.`)
      return
    }
    const [name = '', ...rest] = splitWords(expanded.text)
    const body = this.functions.get(name)
    if (body === undefined) {
      this.put(statement, expanded.text)
      return
    }
    if (depth >= DEEPEST) {
      this.say(at, `Functions call each other more than ${DEEPEST} deep: the call is left out.`)
      return
    }
    const saved = [...this.variables].filter(([key]) => /^(?:\d+|[@*#])$/.test(key))
    for (const [index, word] of rest.entries()) this.variables.set(String(index + 1), unquote(word))
    this.variables.set('@', rest.map(unquote).join(' '))
    this.variables.set('*', rest.map(unquote).join(' '))
    this.variables.set('#', String(rest.length))
    this.block(body, depth + 1)
    for (const key of [...this.variables.keys()]) if (/^(?:\d+|[@*#])$/.test(key)) this.variables.delete(key)
    for (const [key, value] of saved) this.variables.set(key, value)
  }

  private loop(at: number, to: number, depth: number, name: string, list: string): number {
    const end = this.endOf(at, to, ['do', 'done'])
    const expanded = expandWords(list, this.variables)
    if (expanded.unknown !== null || /[`*?{]|\$\(/.test(expanded.text) || depth >= DEEPEST) {
      this.leaveOut(at, end, `Only the shell knows what this loop goes over${expanded.unknown === null ? '' : ` (${expanded.unknown})`}.`)
      return end
    }
    const before = this.variables.get(name)
    for (const word of splitWords(expanded.text)) {
      if (this.full) break
      this.variables.set(name, unquote(word))
      this.block({ from: at + 1, to: end - 1 }, depth + 1)
    }
    if (before !== undefined) this.variables.set(name, before)
    return end
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

  /** `case "$1" in start) ...`: what the script does when it is started. */
  private choose(at: number, to: number, depth: number): number {
    const end = this.endOf(at, to, ['case', 'esac'])
    const word = /^case\s+(\S+)\s+in\b\s*(.*)$/s.exec(this.statements[at]?.text ?? '')
    const asked = word === null ? null : expandWords(word[1] ?? '', this.variables)
    const wanted = asked?.unknown === null ? unquote(asked.text) : word !== null && /\$\{?1/.test(word[1] ?? '') ? 'start' : null
    if (wanted === null) {
      this.leaveOut(at, end, "This `case' depends on the machine: nothing of it is read.")
      return end
    }
    for (let index = at + 1; index < end; index++) {
      const label = /^\(?([\w|*"' .-]+)\)\s*(.*)$/s.exec(this.statements[index]?.text ?? '')
      if (label === null || !(label[1] ?? '').split('|').some((one) => unquote(one.trim()) === wanted || one.trim() === '*')) continue
      let stop = index + 1
      while (stop < end && this.statements[stop]?.text !== ';;') stop++
      if (asked?.unknown !== null) this.note(at, `The script is taken to be started: the branch \`${label[1] ?? ''}' is read.`)
      const first = this.statements[index]
      if (first !== undefined && (label[2] ?? '') !== '') this.simple({ ...first, text: label[2] ?? '' }, index, depth)
      this.block({ from: index + 1, to: Math.min(stop, end - 1) }, depth + 1)
      break
    }
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
      this.full = true
      this.say(this.statements.indexOf(statement), `The script makes more than ${MOST_COMMANDS} commands: the rest is left out.`)
      return
    }
    this.commands.push({ number: statement.number, text: text.replaceAll('\n', ' '), heredoc: statement.heredoc })
  }

  private leaveOut(from: number, to: number, why: string): void {
    const first = this.statements[from]
    const last = this.statements[Math.max(from, to - 1)]
    if (first === undefined || last === undefined || this.told.has(`${from} ${why}`)) return
    this.told.add(`${from} ${why}`)
    this.draft.leaveOutAt({ line: first.number, column: 1, endLine: last.number, endColumn: 1 }, first.text, why)
  }

  private say(at: number, why: string): void {
    this.leaveOut(at, at + 1, why)
  }

  private note(at: number, message: string): void {
    const line = this.statements[at]?.number ?? 1
    this.draft.note('assumed', { line, column: 1, endLine: line, endColumn: 1 }, message)
  }
}

function splitWords(text: string): readonly string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []
}

function unquote(text: string): string {
  return text.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
  )
}
