import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TableName } from '../model'
import { readRule } from './testing/read-rule'

// What the real tools say, when the reference material lies beside the repository. Nothing of it is part of the repository.
const CORPUS = join(import.meta.dirname, '../../../shared/corpus/extension-rules.jsonl')

interface Line {
  readonly family: string
  readonly table: TableName
  readonly chain: string
  readonly rule: string
  readonly ok: boolean
  readonly saved?: readonly string[]
  readonly listed?: readonly string[]
  readonly stderr?: string
}

const lines: readonly Line[] = existsSync(CORPUS)
  ? readFileSync(CORPUS, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.family === 'ipv4')
  : []

describe('what iptables 1.8.9 says of each rule', () => {
  test('is what the extensions say', () => {
    if (lines.length === 0) console.log('No reference material beside the repository: nothing compared.')
    const report: string[] = []
    const beyond = new Map<string, number>()
    let asked = 0
    for (const line of lines) {
      const answer = compare(line)
      if (answer.kind === 'beyond') beyond.set(answer.what, (beyond.get(answer.what) ?? 0) + 1)
      else {
        asked++
        if (answer.kind === 'differs') report.push(answer.what)
      }
    }
    if (process.env.EXTENSIONS_REPORT) {
      console.log(`${asked} rules asked, ${report.length} differ, beyond: ${[...beyond].map(([what, n]) => `${what} ${n}`).join(', ')}`)
      console.log(report.slice(0, 60).join('\n'))
    }
    expect(report).toEqual([])
  })
})

type Compared =
  | { readonly kind: 'same' }
  | { readonly kind: 'beyond'; readonly what: string }
  | { readonly kind: 'differs'; readonly what: string }

function compare(line: Line): Compared {
  const read = readRule(line.rule, line.table, line.chain, () => false)
  if (read.kind === 'beyond') return read
  const told = `-t ${line.table} ${line.chain} ${line.rule}`
  if (read.kind === 'rejected') {
    if (line.ok) return { kind: 'differs', what: `${told}\n  accepted, but we say: ${read.rejection.message}` }
    const said = saidFirst(line.stderr ?? '')
    const ours = firstLine(read.rejection.message)
    return said === ours ? { kind: 'same' } : { kind: 'differs', what: `${told}\n  said: ${said}\n  ours: ${ours}` }
  }
  // Nobody here can say that there is no such accounting object.
  if (!line.ok && line.rule.includes('--nfacct-name')) return { kind: 'same' }
  if (!line.ok) return { kind: 'differs', what: `${told}\n  we accept it, but: ${saidFirst(line.stderr ?? '')}` }
  const saved = (line.saved?.[0] ?? '').replace(/^-A \S+/, '').replace(/ -[jg] \S*FOO\S*$/, '')
  if (!saved.endsWith(read.saved) || / -[mj] /.test(saved.slice(0, saved.length - read.saved.length)))
    return { kind: 'differs', what: `${told}\n  saved: ${saved}\n  ours:  ${read.saved}` }
  const listed = (line.listed?.[0] ?? '').replace(/^(\S+\s+\S+\s+\S+\s)/, '')
  const columns = listed.slice(0, listed.length - read.listed.length)
  if (!listed.endsWith(read.listed) || !/ !?[0-9./-]+ +$/.test(columns))
    return { kind: 'differs', what: `${told}\n  listed: ${listed}\n  ours: ${read.listed}` }
  return { kind: 'same' }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}

/** The first line of stderr without the tool's own beginning. */
function saidFirst(stderr: string): string {
  // What the tool says beside is the syntax's to compare.
  return firstLine(stderr.replace(/^Warning: .*\n/, ''))
    .replace(/^iptables( v1\.8\.9 \(legacy\))?: /, '')
    .replace(/^(No chain.*|Numerical.*)\.$|\. Run `dmesg' for more information\.$/, '$1')
}
