import { describe, expect, test } from 'vitest'
import { SECOND } from '../../model'
import type { TraceFact } from '../../trace/event'
import { MiniHost, packetOf, type TestPacket, type Way } from './testing/mini-host'

const CLIENT = '10.0.0.5:4000'
const SERVER = '192.0.2.9:53'
const ASK: TestPacket = { from: CLIENT, to: SERVER, protocol: 'udp' }
const ANSWER: TestPacket = { from: SERVER, to: CLIENT, protocol: 'udp' }

function check(name: string, steps: readonly (readonly [packet: TestPacket, state: string])[], way: Way = 'forward') {
  test(name, () => {
    const host = new MiniHost()
    const states = steps.map(([packet]) => {
      host.send(packet, way)
      return host.state()
    })
    expect(states).toEqual(steps.map(([, state]) => state))
  })
}

describe('what a packet is to its connection', () => {
  check('UDP: new until answered, then established both ways', [
    [ASK, 'NEW'],
    [ASK, 'NEW'],
    [ANSWER, 'ESTABLISHED reply'],
    [ASK, 'ESTABLISHED'],
  ])
  check('an answer that nobody asked for begins a connection of its own', [[ANSWER, 'NEW']])
  const ping: TestPacket = { from: '10.0.0.5', to: '192.0.2.9', protocol: 'icmp', type: 8, identifier: 7 }
  const pong: TestPacket = { from: '192.0.2.9', to: '10.0.0.5', protocol: 'icmp', type: 0, identifier: 7 }
  check('ping: by its identifier', [
    [ping, 'NEW'],
    [pong, 'ESTABLISHED reply'],
    [ping, 'ESTABLISHED'],
    [{ ...ping, identifier: 8 }, 'NEW'],
    [{ ...pong, identifier: 9 }, 'INVALID'],
    [{ ...ping, type: 13 }, 'NEW'],
    [{ ...pong, type: 14 }, 'ESTABLISHED reply'],
    [{ ...ping, type: 10 }, 'INVALID'],
    [{ ...ping, type: 40 }, 'INVALID'],
  ])
  check('other protocols: by their addresses alone', [
    [{ from: '10.0.0.5', to: '192.0.2.9', protocol: 50 }, 'NEW'],
    [{ from: '192.0.2.9', to: '10.0.0.5', protocol: 50 }, 'ESTABLISHED reply'],
    [{ from: '10.0.0.5', to: '192.0.2.9', protocol: 50 }, 'ESTABLISHED'],
    [{ from: '10.0.0.5', to: '192.0.2.9', protocol: 47 }, 'NEW'],
  ])
  check('a TCP header that is cut short', [[{ from: '10.0.0.5', to: '192.0.2.9', protocol: 6, payload: 'abcdefgh' }, 'INVALID']])
})

describe('ICMP errors', () => {
  const quoted = packetOf(ASK)
  const error = (changes: Partial<TestPacket>): TestPacket => ({
    from: '203.0.113.7',
    to: '10.0.0.5',
    protocol: 'icmp',
    type: 3,
    code: 3,
    quotes: quoted,
    ...changes,
  })
  check('about a known connection', [
    [ASK, 'NEW'],
    [error({}), 'RELATED reply'],
    [error({ from: '192.0.2.9', type: 11, code: 0 }), 'RELATED reply'],
  ])
  check('about an answer, from the side that began', [
    [ASK, 'NEW'],
    [ANSWER, 'ESTABLISHED reply'],
    [error({ from: '10.0.0.5', to: '192.0.2.9', quotes: packetOf(ANSWER) }), 'RELATED'],
  ])
  check('about nothing known', [[error({}), 'INVALID']])
  check('sent to somebody who did not send the quoted packet', [
    [ASK, 'NEW'],
    [error({ to: '10.0.0.6' }), 'INVALID'],
  ])
  check('without a quoted packet', [[{ from: '203.0.113.7', to: '10.0.0.5', protocol: 'icmp', type: 3 }, 'INVALID']])
})

describe('the life of a connection', () => {
  const kinds = (facts: readonly TraceFact[]) =>
    facts
      .map((fact) => (fact.kind === 'connection vanished' ? `vanished: ${fact.why}` : fact.kind))
      .filter((kind) => !kind.startsWith('stage'))

  test('a dropped first packet takes its connection with it', () => {
    const host = new MiniHost()
    host.walk(packetOf(ASK), 'forward', 'filter')
    expect(host.table.entries()).toEqual([])
    expect(kinds(host.facts)).toEqual(['connection looked up', 'connection changed', 'nat bound', 'vanished: unconfirmed'])
    host.send(ASK)
    expect(host.state()).toBe('NEW')
  })

  test('confirmed at the end of its way', () => {
    const host = new MiniHost()
    host.send(ASK)
    expect(kinds(host.facts)).toEqual(['connection looked up', 'connection changed', 'nat bound', 'nat bound', 'connection confirmed'])
  })

  test('UDP lives 30 s; once it is a stream 120 s, and is assured', () => {
    const host = new MiniHost()
    const left = () => ((host.only()?.expires ?? 0) - host.time) / SECOND
    host.send(ASK)
    expect(left()).toBe(30)
    host.send(ANSWER)
    host.send(ASK)
    expect(left()).toBe(30)
    expect(host.only()?.assured).toBe(false)
    host.time += 3 * SECOND
    host.send(ASK)
    expect(left()).toBe(120)
    expect(host.only()?.assured).toBe(true)
  })

  test('untracked packets have no connection', () => {
    const host = new MiniHost()
    const skb = host.skb(packetOf(ASK))
    host.table.untrack(skb)
    host.table.lookup(skb, 'PREROUTING')
    expect(skb.tracking.kind).toBe('untracked')
    expect(host.facts).toEqual([{ kind: 'stage skipped', hook: 'PREROUTING', stage: 'conntrack', reason: 'untracked' }])
  })

  test('a packet that loops back keeps the connection that it has', () => {
    const host = new MiniHost()
    const skb = host.skb(packetOf(ASK))
    host.table.lookup(skb, 'OUTPUT')
    host.table.confirm(skb, 'POSTROUTING')
    const { tracking } = skb
    host.table.lookup(skb, 'PREROUTING')
    expect(skb.tracking).toBe(tracking)
    expect(tracking.kind === 'tracked' && tracking.info).toBe('NEW')
  })

  test("the host's own ICMP error belongs to the connection whose packet it answers", () => {
    const host = new MiniHost()
    const skb = host.skb(packetOf(ASK))
    host.table.lookup(skb, 'PREROUTING')
    const answer = host.skb(packetOf({ from: '192.0.2.9', to: '10.0.0.5', protocol: 'icmp', type: 3, quotes: packetOf(ASK) }))
    host.table.attach(answer, skb)
    expect(answer.tracking.kind === 'tracked' && answer.tracking.info).toBe('RELATED_REPLY')
    expect(host.table.confirm(answer, 'POSTROUTING')).toBe('ACCEPT')
    host.table.forget(answer)
    host.table.forget(skb)
    expect(host.table.entries()).toEqual([])
  })

  test("REJECT's RST closes the connection", () => {
    const host = new MiniHost()
    host.send({ from: CLIENT, to: SERVER, flags: 'S' })
    const skb = host.skb(packetOf({ from: CLIENT, to: SERVER, flags: 'S' }))
    host.table.lookup(skb, 'PREROUTING')
    const answer = {
      ...host.skb(packetOf({ from: SERVER, to: CLIENT, flags: 'RA' })),
      origin: { kind: 'answer', to: 0, by: 'REJECT' } as const,
    }
    host.table.attach(answer, skb)
    expect(host.only()?.tcpState).toBe('CLOSE')
  })

  test('marks', () => {
    const host = new MiniHost()
    const skb = host.skb(packetOf(ASK))
    host.table.lookup(skb, 'PREROUTING')
    host.table.setMark(skb, 5)
    host.table.confirm(skb, 'POSTROUTING')
    expect(host.only()?.mark).toBe(5)
  })

  test('connections can be there from the beginning, and be flushed', () => {
    const first = new MiniHost()
    first.send({ from: CLIENT, to: SERVER, flags: 'S' })
    const host = new MiniHost()
    host.table.restore(first.table.entries())
    host.send({ from: SERVER, to: CLIENT, flags: 'SA', acknowledgement: 1001 })
    expect(host.state()).toBe('ESTABLISHED reply')
    expect(host.only()?.tcpState).toBe('SYN_RECV')
    host.table.flush(null)
    expect(host.only()).toBeNull()
  })
})

test('thousands of connections are found again, and gone when removed', () => {
  const host = new MiniHost()
  const count = 5000
  const at = (i: number): TestPacket => ({ from: `10.0.${i >> 8}.${i & 255}:${1000 + i}`, to: SERVER, protocol: 'udp' })
  for (let i = 0; i < count; i++) host.send(at(i))
  expect(host.table.entries().length).toBe(count)
  for (let i = 0; i < count; i += 100) {
    host.send({ ...at(i), from: SERVER, to: at(i).from })
    expect(host.state()).toBe('ESTABLISHED reply')
  }
  host.time += 31 * SECOND
  expect(host.table.entries()).toEqual([])
  host.send(at(1))
  expect(host.table.entries().length).toBe(1)
})
