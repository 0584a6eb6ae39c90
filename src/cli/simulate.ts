import { readFileSync } from 'node:fs'
import { recorder } from '../engine/observer'
import { createSimulator, type Simulator } from '../engine/simulator'
import { type Diagnostic, type Ruleset, SECOND } from '../model'
import { openDocument } from '../scenario/migrate'
import { type Prepared, prepareScenario } from '../scenario/prepare'
import { saveLines } from '../syntax/print-save'
import { conntrackLine } from '../trace/conntrack-line'
import type { Fate, Origin, TraceEvent } from '../trace/event'
import { ipsetLines } from '../trace/ipset-line'
import { traceHops, traceLine } from '../trace/log-line'
import { transportText } from '../trace/packet-text'
import type { CliCommand } from './command'

const USAGE = `usage: npm run -s cli -- simulate SCENARIO.json [--json]

  Runs a scenario and prints what happened: each packet, the kernel's TRACE and LOG lines, and what became of it.
  --json prints one object: {title, events, save, conntrack, sets, problems, limits, diagnostics}.
`

/** What `--json` prints. */
interface SimulationReport {
  readonly title: string
  /** Everything that happened (src/trace/event.ts). */
  readonly events: readonly TraceEvent[]
  /** `iptables-save -c` afterwards: counters of the text and of this run together. */
  readonly save: readonly string[]
  /** `conntrack -L -o extended` afterwards. */
  readonly conntrack: readonly string[]
  /** `ipset save` afterwards. */
  readonly sets: readonly string[]
  /** Sendings that could not be made. */
  readonly problems: readonly { readonly sending: number; readonly text: string }[]
  /** Bounds that were reached. */
  readonly limits: readonly string[]
  /** What is wrong with the scenario's texts, by section. */
  readonly diagnostics: Prepared['diagnostics']
}

/** Runs a scenario file. Exits 0 when it ran, 1 when the file or its texts are wrong, 2 when used wrongly. */
export const run: CliCommand = async (args) => {
  const json = args.includes('--json')
  const files = args.filter((word) => word !== '--json')
  const [file] = files
  if (file === undefined || files.length > 1 || (file.startsWith('-') && file !== '-')) {
    process.stderr.write(USAGE)
    return 2
  }
  const opened = readDocument(file)
  if (!opened.ok) {
    process.stderr.write(`simulate: ${file}: ${opened.message}\n`)
    return 1
  }
  const { scenario } = opened
  const prepared = prepareScenario(scenario)
  const observer = recorder()
  const simulator = createSimulator(prepared.input, observer, { traceEverything: true })
  const { problems, limits } = simulator.run()
  const wrong = tellDiagnostics(file, prepared)
  for (const { sending, text } of problems) process.stderr.write(`${file}: traffic ${sending + 1}: ${text}\n`)
  const report: SimulationReport = {
    title: scenario.title,
    events: observer.events,
    save: saveLines(withCounters(prepared.input.ruleset, simulator), { counters: true }),
    conntrack: simulator.connections().map((entry) => conntrackLine(entry, simulator.now)),
    sets: ipsetLines(simulator.sets()),
    problems,
    limits,
    diagnostics: prepared.diagnostics,
  }
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : readable(report))
  return wrong || problems.length > 0 ? 1 : 0
}

function readDocument(file: string): ReturnType<typeof openDocument> {
  try {
    return openDocument(JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')))
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Tells what is wrong with the texts; whether anything is an error. */
function tellDiagnostics(file: string, { diagnostics }: Prepared): boolean {
  const sections: readonly (readonly [string, readonly Diagnostic[]])[] = Object.entries(diagnostics)
  for (const [section, list] of sections) {
    for (const { span, message, severity } of list)
      process.stderr.write(`${file}: ${section}:${span.line}:${span.column}: ${severity}: ${message}\n`)
  }
  return sections.some(([, list]) => list.some(({ severity }) => severity === 'error'))
}

function readable(report: SimulationReport): string {
  const hops = new Map(traceHops(report.events).map((hop) => [hop.event, hop]))
  const lines: string[] = report.title === '' ? [] : [report.title, '']
  for (const [index, event] of report.events.entries()) {
    const hop = hops.get(index)
    if (hop !== undefined)
      lines.push(`  ${traceLine(hop.place, hop.headers, { in: hop.in, out: hop.out, mark: hop.mark, mac: null, owner: null })}`)
    if (event.kind === 'packet appeared')
      lines.push(`[${(event.at / SECOND).toFixed(6)}] packet ${event.packet} ${originText(event.origin)}: ${transportText(event.headers)}`)
    else if (event.kind === 'line logged') lines.push(`  ${event.line}`)
    else if (event.kind === 'packet ended') {
      const told = event.error === null ? '' : `; the sender is told: ${event.error}`
      lines.push(
        `  = packet ${event.packet} ${fateText(event.fate)}${event.certain ? '' : ' (uncertain: it met a rule that is not modelled)'}${told}`,
      )
    }
  }
  for (const limit of report.limits) lines.push(`limit reached: ${limit}`)
  if (report.conntrack.length > 0) lines.push('', 'conntrack:', ...report.conntrack)
  lines.push('', 'iptables-save -c:', ...report.save)
  if (report.sets.length > 0) lines.push('', 'ipset save:', ...report.sets)
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'wire':
      return `in on ${origin.interface}`
    case 'host':
      return 'from this host'
    case 'process':
      return `from a process of ${origin.owner}`
    case 'answer':
      return `answers ${origin.to} (${origin.by})`
    case 'copy':
      return `a copy of ${origin.of} (${origin.by})`
  }
}

function fateText(fate: Fate): string {
  switch (fate.kind) {
    case 'transmitted':
      return `left on ${fate.interface}`
    case 'delivered':
      return `was delivered to ${fate.to}`
    case 'dropped':
    case 'rejected':
      return `was ${fate.kind} by ${fate.by.table}:${fate.by.chain}:${fate.by.kind}:${fate.by.number}`
    case 'untold':
      return `was last seen on ${fate.after}`
    case 'died':
      return `died: ${fate.where}, ${fate.reason}`
  }
}

/** The ruleset with what this run counted added to the text's own counters. */
function withCounters(ruleset: Ruleset, simulator: Simulator): Ruleset {
  const counted = new Map(simulator.counters().map((one) => [`${one.table} ${one.chain} ${one.rule ?? 'policy'}`, one]))
  const add = (before: { readonly packets: number; readonly bytes: number }, key: string): { packets: number; bytes: number } => {
    const more = counted.get(key)
    return { packets: before.packets + (more?.packets ?? 0), bytes: before.bytes + (more?.bytes ?? 0) }
  }
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        counters: add(chain.counters, `${table.name} ${chain.name} policy`),
        rules: chain.rules.map((rule, index) => ({ ...rule, counters: add(rule.counters, `${table.name} ${chain.name} ${index + 1}`) })),
      })),
    })),
  }
}
