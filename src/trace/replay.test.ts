import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import { prepareScenario } from '../scenario/prepare'
import type { Scenario, Sending } from '../scenario/scenario'
import { stories } from '../stories/testing/run-story'
import { emptyWorld, evolveThrough } from './evolve'
import { createTimeline, worldAt } from './timeline'
import { placeKey } from './world'

/** Runs a scenario, and holds what its events say against what the engine itself says. */
function check(scenario: Scenario): void {
  const observer = recorder()
  const simulator = createSimulator(prepareScenario(scenario).input, observer)
  simulator.run()
  const { events } = observer
  const world = evolveThrough(emptyWorld(), events, 0, events.length)

  const counted = simulator
    .counters()
    .filter(({ packets }) => packets > 0)
    .map(
      ({ table, chain, rule, packets, bytes }) =>
        [placeKey({ table, chain, kind: rule === null ? 'policy' : 'rule', number: rule ?? 0 }), { packets, bytes }] as const,
    )
  expect(world.counters).toEqual(Object.fromEntries(counted))

  const living = simulator.connections()
  expect(Object.keys(world.connections).map(Number)).toEqual(living.map(({ id }) => id).toSorted((a, b) => a - b))
  for (const entry of living) expect(world.connections[entry.id]).toEqual(entry)

  expect(Object.keys(world.packets)).toHaveLength(simulator.packets)
  for (const packet of Object.values(world.packets)) expect(packet.fate).not.toBe(null)

  const timeline = createTimeline(events)
  for (const track of timeline.packets) expect(events[track.last]?.kind).toBe('packet ended')
  expect(worldAt(timeline, events.length)).toEqual(world)
}

describe('replaying the events gives the engine’s own state', () => {
  for (const story of stories) test(`story ${story.scenario.title}`, () => check(story.scenario))

  const RULES = `*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p udp --dport 5353 -j NOTRACK
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
-A PREROUTING -p tcp --dport 80 -j MARK --set-mark 7
-A FORWARD -m mark --mark 7 -j TTL --ttl-dec 1
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i eth0 -p tcp --dport 8080 -j DNAT --to-destination 10.0.0.9:80
-A POSTROUTING -o eth0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:guests - [0:0]
-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
-A INPUT -p tcp --dport 22 -j guests
-A INPUT -p icmp -m limit --limit 2/min --limit-burst 2 -j ACCEPT
-A INPUT -p udp -j REJECT
-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
-A FORWARD -i eth1 -j ACCEPT
-A FORWARD -d 10.0.0.9 -p tcp --dport 80 -j ACCEPT
-A guests -s 192.0.2.0/25 -j RETURN
-A guests -m recent --name seen --set -j ACCEPT
COMMIT
`
  const NETWORK = '2: eth0 inet 192.0.2.1/24\n3: eth1 inet 10.0.0.1/24\ndefault via 192.0.2.254 dev eth0\nnet.ipv4.ip_forward = 1\n'
  const port = fc.constantFrom(22, 53, 80, 443, 5353, 8080)
  const after = fc.integer({ min: 0, max: 400_000_000 })
  const outside = fc.integer({ min: 2, max: 250 }).map((last) => `192.0.2.${last}`)
  const inside = fc.integer({ min: 2, max: 250 }).map((last) => `10.0.0.${last}`)
  const host = fc.constantFrom('192.0.2.1', '10.0.0.1', '10.0.0.9', '198.51.100.7', '192.0.2.255', '127.0.0.1')
  const packet = fc.record({
    after,
    proto: fc.constantFrom('tcp', 'udp'),
    dport: port,
    src: outside,
    dst: host,
    flags: fc.constantFrom('S', 'SA', 'A', 'R', 'FA'),
    ttl: fc.constantFrom(1, 64),
  })
  const exchange = fc.record({
    after,
    what: fc.constantFrom('tcp' as const, 'udp' as const, 'ping' as const),
    src: inside,
    dst: host,
    dport: port,
    sport: fc.integer({ min: 1_025, max: 1_027 }),
    peer: fc.constantFrom('open' as const, 'closed' as const, 'silent' as const),
  })
  const sending: fc.Arbitrary<Sending> = fc.oneof(
    packet.map(({ after, proto, dport, src, dst, flags, ttl }) => ({
      kind: 'packet' as const,
      after,
      packet: { in: 'eth0', src, dst, proto, sport: 4_000, dport, ttl, ...(proto === 'tcp' ? { flags } : {}) },
    })),
    exchange.map(({ after, ...rest }) => ({ kind: 'exchange' as const, after, exchange: { in: 'eth1', ...rest } })),
  )

  test('whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(sending, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 1_000 }), (traffic, seed) => {
        check({
          version: 1,
          title: '',
          notes: '',
          seed,
          host: { name: 'host', rules: RULES, sets: '', network: NETWORK, services: 'tcp 22 ssh\nudp 53 dns' },
          traffic,
          decisions: {},
        })
      }),
      { numRuns: 60 },
    )
  })
})
