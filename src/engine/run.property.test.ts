import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SECOND } from '../model'
import type { ExchangeSpec, PacketSpec, Sending } from '../scenario/scenario'
import { emptyWorld, evolveThrough } from '../trace/evolve'
import { setElementText } from '../trace/set-element'
import { placeKey } from '../trace/world'
import { recorder } from './observer'
import { createSimulator, type Simulator } from './simulator'
import { type LabText, labInput } from './testing/lab'

const address = fc.constantFrom('10.0.0.1', '10.0.0.7', '10.0.0.8', '192.0.2.1', '192.0.2.9', '198.51.100.9', '203.0.113.5')
const port = fc.constantFrom(22, 53, 80, 443, 5000, 40_000)

const condition = fc.oneof(
  fc.constant(''),
  address.map((one) => `-s ${one}`),
  address.map((one) => `! -d ${one}`),
  fc.constantFrom('-p tcp', '-p udp', '-p icmp', '! -p tcp', '-p tcp -m tcp --syn'),
  port.map((one) => `-p tcp -m tcp --dport ${one}`),
  fc.constantFrom('-m conntrack --ctstate NEW', '-m conntrack --ctstate RELATED,ESTABLISHED', '-m state --state INVALID'),
  fc.constantFrom('-m mark --mark 0x1', '-m limit --limit 2/sec --limit-burst 3', '-m statistic --mode nth --every 2 --packet 0'),
  fc.constantFrom('-m set --match-set seen src', '-m recent --rcheck --name r', '-m recent --set --name r', '-m ttl --ttl-gt 60'),
  fc.constantFrom('-m statistic --mode random --probability 0.5', '-m bpf --bytecode "1,6 0 0 0"'),
)
const chainTarget = fc.constantFrom('-j ACCEPT', '-j DROP', '-j RETURN', '', '-j user', '-g user')
const rules = (targets: fc.Arbitrary<string>, chains: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...chains), condition, fc.oneof(targets, chainTarget)), { maxLength: 8 })
    .map((all) =>
      all
        .map(([chain, when, what]) => `-A ${chain} ${when} ${chain === 'user' ? what.replace('user', 'ACCEPT').replace('-g', '-j') : what}`)
        .join('\n'),
    )

const FILTER = ['INPUT', 'FORWARD', 'OUTPUT', 'user']
const MANGLE = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING', 'user']
const policy = fc.constantFrom('ACCEPT', 'DROP')

const ruleset = fc
  .record({
    raw: rules(fc.constantFrom('-j NOTRACK', '-j TRACE'), ['PREROUTING', 'OUTPUT']).map((text) => text.replace(/-[gj] user/g, '-j ACCEPT')),
    mangle: rules(
      fc.constantFrom('-j MARK --set-mark 0x1', '-j TTL --ttl-inc 2', '-j TOS --set-tos 0x10', '-j CONNMARK --save-mark'),
      MANGLE,
    ),
    dnat: rules(fc.constantFrom('-j DNAT --to-destination 10.0.0.8', '-j REDIRECT'), ['PREROUTING', 'OUTPUT']),
    snat: rules(fc.constantFrom('-j SNAT --to-source 192.0.2.1', '-j MASQUERADE'), ['POSTROUTING']),
    filter: rules(fc.constantFrom('-j REJECT', '-j LOG --log-prefix "x "', '-j SET --add-set seen src'), FILTER),
    policies: fc.tuple(policy, policy),
  })
  .map(({ raw, mangle, dnat, snat, filter, policies }) => {
    // Nat has no chain of its own here, and MASQUERADE wants no state of a chain that is not POSTROUTING.
    const plain = (text: string): string => text.replace(/-[gj] user/g, '-j ACCEPT').replaceAll('-j DROP', '-j ACCEPT')
    return [
      `*raw\n:PREROUTING ACCEPT\n:OUTPUT ACCEPT\n${raw}\nCOMMIT`,
      `*mangle\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\n:user -\n${mangle}\nCOMMIT`,
      `*nat\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\n${plain(dnat)}\n${plain(snat)}\nCOMMIT`,
      `*filter\n:INPUT ${policies[0]}\n:FORWARD ${policies[1]}\n:OUTPUT ACCEPT\n:user -\n${filter}\nCOMMIT\n`,
    ].join('\n')
  })

const packet: fc.Arbitrary<PacketSpec> = fc
  .record({
    in: fc.constantFrom('eth0', 'eth1', null),
    src: address,
    dst: address,
    proto: fc.constantFrom('tcp', 'udp', 'icmp', '47'),
    sport: port,
    dport: port,
    flags: fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'R'),
    ttl: fc.constantFrom(1, 2, 64),
    payload: fc.constantFrom(0, 20),
  })
  .map(({ in: inward, ...spec }) => (inward === null ? spec : { ...spec, in: inward }))

const exchange: fc.Arbitrary<ExchangeSpec> = fc
  .record({
    in: fc.constantFrom('eth0', 'eth1', null),
    what: fc.constantFrom('tcp', 'udp', 'ping'),
    src: address,
    dst: address,
    sport: port,
    dport: port,
    peer: fc.constantFrom('open', 'closed', 'silent'),
  })
  .map(({ in: inward, ...spec }) => (inward === null ? spec : { ...spec, in: inward }))

const sending: fc.Arbitrary<Sending> = fc.oneof(
  fc.record({ kind: fc.constant('packet' as const), after: fc.constantFrom(0, 4000, SECOND), packet }),
  fc.record({ kind: fc.constant('exchange' as const), after: fc.constantFrom(0, 4000, 40 * SECOND), exchange }),
)

const scenario: fc.Arbitrary<LabText> = fc.record({
  rules: ruleset,
  services: fc.constantFrom('', 'tcp 80 web\nudp 53 dns'),
  sets: fc.constant('create seen hash:ip\nadd seen 10.0.0.7'),
  traffic: fc.array(sending, { minLength: 1, maxLength: 12 }),
  seed: fc.integer({ min: 1, max: 1000 }),
})

/** What a run leaves behind. */
function stateOf(simulator: Simulator): unknown {
  return {
    counters: simulator.counters().filter(({ packets }) => packets > 0),
    connections: simulator.connections(),
    sets: simulator.sets(),
    packets: simulator.packets,
    problems: simulator.problems,
  }
}

describe('a run', () => {
  it('comes to the same whether anybody watches or not', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom('everything' as const, 'outline' as const), (text, detail) => {
        const watched = createSimulator(labInput(text), recorder(detail))
        const alone = createSimulator(labInput(text), null)
        watched.run()
        alone.run()
        expect(stateOf(watched)).toEqual(stateOf(alone))
      }),
      { numRuns: 150 },
    )
  })

  it('is told in full: the events, replayed, give the state of the engine', () => {
    fc.assert(
      fc.property(scenario, (text) => {
        const observer = recorder()
        const simulator = createSimulator(labInput(text), observer)
        simulator.run()
        const world = evolveThrough(emptyWorld(), observer.events, 0, observer.events.length)
        const counted = simulator
          .counters()
          .filter(({ packets }) => packets > 0)
          .map(({ table, chain, rule, packets, bytes }) => {
            const key = placeKey({ table, chain, kind: rule === null ? 'policy' : 'rule', number: rule ?? 0 })
            return [key, { packets, bytes }]
          })
        expect(world.counters).toEqual(Object.fromEntries(counted))
        const living = simulator.connections()
        const replayed = Object.values(world.connections).filter((entry) => entry.confirmed && entry.expires > simulator.now)
        expect(replayed.sort((a, b) => a.id - b.id)).toEqual([...living].sort((a, b) => a.id - b.id))
        const added = Object.entries(world.sets).flatMap(([key, element]) => (element === null ? [] : [key]))
        const elements = simulator.sets().flatMap((set) => set.elements.map((element) => `${set.name} ${setElementText(element)}`))
        expect(elements.sort()).toEqual([...new Set(['seen 10.0.0.7', ...added])].sort())
        const ended = observer.events.filter((event) => event.kind === 'packet ended').length
        expect(ended).toBe(simulator.packets)
        expect(Object.values(world.packets).every(({ fate }) => fate !== null)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('is the same every time', () => {
    fc.assert(
      fc.property(scenario, (text) => {
        const [first, second] = [recorder(), recorder()]
        createSimulator(labInput(text), first).run()
        createSimulator(labInput(text), second).run()
        expect(first.events).toEqual(second.events)
      }),
      { numRuns: 60 },
    )
  })
})
