import { type Hint, type Ruleset, TABLES, type TableName } from '../../model'
import { Command } from '../../syntax/option-rules'
import { readRules } from '../../syntax/read-rules'
import type { RulesForm, RulesReading } from '../../syntax/rules-reading'
import { SourceText } from '../../syntax/source-text'
import type { Edited, RuleChange, RulePlace } from '../../worker/protocol-editing'
import { applied, asTextEdits, type OffsetEdit } from './offset-edits'
import { type Candidate, type Cargo, putting, type Target, takingAway } from './put-rule'
import { rewriting } from './rewrite-rule'
import { isSwitchedOff } from './rule-lines'
import { isSameRuleset, linesOf, type RulesetLines, withRules } from './ruleset-lines'
import { type RuleToken, readStatements, type Statement, type Statements } from './statements'

/**
 * Edits of the text that change one rule and nothing else. Each way to write it is read again, and counts only if it says exactly
 * what was wanted; what a command makes of several addresses goes together.
 */
export function changeRule(text: string, change: RuleChange): Edited {
  const reading = readRules(text)
  if (reading.family === 'ipv6') return refused('ipv6')
  const work: Work = { text, reading, lines: linesOf(reading.value), all: readStatements(text, reading.form) }
  switch (change.kind) {
    case 'move':
      return move(work, change.ruleKey, change.to)
    case 'switch off':
      return takeAway(work, change.ruleKey, 'comment')
    case 'remove':
      return takeAway(work, change.ruleKey, 'nothing')
    case 'switch on':
      return switchOn(work, change.line)
    case 'insert':
      return insert(work, change.rule.trim(), change.at)
    case 'copy':
      return copy(work, change.ruleKey)
    case 'rewrite':
      return rewrite(work, change.ruleKey, change.rule.trim())
  }
}

interface Work {
  readonly text: string
  readonly reading: RulesReading
  readonly lines: RulesetLines
  readonly all: Statements
}

/** A rule as the text has it, with those that the same command makes beside it. */
interface FoundRule {
  readonly statement: Statement
  readonly table: TableName
  readonly chain: string
  /** Index of the first of them in the chain. */
  readonly index: number
  readonly count: number
}

function find({ all, lines }: Work, ruleKey: string): FoundRule | null {
  const [tableText = '', chain = '', numberText = ''] = splitKey(ruleKey)
  const table = TABLES.find((name) => name === tableText)
  const tokens = all.chains.get(`${tableText}/${chain}`)
  const token = tokens?.[Number(numberText) - 1]
  const statement = token === undefined ? undefined : all.maker.get(token)
  if (table === undefined || tokens === undefined || token === undefined || statement === undefined) return null
  if (lines.chains.get(`${tableText}/${chain}`)?.rules.length !== tokens.length) return null
  const own = statement.made.filter((made) => tokens.includes(made))
  const index = Math.min(...own.map((made) => tokens.indexOf(made)))
  return { statement, table, chain, index, count: own.length }
}

/** `table/chain/number`; a chain's name may have slashes in it. */
function splitKey(key: string): readonly string[] {
  const first = key.indexOf('/')
  const last = key.lastIndexOf('/')
  return [key.slice(0, first), key.slice(first + 1, last), key.slice(last + 1)]
}

function move(work: Work, ruleKey: string, to: RulePlace): Edited {
  const rule = find(work, ruleKey)
  const target = targetOf(work, to)
  if (rule === null) return refused('no such rule')
  if (target === null) return refused('no such place', `${to.table} ${to.chain}`)
  const key = `${rule.table}/${rule.chain}`
  const toKey = `${to.table}/${to.chain}`
  const { index, count } = rule
  if (key === toKey && to.number - 1 >= index && to.number - 1 <= index + count)
    return { kind: 'edited', edits: {}, select: ruleSpan(work.reading.value, ruleKey) }
  if (rule.statement.site.kind === 'alternative') return refused('is an alternative')
  const group = (work.lines.chains.get(key)?.rules ?? []).slice(index, index + count)
  const without = withRules(work.lines, key, (rules) => rules.toSpliced(index, count))
  const at = key === toKey && to.number - 1 > index ? to.number - 1 - count : to.number - 1
  const wanted = withRules(without, toKey, (rules) => rules.toSpliced(at, 0, ...group))
  const ways = putting(work.all, { kind: 'moved', statement: rule.statement }, target)
  return firstThat(work, ways, (lines) => isSameRuleset(lines, wanted), `${toKey}/${at + 1}`)
}

function takeAway(work: Work, ruleKey: string, keep: 'nothing' | 'comment'): Edited {
  const rule = find(work, ruleKey)
  if (rule === null) return refused('no such rule')
  const { index, count, statement } = rule
  if (statement.site.kind === 'alternative' && statement.command !== Command.REPLACE) return refused('is an alternative')
  const key = `${rule.table}/${rule.chain}`
  const wanted = withRules(work.lines, key, (rules) => rules.toSpliced(index, count))
  const done = firstThat(work, takingAway(work.all, statement, keep), (lines) => isSameRuleset(lines, wanted), null)
  if (done.kind === 'refused' || keep === 'nothing') return done
  const line = lineOfComment(work.text, statement)
  return { ...done, select: { line, column: 1, endLine: line, endColumn: 1 } }
}

/** The line that a command's comment begins on. */
function lineOfComment(text: string, { site, start }: Statement): number {
  const before = site.kind === 'shared lines' ? site.share.before : null
  const at = before?.end ?? (site.kind === 'own lines' ? site.lines.start : start)
  return new SourceText(text).span(at, at).line + (before === null ? 0 : 1)
}

/** Other words behind `-A CHAIN`. */
function rewrite(work: Work, ruleKey: string, words: string): Edited {
  const rule = find(work, ruleKey)
  if (rule === null) return refused('no such rule')
  if (/[\r\n]/.test(words)) return refused('one line')
  const { index, count, statement } = rule
  if (count > 1) return refused('one command makes several', String(count))
  const key = `${rule.table}/${rule.chain}`
  const before = work.lines.chains.get(key)?.rules ?? []
  const isWanted = (lines: RulesetLines) => {
    const more = (lines.chains.get(key)?.rules.length ?? 0) - before.length + 1
    if (more < 1) return false
    const restored = withRules(lines, key, (rules) => rules.toSpliced(index, more, ...before.slice(index, index + 1)))
    return isSameRuleset(restored, work.lines)
  }
  return firstThat(work, rewriting(work.all, statement, words), isWanted, `${key}/${index + 1}`)
}

function copy(work: Work, ruleKey: string): Edited {
  const rule = find(work, ruleKey)
  if (rule === null) return refused('no such rule')
  const { index, count, statement } = rule
  if (statement.site.kind === 'alternative') return refused('is an alternative')
  const key = `${rule.table}/${rule.chain}`
  const target = targetOf(work, { table: rule.table, chain: rule.chain, number: index + count + 1 })
  const group = (work.lines.chains.get(key)?.rules ?? []).slice(index, index + count)
  const uncounted = work.reading.form === 'save' ? group.map((line) => line.replace(/^\S+/, '0:0')) : group
  const wanted = withRules(work.lines, key, (rules) => rules.toSpliced(index + count, 0, ...uncounted))
  const ways = target === null ? [] : putting(work.all, { kind: 'copied', statement }, target)
  return firstThat(work, ways, (lines) => isSameRuleset(lines, wanted), `${key}/${index + count + 1}`)
}

/** A new rule at a place: `rule` is its words behind `-A CHAIN`. */
function insert(work: Work, rule: string, at: RulePlace): Edited {
  const target = targetOf(work, at)
  if (target === null) return refused('no such place', `${at.table} ${at.chain}`)
  if (/[\r\n]/.test(rule)) return refused('one line')
  const key = `${at.table}/${at.chain}`
  const before = work.lines.chains.get(key)?.rules ?? []
  const cargo: Cargo = { kind: 'new', rule }
  const isWanted = (lines: RulesetLines) => {
    const now = lines.chains.get(key)?.rules ?? []
    const count = now.length - before.length
    return (
      count > 0 &&
      isSameRuleset(
        withRules(lines, key, (rules) => rules.toSpliced(at.number - 1, count)),
        work.lines,
      )
    )
  }
  return firstThat(work, putting(work.all, cargo, target), isWanted, `${key}/${at.number}`)
}

function targetOf({ all, reading }: Work, { table, chain, number }: RulePlace): Target | null {
  const name = TABLES.find((candidate) => candidate === table)
  if (name === undefined) return null
  const tokens: readonly RuleToken[] = all.chains.get(`${table}/${chain}`) ?? []
  const known = reading.value.tables.find((candidate) => candidate.name === table)?.chains.find((candidate) => candidate.name === chain)
  if (known !== undefined && known.rules.length !== tokens.length) return null
  if (known === undefined && !isBase(name, chain)) return null
  if (!Number.isInteger(number) || number < 1 || number > tokens.length + 1) return null
  return { table: name, chain, before: tokens[number - 1] ?? null }
}

function isBase(table: TableName, chain: string): boolean {
  return readStatements(`*${table}\nCOMMIT\n`, 'save').chains.has(`${table}/${chain}`)
}

/** A comment that holds a rule becomes the rule again, with the lines that it goes on over. */
function switchOn(work: Work, line: number): Edited {
  const { text, reading } = work
  const source = new SourceText(text)
  if (line < 1 || line > source.lineCount) return refused('not switched off')
  const edits: OffsetEdit[] = []
  for (let at = line; at <= source.lineCount; at++) {
    const start = source.startOfLine(at)
    const content = text.slice(start, at < source.lineCount ? source.startOfLine(at + 1) - 1 : text.length)
    const mark = /^\s*#+ ?/.exec(content)
    if (mark === null || (at === line && !isSwitchedOff(content, reading.form))) break
    const hash = start + mark[0].indexOf('#')
    edits.push({ start: hash, end: start + mark[0].length, text: '' })
    if (!/\\\r?$/.test(content)) break
  }
  if (edits.length === 0) return refused('not switched off')
  const here = { line, column: 1, endLine: line, endColumn: 1 }
  const taken = deletionBehind(text, (edits.at(-1)?.end ?? 0) + 1)
  for (const ways of taken === null ? [edits] : [[...edits, taken], edits]) {
    const select = spanOnLine(readRules(applied(text, ways), reading.form).value, line)
    if (select !== null || ways === edits) return { kind: 'edited', edits: { rules: asTextEdits(text, ways) }, select: select ?? here }
  }
  return refused('not switched off')
}

/** A -R that is switched off has a -D behind it, which takes away what it would have replaced. */
function deletionBehind(text: string, from: number): OffsetEdit | null {
  const comment = text.lastIndexOf('\n', from - 2) + 1
  const [own = '', next = ''] = text.slice(comment).split('\n', 2)
  const replaced = /(?:-R|--replace)\s+(\S+)\s+(\d+)\s/.exec(own)
  const deleted = /^.*?(?:-D|--delete)\s+(\S+)\s+(\d+)(?:[ \t]*(?:;|&&)[ \t]*|\s*$)/.exec(next)
  if (replaced === null || deleted === null || replaced[1] !== deleted[1] || replaced[2] !== deleted[2]) return null
  const start = comment + own.length + 1
  const wholeLine = deleted[0].length === next.length ? 1 : 0
  return { start, end: Math.min(start + deleted[0].length + wholeLine, text.length), text: '' }
}

/** The first way that says what is wanted; else why none does. */
function firstThat(work: Work, ways: readonly Candidate[], isWanted: (lines: RulesetLines) => boolean, key: string | null): Edited {
  let told: Edited | null = null
  for (const { edits } of ways) {
    const after = readRules(applied(work.text, edits), readAgainAs(work))
    if (after.form !== work.reading.form) continue
    const news = newError(work.reading, after)
    if (news !== null) told ??= { kind: 'refused', why: 'refused by tool', words: [news.message], hint: news.hint }
    else if (isWanted(linesOf(after.value)))
      return {
        kind: 'edited',
        edits: { rules: asTextEdits(work.text, edits) },
        select: key === null ? null : ruleSpan(after.value, key),
      }
  }
  return told ?? refused('no way')
}

/** An empty text takes the form of what is written into it; any other keeps its own. */
function readAgainAs({ text, reading }: Work): RulesForm | null {
  return text.trim() === '' ? null : reading.form
}

/** What the tool says that it did not say before. */
function newError(before: RulesReading, after: RulesReading): { readonly message: string; readonly hint: Hint | null } | null {
  const known = new Map<string, number>()
  const of = ({ diagnostics }: RulesReading) => diagnostics.filter(({ severity }) => severity === 'error')
  // Messages that name lines are the same message on another line.
  const key = (message: string) => message.replace(/\bline \d+/g, 'line')
  for (const { message } of of(before)) known.set(key(message), (known.get(key(message)) ?? 0) + 1)
  for (const { message, hint } of of(after)) {
    const left = known.get(key(message)) ?? 0
    if (left === 0) return { message, hint }
    known.set(key(message), left - 1)
  }
  return null
}

export function ruleSpan(ruleset: Ruleset, key: string) {
  for (const table of ruleset.tables)
    for (const chain of table.chains) for (const rule of chain.rules) if (rule.key === key) return rule.span
  return null
}

function spanOnLine(ruleset: Ruleset, line: number) {
  for (const table of ruleset.tables)
    for (const chain of table.chains) for (const rule of chain.rules) if (rule.span.line === line) return rule.span
  return null
}

function refused(why: string, ...words: readonly string[]): Edited {
  return { kind: 'refused', why, words }
}
