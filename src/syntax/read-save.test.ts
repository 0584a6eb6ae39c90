import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../model'
import { saveLines } from './print-save'
import { readRules } from './read-rules'

/** Reads a save file; `says` is each diagnostic as `line:column message`. */
function check(
  text: string,
  expected: { readonly saved?: readonly string[]; readonly says?: readonly string[]; readonly status?: number; readonly stderr?: string },
): void {
  const reading = readRules(text, 'save')
  if (expected.saved !== undefined)
    expect(saveLines(reading.value, { counters: false }).filter((line) => !/^(\*|COMMIT|:\S+ ACCEPT \[0:0\])/.test(line))).toEqual(
      expected.saved,
    )
  expect(reading.diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`)).toEqual(expected.says ?? [])
  expect(reading.outcome.status).toBe(expected.status ?? 0)
  if (expected.stderr !== undefined) expect(reading.outcome.stderr.split('\n')[0]).toBe(expected.stderr)
}

const filter = (...lines: readonly string[]) => `*filter\n${lines.map((line) => `${line}\n`).join('')}COMMIT\n`

describe('a save file', () => {
  test('is printed back in canonical form', () => {
    check(filter(':foo - [0:0]', '-A INPUT --source 10.1/16 -p tcp --dport http -g foo', '-A foo -s 010.1.1.1,2.2.2.2 -j DROP'), {
      saved: [
        ':foo - [0:0]',
        '-A INPUT -s 10.1.0.0/16 -p tcp -m tcp --dport 80 -g foo',
        '-A foo -s 8.1.1.1/32 -j DROP',
        '-A foo -s 2.2.2.2/32 -j DROP',
      ],
    })
  })

  test('keeps policies and counters', () => {
    const { value } = readRules('*filter\n:INPUT DROP [7:8]\n[5:10] -A INPUT -j ACCEPT\nCOMMIT\n')
    const input = value.tables[0]?.chains[0]
    expect(input?.policy).toBe('DROP')
    expect(input?.counters).toEqual({ packets: 7, bytes: 8 })
    expect(input?.rules[0]?.counters).toEqual({ packets: 5, bytes: 10 })
  })

  test('a table that comes again begins anew, with the policies that it had', () => {
    check('*filter\n:INPUT DROP [7:8]\n-A INPUT -j ACCEPT\nCOMMIT\n*filter\n-A OUTPUT -j ACCEPT\nCOMMIT\n', {
      saved: [':INPUT DROP [0:0]', '-A OUTPUT -j ACCEPT'],
    })
  })

  test('its counters are not zeroed by itself, and user chains have none', () => {
    check(filter(':INPUT DROP [7:8]', ':own - [1:2]', '-Z'), { saved: [':INPUT DROP [7:8]', ':own - [0:0]'] })
  })

  test('counters in it matter to --counters alone', () => {
    const says = (line: string, counters: boolean) => readRules(filter(line), 'save', { counters }).outcome.stderr.split('\n')[0]
    for (const line of [':INPUT DROP', '[x:1] -A INPUT', '[1:2] -F', '[1:2] -A INPUT -c 3 4']) expect(says(line, false)).toBe('')
    expect(says(':INPUT DROP', true)).toBe("iptables-restore v1.8.9 (legacy): invalid policy counters for chain 'INPUT'")
    expect(says(':INPUT DROP [1:2]x', true)).toBe('')
    expect(says('[x:1] -A INPUT', true)).toBe('iptables-restore v1.8.9 (legacy): -c packet counter not numeric')
    expect(says('[1:2] -F', true)).toBe("iptables-restore v1.8.9 (legacy): Illegal option `-c' with this command")
    expect(says('[1:2] -A INPUT -c 3 4', true)).toBe('iptables-restore v1.8.9 (legacy): multiple -c flags not allowed')
    // Its colon is looked for by itself, and found in the command.
    check(filter('[1] -A INPUT -m comment --comment a:b'), { saved: ['-A INPUT -m comment --comment a'] })
    check(filter('[]'), { saved: [], says: ['2:1 Bad line 2: need ]'], status: 2 })
  })

  test('names rules by table, chain and number', () => {
    const { value } = readRules(filter('-A FORWARD -j DROP', '-I FORWARD -j ACCEPT'))
    expect(value.tables[0]?.chains[1]?.rules.map((rule) => rule.key)).toEqual(['filter/FORWARD/1', 'filter/FORWARD/2'])
  })

  test('says where each thing stands', () => {
    const { value } = readRules(filter(':foo - [0:0]', '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'))
    const rule = value.tables[0]?.chains[0]?.rules[0]
    expect(rule?.span).toEqual({ line: 3, column: 1, endLine: 3, endColumn: 44 })
    expect(rule?.matches[0]?.span).toEqual({ line: 3, column: 20, endLine: 3, endColumn: 34 })
    expect(value.tables[0]?.chains[3]?.span).toEqual({ line: 2, column: 1, endLine: 2, endColumn: 13 })
  })

  test('quotes as iptables-restore does', () => {
    check(filter('-A INPUT -m comment --comment "a\\"b\\\\c" -j ACCEPT'), {
      saved: ['-A INPUT -m comment --comment "a\\"b\\\\c" -j ACCEPT'],
    })
    check(filter("-A INPUT -m comment --comment 'a b' -j ACCEPT"), {
      saved: [],
      says: ["2:34 Bad argument `b''"],
      status: 2,
      stderr: "Bad argument `b''",
    })
  })

  test('with tabs and non-ASCII comments works', () => {
    check(filter('-A\tINPUT -m comment --comment "Büro 大"\t-j ACCEPT'), { saved: ['-A INPUT -m comment --comment "Büro 大" -j ACCEPT'] })
  })

  test('goes on after an error, as the tool does not', () => {
    check(filter('-A INPUT -s 1.1.1.1/33', '-A INPUT -j DROP'), {
      saved: ['-A INPUT -j DROP'],
      says: ["2:13 invalid mask `33' specified"],
      status: 2,
      stderr: "iptables-restore v1.8.9 (legacy): invalid mask `33' specified",
    })
    expect(readRules(filter('-A INPUT -s 1.1.1.1/33', '-A INPUT -j DROP')).outcome.ruleset.tables[0]?.chains[0]?.rules).toEqual([])
  })

  test('needs its COMMIT, exactly', () => {
    check('*filter\n-A INPUT -j DROP\n', {
      saved: ['-A INPUT -j DROP'],
      says: ['3:1 iptables-restore: COMMIT expected at line 3'],
      status: 1,
    })
    check('*filter\n-A INPUT -j DROP\nCOMMIT', { saved: ['-A INPUT -j DROP'], says: ["3:1 Bad argument `COMMIT'"], status: 2 })
    check('*filter\n-A INPUT -j DROP\nCOMMIT \n', { saved: ['-A INPUT -j DROP'], says: ["3:1 Bad argument `COMMIT'"], status: 2 })
    check('*filter\n-A INPUT -j DROP\n*nat\n-A OUTPUT -j RETURN\nCOMMIT\n', {
      saved: ['-A INPUT -j DROP', '-A OUTPUT -j RETURN'],
      says: ["3:1 Bad argument `*nat'"],
      status: 2,
    })
  })

  test('with the line ends of Windows is refused once, and read all the same', () => {
    check('*filter\r\n:INPUT DROP [0:0]\r\n-A INPUT -j ACCEPT\r\nCOMMIT\r\n', {
      saved: [':INPUT DROP [0:0]', '-A INPUT -j ACCEPT'],
      says: ["1:2 iptables-restore: unable to initialize table 'filter\r'"],
      status: 2,
    })
  })

  test('is read 10239 bytes at a time', () => {
    const long = (tail: string, bytes: number) => `*filter\n-A INPUT -s 1.1.1.1${' '.repeat(bytes - 19 - tail.length)}${tail}\nCOMMIT\n`
    check(long('-j DROP', 10_238), { saved: ['-A INPUT -s 1.1.1.1/32 -j DROP'] })
    check(long('-j DROP', 10_239), { saved: ['-A INPUT -s 1.1.1.1/32 -j DROP'] })
    check(long('-j ACCEPT', 10_240), {
      saved: [],
      says: ["2:10235 Couldn't load target `ACCEP':No such file or directory", "2:10240 Bad argument `T'"],
      status: 2,
    })
    const behind = readRules(`# ${'c'.repeat(10_300)}\n*filter\nCOMMIT\n`)
    expect(behind.outcome.stderr).toBe('iptables-restore: line 2 failed\n')
    expect(behind.diagnostics[0]?.span).toEqual({ line: 1, column: 10_240, endLine: 1, endColumn: 10_303 })
    expect(behind.diagnostics[0]?.hint).toEqual(['line too long', 10_239])
  })

  test('ends its lines at a NUL, too', () => {
    check('*fil\0ter\nCOMMIT\n', {
      saved: [],
      says: ["1:2 iptables-restore: unable to initialize table 'fil'", '2:1 iptables-restore: line 2 failed'],
      status: 2,
    })
    check(filter('-A INPUT -j ACCEPT\0-s 1.1.1.1'), { saved: ['-A INPUT -j ACCEPT'] })
    check('\0*filter\nCOMMIT\n', { says: ['1:1 iptables-restore: line 1 failed', '2:1 iptables-restore: line 2 failed'], status: 1 })
  })

  test('has counters of 64 bits', () => {
    const { value } = readRules(filter(':INPUT ACCEPT [99999999999999999999:-1]', '[9007199254740993:0x5] -A INPUT'), 'save')
    expect(saveLines(value, { counters: true })[1]).toBe(':INPUT ACCEPT [18446744073709551615:18446744073709551615]')
  })

  test('with a word of more bytes than fit is refused at that word', () => {
    check(filter(`-A INPUT -m comment --comment ${'é'.repeat(511)} -j DROP`), {
      saved: [`-A INPUT -m comment --comment "${'é'.repeat(127)}\uFFFD" -j DROP`],
    })
    check(filter(`-A INPUT -m comment --comment ${'é'.repeat(512)} -j DROP`), { saved: [], says: ['2:31 Parameter too long!'], status: 2 })
  })

  test('for both families, where it is said to be for iptables, is not guessed to be for IPv6', () => {
    check(filter('-A INPUT -p icmpv6 -j ACCEPT'), { saved: ['-A INPUT -p ipv6-icmp -j ACCEPT'] })
    expect(readRules(filter('-A INPUT -p icmpv6 -j ACCEPT')).family).toBe('ipv6')
  })

  test('is told about rules outside tables', () => {
    check('-A INPUT -j DROP\n*filter\nCOMMIT\n', { saved: [], says: ['1:1 iptables-restore: line 1 failed'], status: 1 })
  })
})

describe('what is marked of a refused line', () => {
  const marked = (line: string): string => {
    const text = filter(line)
    const { span } = readRules(text, 'save').diagnostics[0] ?? expect.fail('nothing is refused')
    return text.split('\n')[span.line - 1]?.slice(span.column - 1, span.endColumn - 1) ?? ''
  }
  test.each([
    ['-A INPUT -m connlabel --label 2048 -j DROP', '--label 2048'],
    ['-A INPUT -m connlabel --label=2048 --set', '--label=2048'],
    ['-A INPUT -m connlabel --labe 2048', 'connlabel --labe 2048'],
    ['-A INPUT -m string --string "a b" --algo foo', '--algo foo'],
    ['-A FORWARD -m string --algo bm --from 9 --to 3 --string "a b"', '--to 3'],
    ['-A OUTPUT -m addrtype --limit-iface-in ! --src-type LOCAL', '--limit-iface-in'],
    ['-A INPUT -m statistic --mode nth --every 5 --packet 5', '--packet'],
    ['-A INPUT -m statistic --mode nth --every 5', '--every'],
    ['-A INPUT -m time --timestart 1:00 --timestop 2:00 --contiguous', '--contiguous'],
    ['-A INPUT -n -j DROP', '-n'],
    ['-A INPUT -j DROP -vx', '-vx'],
    ['-P INPUT DROP --proto tcp', '--proto'],
  ])('%s', (line, words) => expect(marked(line)).toBe(words))

  test('and of a command', () => {
    const { diagnostics } = readRules('iptables -A INPUT -W 5 -j DROP\n')
    expect(diagnostics.find(({ severity }) => severity === 'error')?.span).toMatchObject({ column: 19, endColumn: 21 })
  })
})

describe('the kernel refuses a table', () => {
  test('with a loop', () => {
    check(filter(':a - [0:0]', ':b - [0:0]', '-A INPUT -j a', '-A a -j b', '-A b -j a'), {
      says: ['6:9 Too many levels of symbolic links'],
      status: 1,
      stderr: 'iptables-restore: line 7 failed',
    })
    check(filter(':a - [0:0]', '-A INPUT -j a', '-A a -j a'), { says: ['4:9 Too many levels of symbolic links'], status: 1 })
  })

  test('but not for a loop that nothing reaches', () => {
    check(filter(':a - [0:0]', '-A a -j a'), {})
    check(filter(':a - [0:0]', '-A INPUT -j a', '-A a -j ACCEPT', '-A a -j a'), {})
  })

  test('with a target on the wrong hook, unless nothing reaches it', () => {
    check('*nat\n-A PREROUTING -j SNAT --to-source 1.1.1.1\nCOMMIT\n', { says: ['2:18 Invalid argument'], status: 1 })
    check('*nat\n-A PREROUTING -j ACCEPT\n-A PREROUTING -j SNAT --to-source 1.1.1.1\nCOMMIT\n', {})
    check('*nat\n:a - [0:0]\n-A a -j SNAT --to-source 1.1.1.1\n-A POSTROUTING -j a\n-A PREROUTING -j a\nCOMMIT\n', {
      says: ['3:9 Invalid argument'],
      status: 1,
    })
  })
})

test('it is said where counters are too large to be kept exactly', () => {
  const large = 'Counters above 9007199254740991 are kept to their first sixteen digits.'
  const text =
    '*filter\n:INPUT ACCEPT [9007199254740991:1]\n:OUTPUT ACCEPT [1:9007199254740993]\n[18446744073709551615:1] -A INPUT -j DROP\nCOMMIT\n'
  const told = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.map(({ span, severity, message }) => `${span.line} ${severity} ${message}`)
  expect(told(readRules(text, 'save').diagnostics)).toEqual([`3 warning ${large}`, `4 warning ${large}`])
  expect(told(readRules('iptables -A INPUT -c 1 9007199254740993\n', 'commands').diagnostics)).toEqual([`1 warning ${large}`])
})
