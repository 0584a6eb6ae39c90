import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compileRuleset } from '../src/engine/compile'
import { recorder } from '../src/engine/observer'
import { createSimulator } from '../src/engine/simulator'
import type { Ruleset } from '../src/model'
import { readRules } from '../src/syntax/read-rules'
import { benchRecognition } from './pastes'
import { passedBy, ROUTER, routerRules, saveFile } from './rulesets'
import { connections } from './traffic'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Line {
  readonly what: string
  readonly ours: string
  readonly bound: string
  readonly holds: boolean | null
}

const lines: Line[] = []

/** Milliseconds of one call. */
function time(work: () => void): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}

/** The best of several: whatever else the machine does only ever makes a time longer. */
function best(times: readonly number[]): number {
  return Math.min(...times)
}

function rulesOf(text: string): Ruleset {
  const reading = readRules(text, 'save')
  const first = reading.diagnostics[0]
  if (first !== undefined) throw new Error(`the benchmark's own rules are refused: ${first.message}`)
  return reading.value
}

/** The best time of `iptables-legacy-restore --test` in a network namespace of its own, or why there is none. */
function kernelTool(text: string): { readonly milliseconds: number } | { readonly absent: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fivechains-bench-'))
  try {
    const file = join(folder, 'rules')
    writeFileSync(file, text)
    const restore = ['-n', 'sh', '-c', `iptables-legacy-restore --test ${file}`]
    const probe = spawnSync('unshare', restore, { encoding: 'utf8' })
    if (probe.error !== undefined || probe.status !== 0) return { absent: 'iptables-legacy-restore cannot run here (it needs root)' }
    // What starting unshare and a shell costs is not the tool's.
    const nothing = best(Array.from({ length: 9 }, () => time(() => execFileSync('unshare', ['-n', 'sh', '-c', ':']))))
    return { milliseconds: best(Array.from({ length: 9 }, () => time(() => execFileSync('unshare', restore)))) - nothing }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function benchLoading(): void {
  const text = saveFile(10_000)
  const cold = time(() => compileRuleset(rulesOf(text), {}))
  const warm = best(Array.from({ length: 15 }, () => time(() => compileRuleset(rulesOf(text), {}))))
  const tool = kernelTool(text)
  lines.push({
    what: 'parse + validate + compile 10,000 rules',
    ours: `${warm.toFixed(0)} ms (the very first time ${cold.toFixed(0)} ms)`,
    bound: 'absent' in tool ? `skipped: ${tool.absent}` : `iptables-legacy-restore --test: ${tool.milliseconds.toFixed(0)} ms`,
    holds: 'absent' in tool ? null : warm <= tool.milliseconds,
  })
}

function benchTrace(): void {
  const ruleset = rulesOf(passedBy(1000))
  const spec = { in: 'eth0', src: '10.0.0.7', dst: '198.51.100.9', proto: 'tcp', sport: 40_000, dport: 7 }
  const observer = recorder()
  const simulator = createSimulator({ ruleset, network: ROUTER, sets: [], seed: 1, traffic: [], decisions: {}, connections: [] }, observer)
  const first = time(() => simulator.send(spec))
  const times = Array.from({ length: 300 }, () => {
    observer.events.length = 0
    return time(() => simulator.send(spec))
  })
  const warm = best(times)
  lines.push({
    what: `one traced packet through 1,000 rules (${observer.events.length} events)`,
    ours: `${warm.toFixed(2)} ms (the very first ${first.toFixed(1)} ms)`,
    bound: '< 1 ms',
    holds: warm < 1,
  })
}

function benchBulk(): void {
  const ruleset = rulesOf(routerRules())
  const count = ruleset.tables.reduce((sum, table) => sum + table.chains.reduce((inner, chain) => inner + chain.rules.length, 0), 0)
  const arrivals = connections(20_000)
  const rates: number[] = []
  let accepted = 0
  for (let round = 0; round < 6; round++) {
    const simulator = createSimulator({ ruleset, network: ROUTER, sets: [], seed: 1, traffic: [], decisions: {}, connections: [] }, null)
    const spent = time(() => {
      for (const { packet, interface: name } of arrivals) {
        simulator.receive(packet, name)
        simulator.advance(1)
      }
    })
    rates.push((arrivals.length / spent) * 1000)
    accepted = simulator.connections().length
  }
  const rate = Math.max(...rates)
  lines.push({
    what: `bulk: ${count} rules, conntrack and nat, ${accepted.toLocaleString('en')} connections`,
    ours: `${Math.round(rate).toLocaleString('en')} packets/s`,
    bound: '>= 300,000 packets/s',
    holds: rate >= 300_000,
  })
}

function benchMemory(): void {
  collect()
  const before = process.memoryUsage().heapUsed
  const ruleset = rulesOf(saveFile(10_000))
  const compiled = compileRuleset(ruleset, {})
  collect()
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6
  if (compiled.filter === null || ruleset.tables.length === 0) throw new Error('nothing was compiled')
  lines.push({
    what: 'memory for 10,000 rules, read and compiled',
    ours: `${megabytes.toFixed(0)} MB`,
    bound: '< 150 MB',
    holds: megabytes < 150,
  })
}

function benchPastes(): void {
  const { texts, first, worst, slowest } = benchRecognition()
  lines.push({
    what: `recognising 1 MB, the worst of ${texts} texts (${slowest})`,
    ours: `${worst.toFixed(1)} ms, the very first text ${first.toFixed(1)} ms`,
    bound: '<= 50 ms',
    holds: Math.max(worst, first) <= 50,
  })
}

// First, so that its very first time is one.
benchLoading()
benchPastes()
benchMemory()
benchTrace()
benchBulk()
for (const { what, ours, bound, holds } of lines) {
  console.log(`${holds === null ? ' -- ' : holds ? ' ok ' : 'MISS'}  ${what}\n      ${ours}   |   ${bound}`)
}
process.exitCode = lines.some(({ holds }) => holds === false) ? 1 : 0
