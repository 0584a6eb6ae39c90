import { BASE_CHAINS, TABLES, type TableName } from '../../model'
import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'
import { isBaseChain } from '../rules/rules-draft'
import { type SourceLine, spanOfLine } from '../source-lines'
import { readNftRule } from './nft-rule'

const TABLE = /^\s*table (ip|ip6|inet|bridge|arp|netdev) (\S+) \{/
const CHAIN = /^\s*chain (\S+) \{/
const HOOK = /^\s*type (\w+) hook (\w+)(?: devices? .*?)? priority ([^;]+);(?: policy (\w+);)?/
/** What opens braces and is none of iptables'. */
const OTHER = /^\s*(?:set|map|flowtable|counter|quota|limit|ct \w+|synproxy) \S+.*\{/

/** The hooks as nft names them. */
const HOOKS: { readonly [hook: string]: string } = {
  prerouting: 'PREROUTING',
  input: 'INPUT',
  forward: 'FORWARD',
  output: 'OUTPUT',
  postrouting: 'POSTROUTING',
}
/** nft's words for priorities (netfilter_ipv4.h), and the tables of iptables that stand there: iptables-nft's own security is late. */
const PRIORITIES: { readonly [name: string]: number } = { raw: -300, mangle: -150, dstnat: -100, filter: 0, security: 50, srcnat: 100 }
const TABLE_AT: { readonly [priority: number]: TableName } = {
  [-300]: 'raw',
  [-150]: 'mangle',
  0: 'filter',
  50: 'security',
  150: 'security',
}

interface NftChain {
  readonly name: string
  readonly line: SourceLine
  /** Null for a chain that only jumps lead to. */
  hook: {
    readonly type: string
    readonly hook: string
    readonly priority: number | null
    readonly policy: string | null
    readonly text: string
  } | null
  readonly rules: SourceLine[]
}

interface NftTable {
  readonly family: string
  readonly name: string
  readonly line: SourceLine
  readonly chains: NftChain[]
}

/**
 * Reads `nft list ruleset`: iptables-nft's own tables become the rules that they are, as far as nft shows them. Tables of nft's own
 * are told, and what stands where iptables has a chain is taken over.
 */
export function readNftRuleset(block: Block, draft: ImportDraft): void {
  let gap: SourceLine | null = null
  let told = false
  for (const table of tablesOf(block.lines, draft)) {
    const own = ownTable(table)
    if (own !== null) {
      draft.rules.table(own).clear()
      if (!told && table.chains.some(({ hook }) => hook !== null)) draft.note('unknown', spanOfLine(table.line), 'nft policy counters')
      told = true
    } else if (table.family !== 'ip' && table.family !== 'inet') {
      draft.leaveOut(table.line, 'only ipv4')
      continue
    } else draft.note('changed', spanOfLine(table.line), 'foreign nft table', table.family, table.name)
    gap = placeChains(table, own, draft) ?? gap
  }
  if (gap !== null) draft.note('unknown', spanOfLine(gap), 'nft comments')
}

function tablesOf(lines: readonly SourceLine[], draft: ImportDraft): readonly NftTable[] {
  const tables: NftTable[] = []
  let chain: NftChain | null = null
  let other = 0
  for (const line of lines) {
    const text = withoutHandle(line.text)
    if (other > 0) {
      other += depthOf(text)
      continue
    }
    const table = TABLE.exec(text)
    const opened = CHAIN.exec(text)
    const last = tables.at(-1)
    if (table !== null) {
      tables.push({ family: table[1] ?? '', name: table[2] ?? '', line, chains: [] })
      chain = null
    } else if (opened !== null && last !== undefined) {
      chain = { name: opened[1] ?? '', line, hook: null, rules: [] }
      last.chains.push(chain)
    } else if (/^\s*\}\s*$/.test(text)) chain = null
    else if (/^\s*(?:#|$)/.test(text)) continue
    else if (chain === null && OTHER.test(text)) {
      draft.leaveOut(line, 'nft set left out')
      other = Math.max(0, depthOf(text))
    } else if (chain === null) draft.leaveOut(line, 'unknown line')
    else readChainLine(chain, { number: line.number, text: text.trim() })
  }
  return tables
}

function readChainLine(chain: NftChain, line: SourceLine): void {
  const hook = HOOK.exec(line.text)
  if (hook === null) {
    if (!/^policy \w+;?$/.test(line.text)) chain.rules.push(line)
    return
  }
  const [, type = '', name = '', priority = '', policy] = hook
  chain.hook = { type, hook: HOOKS[name] ?? name, priority: priorityOf(priority), policy: policy ?? null, text: line.text }
}

function priorityOf(text: string): number | null {
  const [, name = '', offset = ''] = /^(-?\w+)(?: ([+-] ?\d+))?$/.exec(text.trim()) ?? []
  const base = PRIORITIES[name] ?? (/^-?\d+$/.test(name) ? Number(name) : null)
  return base === null ? null : base + Number(offset.replace(' ', '') || 0)
}

/** The table as iptables-nft's own, or null: its base chains stand where iptables' stand, by iptables' names. */
function ownTable({ family, name, chains }: NftTable): TableName | null {
  const table = TABLES.find((one) => one === name)
  if (table === undefined || family !== 'ip') return null
  return chains.every((chain) =>
    chain.hook === null ? !isBaseChain(table, chain.name) : baseChainOf(chain)?.table === table && baseChainOf(chain)?.chain === chain.name,
  )
    ? table
    : null
}

/** Where in iptables a base chain stands. */
function baseChainOf({ hook }: NftChain): { readonly table: TableName; readonly chain: string } | null {
  if (hook === null || hook.priority === null) return null
  const table = hook.type === 'nat' && Math.abs(hook.priority) === 100 ? 'nat' : hook.type === 'nat' ? undefined : TABLE_AT[hook.priority]
  if (table === undefined || !BASE_CHAINS[table].some((chain) => chain === hook.hook)) return null
  return { table, chain: hook.hook }
}

/** Puts a table's chains into the draft; the first line with a gap that a comment left. */
function placeChains(table: NftTable, own: TableName | null, draft: ImportDraft): SourceLine | null {
  let gap: SourceLine | null = null
  const bases = table.chains.filter(({ hook }) => hook !== null)
  for (const chain of table.chains) {
    const places = chain.hook === null ? (own === null ? tablesOfUsers(bases) : [own]) : [baseChainOf(chain)?.table ?? null]
    for (const place of places) {
      const name = chain.hook === null ? chain.name : (baseChainOf(chain)?.chain ?? chain.name)
      if (place === null || (own === null && chain.hook !== null && (draft.rules.tables.get(place)?.get(name)?.rules.length ?? 0) > 0)) {
        draft.leaveOut(chain.line, 'foreign nft chain', chain.name, chain.hook?.text ?? '')
        continue
      }
      const drafted = draft.rules.chain(place, name, spanOfLine(chain.line))
      if (chain.hook !== null) drafted.policy = chain.hook.policy?.toUpperCase() === 'DROP' ? 'DROP' : 'ACCEPT'
      for (const line of chain.rules) {
        // What TOS changes is printed as if it were of IPv6 (libxt_TOS.c).
        if (/\b(?:ip6|icmpv6)\b|nfproto ipv6/.test(line.text.replaceAll('ip6 dscp', ''))) {
          draft.leaveOut(line, 'only ipv4')
          continue
        }
        for (const text of expanded(line.text)) {
          const { words, counters, unread, gap: hasGap } = readNftRule(text)
          const span = spanOfLine(line)
          if (unread.length > 0) draft.note('unknown', span, 'nft part not understood', unread.join(', '))
          if (hasGap && own !== null) gap ??= line
          drafted.rules.push({ words, counters, span })
        }
      }
    }
  }
  draft.listed = true
  return gap
}

/** User chains belong to every table of iptables that a foreign table's base chains stand in: any may jump to them. */
function tablesOfUsers(bases: readonly NftChain[]): readonly TableName[] {
  return [...new Set(bases.flatMap((chain) => baseChainOf(chain)?.table ?? []))]
}

/** `ct state vmap { established : accept, invalid : drop }` is a rule for each. */
function expanded(text: string): readonly string[] {
  const found = /^(.*?)\bct state vmap \{ ([^{}]+?) ?\}(.*)$/.exec(text)
  if (found === null) return [text]
  return (found[2] ?? '').split(',').map((pair) => {
    const [state = '', verdict = ''] = pair.split(':')
    return `${found[1] ?? ''}ct state ${state.trim()} ${(found[3] ?? '').trim()} ${verdict.trim()}`.replace(/ {2,}/g, ' ')
  })
}

function withoutHandle(text: string): string {
  return text.replace(/ # handle \d+$/, '')
}

function depthOf(text: string): number {
  let depth = 0
  for (const letter of text.replace(/"[^"]*"/g, '')) depth += letter === '{' ? 1 : letter === '}' ? -1 : 0
  return depth
}
