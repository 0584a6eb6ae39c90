import { describe, expect, test } from 'vitest'
import { saveLines } from './print-save'
import { readRules } from './read-rules'

/** Reads a script; `says` is each diagnostic as `line:column message`. */
function check(
  text: string,
  expected: { readonly saved: readonly string[]; readonly says?: readonly string[]; readonly status?: number },
): void {
  const reading = readRules(text, 'commands')
  expect(saveLines(reading.value, { counters: false }).filter((line) => !/^(\*|COMMIT|:\S+ ACCEPT \[0:0\])/.test(line))).toEqual(
    expected.saved,
  )
  expect(reading.diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`)).toEqual(expected.says ?? [])
  expect(reading.outcome.status).toBe(expected.status ?? 0)
}

describe('a script', () => {
  test('runs command after command', () => {
    check(
      'iptables -N foo\niptables -A foo -j ACCEPT\niptables -A INPUT -j foo\niptables -I INPUT -j DROP\niptables -D INPUT 1\niptables -E foo bar\n',
      {
        saved: [':bar - [0:0]', '-A INPUT -j bar', '-A bar -j ACCEPT'],
      },
    )
  })

  test('may have sudo, paths, comments, several commands on a line, quotes and continued lines', () => {
    check(
      "#!/bin/sh\nsudo -n /sbin/iptables -P INPUT DROP; iptables-legacy -A INPUT -i lo -j ACCEPT && iptables -A INPUT \\\n  -m comment --comment 'a b' # why\n",
      { saved: [':INPUT DROP [0:0]', '-A INPUT -i lo -j ACCEPT', '-A INPUT -m comment --comment "a b"'] },
    )
  })

  test('may be what iptables -S prints', () => {
    check('-P INPUT DROP\n-N foo\n-A INPUT -j foo\n', { saved: [':INPUT DROP [0:0]', ':foo - [0:0]', '-A INPUT -j foo'] })
  })

  test('counts policies anew with every change but the one that sets them', () => {
    check('iptables -P INPUT ACCEPT -c 5 6\n', { saved: [':INPUT ACCEPT [5:6]'] })
    check('iptables -P INPUT ACCEPT -c 5 6; iptables -S\n', { saved: [':INPUT ACCEPT [5:6]'] })
    check('iptables -P INPUT DROP -c 5 6; iptables -P OUTPUT DROP -c 7 8\n', { saved: [':INPUT DROP [0:0]', ':OUTPUT DROP [7:8]'] })
  })

  test('keeps as much of a long new name as the kernel', () => {
    const name = 'x'.repeat(29)
    check(`iptables -N a; iptables -A INPUT -j a; iptables -E a ${name}yz\n`, { saved: [`:${name} - [0:0]`, `-A INPUT -j ${name}`] })
    check(`iptables -N a; iptables -E a ${name}xyz\n`, { saved: [':a - [0:0]'], says: ['1:30 Invalid argument'], status: 1 })
    check(`iptables -E a ${name}xyz\n`, { saved: [], says: ['1:13 No chain/target/match by that name'], status: 1 })
  })

  test('takes back what the kernel refuses', () => {
    check('iptables -N a; iptables -A a -j a; iptables -A INPUT -j a; iptables -A INPUT -j DROP\n', {
      saved: [':a - [0:0]', '-A INPUT -j DROP', '-A a -j a'],
      says: ['1:36 Too many levels of symbolic links'],
      status: 1,
    })
    check('iptables -t nat -I POSTROUTING -j DNAT --to-destination 1.1.1.1\n', { saved: [], says: ['1:35 Invalid argument'], status: 1 })
  })

  test('checks rules again when a jump makes them reachable', () => {
    check(
      'iptables -t nat -N a\niptables -t nat -A a -j SNAT --to-source 1.1.1.1\niptables -t nat -A PREROUTING -j a\niptables -t nat -A POSTROUTING -j a\n',
      {
        saved: [':a - [0:0]', '-A POSTROUTING -j a', '-A a -j SNAT --to-source 1.1.1.1'],
        says: ['3:1 Invalid argument'],
        status: 1,
      },
    )
  })

  test('obeys && and ||', () => {
    check('iptables -C INPUT -j DROP || iptables -A INPUT -j DROP\niptables -C INPUT -j ACCEPT 2>/dev/null && iptables -F\n', {
      saved: ['-A INPUT -j DROP'],
      says: ['1:1 Bad rule (does a matching rule exist in that chain?)', '2:1 Bad rule (does a matching rule exist in that chain?)'],
      status: 1,
    })
  })

  test('lists what is not iptables', () => {
    check('for i in 1 2; do\niptables -A INPUT -s $i -j DROP\ndone\nip route add default via 10.0.0.1\n', {
      saved: [],
      says: [
        "1:1 `for' needs a shell.",
        "1:15 `do' needs a shell.",
        '2:1 This command needs a shell: it has the variable $i in it.',
        "3:1 `done' needs a shell.",
        "4:1 `ip' is no iptables command: left out.",
      ],
    })
  })

  test('for IPv6 is said to be that', () => {
    const reading = readRules('ip6tables -A INPUT -s fe80::/10 -j ACCEPT\nip6tables -P INPUT DROP\n')
    expect(reading.family).toBe('ipv6')
    expect(reading.diagnostics.map((diagnostic) => diagnostic.message)).toEqual(['These rules are for IPv6 (ip6tables).'])
    check('ip6tables -P INPUT DROP\niptables -P INPUT DROP\n', { saved: [':INPUT DROP [0:0]'], says: ['1:1 This is a command for IPv6.'] })
  })
})

/** One command's refusal: its first line, and the word that is marked. */
describe('a refusal stands at the word that is wrong', () => {
  const cases: readonly (readonly [command: string, message: string, word: string])[] = [
    ['iptables -A INPUT -s 1.1.1.1/33 -j DROP', "invalid mask `33' specified", '1.1.1.1/33'],
    ['iptables -A INPUT -s example.com', "host/network `example.com' not found", 'example.com'],
    [
      'iptables -A INPUT -i averyverylongname',
      "interface name `averyverylongname' must be shorter than IFNAMSIZ (15)",
      'averyverylongname',
    ],
    ['iptables -A INPUT -p foo', 'unknown protocol "foo" specified', 'foo'],
    ['iptables -A INPUT -o eth0 -j DROP', "Can't use -o with INPUT", 'eth0'],
    ['iptables -A INPUT --dport 80', 'unknown option "--dport"', '--dport'],
    ['iptables -A INPUT -p tcp --dport foo', "invalid port/service `foo' specified", '--dport foo'],
    ['iptables -A INPUT -j accept', "Couldn't load target `accept':No such file or directory", 'accept'],
    ['iptables -A INPUT -m foo', "Couldn't load match `foo':No such file or directory", 'foo'],
    ['iptables -A INPUT -s ! 1.1.1.1', "Bad argument `1.1.1.1'", '1.1.1.1'],
    ['iptables -A nosuch -j DROP', 'No chain/target/match by that name', 'nosuch'],
    ['iptables -D INPUT 3', 'Index of deletion too big', '3'],
    ['iptables -P INPUT REJECT', 'Bad policy name', 'REJECT'],
    ['iptables -t foo -F', "can't initialize iptables table `foo': Table does not exist (do you need to insmod?)", 'foo'],
    [
      'iptables -t nat -A PREROUTING -j DROP',
      'The "nat" table is not intended for filtering, the use of DROP is therefore inhibited.',
      'DROP',
    ],
  ]
  test.each(cases)('%s', (command, message, word) => {
    const [diagnostic] = readRules(`${command}\n`, 'commands').diagnostics
    expect(diagnostic?.message).toBe(message)
    expect(command.slice((diagnostic?.span.column ?? 0) - 1, (diagnostic?.span.endColumn ?? 0) - 1)).toBe(word)
    expect(diagnostic?.hint).not.toBe(undefined)
  })
})
