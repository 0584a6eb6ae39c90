import { BASE_CHAINS, type Span, TABLES, type TableName } from '../../model'
import type { ImportDraft } from '../import-draft'
import { tablesWith } from './rules-draft'

/** Which table a group of chains is, when nothing names it. */
export interface TableGuess {
  readonly table: TableName
  /** Why; null when it can be no other. */
  readonly because: 'table by targets' | 'table by chains' | 'table by custom' | null
  /** All that it can be. */
  readonly possible: readonly TableName[]
}

const ONLY_IN: readonly (readonly [RegExp, TableName])[] = [
  [/^(?:DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP)$/, 'nat'],
  [/^(?:MARK|CONNMARK|TCPMSS|CHECKSUM|TTL|TOS|DSCP|ECN|CLASSIFY|TPROXY|TEE|TCPOPTSTRIP|HMARK)$/, 'mangle'],
  [/^(?:CT|NOTRACK|TRACE|RAWPOST)$/, 'raw'],
  [/^REJECT$/, 'filter'],
  [/^(?:SECMARK|CONNSECMARK)$/, 'security'],
]

/** `chains` are the names of the group's base chains, `targets` all targets of its rules. */
export function guessTable(chains: readonly string[], targets: ReadonlySet<string>): TableGuess {
  const possible = TABLES.filter((table) => chains.every((chain) => tablesWith(chain).includes(table)))
  for (const [pattern, table] of ONLY_IN)
    if (possible.includes(table) && [...targets].some((target) => pattern.test(target)))
      return { table, because: possible.length === 1 ? null : 'table by targets', possible }
  const [only] = possible
  if (only !== undefined && possible.length === 1) return { table: only, because: null, possible }
  const order: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw', 'security']
  const exact = order.find((table) => BASE_CHAINS[table].length === chains.length && possible.includes(table))
  if (exact !== undefined) return { table: exact, because: 'table by chains', possible }
  const usual = chains.includes('PREROUTING') || chains.includes('POSTROUTING') ? 'nat' : 'filter'
  const table = possible.includes(usual) ? usual : (only ?? 'filter')
  return { table, because: 'table by custom', possible }
}

/** The guessed table, or the one that a person has chosen; says what was assumed. */
export function askTable(guess: TableGuess, span: Span, draft: ImportDraft): TableName {
  if (guess.because === null) return guess.table
  const options = (guess.possible.length === 0 ? TABLES : guess.possible).map((value) => ({ value, label: value }))
  const chosen = draft.ask({ kind: 'table', span, about: '', options }, guess.table)
  if (chosen === null) draft.note('assumed', span, guess.because, guess.table)
  return TABLES.find((table) => table === chosen) ?? guess.table
}
