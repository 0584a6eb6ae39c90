import { type Counters, type HeaderMatch, type MaskedAddress, type MatchUse, NO_CONDITIONS, type TargetUse } from '../model'
import type { CommandSite } from './command-result'
import type { ParsedCommand, ParsedUse } from './parsed-command'
import type { ChainEntry, RuleEntry } from './table-store'

/** A rule for each pair of addresses, sources first. */
export function addEntries(entries: RuleEntry[], command: ParsedCommand, target: TargetUse, counters: Counters, site: CommandSite): void {
  const matches = matchUses(command, site)
  const span = site.span(-1, -1)
  const { sources, destinations } = command
  for (let from = 0; from < sources.length; from++)
    for (let to = 0; to < destinations.length; to++) {
      const header = headerOf(command, sources[from] as MaskedAddress, destinations[to] as MaskedAddress)
      const rule = { counters, header, matches, target, span, key: '' }
      entries.push({ rule, words: null, checkedFor: -1 })
    }
}

/** Puts a chain's rules back as they were. */
export function restore(chain: ChainEntry, before: readonly RuleEntry[]): void {
  chain.entries.length = 0
  for (const entry of before) chain.entries.push(entry)
}

/** What a rule does with a packet, as its options say. */
export function targetUse(use: ParsedUse, site: CommandSite): TargetUse {
  const { extension, parameters, words } = use
  const span = site.span(use.word, use.lastWord)
  return extension === null ? { kind: 'opaque', name: use.name, words, span } : { kind: 'modelled', name: extension.name, parameters, span }
}

function matchUses({ matches, matchCount }: ParsedCommand, site: CommandSite): readonly MatchUse[] {
  if (matchCount === 0) return NO_MATCHES
  const uses: MatchUse[] = new Array(matchCount)
  for (let i = 0; i < matchCount; i++) {
    const { name, extension, parameters, words, word, lastWord } = matches[i] as ParsedUse
    // A match that -p stands for begins with its first option.
    const span = site.span(word < 0 ? lastWord : word, lastWord)
    uses[i] = extension === null ? { kind: 'opaque', name, words, span } : { kind: 'modelled', name: extension.name, parameters, span }
  }
  return uses
}

const NO_MATCHES: readonly MatchUse[] = []

function headerOf(command: ParsedCommand, source: MaskedAddress, destination: MaskedAddress): HeaderMatch {
  const { sourceInverted, destinationInverted } = command
  const anySource = source.mask === 0 && !sourceInverted
  const anyDestination = destination.mask === 0 && !destinationInverted
  if (anySource && anyDestination && command.in === null && command.out === null && command.protocol === null && command.fragment === null)
    return NO_CONDITIONS
  return {
    source: anySource ? null : { address: source.address, mask: source.mask, inverted: sourceInverted },
    destination: anyDestination ? null : { address: destination.address, mask: destination.mask, inverted: destinationInverted },
    in: command.in,
    out: command.out,
    protocol: command.protocol,
    fragment: command.fragment,
  }
}
