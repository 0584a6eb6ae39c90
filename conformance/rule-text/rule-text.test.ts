import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model'
import { readRules } from '../../src/syntax/read-rules'
import { compareText } from './compare-text'
import { markerFault } from './marker'
import { MutatedTexts } from './mutated-texts'
import { randomTextCase } from './random-texts'
import { readSpecimens } from './specimens'
import { textOf } from './text-case'

describe('random texts', () => {
  test('are the same for the same seed', () => {
    for (const seed of [1, 2, 3]) expect(randomTextCase(seed)).toEqual(randomTextCase(seed))
    expect(textOf(randomTextCase(1))).not.toBe(textOf(randomTextCase(2)))
  })

  test('are taken and refused, and every refusal names who refuses, at a word, with a line for people', () => {
    let rules = 0
    let refusals = 0
    const faults: string[] = []
    for (let seed = 1; seed <= 300; seed++) {
      const one = randomTextCase(seed)
      const text = textOf(one)
      const { outcome, diagnostics } = readRules(text, one.kind === 'script' ? 'commands' : 'save')
      for (const { chains } of outcome.ruleset.tables) rules += chains.reduce((sum, chain) => sum + chain.rules.length, 0)
      for (const diagnostic of diagnostics.filter(({ severity }) => severity === 'error')) {
        refusals++
        const fault = markerFault(diagnostic, text)
        if (fault !== null) faults.push(`${fault} (${diagnostic.message}): ${text}`)
      }
    }
    expect(faults).toEqual([])
    expect(Math.min(rules, refusals)).toBeGreaterThan(300)
  })
})

describe('texts like those of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'specimens-'))
  const write = (name: string, lines: readonly string[]): string => {
    const path = join(folder, name)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  const like = readSpecimens([
    write('some.jsonl', [
      JSON.stringify({
        family: 'ipv4',
        table: 'nat',
        chain: 'OUTPUT',
        rule: '-p tcp -m comment --comment "a b" -j REDIRECT --to-ports 80',
      }),
      JSON.stringify({ family: 'ipv6', table: 'filter', chain: 'INPUT', rule: '-s ::1' }),
      JSON.stringify({ input: '-N a ; -A a', legacy: { steps: [{ args: '-N a' }, { args: '-A a -i "x y"' }] } }),
      JSON.stringify({ input: '*mangle\n-A INPUT -j MARK --set-mark 1\nCOMMIT\n', legacy: { rc: 0 } }),
    ]),
    write('some.rules', ['*filter', ':mine - [0:0]', '-A mine ! -s 10.0.0.1 -j "DROP"', 'COMMIT']),
  ])
  rmSync(folder, { recursive: true })

  test('are read as words, less what is for IPv6', () => {
    expect(like.rules).toEqual([
      { table: 'nat', chain: 'OUTPUT', words: ['-p', 'tcp', '-m', 'comment', '--comment', 'a b', '-j', 'REDIRECT', '--to-ports', '80'] },
      { table: 'mangle', chain: 'INPUT', words: ['-j', 'MARK', '--set-mark', '1'] },
      { table: 'filter', chain: 'mine', words: ['!', '-s', '10.0.0.1', '-j', 'DROP'] },
    ])
    expect(like.scripts).toEqual([
      [
        ['-N', 'a'],
        ['-A', 'a', '-i', 'x y'],
      ],
    ])
    expect(like.files.map((lines) => lines[0])).toEqual(['*mangle', '*filter'])
  })

  test('say other things each time, and the same for the same seed', () => {
    const texts = new MutatedTexts(like)
    const seeds = Array.from({ length: 200 }, (_, seed) => seed)
    const cases = seeds.map((seed) => texts.of(seed))
    expect(cases).toEqual(seeds.map((seed) => new MutatedTexts(like).of(seed)))
    expect(new Set(cases.map(textOf)).size).toBeGreaterThan(150)
    expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(['script', 'file']))
  })

  test('need something to be like', () => {
    expect(() => new MutatedTexts({ rules: [], scripts: [], files: [] })).toThrow('no rules')
  })
})

describe('an answer is compared', () => {
  const asked = { kind: 'script', name: '', commands: ['iptables -A INPUT -s 10.0.0.0/33'] } as const
  const stderr = "iptables v1.8.9 (legacy): invalid mask `33' specified\nTry `iptables -h' or 'iptables --help' for more information.\n"
  const right = { steps: [{ status: 2, stderr }], saved: [], listed: {}, specs: {} }

  test.each([
    ['as it is', right, []],
    ['with another status', { ...right, steps: [{ status: 1, stderr }] }, ['status']],
    ['with other words', { ...right, steps: [{ status: 2, stderr: 'no\n' }] }, ['stderr']],
    ['with a rule left behind', { ...right, saved: ['*filter'] }, ['saved']],
  ])('%s', (_, answer, differing) => {
    expect(compareText(asked, answer).map(({ what }) => what)).toEqual(differing)
  })
})

describe('a marker', () => {
  const text = '-A INPUT -s 1.1.1.1/33 -m mark --mark 5x\n'
  const at = (column: number, endColumn: number, changed: Partial<Diagnostic> = {}): string | null =>
    markerFault(
      {
        severity: 'error',
        speaker: 'iptables',
        message: "invalid mask `33' specified",
        span: { line: 1, column, endLine: 1, endColumn },
        hint: ['mask'],
        status: 2,
        ...changed,
      },
      text,
    )

  test('covers the word that is quoted', () => {
    expect(at(13, 23)).toBe(null)
    expect(at(1, 3)).toBe('none of 33 is marked, but -A')
  })
  test('stands in the text, with a line for people', () => {
    expect(at(13, 99)).toBe('the mark stands nowhere')
    expect(at(13, 23, { hint: null })).toBe('no line for people')
    expect(at(13, 23, { speaker: 'ipset' })).toBe('ipset refuses')
  })
})
