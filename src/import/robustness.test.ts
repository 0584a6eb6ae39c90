import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importText } from './import-text'
import { recognise } from './recognise'
import { emptyScenario } from './testing/empty-scenario'
import { RECORDED, sharedTexts } from './testing/recorded-texts'

/** Importing IMPORT_RUNS mutations instead of the usual number: `IMPORT_RUNS=100000 npx vitest run src/import/robustness.test.ts`. */
const RUNS = Number(process.env.IMPORT_RUNS ?? 10_000)

/** No text of a few thousand characters may keep a person waiting. */
const SLOWEST = 2_000

const SCRIPT = [
  'IPT=/sbin/iptables',
  'for p in 22 80; do $IPT -A INPUT -p tcp --dport $p -j ACCEPT; done',
  'f() { $IPT -A "$1" -j DROP; }',
  'f FORWARD',
  'if [ -x /x ]; then $IPT -F; fi',
  'case "$1" in start|restart) f INPUT ;; *) f OUTPUT; exit 1 ;; esac',
  'if [ "$A" = 1 ]; then',
  '  [ -f /etc/x ] && $IPT -X $B',
  'elif test -z "$IPT"; then return; else P=2; fi',
  'iptables-restore <<EOF',
  '*filter',
  '-A INPUT -j DROP',
  'COMMIT',
  'EOF',
].join('\n')
const WG =
  '[Interface]\nAddress = 10.0.0.1/24\nPostUp = iptables -A FORWARD -i %i -j ACCEPT; ip rule add from 10.0.0.1 lookup 7\n[Peer]\nAllowedIPs = 10.0.1.0/24\n'

const texts = [SCRIPT, WG, ...RECORDED.values(), ...sharedTexts('stories').values(), ...sharedTexts('corpus/samples').values()].filter(
  (text) => text !== '',
)

/** A few lines out of a text, some of them cut, doubled, swapped or with characters put in. */
const mutated = fc
  .record({
    text: fc.nat(texts.length - 1),
    other: fc.nat(texts.length - 1),
    from: fc.nat(400),
    length: fc.integer({ min: 1, max: 14 }),
    edits: fc.array(
      fc.record({
        at: fc.nat(4_000),
        kind: fc.constantFrom('delete' as const, 'insert' as const, 'repeat' as const, 'cut' as const, 'splice' as const),
        size: fc.integer({ min: 1, max: 40 }),
        with: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 6 }),
          fc.constantFrom('"', "'", '`', '$', '$', '<<', '(', '{', '}', '/*', '*/', '--', '! ', '\t', '\r\n', '[', ';;', '\\'),
        ),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ text, other, from, length, edits }) => {
    let made = pick(texts[text] ?? '', from, length)
    for (const edit of edits) {
      const at = made.length === 0 ? 0 : edit.at % made.length
      if (edit.kind === 'delete') made = made.slice(0, at) + made.slice(at + edit.size)
      else if (edit.kind === 'insert') made = made.slice(0, at) + edit.with + made.slice(at)
      else if (edit.kind === 'repeat') made = made.slice(0, at) + made.slice(at, at + edit.size).repeat(3) + made.slice(at)
      else if (edit.kind === 'cut') made = made.slice(0, at)
      else made = `${made.slice(0, at)}${pick(texts[other] ?? '', edit.at, 3)}${made.slice(at)}`
    }
    return made
  })

function pick(text: string, from: number, length: number): string {
  const lines = text.split('\n')
  const start = from % lines.length
  return lines.slice(start, start + length).join('\n')
}

test('mutated output of tools never throws, never hangs', { timeout: 3_600_000 }, () => {
  let slowest = 0
  fc.assert(
    fc.property(mutated, (text) => {
      const begun = performance.now()
      const { questions } = importText(text, emptyScenario())
      const answers = questions.map(({ id, options }) => [id, options[0]?.value ?? 'eth0'] as const)
      if (answers.length > 0) importText(text, emptyScenario(), Object.fromEntries(answers))
      slowest = Math.max(slowest, performance.now() - begun)
    }),
    { numRuns: RUNS },
  )
  expect(slowest).toBeLessThan(SLOWEST)
})

test('every line is in one block, a prompt, or blank', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const { blocks, prompts } = recognise(text)
      const held = [
        ...blocks.flatMap(({ lines }) => lines.map(({ number }) => number)),
        ...prompts.filter(({ changes }) => !changes).map(({ line }) => line),
      ]
      const said = text.split('\n').flatMap((line, index) => (/[^ \t\r]/.test(line) ? [index + 1] : []))
      expect(held.toSorted((one, other) => one - other)).toEqual(said)
    }),
    { numRuns: 1_000 },
  )
})

test('hostile texts are read in no time', () => {
  const hostile = [
    'src='.repeat(250_000),
    `iptables -A INPUT ${'"'.repeat(100_001)}`,
    `A=${'$()'.repeat(50_000)}"`,
    '<flow>'.repeat(100_000),
    ` 0 0 ACCEPT all -- * * 0.0.0.0/0 0.0.0.0/0 ${'/* '.repeat(100_000)}`,
    `a=aaaa\n${`a=${'$a'.repeat(20)}\n`.repeat(50)}iptables -A $a\n`,
    'f() { f; f; }\nf\n'.repeat(3),
    `${'for a in 1 2 3 4 5 6 7 8 9; do\n'.repeat(12)}iptables -F\n${'done\n'.repeat(12)}`,
    '[SRC='.repeat(50_000),
    ' '.repeat(1_000_000),
    `Chain A (policy DROP)\n${'x\n'.repeat(100_000)}`,
    '{'.repeat(200_000),
    'src=1,'.repeat(150_000),
    '\u001b]0;'.repeat(100_000),
    '> '.repeat(200_000),
    Array.from({ length: 19_000 }, (_, index) => `> ${index} | `).join('\n'),
    `A=‘‘${'‘'.repeat(1_900)}\n`.repeat(400),
    `${'gw/~'.repeat(20)}${'~'.repeat(3_900)}$\n`.repeat(200),
  ]
  for (const text of hostile) {
    const begun = performance.now()
    importText(text, emptyScenario())
    expect([text.slice(0, 30), performance.now() - begun < 2 * SLOWEST]).toEqual([text.slice(0, 30), true])
  }
})
