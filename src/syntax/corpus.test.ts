import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../model'
import { hints } from '../ui/texts/en/hints'
import { sayHint } from '../ui/texts/say-hint'
import { saveLines } from './print-save'
import { readRules } from './read-rules'

/**
 * The reader against recordings of the real tools, where they are at hand (../shared/corpus). Each file has a floor that only
 * goes up. FIVECHAINS_CORPUS_DETAILS=1 prints every difference.
 */
const CORPUS = join(import.meta.dirname, '../../../shared/corpus')
const DETAILS = process.env.FIVECHAINS_CORPUS_DETAILS !== undefined

interface Difference {
  readonly case: string
  readonly what: string
  readonly expected: string
  readonly actual: string
}

function readLines<T>(file: string): T[] {
  return readFileSync(join(CORPUS, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

function report(name: string, total: number, differences: readonly Difference[], floor: number): void {
  const failed = new Set(differences.map((difference) => difference.case)).size
  const share = (100 * (total - failed)) / total
  console.log(`${name}: ${total - failed} of ${total} agree (${share.toFixed(1)} %)`)
  if (DETAILS)
    for (const { case: name, what, expected, actual } of differences)
      console.log(`  ${name}\n    ${what}\n    wants ${expected}\n    is    ${actual}`)
  expect(share).toBeGreaterThanOrEqual(floor)
}

const withoutCounters = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^\[\d+:\d+\] /, '').replace(/^(:\S+ \S+) \[\d+:\d+\]$/, '$1'))

// The recording host had no sets and no accounting objects when it was asked, and its kernel drives no LEDs.
const BARE_HOST = { hasSet: () => false, hasAccounting: () => false, lacks: (name: string) => name === 'LED' }

const AT_HAND = existsSync(CORPUS)

if (AT_HAND)
  describe('recordings of the real tools', () => {
    test('command lines', () => {
      type Case = {
        readonly input: string
        readonly legacy: {
          readonly steps: readonly { readonly args: string; readonly rc: number; readonly stderr: string }[]
          readonly saved: readonly string[]
        }
      }
      const cases = readLines<Case>('command-lines.jsonl')
      const differences: Difference[] = []
      for (const { input, legacy } of cases) {
        const script = legacy.steps.map((step) => `iptables ${step.args}\n`).join('')
        const { outcome } = readRules(script, 'commands', BARE_HOST)
        const status = legacy.steps.find((step) => step.rc !== 0)?.rc ?? 0
        const stderr = legacy.steps.map((step) => step.stderr).join('')
        const add = (what: string, expected: string, actual: string) =>
          expected !== actual && differences.push({ case: input, what, expected, actual })
        add('status', String(status), String(outcome.status))
        add('error', stderr, outcome.stderr)
        add('saved', withoutCounters(legacy.saved).join('\n'), withoutCounters(saveLines(outcome.ruleset, { counters: false })).join('\n'))
      }
      report('command-lines.jsonl', cases.length, differences, 100)
    })

    test('restore files', () => {
      type Case = {
        readonly input: string
        readonly legacy: { readonly rc: number; readonly stderr: string; readonly saved: readonly string[] }
      }
      const cases = readLines<Case>('restore-files.jsonl')
      const differences: Difference[] = []
      cases.forEach(({ input, legacy }, index) => {
        const { outcome } = readRules(input, 'save')
        const name = `${index}: ${JSON.stringify(input.slice(0, 100))}`
        const add = (what: string, expected: string, actual: string) =>
          expected !== actual && differences.push({ case: name, what, expected, actual })
        add('status', String(legacy.rc), String(outcome.status))
        add('error', legacy.stderr, outcome.stderr)
        // The recording host had a rule in filter and nat before; here there was nothing. Lines of a quoted line end continue the one before.
        const tables = tablesOf(withoutCounters(legacy.saved).filter((line) => line !== '-A OUTPUT -s 9.9.9.9/32 -j ACCEPT'))
        const actual = tablesOf(withoutCounters(saveLines(outcome.ruleset, { counters: false }).flatMap((line) => line.split('\n'))))
        for (const [table, lines] of actual) add(`table ${table}`, tables.get(table) ?? '', lines)
      })
      report('restore-files.jsonl', cases.length, differences, 100)
    })

    test('every refusal names who refuses, at a word, and says in a line what that means', () => {
      type Asked = { readonly family: string; readonly table: string; readonly chain: string; readonly rule: string; readonly ok: boolean }
      type Script = { readonly legacy: { readonly steps: readonly { readonly args: string; readonly rc: number }[] } }
      type File = { readonly input: string; readonly legacy: { readonly rc: number } }
      const texts = [
        ...readLines<Asked>('extension-rules.jsonl')
          // Whether there is such an accounting object nobody knows here.
          .filter(({ family, ok, rule }) => family === 'ipv4' && !ok && rule !== '-m nfacct --nfacct-name wrong')
          .flatMap(({ table, chain, rule }) => [`iptables -t ${table} -A ${chain} ${rule}\n`, `*${table}\n-A ${chain} ${rule}\nCOMMIT\n`]),
        ...readLines<Script>('command-lines.jsonl')
          .filter(({ legacy }) => legacy.steps.some(({ rc }) => rc !== 0))
          .map(({ legacy }) => legacy.steps.map(({ args }) => `iptables ${args}\n`).join('')),
        ...readLines<File>('restore-files.jsonl')
          .filter(({ legacy }) => legacy.rc !== 0)
          .map(({ input }) => input),
      ]
      const faults: string[] = []
      for (const text of texts) {
        const refusal = readRules(text, null, BARE_HOST).diagnostics.find(({ severity }) => severity === 'error')
        const fault = refusal === undefined ? 'nothing is said' : faultOf(refusal, text)
        if (fault !== null) faults.push(`${fault}: ${JSON.stringify(text)}`)
      }
      console.log(`${texts.length} refused texts, ${faults.length} badly explained`)
      expect(faults).toEqual([])
    })

    test('rules of every extension', () => {
      type Case = {
        readonly family: string
        readonly table: string
        readonly chain: string
        readonly rule: string
        readonly ok: boolean
        readonly saved: readonly string[]
        readonly status: number
        readonly stderr: string
        readonly restoreStatus: number
        readonly restoreStderr: string
      }
      const cases = readLines<Case>('extension-rules.jsonl').filter((entry) => entry.family === 'ipv4')
      const accepted: Difference[] = []
      const rejected: Difference[] = []
      const fromFile: Difference[] = []
      for (const entry of cases) {
        const { outcome } = readRules(`iptables -t ${entry.table} -A ${entry.chain} ${entry.rule}\n`, 'commands', BARE_HOST)
        const name = `-t ${entry.table} -A ${entry.chain} ${entry.rule}`
        const list = entry.ok ? accepted : rejected
        const add = (what: string, expected: string, actual: string) =>
          expected !== actual && list.push({ case: name, what, expected, actual })
        add('status', String(entry.ok ? 0 : entry.status), String(outcome.status))
        if (entry.ok)
          add(
            'saved',
            entry.saved.join('\n'),
            saveLines(outcome.ruleset, { counters: false })
              .filter((line) => line.startsWith('-A'))
              .join('\n'),
          )
        else add('error', entry.stderr, outcome.stderr)
        const restored = readRules(`*${entry.table}\n-A ${entry.chain} ${entry.rule}\nCOMMIT\n`, 'save', BARE_HOST).outcome
        const addRestored = (what: string, expected: string, actual: string) =>
          expected !== actual && fromFile.push({ case: name, what: `${what} from a file`, expected, actual })
        if (!entry.ok) {
          addRestored('status', String(entry.restoreStatus), String(restored.status))
          addRestored('error', entry.restoreStderr, restored.stderr)
        }
      }
      const good = cases.filter((entry) => entry.ok).length
      report('extension-rules.jsonl, accepted', good, accepted, 100)
      report('extension-rules.jsonl, rejected', cases.length - good, rejected, 100)
      report('extension-rules.jsonl, rejected from a file', cases.length - good, fromFile, 100)
    })

    test('rulesets of firewall software', () => {
      const files = readdirSync(join(CORPUS, 'rulesets')).filter((file) => file.endsWith('.rules') && !file.includes('.v6.'))
      const differences: Difference[] = []
      for (const file of files) {
        const rules = readFileSync(join(CORPUS, 'rulesets', file), 'utf8')
        const saved = readFileSync(join(CORPUS, 'rulesets', file.replace('.rules', '.saved')), 'utf8')
        const lines = (text: string) => tablesOf(withoutCounters(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))))
        const wanted = lines(saved)
        for (const [what, text] of [
          ['loaded', rules],
          ['saved again', saved],
        ] as const) {
          const actual = tablesOf(withoutCounters(saveLines(readRules(text).value, { counters: false })))
          for (const table of new Set([...wanted.keys(), ...actual.keys()])) {
            const expected = (wanted.get(table) ?? '').split('\n')
            const is = (actual.get(table) ?? '').split('\n')
            const at = expected.findIndex((line, index) => line !== is[index])
            if (at >= 0 || expected.length !== is.length)
              differences.push({ case: file, what: `${table} ${what}`, expected: expected[at] ?? '(end)', actual: is[at] ?? '(end)' })
          }
        }
      }
      report('rulesets', files.length, differences, 100)
    })
  })

if (!AT_HAND)
  test('recordings of the real tools are not at hand: nothing to compare with', () => {
    expect(readRules('').value.tables).toEqual([])
  })

/** Each table's lines, by its name: iptables-save prints tables in the order in which the kernel registered them. */
function tablesOf(lines: readonly string[]): Map<string, string> {
  const tables = new Map<string, string[]>()
  let current: string[] = []
  for (const line of lines) {
    if (line.startsWith('*')) {
      current = []
      tables.set(line.slice(1), current)
    }
    current.push(line)
  }
  return new Map([...tables].map(([name, content]) => [name, content.join('\n')]))
}

/** What is wrong with how a refusal is told; null for nothing. */
function faultOf({ speaker, message, hint, span }: Diagnostic, text: string): string | null {
  if (!['iptables', 'iptables-restore', 'kernel'].includes(speaker)) return `${speaker} refuses`
  if (message === '') return 'no message'
  const told = hint === null ? '' : sayHint(hints, hint)
  if (told === '' || told.includes('\n') || told.length > 200) return `no line for people behind ${message}`
  const line = text.split('\n')[span.line - 1] ?? ''
  const marked = line.slice(span.column - 1, span.endLine === span.line ? span.endColumn - 1 : undefined)
  if (marked.trim() === '') return 'nothing is marked'
  // A carriage return is what is wrong with a line, where it stands.
  const edges = `${line[span.column - 2] ?? ' '}${span.endLine === span.line ? (line[span.endColumn - 1] ?? ' ') : ' '}`
  return /^[\s"',:;=!*][\s"',:;=]$/.test(edges) && (marked === marked.trim() || marked.endsWith('\r'))
    ? null
    : `half a word is marked: ${marked}`
}
