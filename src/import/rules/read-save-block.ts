import { TABLES, type TableName } from '../../model'
import type { ImportDraft } from '../import-draft'
import { tableOf } from '../prompt'
import type { Block } from '../recognise'
import { type SourceLine, spanOfLine, wordsOf } from '../source-lines'
import { askTable, guessTable } from './guess-table'
import { isBaseChain, type RulesDraft, tablesWith } from './rules-draft'

/** Puts iptables-save text into the draft, so that it can stand beside tables that come from listings. */
export function readSaveBlock(lines: readonly SourceLine[], draft: ImportDraft, { noflush } = { noflush: false }): void {
  let table: TableName | null = null
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '' || text.startsWith('#')) continue
    if (text.startsWith('*')) {
      table = TABLES.find((name) => name === text.slice(1)) ?? null
      if (table === null) draft.leaveOut(line, 'no such table')
      else if (!noflush) draft.rules.table(table).clear()
      continue
    }
    // A chain of one's own that is named again begins empty, also with --noflush.
    const named = noflush && table !== null ? /^:(\S+)/.exec(text)?.[1] : undefined
    if (table !== null && named !== undefined && !isBaseChain(table, named)) draft.rules.chain(table, named, null).rules = []
    if (text.startsWith('COMMIT')) {
      table = null
      continue
    }
    if (table === null || !putSaveLine(text, table, draft.rules, line))
      draft.leaveOut(line, table === null ? 'no table above' : 'no save line')
  }
}

/** One line of a save or of `iptables -S`; false when it is none. */
export function putSaveLine(text: string, table: TableName, rules: RulesDraft, line: SourceLine | null): boolean {
  const span = line === null ? null : spanOfLine(line)
  const chain = /^:(\S+)\s+(\S+)(?:\s+\[(\d+):(\d+)\])?/.exec(text)
  if (chain !== null) {
    const drafted = rules.chain(table, chain[1] ?? '', span)
    drafted.policy = chain[2] === '-' ? null : (chain[2] ?? null)
    drafted.counters = { packets: Number(chain[3] ?? 0), bytes: Number(chain[4] ?? 0) }
    return true
  }
  const policy = /^(?:-P|--policy)\s+(\S+)\s+(\S+)(?:\s+-c\s+(\d+)\s+(\d+))?/.exec(text)
  if (policy !== null) {
    const drafted = rules.chain(table, policy[1] ?? '', span)
    drafted.policy = policy[2] ?? null
    drafted.counters = { packets: Number(policy[3] ?? 0), bytes: Number(policy[4] ?? 0) }
    return true
  }
  const created = /^(?:-N|--new-chain)\s+(\S+)/.exec(text)
  if (created !== null) {
    rules.chain(table, created[1] ?? '', span)
    return true
  }
  const rule = /^(?:\[(\d+):(\d+)\]\s+)?(?:-A|--append)\s+(\S+)(.*)$/.exec(text)
  if (rule === null) return false
  const [, packets = '0', bytes = '0', name = '', rest = ''] = rule
  const counted = takeCounters(rest)
  rules.chain(table, name, span).rules.push({
    words: counted.words,
    counters: counted.counters ?? { packets: Number(packets), bytes: Number(bytes) },
    span,
  })
  return true
}

/** `-c 5 320`, which `iptables -S -v` puts before the target, but never one inside a quoted word. */
function takeCounters(words: string): { readonly words: string; readonly counters: { packets: number; bytes: number } | null } {
  const found = /^((?:[^"]|"(?:\\.|[^"\\])*")*?) -c (\d+) (\d+)(?= |$)/.exec(words)
  if (found === null) return { words, counters: null }
  return { words: (found[1] ?? '') + words.slice(found[0].length), counters: { packets: Number(found[2]), bytes: Number(found[3]) } }
}

/** `iptables -S`: the same as a save without its frame. A comment or prompt above may name the table; else the chains tell. */
export function readRuleList(block: Block, draft: ImportDraft): void {
  draft.listed = true
  for (const group of splitLists(block.lines)) {
    const listed = block.prompt !== null && /^iptables/.test(block.prompt.program)
    const named = listed ? (block.prompt?.table ?? 'filter') : tableOf(wordsOf(group.heading))
    const first = group.lines[0]
    if (first === undefined) continue
    const table = named ?? askTable(guessOf(group.lines), spanOfLine(first), draft)
    if (group.lines.some(({ text }) => /^\s*-[PN]\s/.test(text))) draft.rules.table(table).clear()
    for (const line of group.lines) if (!putSaveLine(line.text.trim(), table, draft.rules, line)) draft.leaveOut(line, 'no rule list line')
  }
}

interface RuleLines {
  heading: string
  readonly lines: SourceLine[]
}

/** A policy after rules begins the next table. */
function splitLists(lines: readonly SourceLine[]): readonly RuleLines[] {
  const groups: RuleLines[] = [{ heading: '', lines: [] }]
  let rules = false
  for (const line of lines) {
    const last = groups.at(-1)
    const text = line.text.trim()
    if (text.startsWith('#')) {
      groups.push({ heading: text, lines: [] })
      rules = false
      continue
    }
    const policy = /^-P\s/.test(text)
    if (policy && rules) {
      groups.push({ heading: '', lines: [line] })
      rules = false
      continue
    }
    rules ||= !policy
    last?.lines.push(line)
  }
  return groups
}

function guessOf(lines: readonly SourceLine[]): ReturnType<typeof guessTable> {
  const names = new Set<string>()
  const targets = new Set<string>()
  for (const { text } of lines) {
    const chain = /^\s*-[PA]\s+(\S+)/.exec(text)?.[1]
    if (chain !== undefined && tablesWith(chain).length > 0) names.add(chain)
    const target = / -j (\S+)/.exec(text)?.[1]
    if (target !== undefined) targets.add(target)
  }
  return guessTable([...names], targets)
}

/** Takes the tables of a save text as they are, all lines of it known to be right. */
export function loadSaved(lines: readonly string[], rules: RulesDraft): void {
  let table: TableName | null = null
  for (const text of lines) {
    if (text.startsWith('*')) table = TABLES.find((name) => name === text.slice(1)) ?? null
    else if (table !== null) {
      rules.table(table)
      putSaveLine(text, table, rules, null)
    }
  }
}

/** Whether every base chain of the table is shown. */
export function showsWholeTable(table: TableName, chains: ReadonlySet<string>): boolean {
  const shown = [...chains].filter((name) => isBaseChain(table, name))
  // Kernels before 2.6.36 had no INPUT in nat.
  return shown.length >= (table === 'nat' ? 3 : tablesSize(table))
}

function tablesSize(table: TableName): number {
  return { raw: 2, mangle: 5, nat: 4, filter: 3, security: 3 }[table]
}
