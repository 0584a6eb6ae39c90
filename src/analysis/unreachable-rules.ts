import { findMatch } from '../extensions/registry'
import type { Chain, Diagnostic, HeaderMatch, InterfaceMatch, Rule, Ruleset } from '../model'

/** A rule that no packet gets to, and the number of the rule before it that takes every packet that it asks for. */
export interface UnreachableRule {
  readonly rule: Rule
  readonly chain: string
  readonly table: string
  readonly by: number
}

/** Rules of a chain that are compared with each other; in a longer chain only those behind a rule without conditions are found. */
const MOST_COMPARED = 500

/** Diagnostics of this kind at once: more would only be read one by one. */
const MOST_TOLD = 100

/**
 * Matches that answer the same wherever in a chain they are asked: they look at what no rule changes in passing. Those that count,
 * remember or look at marks are not among them.
 */
const STEADY: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'icmp',
  'conntrack',
  'state',
  'multiport',
  'iprange',
  'mac',
  'pkttype',
  'comment',
])

/** Targets that let no packet go on to the next rule, whatever happens. */
const FINAL: ReadonlySet<string> = new Set(['REJECT', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP'])

/** Rules that can never be asked, because one before them in the chain takes all that they ask for. */
export function unreachableRules(ruleset: Ruleset): readonly UnreachableRule[] {
  return ruleset.tables.flatMap((table) =>
    table.chains.flatMap((chain) => unreachableIn(chain).map((found) => ({ ...found, chain: chain.name, table: table.name }))),
  )
}

function unreachableIn({ rules }: Chain): readonly { readonly rule: Rule; readonly by: number }[] {
  const found: { readonly rule: Rule; readonly by: number }[] = []
  const takers: { readonly number: number; readonly rule: Rule; readonly asks: readonly string[] }[] = []
  let all: number | null = null
  for (const [index, rule] of rules.entries()) {
    const number = index + 1
    if (all !== null) {
      found.push({ rule, by: all })
      continue
    }
    const asks = steadyWords(rule)
    if (rules.length <= MOST_COMPARED) {
      const taker = takers.find((before) => takesAllOf(before.rule, before.asks, rule, asks.words))
      if (taker !== undefined) {
        found.push({ rule, by: taker.number })
        continue
      }
    }
    if (!isFinal(rule) || !asks.complete) continue
    if (asks.words.length === 0 && isEverything(rule.header)) all = number
    else takers.push({ number, rule, asks: asks.words })
  }
  return found
}

function isFinal({ target }: Rule): boolean {
  return target.kind === 'verdict' || target.kind === 'goto' || (target.kind === 'modelled' && FINAL.has(target.name))
}

/** The matches by their words. `complete` where no other match is asked beside them. */
function steadyWords({ matches }: Rule): { readonly words: readonly string[]; readonly complete: boolean } {
  const words: string[] = []
  let complete = true
  for (const use of matches) {
    if (use.kind === 'opaque' || !STEADY.has(use.name)) {
      complete = false
      continue
    }
    if (use.name === 'comment') continue
    const saved = findMatch(use.name)?.save(use.parameters) ?? ''
    // `-m tcp` alone asks nothing that -p did not.
    if (saved !== '') words.push(`${use.name}${saved}`)
  }
  return { words, complete }
}

/** Whether the earlier rule matches whatever the later one matches. */
function takesAllOf(earlier: Rule, asks: readonly string[], later: Rule, laterAsks: readonly string[]): boolean {
  return isWider(earlier.header, later.header) && asks.every((ask) => laterAsks.includes(ask))
}

function isEverything(header: HeaderMatch): boolean {
  return Object.values(header).every((part) => part === null)
}

function isWider(wide: HeaderMatch, narrow: HeaderMatch): boolean {
  return (
    holdsAddresses(wide.source, narrow.source) &&
    holdsAddresses(wide.destination, narrow.destination) &&
    holdsInterfaces(wide.in, narrow.in) &&
    holdsInterfaces(wide.out, narrow.out) &&
    (wide.protocol === null || isSame(wide.protocol, narrow.protocol)) &&
    (wide.fragment === null || isSame(wide.fragment, narrow.fragment))
  )
}

function holdsAddresses(wide: HeaderMatch['source'], narrow: HeaderMatch['source']): boolean {
  if (wide === null || isSame(wide, narrow)) return true
  if (narrow === null || wide.inverted || narrow.inverted) return false
  // Every bit that the wide one asks for is asked for by the narrow one, too, and with the same answer.
  return (wide.mask & ~narrow.mask) === 0 && (narrow.address & wide.mask) >>> 0 === wide.address
}

function holdsInterfaces(wide: InterfaceMatch | null, narrow: InterfaceMatch | null): boolean {
  if (wide === null || isSame(wide, narrow)) return true
  if (narrow === null || wide.inverted || narrow.inverted || !wide.wildcard) return false
  return narrow.name.startsWith(wide.name)
}

function isSame(one: object, other: object | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The same as remarks on the lines: nothing is wrong with them, but they do nothing. */
export function unreachableRemarks(found: readonly UnreachableRule[]): readonly Diagnostic[] {
  return found.slice(0, MOST_TOLD).map(({ rule, chain, by }) => ({
    severity: 'information',
    speaker: 'fivechains',
    message: `No packet gets to this rule: rule ${by} of ${chain} takes all that it asks for. Move it before that rule, or take it out.`,
    span: rule.span,
    hint: null,
    status: 0,
  }))
}
