import type { Chain, Rule, Table } from '../model'
import { exactCount, listCount } from './list-count'
import { listedColumns, type RuleListing } from './print-list'

/** Which listing: `iptables -L` with these switches. */
export interface ListingOptions extends RuleListing {
  /** `-x`: counters to the last packet. */
  readonly exact: boolean
  readonly lineNumbers: boolean
}

/**
 * A table as `iptables -L` prints it (iptables 1.8.9: iptables/iptables.c print_firewall and print_header, iptables/xshared.c),
 * line by line, an empty line between chains. `chain` prints one chain alone.
 */
export function listTable(table: Table, options: ListingOptions, chain: string | null = null): readonly string[] {
  const chains = chain === null ? table.chains : table.chains.filter(({ name }) => name === chain)
  return chains.flatMap((one, index) => [
    ...(index === 0 ? [] : ['']),
    heading(one, table, options),
    header(options),
    ...one.rules.map((rule, at) => listRule(rule, at + 1, options)),
  ])
}

function heading({ name, policy, counters }: Chain, table: Table, { verbose, exact }: ListingOptions): string {
  if (policy === null) return `Chain ${name} (${references(table, name)} references)`
  if (!verbose) return `Chain ${name} (policy ${policy})`
  const { packets, bytes } = counters
  return `Chain ${name} (policy ${policy} ${count(packets, exact)} packets, ${count(bytes, exact)} bytes)`
}

function references(table: Table, chain: string): number {
  return table.chains.reduce(
    (sum, { rules }) =>
      sum + rules.filter(({ target }) => (target.kind === 'jump' || target.kind === 'goto') && target.chain === chain).length,
    0,
  )
}

function header({ lineNumbers, verbose, exact }: ListingOptions): string {
  const numbers = lineNumbers ? 'num  ' : ''
  const counters = verbose
    ? exact
      ? `${'pkts'.padStart(8)} ${'bytes'.padStart(10)} `
      : `${'pkts'.padStart(5)} ${'bytes'.padStart(5)} `
    : ''
  const interfaces = verbose ? ` ${'in'.padEnd(6)} ${'out'.padEnd(6)} ` : ''
  return `${numbers}${counters}${'target'.padEnd(9)}  ${'prot'.padEnd(4)} opt${interfaces} ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} `
}

/** One row: `1     491  106K DROP       0    --  *      *       0.0.0.0/0            0.0.0.0/0           `. */
function listRule(rule: Rule, index: number, options: ListingOptions): string {
  const { exact, lineNumbers, verbose } = options
  const { packets, bytes } = rule.counters
  const number = lineNumbers ? `${String(index).padEnd(4)} ` : ''
  // The heading has ten columns for exact bytes, the rows have eight: so it is.
  const wide = exact ? 8 : 5
  const counters = verbose ? `${count(packets, exact).padStart(wide)} ${count(bytes, exact).padStart(wide)} ` : ''
  return number + counters + listedColumns(rule, options)
}

function count(value: number, exact: boolean): string {
  return exact ? exactCount(value) : listCount(value)
}
