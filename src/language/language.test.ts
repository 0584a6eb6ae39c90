import { describe, expect, test } from 'vitest'
import { complete } from './complete'
import { hover } from './hover'

/** The place is where the bar stands. */
function placeOf(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const before = marked.slice(0, marked.indexOf('|')).split('\n')
  return { text: marked.replace('|', ''), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const TEXT = '*filter\n:user - [0:0]\n-A INPUT -i wg7 -j user\n'

describe('completion offers', () => {
  const cases: readonly (readonly [place: string, offers: readonly string[], not: readonly string[]])[] = [
    ['|', ['*filter', 'COMMIT', '-A'], []],
    ['*n|', ['*nat'], ['*filter']],
    [':I|', [':INPUT'], [':OUTPUT']],
    ['-A |', ['INPUT', 'FORWARD', 'user'], ['PREROUTING']],
    ['-A IN|', ['INPUT'], ['FORWARD']],
    ['-A INPUT -j |', ['ACCEPT', 'REJECT', 'user'], ['INPUT']],
    ['-A INPUT -g |', ['user'], ['ACCEPT']],
    ['-A INPUT -m con|', ['conntrack', 'connmark'], ['limit']],
    ['-A INPUT -p tcp --|', ['--destination-port', '--source', '--jump'], ['--ctstate']],
    ['-A INPUT -m conntrack --ct|', ['--ctstate'], ['--destination-port']],
    ['-A INPUT -m conntrack --ctstate |', ['NEW', 'ESTABLISHED'], ['--ctstate']],
    ['-A INPUT -i |', ['lo', 'wg7'], ['eth9']],
    ['-A INPUT -j LOG --log-level |', ['warning'], []],
    ['iptables -t |', ['nat'], []],
    ['iptables -t nat -A P|', ['PREROUTING', 'POSTROUTING'], ['INPUT']],
    ['-P INPUT |', ['ACCEPT', 'DROP'], ['RETURN']],
  ]
  test.each(cases)('%s', (line, offers, not) => {
    const { text, line: at, column } = placeOf(TEXT + line)
    const labels = complete(text, at, column).map((completion) => completion.label)
    expect(labels).toEqual(expect.arrayContaining([...offers]))
    for (const label of not) expect(labels).not.toContain(label)
  })

  const KNOWN = { sets: 'create bad hash:ip,port\n', interfaces: ['lo', 'enp3s0'] }
  test.each<readonly [place: string, offers: readonly string[], not: readonly string[]]>([
    ['-A INPUT -m set --match-set |', ['bad'], ['src']],
    ['-A INPUT -m set --match-set bad |', ['src', 'dst'], ['bad']],
    ['-A INPUT -m set --match-set bad src,|', ['src', 'dst'], []],
    ['-A INPUT -j SET --add-set |', ['bad'], []],
    ['-A INPUT -i |', ['enp3s0'], ['eth0']],
    ['-A INPUT -m conntrack --ctstate NEW,EST|', ['ESTABLISHED'], ['NEW']],
    ['-A INPUT -p tcp --dport |', ['ssh', 'https'], ['tftp']],
    ['-A INPUT -p udp --dport t|', ['tftp'], ['telnet']],
    ['-A INPUT -p tcp -m multiport --dports ssh,htt|', ['https'], ['ssh']],
    ['-A INPUT -p icmp --icmp-type echo|', ['echo-request', 'echo-reply'], []],
    ['-A INPUT -j REJECT --reject-with |', ['icmp-port-unreachable', 'tcp-reset'], []],
    ['-A INPUT -m addrtype --dst-type |', ['LOCAL', 'BROADCAST'], []],
  ])('what is known of the host: %s', (line, offers, not) => {
    const { text, line: at, column } = placeOf(TEXT + line)
    const labels = complete(text, at, column, KNOWN).map((completion) => completion.label)
    expect(labels).toEqual(expect.arrayContaining([...offers]))
    for (const label of not) expect(labels).not.toContain(label)
  })

  test('of a list, the part with the cursor in it is replaced', () => {
    const { text, line, column } = placeOf('-A INPUT -m conntrack --ctstate NEW,REL|,INVALID')
    expect(complete(text, line, column)[0]).toMatchObject({ label: 'RELATED', replace: { column: 37, endColumn: 40 } })
  })

  test('what is typed is replaced as a whole', () => {
    const { text, line, column } = placeOf('-A INPUT -m conn|tra -j ACCEPT')
    expect(complete(text, line, column).find(({ label }) => label === 'conntrack')?.replace).toEqual({
      line: 1,
      column: 13,
      endLine: 1,
      endColumn: 20,
    })
  })

  test('every offer explains itself', () => {
    for (const line of ['', '-A INPUT ', '-A INPUT -m ', '-A INPUT -j ', '-A INPUT -p tcp -j LOG ', '-A INPUT -p '])
      for (const { label, documentation } of complete(TEXT + line, 4, line.length + 1))
        expect([label, documentation === '']).toEqual([label, false])
  })
})

describe('hovering says', () => {
  const cases: readonly (readonly [place: string, says: RegExp | null])[] = [
    ['*fil|ter', /^Table filter/],
    ['-A INPUT ! -|s 1.1.1.1', /^-s/],
    ['-A INPUT |! -s 1.1.1.1', /^Turns/],
    ['[1|2:720] -A INPUT -j ACCEPT', /12 packets, 720 bytes/],
    ['-A INPUT -p tc|p -j ACCEPT', /protocol 6 of/],
    ['-A INPUT -i wg|+ -j ACCEPT', /begins with wg/],
    ['-P INPUT DR|OP', /Nobody is told/],
    [':us|er - [0:0]', /^User chain user/],
    ['-A IN|PUT -j ACCEPT', /^Base chain INPUT, policy ACCEPT/],
    ['-A INPUT -|s 1.1.1.1', /^-s, --source/],
    ['-A INPUT -m conn|track --ctstate NEW', /--ctstate/],
    ['-A INPUT -m conntrack --ct|state NEW', /^\[!\] --ctstate/],
    ['-A INPUT -m conntrack --ctstate N|EW', /^\[!\] --ctstate/],
    ['-A INPUT -j DR|OP', /Nobody is told/],
    ['-A INPUT -j us|er', /^User chain user/],
    ['-A INPUT -j REJ|ECT', /--reject-with/],
    ['-A INPUT -s 1.1|.1.1', /^-s, --source/],
    ['  |  ', null],
  ]
  test.each(cases)('%s', (line, says) => {
    const { text, line: at, column } = placeOf(TEXT + line)
    const answer = hover(text, at, column)
    if (says === null) expect(answer).toBeNull()
    else expect(answer?.text).toMatch(says)
  })
})
