import { formatMask } from '../../extensions/host-text'
import { findMatch, findTarget } from '../../extensions/index'
import { protocolName } from '../../extensions/protocol-names'
import { type AddressMatch, type Chain, formatIpv4, type InterfaceMatch, type Rule, type Table } from '../../model'
import { formatCounter } from './counters'

/** Which listing: `iptables -n -L` with these switches. */
export interface ListingOptions {
  /** `-v` */
  readonly verbose: boolean
  /** `-x` */
  readonly exact: boolean
  /** `--line-numbers` */
  readonly lineNumbers: boolean
  /** Before 1.8.9 `-n` still named protocols: `tcp` for `6`. */
  readonly protocolNames: boolean
}

/**
 * A table as `iptables -n -L` prints it (iptables 1.8.9: iptables/iptables.c print_firewall and print_header, iptables/xshared.c),
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

function heading({ name, policy, counters }: Chain, table: Table, options: ListingOptions): string {
  if (policy === null) return `Chain ${name} (${references(table, name)} references)`
  if (!options.verbose) return `Chain ${name} (policy ${policy})`
  return `Chain ${name} (policy ${policy} ${number(counters.packets, options).trim()} packets, ${number(counters.bytes, options).trim()} bytes)`
}

function references(table: Table, chain: string): number {
  return table.chains.reduce(
    (sum, { rules }) =>
      sum + rules.filter(({ target }) => (target.kind === 'jump' || target.kind === 'goto') && target.chain === chain).length,
    0,
  )
}

function header(options: ListingOptions): string {
  const numbers = options.lineNumbers ? 'num  ' : ''
  const counters = options.verbose
    ? options.exact
      ? `${'pkts'.padStart(8)} ${'bytes'.padStart(10)} `
      : `${'pkts'.padStart(5)} ${'bytes'.padStart(5)} `
    : ''
  const interfaces = options.verbose ? ` ${'in'.padEnd(6)} ${'out'.padEnd(6)} ` : ''
  return `${numbers}${counters}${'target'.padEnd(9)}  ${'prot'.padEnd(4)} opt${interfaces} ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} `
}

/** One row: `1     491  106K DROP       0    --  *      *       0.0.0.0/0            0.0.0.0/0           `. */
function listRule(rule: Rule, index: number, options: ListingOptions): string {
  const { header: conditions, counters } = rule
  let line = options.lineNumbers ? `${String(index).padEnd(4)} ` : ''
  if (options.verbose) line += number(counters.packets, options) + number(counters.bytes, options)
  line += `${targetName(rule).padEnd(9)} `
  const { protocol } = conditions
  const numeric = protocol === null ? 0 : protocol.number
  const shown = options.protocolNames ? (numeric === 0 ? 'all' : protocolName(numeric)) : String(numeric)
  line += `${protocol?.inverted === true ? '!' : ' '}${shown.padEnd(4)} `
  line += conditions.fragment === null ? '--' : conditions.fragment.inverted ? '!f' : '-f'
  if (options.verbose) line += `  ${interfaceText(conditions.in)} ${interfaceText(conditions.out)}`
  line += ` ${addressText(conditions.source)} ${addressText(conditions.destination)} `
  if (rule.target.kind === 'goto') line += '[goto] '
  return line + details(rule)
}

function targetName({ target }: Rule): string {
  switch (target.kind) {
    case 'none':
      return ''
    case 'verdict':
      return target.verdict
    case 'jump':
    case 'goto':
      return target.chain
    case 'modelled':
      return findTarget(target.name)?.savedName ?? target.name
    case 'opaque':
      return target.name
  }
}

function details({ matches, target, header: conditions }: Rule): string {
  const place = { protocol: conditions.protocol?.number ?? null }
  const listed = matches.map((use) =>
    use.kind === 'opaque' ? ` ${[use.name, ...use.words].join(' ')}` : (findMatch(use.name)?.list(use.parameters, place) ?? ''),
  )
  if (target.kind === 'modelled') listed.push(findTarget(target.name)?.list(target.parameters, place) ?? '')
  if (target.kind === 'opaque') listed.push(target.words.length === 0 ? '' : ` ${target.words.join(' ')}`)
  return listed.join('')
}

/** Seven columns with their space where they are rounded (`%5llu `), nine and eleven where they are exact (`%8llu `). */
function number(value: number, options: ListingOptions): string {
  return options.exact ? `${String(value).padStart(8)} ` : `${formatCounter(value).padStart(5)} `
}

function interfaceText(match: InterfaceMatch | null): string {
  if (match === null) return '*'.padEnd(6)
  const name = match.name === '' && match.wildcard ? '*' : `${match.name}${match.wildcard ? '+' : ''}`
  return `${match.inverted ? '!' : ''}${name}`.padEnd(6)
}

function addressText(match: AddressMatch | null): string {
  if (match === null) return ` ${'0.0.0.0/0'.padEnd(19)}`
  const mask = match.mask === 0 ? '/0' : formatMask(match.mask)
  return `${match.inverted ? '!' : ' '}${`${formatIpv4(match.address)}${mask}`.padEnd(19)}`
}
