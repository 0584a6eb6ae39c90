import { formatMasked } from '../extensions/header-tests'
import { meaningOf } from '../extensions/meaning'
import { protocolName } from '../extensions/protocol-names'
import { findMatch, findTarget } from '../extensions/registry'
import type { HeaderMatch, MatchUse, Parameters, Rule, TargetUse } from '../model'

/** A rule in as few words as tell it from others: for the diagram, where `-m` and single hosts' masks only take room. */
export interface RuleDescription {
  /** `-i wg0`, `tcp dpt 22`, `ctstate INVALID`; empty for a rule that takes everything. */
  readonly conditions: string
  readonly target: {
    readonly kind: 'none' | 'verdict' | 'jump' | 'goto' | 'extension' | 'unknown'
    readonly name: string
    readonly details: string
  }
  readonly comment: string | null
}

export function describeRule(rule: Pick<Rule, 'header' | 'matches' | 'target'>): RuleDescription {
  const parts = headerParts(rule.header)
  let comment: string | null = null
  for (const use of rule.matches) {
    if (use.kind === 'modelled' && use.name === 'comment') {
      comment = commentText(use.parameters) ?? comment
      continue
    }
    const part = matchPart(use, rule.header)
    if (part !== '') parts.push(part)
  }
  return { conditions: parts.join(' '), target: describeTarget(rule.target), comment }
}

function headerParts({ source, destination, in: incoming, out, protocol, fragment }: HeaderMatch): string[] {
  const parts: string[] = []
  if (incoming !== null) parts.push(`${bang(incoming)}-i ${incoming.name}${incoming.wildcard ? '+' : ''}`)
  if (out !== null) parts.push(`${bang(out)}-o ${out.name}${out.wildcard ? '+' : ''}`)
  if (source !== null) parts.push(`${bang(source)}-s ${formatMasked(source.address, source.mask)}`)
  if (destination !== null) parts.push(`${bang(destination)}-d ${formatMasked(destination.address, destination.mask)}`)
  if (protocol !== null) parts.push(`${bang(protocol)}${protocolName(protocol.number)}`)
  if (fragment !== null) parts.push(`${bang(fragment)}-f`)
  return parts
}

function bang({ inverted }: { readonly inverted: boolean }): string {
  return inverted ? '! ' : ''
}

/** The saved words with their dashes dropped; a protocol's own match needs no name, the others are named by their options. */
function matchPart(use: MatchUse, { protocol }: HeaderMatch): string {
  if (use.kind === 'opaque') return [use.name, ...use.words].join(' ')
  const saved = findMatch(use.name)?.save(use.parameters).trim() ?? ''
  if (saved === '') return protocol !== null && protocolName(protocol.number) === use.name ? '' : use.name
  return withoutDashes(saved)
}

function withoutDashes(words: string): string {
  return words.replace(/(^| )--(?=[a-z])/g, '$1')
}

function describeTarget(use: TargetUse): RuleDescription['target'] {
  switch (use.kind) {
    case 'none':
      return { kind: 'none', name: '', details: '' }
    case 'verdict':
      return { kind: 'verdict', name: use.verdict, details: '' }
    case 'jump':
    case 'goto':
      return { kind: use.kind, name: use.chain, details: '' }
    case 'opaque':
      return { kind: 'unknown', name: use.name, details: use.words.join(' ') }
    case 'modelled': {
      const extension = findTarget(use.name)
      if (extension === null) return { kind: 'unknown', name: use.name, details: '' }
      const unknown = meaningOf(extension, use.parameters).kind === 'unmodelled'
      return {
        kind: unknown ? 'unknown' : 'extension',
        name: extension.name,
        details: withoutDashes(extension.save(use.parameters).trim()),
      }
    }
  }
}

function commentText(parameters: Parameters): string | null {
  const { comment } = parameters
  return typeof comment === 'string' ? comment : null
}
