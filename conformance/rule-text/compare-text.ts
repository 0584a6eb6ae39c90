import type { Ruleset, TableName } from '../../src/model'
import type { KnownHost } from '../../src/syntax/parsed-command'
import { ruleSpecs } from '../../src/syntax/print-commands'
import { listTable } from '../../src/syntax/print-listing'
import { saveLines } from '../../src/syntax/print-save'
import { type RulesReading, readRules } from '../../src/syntax/read-rules'
import { markerFault } from './marker'
import { ESTIMATORS, SET_NAMES, type TextCase, type ToolAnswer, textOf } from './text-case'

/** Something that the tools and the reader say differently of a text. */
export interface TextDifference {
  readonly what: string
  readonly tools: string
  readonly reader: string
}

/** The host that is asked: it has a few sets and estimators, and no module of these names. */
const HOST: KnownHost = {
  hasSet: (name) => SET_NAMES.includes(name),
  hasAccounting: () => false,
  hasEstimator: (name) => ESTIMATORS.includes(name),
  lacks: (name) => name === 'LED' || name === 'ipvs',
}

/** Status, all of stderr, what is saved, listed and printed as commands afterwards, and where refusals are marked. */
export function compareText(one: TextCase, tools: ToolAnswer): readonly TextDifference[] {
  const text = textOf(one)
  const reading = readRules(text, one.kind === 'script' ? 'commands' : 'save', {
    ...HOST,
    counters: one.kind === 'file' && one.counters,
  })
  // Rules for ip6tables are told to be such, whatever iptables makes of them.
  if (reading.family === 'ipv6') return []
  const { outcome } = reading
  const differences: TextDifference[] = []
  const compare = (what: string, expected: string, actual: string): void => {
    if (expected !== actual) differences.push({ what, ...firstDifference(expected, actual) })
  }
  compare('stderr', withoutHost(tools.steps.map(({ stderr }) => stderr).join('')), withoutHost(outcome.stderr))
  compare('status', String(tools.steps.find(({ status }) => status !== 0)?.status ?? 0), String(outcome.status))
  const counted = one.kind === 'script' || one.counters
  const tables = [...outcome.ruleset.tables].reverse()
  const ruleset: Ruleset = { ...outcome.ruleset, tables }
  const shown = (lines: readonly string[]): string => (counted ? lines : lines.map(withoutCounters)).join('\n')
  compare('saved', shown(tools.saved), shown(saveLines(ruleset, { counters: true })))
  for (const table of tables) {
    if (counted)
      compare(
        `listed ${table.name}`,
        linesOf(tools.listed, table.name),
        listTable(table, { verbose: true, lineNumbers: true, exact: false, numeric: true }).join('\n'),
      )
    compare(`-S ${table.name}`, linesOf(tools.specs, table.name), ruleSpecs(table, false).join('\n'))
  }
  const fault = faultOfMarkers(text, reading)
  if (fault !== null) differences.push({ what: 'marker', tools: '', reader: fault })
  return differences
}

function linesOf(lines: { readonly [table in TableName]?: readonly string[] }, table: TableName): string {
  return (lines[table] ?? []).join('\n')
}

function withoutCounters(line: string): string {
  return line.replace(/^\[\d+:\d+\] /, '').replace(/^(:.* \S+) \[\d+:\d+\]$/, '$1')
}

/** Whether a host has names for connection labels is not what is asked; a listing complains of them, too. */
function withoutHost(stderr: string): string {
  return stderr.replaceAll('Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory\n', '')
}

function firstDifference(expected: string, actual: string): Omit<TextDifference, 'what'> {
  const wanted = expected.split('\n')
  const is = actual.split('\n')
  const at = wanted.findIndex((line, index) => line !== is[index])
  return at < 0 ? { tools: '(end)', reader: is[wanted.length] ?? '' } : { tools: wanted[at] ?? '', reader: is[at] ?? '(end)' }
}

function faultOfMarkers(text: string, { diagnostics }: RulesReading): string | null {
  for (const diagnostic of diagnostics) {
    const fault = diagnostic.severity === 'error' ? markerFault(diagnostic, text) : null
    if (fault !== null) return `${fault} (${diagnostic.message})`
  }
  return null
}
