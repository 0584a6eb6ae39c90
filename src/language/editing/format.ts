import { Command } from '../../syntax/option-rules'
import { printRuleWords } from '../../syntax/print-save'
import { readRules } from '../../syntax/read-rules'
import type { Edited } from '../../worker/protocol-editing'
import { applied, asTextEdits, type OffsetEdit } from './offset-edits'
import { isSameRuleset, linesOf } from './ruleset-lines'
import { ownLines, readStatements, type Statement } from './statements'
import { written } from './write-statement'

/**
 * Every line that is understood in the form in which iptables-save prints it: order and spelling of options, addresses with their
 * masks, `-m` before a protocol's options. What makes several rules becomes several lines. Comments, blank lines, the order of lines
 * and what is not understood stay.
 */
export function format(text: string): Edited {
  const reading = readRules(text)
  if (reading.family === 'ipv6') return { kind: 'refused', why: 'ipv6', words: [] }
  const { all, refused } = readStatements(text, reading.form)
  const inScript = reading.form === 'commands'
  const edits = [
    ...[...all, ...refused].flatMap((statement) => formattedStatement(text, statement, inScript)),
    ...(inScript ? [] : formattedFrame(text)),
  ]
  const changed = edits.filter((edit) => text.slice(edit.start, edit.end) !== edit.text).toSorted((one, other) => one.start - other.start)
  const after = readRules(applied(text, changed), reading.form)
  if (!isSameRuleset(linesOf(after.value), linesOf(reading.value))) return { kind: 'refused', why: 'no format', words: [] }
  return { kind: 'edited', edits: { rules: asTextEdits(text, changed) }, select: null }
}

/** A command that makes rules, as -A and the canonical words. */
function formattedStatement(text: string, statement: Statement, inScript: boolean): readonly OffsetEdit[] {
  const { command, chain, words, made, number } = statement
  if (chain === null || made.length === 0 || (command & (Command.APPEND | Command.INSERT | Command.REPLACE)) === 0) return []
  // Options of the command itself (-w, -c, -v) have no place in the canonical form: such a command stays as it is.
  for (let at = 0; at < words.count; at++)
    if (/^(-[wWcvnx46M]|--(wait|wait-interval|set-counters|verbose|numeric|exact|ipv4|ipv6|modprobe))/.test(words.at(at) ?? '')) return []
  const start = words.start[0] ?? statement.start
  const end = words.end[words.count - 1] ?? statement.end
  const name = written(chain, inScript)
  const table = inScript && statement.table !== 'filter' ? `-t ${statement.table} ` : ''
  const letter = command === Command.APPEND ? '-A' : command === Command.INSERT ? '-I' : '-R'
  const at = command === Command.APPEND || (command === Command.INSERT && number <= 1) ? '' : ` ${number}`
  const rules = made.map(({ rule }) => printRuleWords(rule))
  // Within double quotes a shell reads these for itself.
  if (inScript && rules.some((rule) => /[$`\\'!]/.test(rule.replaceAll(' ! ', ' ').replace(/^! /, '')))) return []
  if (rules.length > 1 && (ownLines(statement) === null || command !== Command.APPEND)) return []
  const before = text.slice(statement.start, start)
  // Blanks between counters and words are one.
  const prefix = inScript ? before : before.replace(/\s+$/, ' ')
  const indent = text.slice(ownLines(statement)?.start ?? statement.start, statement.start)
  const line = (rule: string) => `${prefix}${table}${letter} ${name}${at}${rule === '' ? '' : ` ${rule}`}`
  return [{ start: statement.start, end: Math.max(end, inScript ? end : statement.end), text: rules.map(line).join(`\n${indent}`) }]
}

/** Table, chain and COMMIT lines without stray blanks, chains with their counters. */
function formattedFrame(text: string): readonly OffsetEdit[] {
  const edits: OffsetEdit[] = []
  for (const match of text.matchAll(/^:[ \t]*(\S+)[ \t]+(ACCEPT|DROP|-)[ \t]*(\[\d+:\d+\])?[ \t]*$/gm)) {
    const [whole, chain = '', policy = '', counters = '[0:0]'] = match
    edits.push({ start: match.index, end: match.index + whole.length, text: `:${chain} ${policy} ${counters}` })
  }
  return edits
}
