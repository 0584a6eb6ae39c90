import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printSave } from './print-save'
import { readRules } from './read-rules'
import { MAX_TEXT_LENGTH } from './rules-reading'

/** Whatever comes in: no throw, diagnostics within the text, and what was accepted reads back as itself. */
function checkAnything(text: string): void {
  const lines = text.split('\n')
  for (const as of [null, 'save', 'commands'] as const) {
    const { value, diagnostics, outcome } = readRules(text, as)
    for (const { span } of diagnostics) {
      expect(span.line).toBeGreaterThanOrEqual(1)
      expect(span.line).toBeLessThanOrEqual(lines.length)
      expect(span.column).toBeGreaterThanOrEqual(1)
      expect(span.column).toBeLessThanOrEqual((lines[span.line - 1]?.length ?? 0) + 1)
      expect(span.endLine).toBeGreaterThanOrEqual(span.line)
    }
    if (outcome.status !== 0 && as === 'save') expect(outcome.stderr).not.toBe('')
    for (const table of value.tables)
      for (const chain of table.chains)
        for (const [index, rule] of chain.rules.entries()) expect(rule.key).toBe(`${table.name}/${chain.name}/${index + 1}`)
  }
}

const RULES = [
  '-A INPUT -i eth0 -s 10.0.0.0/8,192.168.0.0/255.255.0.0 -p tcp -m tcp --dport 22:23 ! --syn -j ACCEPT',
  '-A INPUT -m conntrack --ctstate NEW,RELATED -m limit --limit 5/min -j LOG --log-prefix "a \\"b\\" "',
  '-A FORWARD ! -o wg+ -p icmp -m icmp --icmp-type 8 -m comment --comment "Größe" -g user',
  '-A user -m multiport -p udp --dports 53,1000:2000 -j REJECT --reject-with icmp-port-unreachable',
  '-I user 1 -c 10 20 -m mark ! --mark 0x1/0xff -j MARK --set-mark 7',
  '-D user 1',
  '-P INPUT DROP',
  '[5:10] -A INPUT -f -j user',
]
const FILE = [
  '*filter',
  ':INPUT ACCEPT [0:0]',
  ':user - [0:0]',
  ...RULES,
  'COMMIT',
  '*nat',
  ':PREROUTING ACCEPT [1:2]',
  '-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:8080',
  'COMMIT',
  '',
].join('\n')
const SCRIPT = [
  '#!/bin/sh',
  'sudo iptables -N user',
  ...RULES.slice(0, 7).map((rule) => `iptables ${rule} 2>/dev/null || true`),
  'iptables -t nat -F; iptables -X && iptables -Z',
  '',
].join('\n')

/** A text with a few places cut out, doubled or overwritten. */
const mutated = fc
  .tuple(
    fc.constantFrom(FILE, SCRIPT),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.string({ maxLength: 8, unit: 'binary' })), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, edits]) =>
    edits.reduce(
      (now, [at, length, insert]) => now.slice(0, at % (now.length + 1)) + insert + now.slice((at % (now.length + 1)) + length),
      text,
    ),
  )

/** Words of rules in any order. */
const shuffled = fc
  .array(
    fc.oneof(
      fc.constantFrom(...RULES.join(' ').split(' ')),
      fc.constantFrom(
        '!',
        '-j',
        '-m',
        '--',
        '-',
        '-p',
        'tcp',
        '-t',
        'nat',
        '""',
        '\n',
        '\r\n',
        'COMMIT\n',
        '*filter\n',
        ':x',
        '-N',
        '-X',
        '-E',
        '-6',
        '-h',
        '-vvn',
        '-w',
      ),
    ),
    { maxLength: 40 },
  )
  .map((words) => words.join(' '))

describe('whatever the text', () => {
  test('the texts to begin with are fine', () => {
    expect(readRules(FILE).diagnostics).toEqual([])
    checkAnything(SCRIPT)
  })

  test('changed here and there', () => {
    fc.assert(fc.property(mutated, checkAnything), { numRuns: 300 })
  })

  test('words in any order', () => {
    fc.assert(fc.property(shuffled, checkAnything), { numRuns: 300 })
  })

  test('any characters at all', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), checkAnything), { numRuns: 300 })
  })

  test('what is accepted reads back as itself', () => {
    fc.assert(
      fc.property(shuffled, (text) => {
        const { value } = readRules(`*filter\n:user - [0:0]\n${text}\nCOMMIT\n`, 'save')
        const saved = printSave(value, { counters: true })
        // A line end inside quotes, or a blank in a name, cannot be written back by iptables-save either.
        if (/"[^"\n]*\n|\r|-[io] [^ ]* (?!-|!|$)/.test(saved)) return
        const again = readRules(saved, 'save')
        expect(printSave(again.value, { counters: true })).toBe(saved)
      }),
      { numRuns: 300 },
    )
  })
})

describe('large texts', () => {
  const within = (milliseconds: number, work: () => void) => {
    const start = performance.now()
    work()
    expect(performance.now() - start).toBeLessThan(milliseconds)
  }

  test('100,000 rules', () => {
    const text = `*filter\n${Array.from({ length: 100_000 }, (_, i) => `-A INPUT -s 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} -j DROP\n`).join('')}COMMIT\n`
    within(20_000, () => expect(readRules(text).value.tables[0]?.chains[0]?.rules.length).toBe(100_000))
  })

  test('100,000 commands', () => {
    const text = Array.from(
      { length: 100_000 },
      (_, i) => `iptables -A INPUT -s 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} -j DROP\n`,
    ).join('')
    within(20_000, () => expect(readRules(text).value.tables[0]?.chains[0]?.rules.length).toBe(100_000))
  })

  test('10 MB of anything', () => {
    within(20_000, () => {
      readRules('\u0000\u0001\u0002 junk '.repeat(1_000_000))
      readRules('x'.repeat(10_000_000))
      readRules('\n'.repeat(3_000_000))
      readRules('"'.repeat(10_000_000), 'commands')
      readRules('*filter\n'.repeat(1_000_000))
      readRules('{;&&||'.repeat(1_500_000), 'commands')
      readRules('-s'.repeat(5_000_000))
      readRules('-A INPUT -s a:'.repeat(500_000))
      readRules(`iptables -A OUTPUT -m owner --uid-owner ${'bad value '.repeat(1_000).replaceAll(' ', '_')}`, 'commands')
      readRules('iptables -A '.repeat(500_000))
    })
  })

  test('more than can be read is said', () => {
    const { diagnostics, limits } = readRules(' '.repeat(MAX_TEXT_LENGTH + 1))
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual(limits)
    expect(limits).toEqual(['The text is longer than 16 MB: nothing of it was read.'])
  })

  test('a chain of 20,000 chains', () => {
    const count = 20_000
    const text = `*filter\n${Array.from({ length: count }, (_, i) => `:c${i} - [0:0]\n`).join('')}-A INPUT -j c0\n${Array.from({ length: count - 1 }, (_, i) => `-A c${i} -j c${i + 1}\n`).join('')}COMMIT\n`
    within(20_000, () => expect(readRules(text).outcome.status).toBe(0))
  })
})
