import { describe, expect, test } from 'vitest'
import type { TableName } from '../../model'
import { TcpFlag } from '../../model'
import { act, compileRule } from '../testing/compile-rule'
import { connection, fakeHost, fragment, ip, tcpPacket, udpPacket } from '../testing/fake-host'

type Facts = Parameters<typeof fakeHost>[0]

/** What a target does: its verdict, and what it asked the host for. */
function check(
  name: string,
  table: TableName,
  rows: readonly (readonly [rule: string, facts: Facts, verdict: string, done: readonly string[], chain?: string])[],
): void {
  describe(name, () => {
    test.each(rows.map(([rule, facts, verdict, done, chain], row) => [row, rule, facts, verdict, done, chain] as const))(
      '%i: %s',
      (_, rule, facts, verdict, done, chain) => {
        const host = fakeHost(facts)
        expect(act(rule, table, host, chain)).toBe(verdict)
        expect(host.done).toEqual(done)
      },
    )
  })
}

check('filter', 'filter', [
  ['-j REJECT', {}, 'DROP', ['reject icmp-port-unreachable']],
  ['-p tcp -j REJECT --reject-with tcp-reset', {}, 'DROP', ['reject tcp-reset']],
  ['-j LOG --log-prefix "in: " --log-level 6', {}, 'CONTINUE', ['log 6 in: ']],
  ['-j SET --add-set seen src,dst --del-set old src', {}, 'CONTINUE', ['add seen src,dst', 'remove old src']],
])

check('marks', 'mangle', [
  ['-j MARK --set-mark 0x1', { mark: 0xff }, 'CONTINUE', ['mark 0x1']],
  ['-j MARK --set-mark 0xf0/0xf', { mark: 0x10f }, 'CONTINUE', ['mark 0x1f0']],
  ['-j MARK --set-xmark 0x3/0x1', { mark: 0x3 }, 'CONTINUE', ['mark 0x1']],
  ['-j MARK --and-mark 0xf', { mark: 0xff }, 'CONTINUE', ['mark 0xf']],
  ['-j MARK --or-mark 0x80000000', { mark: 1 }, 'CONTINUE', ['mark 0x80000001']],
  ['-j MARK --xor-mark 3', { mark: 1 }, 'CONTINUE', ['mark 0x2']],
  ['-j CONNMARK --set-mark 7', {}, 'CONTINUE', ['connmark 0x7']],
  ['-j CONNMARK --set-mark 7 --left-shift-mark 4', {}, 'CONTINUE', ['connmark 0x70']],
  ['-j CONNMARK --save-mark', { mark: 0x12 }, 'CONTINUE', ['connmark 0x12']],
  [
    '-j CONNMARK --save-mark --nfmask 0xf --ctmask 0xff',
    { mark: 0x12, connection: connection({ mark: 0x3ff }) },
    'CONTINUE',
    ['connmark 0x302'],
  ],
  ['-j CONNMARK --restore-mark --mask 0xf0', { mark: 0x12, connection: connection({ mark: 0xab }) }, 'CONTINUE', ['mark 0xa2']],
  ['-j CONNMARK --restore-mark', { connection: null }, 'CONTINUE', []],
])

check('nat in', 'nat', [
  [
    '-p tcp -j DNAT --to-destination 10.0.0.9:8080',
    {},
    'ACCEPT',
    [`nat destination [{"first":167772169,"last":167772169},{"first":8080,"last":8080,"base":null}]`],
    'PREROUTING',
  ],
  ['-j REDIRECT', { hook: 'OUTPUT' }, 'ACCEPT', [`nat destination [{"first":2130706433,"last":2130706433},null]`], 'OUTPUT'],
  ['-j REDIRECT', { hook: 'PREROUTING' }, 'ACCEPT', [`nat destination [{"first":3405803777,"last":3405803777},null]`], 'PREROUTING'],
  ['-j REDIRECT', { hook: 'PREROUTING', address: null }, 'DROP', [], 'PREROUTING'],
  [
    '-j NETMAP --to 10.7.0.0/16',
    { hook: 'PREROUTING' },
    'ACCEPT',
    [`nat destination [{"first":${ip('10.7.2.1')},"last":${ip('10.7.2.1')}},null]`],
    'PREROUTING',
  ],
])

check('nat out', 'nat', [
  ['-j SNAT --to-source 192.0.2.1-192.0.2.2', {}, 'ACCEPT', [`nat source [{"first":3221225985,"last":3221225986},null]`], 'POSTROUTING'],
  ['-j MASQUERADE', {}, 'ACCEPT', [`nat source [{"first":3405803777,"last":3405803777},null]`], 'POSTROUTING'],
  ['-j MASQUERADE', { address: null }, 'DROP', [], 'POSTROUTING'],
  ['-j MASQUERADE', { packet: udpPacket({}, { source: 0 }) }, 'ACCEPT', [], 'POSTROUTING'],
  [
    '-j NETMAP --to 10.7.0.0/16',
    { hook: 'POSTROUTING' },
    'ACCEPT',
    [`nat source [{"first":${ip('10.7.0.2')},"last":${ip('10.7.0.2')}},null]`],
    'POSTROUTING',
  ],
])

check('raw', 'raw', [
  ['-j CT --notrack', {}, 'CONTINUE', ['untrack'], 'PREROUTING'],
  ['-j NOTRACK', {}, 'CONTINUE', ['untrack'], 'PREROUTING'],
  ['-j CT', {}, 'CONTINUE', ['track {"helper":null,"zone":null}'], 'PREROUTING'],
  ['-j CT --zone 0', {}, 'CONTINUE', ['track {"helper":null,"zone":null}'], 'PREROUTING'],
  ['-j CT --zone 3', {}, 'CONTINUE', ['track {"helper":null,"zone":{"id":3,"direction":"both"}}'], 'PREROUTING'],
  ['-j CT --zone-orig mark', {}, 'CONTINUE', ['track {"helper":null,"zone":{"id":"mark","direction":"original"}}'], 'PREROUTING'],
  ['-j CT --zone-reply 4 --ctevents new', {}, 'CONTINUE', ['track {"helper":null,"zone":{"id":4,"direction":"reply"}}'], 'PREROUTING'],
  ['-p udp -j CT --helper tftp', {}, 'CONTINUE', ['track {"helper":"tftp","zone":null}'], 'PREROUTING'],
  ['-j TRACE', {}, 'CONTINUE', ['trace'], 'PREROUTING'],
])

test('CT --helper sip is unknown', () => {
  expect(compileRule('-p udp -j CT --helper sip', 'raw', 'PREROUTING')[0]).toEqual({
    kind: 'unmodelled',
    reason: 'The helper sip is not modelled: what it expects is not known here.',
  })
})

/** A header field after a target. */
function rewritten(rule: string, header: Parameters<typeof tcpPacket>[1], field: 'tos' | 'ttl'): readonly [number, boolean] {
  const host = fakeHost({ packet: tcpPacket({}, header) })
  act(rule, 'mangle', host)
  return [host.packet[field], host.done.length > 0]
}

test.each([
  ['-j TOS --set-tos 0x10/0x3f', { tos: 0xc1 }, 'tos', 0xd0],
  ['-j TOS --and-tos 0xf0', { tos: 0xff }, 'tos', 0xf0],
  ['-j TOS --or-tos 1', { tos: 0x10 }, 'tos', 0x11],
  ['-j TOS --xor-tos 0x11', { tos: 0x10 }, 'tos', 0x01],
  ['-j DSCP --set-dscp 46', { tos: 0x03 }, 'tos', 0xbb],
  ['-j ECN --ecn-ip-ect 2', { tos: 0x11 }, 'tos', 0x12],
  ['-j TTL --ttl-set 3', {}, 'ttl', 3],
  ['-j TTL --ttl-inc 250', {}, 'ttl', 255],
  ['-j TTL --ttl-dec 65', {}, 'ttl', 0],
] as const)('%s rewrites', (rule, header, field, value) => {
  expect(rewritten(rule, header, field)).toEqual([value, true])
})

test.each([
  ['-j TTL --ttl-set 64', {}, 'ttl', 64],
  ['-j DSCP --set-dscp 0', { tos: 2 }, 'tos', 2],
] as const)('%s leaves alone what is so already', (rule, header, field, value) => {
  expect(rewritten(rule, header, field)).toEqual([value, false])
})

test('ECN --ecn-tcp-remove clears both flags and nothing else', () => {
  const host = fakeHost({ packet: tcpPacket({ flags: TcpFlag.SYN | TcpFlag.ECE | TcpFlag.CWR }) })
  act('-p tcp -j ECN --ecn-tcp-remove', 'mangle', host)
  expect(host.packet.transport).toMatchObject({ flags: TcpFlag.SYN })
})

const SYN = '-p tcp --syn -j TCPMSS'
const mss1460 = '\x02\x04\x05\xb4'

test.each([
  ['lowers', `${SYN} --set-mss 1000`, { options: mss1460 }, {}, '\x02\x04\x03\xe8'],
  ['never raises', `${SYN} --set-mss 1500`, { options: mss1460 }, {}, mss1460],
  ['keeps other options', `${SYN} --set-mss 1000`, { options: `\x01\x01${mss1460}\x04\x02` }, {}, '\x01\x01\x02\x04\x03\xe8\x04\x02'],
  ['clamps to the path', `${SYN} --clamp-mss-to-pmtu`, { options: mss1460 }, { pathMtu: 1420 }, '\x02\x04\x05\x64'],
  ['adds what is missing, at most 536', `${SYN} --set-mss 1000`, { options: '\x01\x01\x04\x02' }, {}, '\x02\x04\x02\x18\x01\x01\x04\x02'],
  ['adds nothing before data', `${SYN} --set-mss 1000`, { payload: 'x' }, {}, ''],
] as const)('TCPMSS %s', (_, rule, tcp, facts, options) => {
  const host = fakeHost({ ...facts, packet: tcpPacket(tcp) })
  expect(act(rule, 'mangle', host)).toBe('CONTINUE')
  expect(host.packet.transport).toMatchObject({ options })
})

test('TCPMSS drops what it cannot clamp, and passes fragments', () => {
  expect(act(`${SYN} --clamp-mss-to-pmtu`, 'mangle', fakeHost({ pathMtu: 40 }))).toBe('DROP')
  expect(act(`${SYN} --set-mss 1000`, 'mangle', fakeHost({ packet: fragment(2) }))).toBe('CONTINUE')
})
