import fc from 'fast-check'
import { allMatches, allTargets } from '../src/extensions'
import type { Span } from '../src/model'
import { type RulesReading, readRules } from '../src/syntax/read-rules'

/** Rules that are right, or were refused for one thing: every example of every extension, and what else rules are made of. */
const RULES: readonly string[] = [
  '-A INPUT -i eth0 -s 10.0.0.0/8,192.168.0.0/255.255.0.0 -p tcp -m tcp --dport 22:23 ! --syn -j ACCEPT',
  '-A FORWARD ! -o wg+ -p icmp -m icmp --icmp-type 8 -m comment --comment "Größe" -g user',
  '-A OUTPUT -c 10 20 ! -f -d 192.0.2.1 -j user',
  '-I user 1 -j RETURN',
  '-P INPUT DROP',
  '[5:10] -A INPUT -j user',
  ...[...allMatches, ...allTargets].flatMap(({ examples }) => examples.map(({ rule, chain }) => `-A ${chain ?? 'INPUT'} ${rule}`)),
]

const TABLES = ['filter', 'nat', 'mangle', 'raw', 'security'] as const

/** A few right rules as a save file, as a script, or as they are. */
const rightText = fc
  .tuple(
    fc.constantFrom('file', 'script', 'bare'),
    fc.constantFrom(...TABLES),
    fc.array(fc.constantFrom(...RULES), { minLength: 1, maxLength: 6 }),
    fc.constantFrom('\n', '\n', '\n', '\r\n', ' \\\n'),
  )
  .map(([form, table, rules, end]) => {
    if (form === 'file') return `*${table}\n:user - [0:0]\n${rules.map((rule) => rule + end).join('')}COMMIT\n`
    return rules.map((rule) => `${form === 'script' ? `iptables -t ${table} ` : ''}${rule}${end}`).join('')
  })

type Edit = readonly [at: number, length: number, insert: string]

const piece = fc.oneof(
  fc.string({ maxLength: 6, unit: 'binary' }),
  fc.constantFrom(
    ' ',
    '\n',
    '"',
    "'",
    '\\',
    '!',
    ' ! ',
    '-',
    '--',
    '/',
    ':',
    ',',
    '\0',
    '\t',
    '#',
    ';',
    '&&',
    '-j',
    '-m ',
    '*',
    'COMMIT',
    '$(x)',
  ),
  fc.constantFrom('0', '-1', '4294967296', '0x', '1e9', '18446744073709551616', '999999999999', '/33', '255.255.255.256', '::1'),
)

/** Right text with places cut out, written over, or said twice. */
const mutated = fc
  .tuple(rightText, fc.array(fc.tuple(fc.nat(), fc.nat(12), piece), { minLength: 1, maxLength: 6 }))
  .map(([text, edits]) => edits.reduce(edited, text))

function edited(text: string, [at, length, insert]: Edit): string {
  const place = at % (text.length + 1)
  return text.slice(0, place) + insert + text.slice(place + length)
}

/** Bytes as a browser reads them from a file: UTF-8, what is none replaced. */
const bytes = fc.uint8Array({ maxLength: 400 }).map((octets) => new TextDecoder().decode(octets))

/** Any text that somebody may paste. */
export const anyText = fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: bytes })

/** Commands that take rules away again: behind them a rule may be gone without a word. */
const TAKES_AWAY = /-[DFXRENZ]|--(delete|flush|replace|rename|new|zero)/

/** Reads a text in every way. Throws where the reading is not one of that text. */
export function readAnyhow(text: string): void {
  for (const as of [null, 'save', 'commands'] as const) {
    const fault = faultOf(text, readRules(text, as))
    if (fault !== null) throw new Error(`${fault}: ${JSON.stringify({ as, text })}`)
  }
}

/** What is wrong with a reading of a text: a place that lies outside of it, or a rule that is neither kept nor spoken of. Null for nothing. */
export function faultOf(text: string, { form, family, value, diagnostics, outcome, limits }: RulesReading): string | null {
  const lines = text.split('\n')
  const spoken = new Set<number>()
  const speakOf = (span: Span): void => {
    for (let line = span.line; line <= span.endLine; line++) spoken.add(line)
  }
  for (const { span } of diagnostics) {
    const length = lines[span.line - 1]?.length ?? -1
    if (span.endLine < span.line || span.endLine > lines.length || span.column < 1 || span.column > length + 1)
      return `a message stands nowhere, ${JSON.stringify(span)}`
    speakOf(span)
  }
  if (form === 'save' && outcome.status !== 0 && outcome.stderr === '') return 'it is refused without a word'
  if (family !== 'ipv4' || limits.length > 0 || form !== 'save' || TAKES_AWAY.test(text)) return null
  for (const { chains } of value.tables) for (const { rules } of chains) for (const { span } of rules) speakOf(span)
  const lost = lines.findIndex((line, index) => /^(\[\d+:\d+\] )?-A /.test(line) && !spoken.has(index + 1))
  return lost < 0 ? null : `line ${lost + 1} is lost`
}
