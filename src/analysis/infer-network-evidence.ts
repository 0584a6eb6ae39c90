import type { Chain, Hook, InterfaceMatch, Ipv4, Prefix, Rule, Ruleset, Table } from '../model'
import { HOOKS, isMulticast, maskLength, parseIpv4 } from '../model'
import { printRuleWords } from '../syntax/print-save'

/** Rules beyond this many are not looked at: what a host is like shows early, and each keystroke asks anew. */
const MOST_RULES = 20_000

/** One rule as inference sees it: where a packet can meet it, and its words. */
export interface RuleClue {
  readonly table: Table['name']
  readonly chain: string
  /** From 1. */
  readonly number: number
  /** The hooks from which the rule can be reached. */
  readonly hooks: ReadonlySet<Hook>
  readonly rule: Rule
  /** Its words as iptables-save prints them, after `-A CHAIN`. */
  readonly words: readonly string[]
}

/** Every rule that some hook leads to, tables and chains in order. */
export function ruleClues(ruleset: Ruleset): readonly RuleClue[] {
  const clues: RuleClue[] = []
  for (const table of ruleset.tables) {
    const hooks = reachingHooks(table)
    for (const chain of table.chains) {
      for (const [index, rule] of chain.rules.entries()) {
        if (clues.length >= MOST_RULES) return clues
        clues.push({
          table: table.name,
          chain: chain.name,
          number: index + 1,
          hooks: hooks.get(chain.name) ?? new Set(),
          rule,
          words: printRuleWords(rule).split(' '),
        })
      }
    }
  }
  return clues
}

/** For each chain of a table the hooks from which jumps lead to it. */
function reachingHooks(table: Table): ReadonlyMap<string, Set<Hook>> {
  const chains = new Map<string, Chain>(table.chains.map((chain) => [chain.name, chain]))
  const reached = new Map<string, Set<Hook>>()
  for (const hook of HOOKS) {
    const waiting = chains.has(hook) ? [hook as string] : []
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const hooks = reached.get(name) ?? new Set<Hook>()
      if (hooks.has(hook)) continue
      hooks.add(hook)
      reached.set(name, hooks)
      for (const { target } of chains.get(name)?.rules ?? [])
        if (target.kind === 'jump' || target.kind === 'goto') waiting.push(target.chain)
    }
  }
  return reached
}

/** The word after an option, or null where it is missing or the option inverted. */
export function optionValue(words: readonly string[], option: string): string | null {
  const at = words.indexOf(option)
  return at < 0 || words[at - 1] === '!' ? null : (words[at + 1] ?? null)
}

/** A written, uninverted address that a host or network can have; null for anything else. */
export function usablePrefix(match: Rule['header']['source']): Prefix | null {
  if (match === null || match.inverted) return null
  const length = maskLength(match.mask)
  if (
    length === null ||
    length < 8 ||
    match.address >>> 24 === 127 ||
    match.address >>> 24 === 0 ||
    isMulticast(match.address) ||
    match.address >>> 28 === 15
  )
    return null
  return { address: match.address, length }
}

/** The name an interface condition speaks of: `eth+` is taken for eth0. Null for lo, and where it says nothing. */
export function namedInterface(match: InterfaceMatch | null): string | null {
  if (match === null || match.name === '' || match.name === 'lo') return null
  return match.wildcard ? `${match.name}0` : match.name
}

/** Interfaces named by rules, in the order of the text; a wildcard only counts when no name fits it. */
export function namedInterfaces(clues: readonly RuleClue[]): readonly { readonly name: string; readonly because: RuleClue }[] {
  const names = new Map<string, RuleClue>()
  const wildcards = new Map<string, RuleClue>()
  for (const clue of clues) {
    for (const match of [clue.rule.header.in, clue.rule.header.out]) {
      const name = namedInterface(match)
      if (match === null || name === null) continue
      const into = match.wildcard ? wildcards : names
      if (!into.has(match.wildcard ? match.name : name)) into.set(match.wildcard ? match.name : name, clue)
    }
  }
  for (const [start, clue] of wildcards) {
    if (![...names.keys()].some((name) => name.startsWith(start))) names.set(`${start}0`, clue)
  }
  return [...names].map(([name, because]) => ({ name, because }))
}

/** The first address and port of a nat target's `a.b.c.d-e.f.g.h:p-q`. */
export function natTarget(text: string | null): { readonly address: Ipv4 | null; readonly port: number | null } {
  if (text === null) return { address: null, port: null }
  const colon = text.indexOf(':')
  const addresses = colon < 0 ? text : text.slice(0, colon)
  const ports = colon < 0 ? '' : text.slice(colon + 1)
  const port = Number.parseInt(ports, 10)
  return { address: parseIpv4(addresses.split('-')[0] ?? ''), port: Number.isNaN(port) ? null : port }
}

/** A rule in few words, for a comment: `-o eth0 -j MASQUERADE (nat POSTROUTING 1)`. */
export function clueText(clue: RuleClue): string {
  const words = clue.words.join(' ')
  return `${words.length > 60 ? `${words.slice(0, 57)}...` : words} (${clue.table} ${clue.chain} ${clue.number})`
}
