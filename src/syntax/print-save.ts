import { formatMask } from '../extensions/host-text'
import { protocolName } from '../extensions/protocol-names'
import { findMatch, findTarget } from '../extensions/registry'
import {
  type AddressMatch,
  type Chain,
  formatIpv4,
  type HeaderMatch,
  type InterfaceMatch,
  type MatchUse,
  type Rule,
  type Ruleset,
  type Table,
  type TargetUse,
} from '../model'
import { exactCount } from './list-count'

export interface PrintOptions {
  /** `[packets:bytes]` before each rule, as `iptables-save -c` prints them. Chains always show theirs. */
  readonly counters: boolean
}

/** The ruleset in iptables-save's form, without its comment lines: tables in the ruleset's order, a newline at the end of each line. */
export function printSave(ruleset: Ruleset, options: PrintOptions): string {
  const lines = saveLines(ruleset, options)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** The same, line by line. */
export function saveLines(ruleset: Ruleset, options: PrintOptions): string[] {
  const lines: string[] = []
  for (const table of ruleset.tables) tableLines(table, options, lines)
  return lines
}

function tableLines(table: Table, options: PrintOptions, lines: string[]): void {
  lines.push(`*${table.name}`)
  for (const chain of table.chains) lines.push(printChain(chain))
  for (const chain of table.chains)
    for (const rule of chain.rules) {
      const line = printRule(chain.name, rule)
      lines.push(options.counters ? `[${bothCounts(rule)}] ${line}` : line)
    }
  lines.push('COMMIT')
}

/** `:INPUT DROP [0:0]` */
function printChain(chain: Chain): string {
  return `:${chain.name} ${chain.policy ?? '-'} [${bothCounts(chain)}]`
}

function bothCounts({ counters }: Pick<Rule, 'counters'>, between = ':'): string {
  return exactCount(counters.packets) + between + exactCount(counters.bytes)
}

/** `-A INPUT -i lo -j ACCEPT` */
function printRule(chainName: string, rule: RuleWords): string {
  return `-A ${chainName}${words(rule)}`
}

/** What stands after `-A CHAIN`: `-i lo -j ACCEPT`; empty for a rule that says nothing. */
export function printRuleWords(rule: RuleWords): string {
  return words(rule).slice(1)
}

/** The same behind a space, with `-c PACKETS BYTES` before the target, as `iptables -S -v` prints it. */
export function printRuleCounted(rule: Rule): string {
  return `${conditionWords(rule)} -c ${bothCounts(rule, ' ')}${targetWords(rule.target)}`
}

/** As much of a rule as its words tell. */
export type RuleWords = Pick<Rule, 'header' | 'matches' | 'target'>

function words(rule: RuleWords): string {
  return conditionWords(rule) + targetWords(rule.target)
}

function conditionWords({ header, matches }: Omit<RuleWords, 'target'>): string {
  let text = headerWords(header)
  for (const match of matches) text += matchWords(match)
  return text
}

/** In iptables' order (print_rule4): -s -d -i -o -p -f, each with a space before it. */
function headerWords(header: HeaderMatch): string {
  let text = ''
  if (header.source !== null) text += addressWords('-s', header.source)
  if (header.destination !== null) text += addressWords('-d', header.destination)
  if (header.in !== null) text += interfaceWords('-i', header.in)
  if (header.out !== null) text += interfaceWords('-o', header.out)
  if (header.protocol !== null) text += `${header.protocol.inverted ? ' !' : ''} -p ${protocolName(header.protocol.number)}`
  if (header.fragment !== null) text += `${header.fragment.inverted ? ' !' : ''} -f`
  return text
}

function addressWords(option: string, { address, mask, inverted }: AddressMatch): string {
  return `${inverted ? ' !' : ''} ${option} ${formatIpv4(address)}${mask === 0xffffffff ? '/32' : formatMask(mask)}`
}

/** `-i +` prints as nothing, inverted or not: iptables looks at the first byte of the mask only (save_iface). */
function interfaceWords(option: string, { name, wildcard, inverted }: InterfaceMatch): string {
  if (name === '' && wildcard) return ''
  return `${inverted ? ' !' : ''} ${option} ${name}${wildcard ? '+' : ''}`
}

function matchWords(use: MatchUse): string {
  if (use.kind === 'opaque') return ` -m ${use.name}${use.words.map((word) => ` ${quoted(word)}`).join('')}`
  const extension = findMatch(use.name)
  return extension === null ? ` -m ${use.name}` : ` -m ${extension.savedName}${extension.save(use.parameters)}`
}

function targetWords(use: TargetUse): string {
  switch (use.kind) {
    case 'none':
      return ''
    case 'verdict':
      return ` -j ${use.verdict}`
    case 'jump':
      return ` -j ${use.chain}`
    case 'goto':
      return ` -g ${use.chain}`
    case 'opaque':
      return ` -j ${use.name}${use.words.map((word) => ` ${quoted(word)}`).join('')}`
    case 'modelled': {
      const extension = findTarget(use.name)
      return extension === null ? ` -j ${use.name}` : ` -j ${extension.savedName}${extension.save(use.parameters)}`
    }
  }
}

/** A word so that iptables-restore reads it back as one: in double quotes where it holds anything beside the harmless. */
function quoted(word: string): string {
  return /^[\w./:,@%+=!-]+$/.test(word) ? word : `"${word.replace(/["\\']/g, '\\$&')}"`
}
