import { formatMasked } from '../extensions/header-tests'
import { findMatch, findTarget } from '../extensions/index'
import type { AddressMatch, InterfaceMatch, MatchUse, Rule, TargetUse } from '../model'

/**
 * A rule as `iptables -nvL` prints it, from its target's column on: what stands before are its number and its counters, which
 * change without it. iptables 1.8.9, iptables/iptables.c print_firewall and xshared.c print_rule_details.
 */
export function printListed({ header, matches, target }: Pick<Rule, 'header' | 'matches' | 'target'>): string {
  const { protocol, fragment } = header
  const place = { protocol: protocol?.number ?? null }
  const opt = fragment === null ? '--' : fragment.inverted ? '!f' : '-f'
  let line = `${targetName(target).padEnd(9)} ${protocol?.inverted === true ? '!' : ' '}${String(protocol?.number ?? 0).padEnd(4)} ${opt} `
  line += ` ${interfaceText(header.in).padEnd(6)} ${interfaceText(header.out).padEnd(6)} `
  line += addressText(header.source) + addressText(header.destination)
  if (target.kind === 'goto') line += ' [goto] '
  for (const match of matches) line += matchText(match, place)
  return line + targetText(target, place)
}

type Place = { readonly protocol: number | null }

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

/** `*` for any, `!eth0` inverted. */
function interfaceText(match: InterfaceMatch | null): string {
  return match === null ? '*' : `${match.inverted ? '!' : ''}${match.name}${match.wildcard ? '+' : ''}`
}

function addressText(match: AddressMatch | null): string {
  const text = match === null ? '0.0.0.0/0' : formatMasked(match.address, match.mask)
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
