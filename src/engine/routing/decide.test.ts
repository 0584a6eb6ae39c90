import { describe, expect, it } from 'vitest'
import { formatIpv4, parseIpv4 } from '../../model'
import { readSettings } from '../settings'
import { labInput } from '../testing/lab'
import { routeOutput } from './decide'
import { RoutingTables } from './tables'

/** `out via gateway from source`, or why not, of the host's own packet. */
function check(
  name: string,
  network: string,
  packet: { readonly to: string; readonly from?: string; readonly mark?: number },
  expected: string,
): void {
  it(name, () => {
    const input = labInput({ network })
    const flow = {
      source: parseIpv4(packet.from ?? '0.0.0.0') ?? 0,
      destination: parseIpv4(packet.to) ?? 0,
      mark: packet.mark ?? 0,
      tos: 0,
      in: 'lo',
      out: null,
      protocol: 17,
      sourcePort: 0,
      destinationPort: 0,
    }
    const routed = routeOutput(new RoutingTables(input.network), readSettings(input.network.sysctl), flow, false)
    if (routed.kind === 'refused') return expect(routed.why).toBe(expected)
    const { out, nextHop, source } = routed.destination
    return expect(`${out} via ${formatIpv4(nextHop)} from ${formatIpv4(source)}`).toBe(expected)
  })
}

describe('the host routes its own packet', () => {
  check('to a connected network, from the address there', '', { to: '10.0.0.9' }, 'eth0 via 10.0.0.9 from 10.0.0.1')
  check('elsewhere by the default route', '', { to: '8.8.8.8' }, 'eth1 via 192.0.2.254 from 192.0.2.1')
  check('by the longest prefix', 'ip route add 8.8.0.0/16 via 10.0.0.2', { to: '8.8.8.8' }, 'eth0 via 10.0.0.2 from 10.0.0.1')
  check(
    'from the source that a route names',
    'ip route add 8.8.0.0/16 via 10.0.0.2 src 192.0.2.1',
    { to: '8.8.8.8' },
    'eth0 via 10.0.0.2 from 192.0.2.1',
  )
  check(
    'by the lower metric',
    'ip route add 8.8.0.0/16 via 10.0.0.2 metric 5\nip route add 8.8.0.0/16 via 10.0.0.3 metric 1',
    { to: '8.8.8.8' },
    'eth0 via 10.0.0.3 from 10.0.0.1',
  )
  check('to itself over lo, from that very address', '', { to: '192.0.2.1' }, 'lo via 192.0.2.1 from 192.0.2.1')
  check(
    'to a secondary address from the first one',
    'ip addr add 10.0.0.100/24 dev eth0',
    { to: '10.0.0.100' },
    'lo via 10.0.0.100 from 10.0.0.1',
  )
  check('to the broadcast address of a network', '', { to: '10.0.0.255' }, 'eth0 via 10.0.0.255 from 10.0.0.1')
  check('not from an address that is not its own', '', { to: '8.8.8.8', from: '1.2.3.4' }, 'no route')
  check('nor to a group', '', { to: '224.0.0.9', from: '1.2.3.4' }, 'no route')
  check('not from 127.0.0.1 to the world', '', { to: '8.8.8.8', from: '127.0.0.1' }, 'invalid')
  check('not where prohibited', 'ip route add prohibit 8.8.0.0/16', { to: '8.8.8.8' }, 'prohibit')
})

describe('ip rules choose the table', () => {
  const rules = 'ip route add default via 10.0.0.9 table 100\nip rule add fwmark 0x1/0xff lookup 100 pref 100'
  check('by mark', rules, { to: '8.8.8.8', mark: 0x101 }, 'eth0 via 10.0.0.9 from 10.0.0.1')
  check('and others where they do not hold', rules, { to: '8.8.8.8', mark: 2 }, 'eth1 via 192.0.2.254 from 192.0.2.1')
  check('after the table local', rules, { to: '192.0.2.1', mark: 1 }, 'lo via 192.0.2.1 from 192.0.2.1')
  const throwing = `${rules}\nip route add throw 8.8.0.0/16 table 100`
  check('a throw goes on with the next rule', throwing, { to: '8.8.8.8', mark: 1 }, 'eth1 via 192.0.2.254 from 192.0.2.1')
  const tunnel =
    'ip route add default via 10.0.0.9 table 100\nip rule add lookup main suppress_prefixlength 0 pref 10\nip rule add lookup 100 pref 11'
  check('but for routes that are too wide, here the default', tunnel, { to: '8.8.8.8' }, 'eth0 via 10.0.0.9 from 10.0.0.1')
  check('and not for others', tunnel, { to: '192.0.2.9' }, 'eth1 via 192.0.2.9 from 192.0.2.1')
  const past = `${rules}\nip rule add goto 32766 pref 90`
  check('but for rules that are passed by', past, { to: '8.8.8.8', mark: 1 }, 'eth1 via 192.0.2.254 from 192.0.2.1')
  check('unless where to go on is not there', past.replace('32766', '110'), { to: '8.8.8.8', mark: 1 }, 'eth0 via 10.0.0.9 from 10.0.0.1')
  const from = 'ip route add default via 10.0.0.9 table 101\nip rule add from 192.0.2.0/24 lookup 101 pref 110'
  check('by source, once there is one', from, { to: '8.8.8.8', from: '192.0.2.1' }, 'eth0 via 10.0.0.9 from 192.0.2.1')
  check('which an unbound socket has not', from, { to: '8.8.8.8' }, 'eth1 via 192.0.2.254 from 192.0.2.1')
})
