import { byteLength } from '../extensions/byte-length'
import { formatMasked } from '../extensions/header-tests'
import { protocolName } from '../extensions/protocol-names'
import { findMatch, findTarget } from '../extensions/registry'
import type { AddressMatch, InterfaceMatch, MatchUse, Rule, TargetUse } from '../model'

/** How a rule is listed: the switches of `iptables -L` that change what is said of it. */
export interface RuleListing {
  /** `-v`: with its interfaces. */
  readonly verbose: boolean
  /** `-n`: protocols, addresses, ports and the rest as numbers; else by their names. */
  readonly numeric: boolean
}

/** As much of a rule as a listing tells beside its counters. */
type ListedRule = Pick<Rule, 'header' | 'matches' | 'target'>

/**
 * A rule as `iptables -nvL` prints it, from its target's column on: what stands before are its number and its counters, which
 * change without it. iptables 1.8.9, iptables/iptables.c print_firewall and xshared.c print_rule_details.
 */
export function printListed(rule: ListedRule): string {
  return listedColumns(rule, { verbose: true, numeric: true })
}

/** The same with the switches named. */
export function listedColumns({ header, matches, target }: ListedRule, { verbose, numeric }: RuleListing): string {
  const { protocol, fragment } = header
  const place = numeric ? { protocol: protocol?.number ?? null } : { protocol: protocol?.number ?? null, names: true }
  const opt = fragment === null ? '--' : fragment.inverted ? '!f' : '-f'
  // Listings look at eight bits of it.
  const number = (protocol?.number ?? 0) & 0xff
  const prot = numeric ? String(number) : protocol === null ? 'all' : protocolName(number)
  let line = `${padded(targetName(target), 9)} ${protocol?.inverted === true ? '!' : ' '}${prot.padEnd(4)} ${opt} `
  if (verbose) line += ` ${padded(interfaceText(header.in), 6)} ${padded(interfaceText(header.out), 6)} `
  line += addressText(header.source, numeric) + addressText(header.destination, numeric)
  if (target.kind === 'goto') line += '[goto] '
  for (const match of matches) line += matchText(match, place)
  return line + targetText(target, place)
}

type Place = { readonly protocol: number | null; readonly names?: boolean }

function targetName(target: TargetUse): string {
  switch (target.kind) {
    case 'none':
      return ''
    case 'verdict':
      return target.verdict
    case 'jump':
    case 'goto':
      return target.chain
    case 'modelled':
      // The kernel knows NOTRACK as a use of CT, and the listing shows the kernel's name (libxt_CT.c has an alias for saving only).
      return target.name === 'NOTRACK' ? 'CT' : target.name
    case 'opaque':
      return target.name
  }
}

/** printf's `%-6s` counts bytes. */
function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - byteLength(text)))
}

/** `*` for any, `!eth0` inverted. */
function interfaceText(match: InterfaceMatch | null): string {
  return match === null ? '*' : `${match.inverted ? '!' : ''}${match.name}${match.wildcard ? '+' : ''}`
}

/** `localhost` is what every /etc/hosts knows; other addresses have no name here. */
function addressText(match: AddressMatch | null, numeric: boolean): string {
  const given = match === null ? '0.0.0.0/0' : formatMasked(match.address, match.mask)
  const text = numeric ? given : given === '0.0.0.0/0' ? 'anywhere' : given === '127.0.0.1' ? 'localhost' : given
  return `${match?.inverted === true ? '!' : ' '}${text.padEnd(19)} `
}

function matchText(use: MatchUse, place: Place): string {
  if (use.kind === 'opaque') return ` ${[use.name, ...use.words].join(' ')}`
  return findMatch(use.name)?.list(use.parameters, place) ?? ''
}

function targetText(use: TargetUse, place: Place): string {
  if (use.kind === 'opaque') return ` ${use.words.join(' ')}`.trimEnd()
  return use.kind === 'modelled' ? (findTarget(use.name)?.list(use.parameters, place) ?? '') : ''
}
