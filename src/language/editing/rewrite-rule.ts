import { Command } from '../../syntax/option-rules'
import type { OffsetEdit } from './offset-edits'
import type { Candidate } from './put-rule'
import type { Statement, Statements } from './statements'
import { written } from './write-statement'

/** Ways to write other words behind `-A CHAIN`: in their place, or with the command written anew where they stand before it. */
export function rewriting({ text, form }: Statements, statement: Statement, rule: string): readonly Candidate[] {
  const { words, table, chain, chainWord, numberWord, tableWord, command, number } = statement
  const end = words.end[words.count - 1]
  const start = words.start[0]
  if (start === undefined || end === undefined || chain === null) return []
  const last = Math.max(chainWord, numberWord)
  const inScript = form === 'commands'
  const candidates: Candidate[] = []
  const behind = words.end[last]
  if (words.at(chainWord) === chain && chainWord === 1 + Math.max(0, tableWord + 1) && behind !== undefined && tableWord < chainWord)
    candidates.push({ edits: withCheck(text, statement, { start: behind, end, text: rule === '' ? '' : ` ${rule}` }), cost: 0 })
  const letter = command === Command.APPEND ? '-A' : command === Command.INSERT ? '-I' : '-R'
  const at = numberWord > 0 || command === Command.REPLACE ? ` ${number}` : ''
  const anew = `${inScript && table !== 'filter' ? `-t ${table} ` : ''}${letter} ${written(chain, inScript)}${at}${rule === '' ? '' : ` ${rule}`}`
  candidates.push({ edits: [{ start, end, text: anew }], cost: 1 })
  return candidates
}

/** `iptables -C ... || iptables -A ...` asks for the same words that it appends. */
function withCheck(text: string, { site, start }: Statement, edit: OffsetEdit): readonly OffsetEdit[] {
  const from = site.kind === 'shared lines' ? site.share.start : site.kind === 'own lines' ? site.lines.start : start
  const before = text.slice(from, start)
  const old = text.slice(edit.start, edit.end)
  const at = /\|\|\s*$/.test(before) && old !== '' ? before.indexOf(old) : -1
  return at < 0 ? [edit] : [{ start: from + at, end: from + at + old.length, text: edit.text }, edit]
}
