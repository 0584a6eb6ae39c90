import { describe, expect, test } from 'vitest'
import type { NatRange } from '../../extensions/semantics'
import { formatIpv4, type Hook, type Packet, type Tuple } from '../../model'
import { MiniHost, packetOf, rangeOf, type TestPacket, type Way } from '../conntrack/testing/mini-host'

const CLIENT = '10.0.0.5:4000'
const ROUTER = '198.51.100.1'
const SERVER = '203.0.113.9:80'

/** `10.0.0.5:4000 > 203.0.113.9:80`; an ICMP error shows what it quotes behind it. */
function show(packet: Packet | undefined): string {
  if (packet === undefined) return 'dropped'
  const { transport } = packet
  const [source, destination] = [formatIpv4(packet.source), formatIpv4(packet.destination)]
  if (transport.kind === 'tcp' || transport.kind === 'udp')
    return `${source}:${transport.sourcePort} > ${destination}:${transport.destinationPort}`
  if (transport.kind === 'icmp' && transport.quoted !== null) return `${source} > ${destination} about ${show(transport.quoted.packet)}`
  return transport.kind === 'icmp' ? `${source} > ${destination} id ${transport.identifier}` : `${source} > ${destination}`
}

function showTuple(tuple: Tuple): string {
  return `${formatIpv4(tuple.source)}:${tuple.sourcePort} > ${formatIpv4(tuple.destination)}:${tuple.destinationPort}`
}

interface Setup {
  readonly nat: Partial<Record<Hook, NatRange>>
  readonly randoms?: readonly number[]
}

function hostWith({ nat, randoms }: Setup): MiniHost {
  const host = new MiniHost()
  Object.assign(host.nat, nat)
  if (randoms !== undefined) host.randoms = randoms
  return host
}

/** Sends packets after each other; each becomes what stands beside it. */
function check(name: string, setup: Setup, steps: readonly (readonly [TestPacket, string])[], way: Way = 'forward') {
  test(name, () => {
    const host = hostWith(setup)
    expect(steps.map(([packet]) => show(host.send(packet, way)?.packet))).toEqual(steps.map(([, becomes]) => becomes))
  })
}

const snat = (text: string, options: Partial<NatRange> = {}): Setup => ({ nat: { POSTROUTING: rangeOf('source', text, options) } })
const dnat = (text: string, options: Partial<NatRange> = {}): Setup => ({ nat: { PREROUTING: rangeOf('destination', text, options) } })
const udp = (from: string, to: string): TestPacket => ({ from, to, protocol: 'udp' })

describe('both ways', () => {
  check('a source is changed, and answers find back', snat(ROUTER), [
    [udp(CLIENT, SERVER), '198.51.100.1:4000 > 203.0.113.9:80'],
    [udp(SERVER, `${ROUTER}:4000`), '203.0.113.9:80 > 10.0.0.5:4000'],
    [udp(CLIENT, SERVER), '198.51.100.1:4000 > 203.0.113.9:80'],
  ])
  check('a destination is changed, and answers come from the old one', dnat('192.168.0.2:8080'), [
    [udp('203.0.113.9:999', `${ROUTER}:80`), '203.0.113.9:999 > 192.168.0.2:8080'],
    [udp('192.168.0.2:8080', '203.0.113.9:999'), '198.51.100.1:80 > 203.0.113.9:999'],
  ])
  check('both at once', { nat: { PREROUTING: rangeOf('destination', '192.168.0.2'), POSTROUTING: rangeOf('source', '192.168.0.1') } }, [
    [udp('192.168.0.7:999', `${ROUTER}:80`), '192.168.0.1:999 > 192.168.0.2:80'],
    [udp('192.168.0.2:80', '192.168.0.1:999'), '198.51.100.1:80 > 192.168.0.7:999'],
  ])
  check('a ping', snat(ROUTER), [
    [{ from: '10.0.0.5', to: '203.0.113.9', protocol: 'icmp', type: 8, identifier: 7 }, '198.51.100.1 > 203.0.113.9 id 7'],
    [{ from: '203.0.113.9', to: ROUTER, protocol: 'icmp', type: 0, identifier: 7 }, '203.0.113.9 > 10.0.0.5 id 7'],
  ])
  check(
    'a local process, to another destination',
    { nat: { OUTPUT: rangeOf('destination', '192.168.0.2:8080') } },
    [[udp('198.51.100.1:4000', SERVER), '198.51.100.1:4000 > 192.168.0.2:8080']],
    'output',
  )
  check(
    'for the host itself, at INPUT',
    { nat: { INPUT: rangeOf('source', '192.0.2.99') } },
    [[udp(CLIENT, `${ROUTER}:80`), '192.0.2.99:4000 > 198.51.100.1:80']],
    'input',
  )
  check('a protocol without ports', snat(ROUTER), [
    [{ from: '10.0.0.5', to: '203.0.113.9', protocol: 50 }, '198.51.100.1 > 203.0.113.9'],
    [{ from: '203.0.113.9', to: ROUTER, protocol: 50 }, '203.0.113.9 > 10.0.0.5'],
  ])
})

describe('ICMP errors', () => {
  const out = packetOf(udp(`${ROUTER}:4000`, SERVER))
  check('reach who is hidden behind the translation, and quote what they sent', snat(ROUTER), [
    [udp(CLIENT, SERVER), '198.51.100.1:4000 > 203.0.113.9:80'],
    [
      { from: '192.0.2.50', to: ROUTER, protocol: 'icmp', type: 11, quotes: out },
      '192.0.2.50 > 10.0.0.5 about 10.0.0.5:4000 > 203.0.113.9:80',
    ],
  ])
  check('come from the address that was asked', dnat('192.168.0.2:8080'), [
    [udp('203.0.113.9:999', `${ROUTER}:80`), '203.0.113.9:999 > 192.168.0.2:8080'],
    [
      { from: '192.168.0.2', to: '203.0.113.9', protocol: 'icmp', type: 3, quotes: packetOf(udp('203.0.113.9:999', '192.168.0.2:8080')) },
      '198.51.100.1 > 203.0.113.9 about 203.0.113.9:999 > 198.51.100.1:80',
    ],
  ])
  check('redirects about translated connections are dropped', snat(ROUTER), [
    [udp(CLIENT, SERVER), '198.51.100.1:4000 > 203.0.113.9:80'],
    [{ from: '192.0.2.50', to: ROUTER, protocol: 'icmp', type: 5, quotes: out }, 'dropped'],
  ])
})

describe('ports', () => {
  const second = udp('10.0.0.6:4000', SERVER)
  check('stay where they can, and move when taken', { ...snat(ROUTER), randoms: [10] }, [
    [udp(CLIENT, SERVER), '198.51.100.1:4000 > 203.0.113.9:80'],
    [second, '198.51.100.1:1034 > 203.0.113.9:80'],
    [udp('10.0.0.7:4000', '203.0.113.10:80'), '198.51.100.1:4000 > 203.0.113.10:80'],
  ])
  check('below 512 stay below 512', { ...snat(ROUTER), randoms: [3] }, [
    [udp('10.0.0.5:53', SERVER), '198.51.100.1:53 > 203.0.113.9:80'],
    [udp('10.0.0.6:53', SERVER), '198.51.100.1:4 > 203.0.113.9:80'],
  ])
  check('below 1024 stay between 600 and 1023', { ...snat(ROUTER), randoms: [3] }, [
    [udp('10.0.0.5:900', SERVER), '198.51.100.1:900 > 203.0.113.9:80'],
    [udp('10.0.0.6:900', SERVER), '198.51.100.1:603 > 203.0.113.9:80'],
  ])
  check('from a range, from a random place on', { ...snat(`${ROUTER}:5000-5003`), randoms: [2] }, [
    [udp(CLIENT, SERVER), '198.51.100.1:5002 > 203.0.113.9:80'],
    [second, '198.51.100.1:5003 > 203.0.113.9:80'],
    [udp('10.0.0.7:5001', SERVER), '198.51.100.1:5001 > 203.0.113.9:80'],
    [udp('10.0.0.8:1', SERVER), '198.51.100.1:5000 > 203.0.113.9:80'],
    [udp('10.0.0.9:1', SERVER), 'dropped'],
  ])
  check('a single port that is taken cannot be had twice', snat(`${ROUTER}:5000`), [
    [udp(CLIENT, SERVER), '198.51.100.1:5000 > 203.0.113.9:80'],
    [second, 'dropped'],
  ])
  check('a random one, asked for', { ...snat(ROUTER, { random: true }), randoms: [100] }, [
    [udp(CLIENT, SERVER), '198.51.100.1:1124 > 203.0.113.9:80'],
  ])
  check(
    'a destination port range shifts from its base',
    dnat('192.168.0.2:8000-8010', { ports: { first: 8000, last: 8010, base: 3000 } }),
    [[udp(CLIENT, '203.0.113.9:3004'), '10.0.0.5:4000 > 192.168.0.2:8004']],
  )
  check('a destination port range begins at its first', dnat('192.168.0.2:8000-8010'), [
    [udp(CLIENT, '203.0.113.9:80'), '10.0.0.5:4000 > 192.168.0.2:8000'],
  ])
  check('a destination port in its range stays', dnat('192.168.0.2:8000-8010'), [
    [udp(CLIENT, '203.0.113.9:8005'), '10.0.0.5:4000 > 192.168.0.2:8005'],
  ])
  check('identifiers of pings that clash', { ...snat(ROUTER), randoms: [9] }, [
    [{ from: '10.0.0.5', to: '203.0.113.9', protocol: 'icmp', type: 8, identifier: 7 }, '198.51.100.1 > 203.0.113.9 id 7'],
    [{ from: '10.0.0.6', to: '203.0.113.9', protocol: 'icmp', type: 8, identifier: 7 }, '198.51.100.1 > 203.0.113.9 id 9'],
  ])
  test('move even without any rule, when two connections would look alike', () => {
    const host = hostWith(dnat('192.168.0.2:80'))
    host.randoms = [0]
    expect(show(host.send(udp(CLIENT, '203.0.113.9:80'))?.packet)).toBe('10.0.0.5:4000 > 192.168.0.2:80')
    expect(show(host.send(udp(CLIENT, '203.0.113.10:80'))?.packet)).toBe('10.0.0.5:1024 > 192.168.0.2:80')
    const bound = host.facts.findLast((fact) => fact.kind === 'nat bound')
    expect(bound?.kind === 'nat bound' && bound.clash).toBe('port 4000 is taken by another connection: 1024 instead')
  })
  test('a client keeps its face for other destinations', () => {
    const host = hostWith(snat('198.51.100.1-198.51.100.200:6000-6100'))
    host.randoms = [50, 60]
    const first = show(host.send(udp(CLIENT, SERVER))?.packet).split(' ')[0]
    expect(first?.endsWith(':6050')).toBe(true)
    expect(show(host.send(udp(CLIENT, '203.0.113.77:80'))?.packet).split(' ')[0]).toBe(first)
  })
})

test('connections from before still hold their ports', () => {
  const before = hostWith(snat(ROUTER))
  before.send(udp(CLIENT, SERVER))
  const host = hostWith({ ...snat(ROUTER), randoms: [10] })
  host.table.restore(before.table.entries())
  expect(show(host.send(udp(SERVER, `${ROUTER}:4000`))?.packet)).toBe('203.0.113.9:80 > 10.0.0.5:4000')
  expect(show(host.send(udp('10.0.0.6:4000', SERVER))?.packet)).toBe('198.51.100.1:1034 > 203.0.113.9:80')
})

describe('addresses', () => {
  check('NETMAP keeps the host bits', { nat: { PREROUTING: rangeOf('destination', '192.168.7.0-192.168.7.255', { netmap: true }) } }, [
    [udp(CLIENT, '203.0.113.9:80'), '10.0.0.5:4000 > 192.168.7.9:80'],
    [udp('192.168.7.9:80', CLIENT), '203.0.113.9:80 > 10.0.0.5:4000'],
  ])
  test('of a range: the same pair meets the same one', () => {
    const host = hostWith(dnat('192.168.0.2-192.168.0.9'))
    const first = show(host.send(udp(CLIENT, SERVER))?.packet).split('> ')[1]
    expect(show(host.send(udp('10.0.0.5:4001', SERVER))?.packet).split('> ')[1]).toBe(first)
  })
})

describe('when the table is asked', () => {
  const asks = (host: MiniHost, packet: TestPacket): string[] => {
    host.facts.length = 0
    host.send(packet)
    return host.facts.flatMap((fact) => {
      if (fact.kind === 'stage entered' && fact.stage === 'nat') return [fact.hook]
      return fact.kind === 'stage skipped' && fact.stage === 'nat' ? [`${fact.hook}: ${fact.reason}`] : []
    })
  }
  test('only for the first packet', () => {
    const host = new MiniHost()
    const bound = ['PREROUTING: connection already bound', 'POSTROUTING: connection already bound']
    expect(asks(host, udp(CLIENT, SERVER))).toEqual(['PREROUTING', 'POSTROUTING'])
    expect(asks(host, udp(CLIENT, SERVER))).toEqual(bound)
    expect(asks(host, udp(SERVER, CLIENT))).toEqual(bound)
    expect(asks(host, { from: SERVER, to: '10.0.0.5', protocol: 'icmp', type: 3, quotes: packetOf(udp(CLIENT, SERVER)) })).toEqual(bound)
  })
  test('never for invalid packets', () => {
    const host = new MiniHost()
    expect(asks(host, { from: CLIENT, to: SERVER, flags: 'SA' })).toEqual(['PREROUTING: invalid', 'POSTROUTING: invalid'])
  })
  test('a masqueraded connection ends when it leaves by another interface', () => {
    const host = new MiniHost()
    const first = host.skb(packetOf(udp(CLIENT, SERVER)))
    host.table.lookup(first, 'PREROUTING')
    host.translation.natStage(first, 'POSTROUTING', () =>
      host.translation.bind(first, 'POSTROUTING', rangeOf('source', ROUTER), null, 'eth1'),
    )
    host.table.confirm(first, 'POSTROUTING')
    const second = host.skb(packetOf(udp(CLIENT, SERVER)))
    second.outInterface = 'eth2'
    host.table.lookup(second, 'PREROUTING')
    expect(host.translation.natStage(second, 'POSTROUTING', () => 'ACCEPT')).toBe('DROP')
    expect(host.table.entries()).toEqual([])
  })
})

test('a new SYN may have the port of a closed connection when ports run out', () => {
  const host = hostWith(snat(`${ROUTER}:5000-5001`))
  const tcp = (from: string, flags: string, sequence: number, acknowledgement = 0): TestPacket => ({
    from,
    to: SERVER,
    flags,
    sequence,
    acknowledgement,
  })
  for (const [i, client] of ['10.0.0.5:1', '10.0.0.6:1'].entries()) {
    host.send(tcp(client, 'S', 1000))
    host.send({ from: SERVER, to: `${ROUTER}:${5000 + i}`, flags: 'SA', sequence: 1, acknowledgement: 1001 })
    host.send(tcp(client, 'A', 1001, 2))
    host.send(tcp(client, 'R', 1001))
  }
  expect(host.table.entries().map((entry) => `${entry.tcpState} ${showTuple(entry.reply)}`)).toEqual([
    'CLOSE 203.0.113.9:80 > 198.51.100.1:5000',
    'CLOSE 203.0.113.9:80 > 198.51.100.1:5001',
  ])
  expect(show(host.send(tcp('10.0.0.7:1', 'S', 90000))?.packet)).toBe('198.51.100.1:5000 > 203.0.113.9:80')
  expect(show(host.send(tcp('10.0.0.8:1', 'S', 10))?.packet)).toBe('dropped')
})
