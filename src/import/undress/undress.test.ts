import { describe, expect, test } from 'vitest'
import { importText } from '../import-text'
import { emptyScenario } from '../testing/empty-scenario'
import { RECORDED } from '../testing/recorded-texts'
import { undress } from './undress'

const RULES = ['-A INPUT -i lo -j ACCEPT', '-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -j DROP']

function check(name: string, given: string, wanted: readonly string[], from: number | null = 1): void {
  test(name, () => {
    const { text, from: first } = undress(given)
    expect(text.split('\n').filter((line) => line.trim() !== '')).toEqual(wanted)
    expect(text.split('\n')).toHaveLength(given.split('\n').length)
    expect(first).toBe(from)
  })
}

describe('what stands around lines is taken off', () => {
  const dressed = (dress: (line: string, index: number) => string): string => RULES.map(dress).join('\n')
  check(
    'colours',
    dressed((line) => `\u001b[1;32m${line}\u001b[0m`),
    RULES,
  )
  check('colours whose escape was lost', '[36mlo[0m options [mss 1460]', ['lo options [mss 1460]'])
  check(
    'a window title',
    dressed((line) => `\u001b]0;gw\u0007${line}`),
    RULES,
  )
  check(
    'quote marks, one in another',
    dressed((line) => `> > ${line}`),
    RULES,
  )
  check('one > alone is a prompt', '> iptables -L', ['> iptables -L'], null)
  check(
    'what a shell asked for more with',
    '$ cat <<EOF | iptables-restore\n> *raw\n> COMMIT\n> EOF',
    ['$ cat <<EOF | iptables-restore', '*raw', 'COMMIT', 'EOF'],
    2,
  )
  check(
    'times and names of a chat',
    dressed((line, index) => `[09:1${index}] Ann-Lee: ${line}`),
    RULES,
  )
  check(
    'a chat room',
    dressed((line) => `10:15 <+ann> ${line}`),
    RULES,
  )
  check(
    'a telephone',
    dressed((line) => `3/7/26, 9:15 PM - Ann Lee: ${line}`),
    RULES,
  )
  check(
    'the log of a build',
    dressed((line, index) => `2026-07-03T09:15:0${index}.4567890Z ${line}`),
    RULES,
  )
  check('counters are no time', '[10:15] -A INPUT -j DROP', ['[10:15] -A INPUT -j DROP'], null)
  check('fences', `See:\n\`\`\`sh\n${RULES.join('\n')}\n\`\`\`\nThanks`, ['See:', ...RULES, 'Thanks'], 2)
  check(
    'bullets',
    dressed((line) => `• iptables ${line}`),
    RULES.map((line) => `iptables ${line}`),
  )
  check(
    'numbers of a list',
    dressed((line, index) => `${index + 1}. iptables ${line}`),
    RULES.map((line) => `iptables ${line}`),
  )
  check('an option is no bullet', '-A INPUT -j DROP', ['-A INPUT -j DROP'], null)
  check('what set -x prints', '+ iptables -F\n++ ip addr add 10.0.0.1/8 dev a0', ['iptables -F', 'ip addr add 10.0.0.1/8 dev a0'])
  check(
    'line numbers',
    dressed((line, index) => `${String(index + 98).padStart(6)}\t${line}`),
    RULES,
  )
  check(
    'line numbers of an editor',
    dressed((line, index) => `${index + 1} | ${line}`),
    RULES,
  )
  const ROWS = ['1    ACCEPT  0 -- 0.0.0.0/0 0.0.0.0/0', '2    DROP    0 -- 0.0.0.0/0 0.0.0.0/0', '3    DROP    6 -- 0.0.0.0/0 0.0.0.0/0']
  check('a listing counts its rows itself', ROWS.join('\n'), ROWS, null)
  check(
    'interfaces are counted by ip',
    '1: lo: <UP> mtu 1\n2: a0: <UP> mtu 2\n3: b0: <UP> mtu 3',
    ['1: lo: <UP> mtu 1', '2: a0: <UP> mtu 2', '3: b0: <UP> mtu 3'],
    null,
  )
  check('no-break spaces and what cannot be seen', '\ufeff-A\u00a0INPUT\u200b -j DROP', ['-A INPUT -j DROP'], null)
  check('indentation of code', `Look:\n\n    *raw\n    COMMIT\n\nWell?`, ['Look:', '*raw', 'COMMIT', 'Well?'], null)
  check(
    'what stands in below something stays',
    '2: a0: <UP> mtu 2\n    link/ether 02:00:00:00:00:01',
    ['2: a0: <UP> mtu 2', '    link/ether 02:00:00:00:00:01'],
    null,
  )
  check('characters of a page', 'iptables -F &amp;&amp; echo 1 &gt; /proc/sys/net/ipv4/ip_forward', [
    'iptables -F && echo 1 > /proc/sys/net/ipv4/ip_forward',
  ])
  check('long dashes and curly quotes of a page', '–A INPUT —dport 22 -m comment --comment “my ssh”', [
    '-A INPUT --dport 22 -m comment --comment "my ssh"',
  ])
  check(
    'what stands in straight quotes is somebody’s own',
    '-m comment --comment "it’s “mine”"',
    ['-m comment --comment "it’s “mine”"'],
    null,
  )
  check(
    'root’s prompt',
    '# iptables -F INPUT\n# ip route add default via 10.0.0.1',
    ['iptables -F INPUT', 'ip route add default via 10.0.0.1'],
    null,
  )
  check('a comment among commands', 'iptables -F INPUT\n# iptables -X', ['iptables -F INPUT', '# iptables -X'], null)
})

describe('broken lines are put together', () => {
  const cut = (text: string, width: number): string => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n')
  const LONG =
    '-A FORWARD -s 10.20.30.0/24 -i lan0 -o wan0 -p tcp -m multiport --dports 22,80,443 -m comment --comment "the office" -j ACCEPT'
  check(
    'by a mail',
    '-A INPUT -p tcp -m tcp --dport\n22 -j ACCEPT\n-A INPUT -j\nDROP',
    ['-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', '-A INPUT -j DROP'],
    null,
  )
  check('by a terminal', cut(LONG, 80), [LONG], null)
  check('one that goes on is not the next one', `${RULES[0]}\n${RULES[1]}`, RULES.slice(0, 2), null)
  check(
    'a connection',
    'tcp      6 117 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2\n[UNREPLIED] src=10.0.0.2 dst=10.0.0.1\nsport=2 dport=1 mark=0 use=1',
    [
      'tcp      6 117 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 mark=0 use=1',
    ],
    null,
  )
  check(
    'a line of the kernel',
    '[1.5] drop: IN=lan0 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60\nTOS=0x00 TTL=64 PROTO=TCP SPT=1 DPT=2 SYN URGP=0',
    ['[1.5] drop: IN=lan0 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x00 TTL=64 PROTO=TCP SPT=1 DPT=2 SYN URGP=0'],
    null,
  )
})

/** How a text may come: each loses nothing. */
const DRESSES: { readonly [name: string]: (line: string, index: number) => string } = {
  'Windows line ends': (line) => `${line}\r`,
  'quote marks': (line) => `> ${line}`,
  indentation: (line) => `    ${line}`,
  'no-break spaces': (line) => line.replaceAll(' ', '\u00a0'),
  colours: (line) => line.replace(/ACCEPT|DROP|\d+\.\d+\.\d+\.\d+/g, '\u001b[01;31m\u001b[K$&\u001b[m\u001b[K'),
  'a chat': (line, index) => `[1${index % 10}:15:00] ann: ${line}`,
  'line numbers': (line, index) => `${String(index + 1).padStart(6)}\t${line}`,
}

describe.each(Object.entries(DRESSES))('whatever was recorded comes through %s', (name, dress) => {
  test.each([...RECORDED])('%s', (_, text) => {
    const lines = text.trimEnd().split('\n')
    // A single number is no numbering.
    if (name === 'line numbers' && lines.length < 3) return
    const [plain, dressed] = [text, lines.map(dress).join('\n')].map((one) => importText(one, emptyScenario()))
    expect(dressed?.sections).toEqual(plain?.sections)
    expect(dressed?.packets.map(({ packet }) => packet)).toEqual(plain?.packets.map(({ packet }) => packet))
    expect(dressed?.traces.length).toBe(plain?.traces.length)
    expect(dressed?.questions.map(({ id }) => id)).toEqual(plain?.questions.map(({ id }) => id))
  })
})
