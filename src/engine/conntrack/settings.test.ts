import { expect, test } from 'vitest'
import { SECOND } from '../../model'
import { type ConntrackSettings, conntrackSettings } from './settings'

/** One sysctl of net.netfilter.nf_conntrack_*, and what it changes. */
function check(name: string, value: string, read: (settings: ConntrackSettings) => unknown, byDefault: unknown, expected: unknown) {
  test(`${name} = ${value}`, () => {
    expect(read(conntrackSettings({}))).toBe(byDefault)
    expect(read(conntrackSettings({ [`net.netfilter.nf_conntrack_${name}`]: value }))).toBe(expected)
  })
}

check('tcp_timeout_established', '600', ({ tcp }) => tcp[3], 432_000 * SECOND, 600 * SECOND)
check('tcp_timeout_syn_sent', '7', ({ tcp }) => tcp[1], 120 * SECOND, 7 * SECOND)
check('tcp_timeout_close_wait', '9', ({ tcp }) => tcp[5], 60 * SECOND, 9 * SECOND)
check('sctp_timeout_established', '20', ({ sctp }) => sctp[4], 210 * SECOND, 20 * SECOND)
check('udp_timeout', '5', ({ udp }) => udp, 30 * SECOND, 5 * SECOND)
check('udp_timeout_stream', '50', ({ udpStream }) => udpStream, 120 * SECOND, 50 * SECOND)
check('tcp_loose', '0', ({ loose }) => loose, true, false)
check('tcp_be_liberal', '1', ({ liberal }) => liberal, false, true)
check('tcp_max_retrans', '8', ({ maxRetransmissions }) => maxRetransmissions, 3, 8)
check('tcp_loose', 'often', ({ loose }) => loose, true, true)
check('acct', '1', ({ accounting }) => accounting, false, true)
check('checksum', '0', ({ checksum }) => checksum, true, false)

test('a rule that needs counts switches them on', () => expect(conntrackSettings({}, true).accounting).toBe(true))
