import { BASE_CHAINS, type Span, type TableName } from '../../model'
import type { ImportDraft } from '../import-draft'
import type { Block } from '../recognise'
import { askTable, guessTable } from '../rules/guess-table'
import { isBaseChain, type RuleDraft, tablesWith } from '../rules/rules-draft'
import { type SourceLine, spanOfLine, spanOfLines } from '../source-lines'
import { readCounter } from './counters'
import { type Columns, readHeader, readRow } from './read-row'
import { ruleOfRow } from './row-rule'

/** A chain as a listing shows it. */
interface ListedChain {
  /** Null where its heading is cut off. */
  readonly name: string | null
  readonly policy: string | null
  readonly user: boolean
  readonly packets: number
  readonly bytes: number
  readonly rules: RuleDraft[]
  readonly targets: string[]
  readonly span: Span
  columns: Columns | null
}

const HEADING = /^\s*Chain\s+(\S+)(?:\s+\((?:policy (\w+)(?: (\S+) packets?, (\S+) bytes?)?|(\d+) references?)?.*)?/

/** Reads `iptables -L` output: one or more tables, whole or in part. */
export function readListing(block: Block, draft: ImportDraft): void {
  draft.listed = true
  const chains = new ListingReader(draft).read(block.lines)
  const first = block.lines[0]
  if (first === undefined) return
  const groups = splitTables(chains)
  for (const group of groups) placeGroup(group, block, draft)
}

class ListingReader {
  private readonly chains: ListedChain[] = []
  private rounded: Span | null = null
  private noInterfaces: Span | null = null
  private noCounters: Span | null = null
  private row: { readonly line: SourceLine; readonly index: number } | null = null

  constructor(private readonly draft: ImportDraft) {}

  read(lines: readonly SourceLine[]): readonly ListedChain[] {
    for (const line of lines) this.line(line)
    if (this.rounded !== null) this.draft.note('assumed', this.rounded, 'counters rounded')
    if (this.noInterfaces !== null) this.draft.note('unknown', this.noInterfaces, 'no interfaces')
    if (this.noCounters !== null) this.draft.note('unknown', this.noCounters, 'no counters')
    return this.chains
  }

  private line(line: SourceLine): void {
    const heading = HEADING.exec(line.text)
    if (heading !== null) {
      this.row = null
      this.heading(line, heading)
      return
    }
    const header = readHeader(line.text)
    if (header !== null) {
      this.row = null
      const chain = this.chains.at(-1) ?? this.unnamed(line)
      chain.columns = header
      return
    }
    if (this.rule(line)) return
    if (this.wrapped(line)) return
    this.draft.leaveOut(line, 'no row of a listing')
  }

  private heading(line: SourceLine, found: RegExpExecArray): void {
    const [, name = '', policy, packets, bytes] = found
    const [shownPackets, shownBytes] = [readCounter(packets ?? '0'), readCounter(bytes ?? '0')]
    if (shownPackets?.rounded === true || shownBytes?.rounded === true) this.rounded ??= spanOfLine(line)
    this.chains.push({
      name,
      policy: policy ?? null,
      user: policy === undefined && !/^(?:PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/.test(name),
      packets: shownPackets?.value ?? 0,
      bytes: shownBytes?.value ?? 0,
      rules: [],
      targets: [],
      span: spanOfLine(line),
      columns: null,
    })
  }

  private unnamed(line: SourceLine): ListedChain {
    const chain: ListedChain = {
      name: null,
      policy: null,
      user: false,
      packets: 0,
      bytes: 0,
      rules: [],
      targets: [],
      span: spanOfLine(line),
      columns: null,
    }
    this.chains.push(chain)
    return chain
  }

  private rule(line: SourceLine, text = line.text): boolean {
    const last = this.chains.at(-1)
    const row = readRow(text, last?.columns ?? null) ?? readRow(text, null)
    if (row === null) return false
    const chain = last ?? this.unnamed(line)
    const span = spanOfLine(line)
    const rule = ruleOfRow(row)
    if (row.stray) this.draft.note('changed', span, 'stray characters')
    for (const name of rule.names) this.draft.note('unknown', span, 'name for a resolver', name)
    for (const part of rule.unread) this.draft.note('unknown', span, 'part not understood', part)
    if (row.packets?.rounded === true || row.bytes?.rounded === true) this.rounded ??= span
    if (row.in === null) this.noInterfaces ??= span
    if (row.packets === null) this.noCounters ??= span
    this.row = { line: { number: line.number, text }, index: chain.rules.length }
    chain.rules.push({ words: rule.words, counters: { packets: row.packets?.value ?? 0, bytes: row.bytes?.value ?? 0 }, span })
    if (row.target !== '') chain.targets.push(row.target)
    return true
  }

  /** The end of a row that a terminal broke: put back together with or without a blank, whichever reads better. */
  private wrapped(line: SourceLine): boolean {
    const { row } = this
    const chain = this.chains.at(-1)
    if (row === null || chain === undefined || chain.rules.length !== row.index + 1) return false
    const joined = ['', ' ']
      .map((between) => `${row.line.text}${between}${line.text.trim()}`)
      .map((text) => ({ text, read: readRow(text, chain.columns) }))
      .find(({ read }) => read !== null && ruleOfRow(read).unread.length === 0)
    if (joined === undefined) return false
    chain.rules.pop()
    if (joined.read !== null && joined.read.target !== '') chain.targets.pop()
    this.rule(row.line, joined.text)
    this.draft.note('changed', spanOfLines(row.line, line), 'row put together')
    return true
  }
}

/** Tables listed one after another: a base chain that cannot belong to the table before begins a new one. */
function splitTables(chains: readonly ListedChain[]): readonly (readonly ListedChain[])[] {
  const groups: ListedChain[][] = []
  let seen = new Set<string>()
  let possible: readonly TableName[] = []
  let users = false
  for (const chain of chains) {
    const tables = chain.name === null || chain.user ? null : tablesWith(chain.name)
    const fits = tables === null || (!users && possible.some((table) => tables.includes(table)))
    const again = chain.name !== null && seen.has(chain.name)
    if (groups.length === 0 || again || !fits) {
      groups.push([])
      seen = new Set()
      possible = tables ?? ['filter', 'nat', 'mangle', 'raw', 'security']
      users = false
    } else if (tables !== null) possible = possible.filter((table) => tables.includes(table))
    if (chain.name !== null) seen.add(chain.name)
    // Base chains are listed before users' own.
    users ||= chain.user
    groups.at(-1)?.push(chain)
  }
  return groups
}

function placeGroup(group: readonly ListedChain[], block: Block, draft: ImportDraft): void {
  const base = group.flatMap(({ name, user }) => (name === null || user ? [] : [name]))
  const targets = new Set(group.flatMap((chain) => chain.targets))
  const span = group[0]?.span ?? block.span
  // A command without -t lists filter.
  const told = block.prompt !== null && /iptables/.test(block.prompt.program) ? (block.prompt.table ?? 'filter') : block.prompt?.table
  const table = told ?? askTable(guessTable(base, targets), span, draft)
  if (block.prompt?.filtered === true) draft.note('unknown', span, 'output filtered')
  for (const chain of group) placeChain(chain, table, draft)
}

function placeChain(chain: ListedChain, table: TableName, draft: ImportDraft): void {
  const name = chain.name ?? guessChain(chain, table, draft)
  const there = draft.rules.tables.get(table)?.get(name)
  const policy = isBaseChain(table, name) ? (chain.policy === 'DROP' ? 'DROP' : 'ACCEPT') : null
  const counters = { packets: chain.packets, bytes: chain.bytes }
  if (there !== undefined) noteMoves(there.rules, chain.rules, table, name, draft)
  if (there !== undefined && policy !== null && chain.policy !== null && sameRules(there.rules, chain.rules))
    if (there.counters.packets !== counters.packets || there.counters.bytes !== counters.bytes)
      draft.moves.push({ table, chain: name, number: null, rule: policy, before: there.counters, after: counters })
  const drafted = draft.rules.chain(table, name, chain.span)
  drafted.policy = policy
  drafted.counters = counters
  drafted.rules = chain.rules
}

/** The same chain listed twice: by how much each rule moved. */
function noteMoves(before: readonly RuleDraft[], after: readonly RuleDraft[], table: string, chain: string, draft: ImportDraft): void {
  if (!sameRules(before, after)) {
    const span = after[0]?.span
    if (span != null) draft.note('changed', span, 'shown twice', chain)
    return
  }
  for (const [index, rule] of after.entries()) {
    const old = before[index]?.counters
    if (old === undefined || (old.packets === rule.counters.packets && old.bytes === rule.counters.bytes)) continue
    draft.moves.push({ table, chain, number: index + 1, rule: rule.words.trim(), before: old, after: rule.counters })
  }
}

function sameRules(one: readonly RuleDraft[], other: readonly RuleDraft[]): boolean {
  return one.length === other.length && one.every(({ words }, index) => words === other[index]?.words)
}

/** A chain without its heading: its rules tell which one it can be. */
function guessChain(chain: ListedChain, table: TableName, draft: ImportDraft): string {
  const words = chain.rules.map((rule) => rule.words)
  const incoming = words.some((text) => / -i /.test(text))
  const out = words.some((text) => / -o /.test(text))
  const host = words.some((text) => / -d \d+\.\d+\.\d+\.\d+\/32/.test(text))
  const guessed =
    table === 'nat'
      ? out || chain.targets.some((target) => /^(?:SNAT|MASQUERADE)$/.test(target))
        ? 'POSTROUTING'
        : 'PREROUTING'
      : table === 'raw' || (table === 'mangle' && !out)
        ? 'PREROUTING'
        : (incoming && out) || (host && !incoming && !out)
          ? 'FORWARD'
          : out
            ? 'OUTPUT'
            : 'INPUT'
  const options = BASE_CHAINS[table].map((value) => ({ value, label: value }))
  const chosen = draft.ask({ kind: 'chain', span: chain.span, about: '', options }, guessed)
  if (chosen === null) draft.note('assumed', chain.span, 'heading missing', guessed, table)
  return chosen ?? guessed
}
