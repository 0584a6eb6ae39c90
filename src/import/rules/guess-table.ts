import { BASE_CHAINS, TABLES, type TableName } from '../../model'
import { tablesWith } from './rules-draft'

/** Which table a group of chains is, when nothing names it. */
export interface TableGuess {
  readonly table: TableName
  /** Why, in words; null when it can be no other. */
  readonly because: string | null
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
      return { table, because: possible.length === 1 ? null : `its targets belong there` }
  const [only] = possible
  if (only !== undefined && possible.length === 1) return { table: only, because: null }
  const order: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw', 'security']
  const exact = order.find((table) => BASE_CHAINS[table].length === chains.length && possible.includes(table))
  if (exact !== undefined) return { table: exact, because: 'it has just these chains' }
  const usual = chains.includes('PREROUTING') || chains.includes('POSTROUTING') ? 'nat' : 'filter'
  const table = possible.includes(usual) ? usual : (only ?? 'filter')
  return { table, because: 'it is what is mostly shown' }
}
