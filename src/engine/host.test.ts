import { describe, expect, it } from 'vitest'
import type { PacketSpec } from '../scenario/scenario'
import { fatesOf, type LabText, lab } from './testing/lab'

function check(name: string, text: LabText, packet: PacketSpec, expected: readonly string[], error: string | null = null): void {
  it(name, () => {
    const { simulator, events } = lab(text)
    expect(simulator.send(packet).error).toBe(error)
    expect(fatesOf(events)).toEqual(expected)
  })
}

const inside = { in: 'eth0', src: '10.0.0.7', proto: 'tcp', sport: 40_000, dport: 80 } as const
const out = { ...inside, dst: '198.51.100.9' }
const here = { ...inside, dst: '10.0.0.1' }
const own = { src: '192.0.2.1', dst: '198.51.100.9', proto: 'udp', sport: 5000, dport: 53 } as const
const filter = (rule: string): LabText => ({ rules: `*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n${rule}\nCOMMIT\n` })

describe('forwarding', () => {
  check('goes out by the longest match', {}, out, ['#1 transmitted eth1'])
  check('off: the packet is dropped, silently', { network: 'sysctl -w net.ipv4.ip_forward=0' }, out, ['#1 died routing: forwarding off'])
  check('TTL 1 ends here, and the sender is told before', {}, { ...out, ttl: 1 }, [
    '#2 transmitted eth0',
    '#1 died forwarding: ttl expired',
  ])
  check('too long with DF: fragmentation needed', {}, { ...out, df: true, payload: 1461 }, [
    '#2 transmitted eth0',
    '#1 died forwarding: fragmentation needed',
  ])
  check('unreachable is told', { network: 'ip route add unreachable 203.0.113.0/24' }, { ...out, dst: '203.0.113.5' }, [
    '#2 transmitted eth0',
    '#1 died routing: unreachable',
  ])
  check('blackhole is not', { network: 'ip route add blackhole 203.0.113.0/24' }, { ...out, dst: '203.0.113.5' }, [
    '#1 died routing: blackhole',
  ])
  check('a martian source dies in routing', {}, { ...out, src: '10.0.0.1' }, ['#1 died routing: martian source'])
  check('so does 127.0.0.0/8 from a wire', {}, { ...here, dst: '127.0.0.1' }, ['#1 died routing: martian destination'])
  check('rp_filter 1 wants the way back', { network: 'sysctl -w net.ipv4.conf.all.rp_filter=1' }, { ...out, src: '203.0.113.9' }, [
    '#1 died routing: reverse path',
  ])
  const tracked = { rules: '*filter\n-A FORWARD -m conntrack --ctstate NEW\nCOMMIT\n' }
  check('with conntrack, a lone fragment waits', tracked, { ...out, mf: true }, ['#1 died conntrack: waiting for fragments'])
  it('a fragment without data is thrown away', () => {
    const { simulator, events } = lab(tracked)
    simulator.send({ ...out, mf: true })
    simulator.send({ ...out, proto: '6', frag_off: 2, mf: true, payload: 0 })
    expect(fatesOf(events)).toEqual(['#1 died conntrack: waiting for fragments', '#2 died conntrack: waiting for fragments'])
  })
  check('without, it goes on', {}, { ...out, mf: true }, ['#1 transmitted eth1'])
  check('but not to a socket', {}, { ...out, dst: '192.0.2.1', mf: true }, ['#1 died local: waiting for fragments'])
})

it('the nat table is not asked when it is not loaded', () => {
  const { simulator, events } = lab({ rules: '*filter\n-A FORWARD -m conntrack --ctstate NEW\nCOMMIT\n' })
  simulator.send(out)
  expect(
    events.flatMap((event) => (event.kind === 'stage skipped' && event.stage === 'nat' ? `${event.hook} ${event.reason}` : [])),
  ).toEqual(['PREROUTING table not loaded', 'POSTROUTING table not loaded'])
})

describe('the local stack', () => {
  check('a listening port answers SYN+ACK', { services: 'tcp 80' }, here, ['#1 delivered tcp 80', '#2 transmitted eth0'])
  check('a closed port answers RST', {}, here, ['#1 died local: no socket', '#2 transmitted eth0'])
  check('no RST answers a RST', {}, { ...here, flags: 'R' }, ['#1 died local: no socket'])
  check('a closed UDP port is unreachable', {}, { ...here, proto: 'udp' }, ['#1 died local: no socket', '#2 transmitted eth0'])
  check('echo is answered', {}, { ...here, proto: 'icmp', type: 8 }, ['#1 delivered icmp', '#2 transmitted eth0'])
  check('an unknown protocol is unreachable', {}, { ...here, proto: '99' }, ['#1 died local: no socket', '#2 transmitted eth0'])
})

describe('what a local sender is told', () => {
  check('nothing when it leaves', {}, own, ['#1 transmitted eth1'])
  check('DROP', filter('-A OUTPUT -p udp -j DROP'), own, ['#1 dropped filter:OUTPUT:rule:1'], 'Operation not permitted')
  check(
    'prohibit',
    { network: 'ip route add prohibit 203.0.113.0/24' },
    { ...own, dst: '203.0.113.1' },
    ['#1 died routing: prohibit'],
    'Permission denied',
  )
  check(
    'unreachable',
    { network: 'ip route add unreachable 203.0.113.0/24' },
    { ...own, dst: '203.0.113.1' },
    ['#1 died routing: unreachable'],
    'No route to host',
  )
  check(
    'blackhole',
    { network: 'ip route add blackhole 203.0.113.0/24' },
    { ...own, dst: '203.0.113.1' },
    ['#1 died routing: blackhole'],
    'Invalid argument',
  )
  check('broadcast', {}, { ...own, dst: '192.0.2.255' }, ['#1 died routing: broadcast'], 'Permission denied')
})

describe('REJECT', () => {
  check('its answer walks out before the packet is gone', filter('-A FORWARD -p tcp -j REJECT --reject-with tcp-reset'), out, [
    '#2 transmitted eth0',
    '#1 rejected filter:FORWARD:rule:1',
  ])
  check('no reset for a reset', filter('-A FORWARD -p tcp -j REJECT --reject-with tcp-reset'), { ...out, flags: 'R' }, [
    '#1 rejected filter:FORWARD:rule:1',
  ])
  check(
    'of a local packet comes back through lo',
    filter('-A OUTPUT -p udp -j REJECT'),
    own,
    ['#1 rejected filter:OUTPUT:rule:1', '#2 delivered icmp'],
    'Operation not permitted',
  )
})

describe('a packet to the host itself from the host', () => {
  const rules = '*raw\n:PREROUTING ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n'
  check(
    'passes lo and is answered there',
    { rules, services: 'tcp 80' },
    { src: '10.0.0.1', dst: '192.0.2.1', proto: 'tcp', sport: 1, dport: 80 },
    ['#1 delivered tcp 80', '#2 died local: no socket', '#3 delivered tcp 80'],
  )
})
