import { Command } from '../../syntax/option-rules'
import type { OffsetEdit } from './offset-edits'
import type { WrittenAs } from './rule-order'
import type { Statement } from './statements'

/** Where a rule belongs, and how its command says so. */
export interface RuleForm {
  readonly table: string
  readonly chain: string
  readonly as: WrittenAs
}

/**
 * Edits that make a command put its rule elsewhere: another chain, table or number. Words that say it already stay as they are
 * spelt. Null where the words are too tightly written (`-AINPUT`) or the command is of another kind.
 */
export function restated(statement: Statement, { table, chain, as }: RuleForm, inScript: boolean): readonly OffsetEdit[] | null {
  const { words, chainWord, numberWord, command } = statement
  const isSameChain = statement.chain === chain
  const edits: OffsetEdit[] = []
  if (inScript && statement.table !== table) {
    const edit = tableEdit(statement, table)
    if (edit === null) return null
    edits.push(edit)
  }
  if (isSameChain && saysAlready(statement, as)) return edits
  if (as.kind === 'numbered') {
    if (numberWord < 0) return null
    return [...edits, replaceWords(statement, numberWord, numberWord, String(as.number))]
  }
  if (words.at(chainWord) !== statement.chain || chainWord < 1) return null
  const name = written(chain, inScript)
  if (as.kind === 'append') {
    if (command === Command.APPEND) return [...edits, replaceWords(statement, chainWord, chainWord, name)]
    return [...edits, replaceWords(statement, chainWord - 1, Math.max(chainWord, numberWord), `-A ${name}`)]
  }
  const to = as.number === 1 ? name : `${name} ${as.number}`
  if (command === Command.INSERT) return [...edits, replaceWords(statement, chainWord, Math.max(chainWord, numberWord), to)]
  return [...edits, replaceWords(statement, chainWord - 1, Math.max(chainWord, numberWord), `-I ${to}`)]
}

/** Whether the command as it is written does the same. At the end of an empty chain -A and -I are one. */
function saysAlready({ command, number }: Statement, as: WrittenAs): boolean {
  switch (as.kind) {
    case 'append':
      return command === Command.APPEND
    case 'insert':
      return command === Command.INSERT && number === as.number
    case 'numbered':
      return number === as.number
  }
}

function tableEdit(statement: Statement, table: string): OffsetEdit | null {
  const { words, tableWord, chainWord } = statement
  if (tableWord > 0) return words.at(tableWord) === statement.table ? replaceWords(statement, tableWord, tableWord, table) : null
  const at = words.start[words.at(chainWord) === statement.chain ? chainWord - 1 : chainWord]
  return at === undefined ? null : { start: at, end: at, text: `-t ${table} ` }
}

export function replaceWords({ words }: Statement, first: number, last: number, text: string): OffsetEdit {
  return { start: words.start[first] ?? 0, end: words.end[last] ?? 0, text }
}

/** A word so that the shell, or iptables-restore, reads it back as one. */
export function written(word: string, inScript: boolean): string {
  if (/^[\w.:,@%+=/-]+$/.test(word)) return word
  return inScript
    ? `'${word.replaceAll("'", "'\\''")}'`
    : /[\s"\\]/.test(word) || word === ''
      ? `"${word.replace(/["\\]/g, '\\$&')}"`
      : word
}
