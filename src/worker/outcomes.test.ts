import { afterEach, expect, test } from 'vitest'
import type { Scenario, Sending } from '../scenario/scenario'
import { type ComparedPacket, compareOutcomes } from '../trace/compare-outcomes'
import type { Simulation } from './client'
import { createInProcessSimulation } from './in-process'

const rules = (...lines: readonly string[]) =>
  `*nat\n${lines
    .filter((line) => line.startsWith('-t nat '))
    .map((line) => line.slice(7))
    .join('\n')}\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n${lines.filter((line) => !line.startsWith('-t ')).join('\n')}\nCOMMIT\n`

const connect = (dport: number): Sending => ({
  kind: 'exchange',
  after: 0,
  exchange: { what: 'tcp', in: 'eth0', src: '192.0.2.7', dst: '192.0.2.1', sport: 40_000 + dport, dport },
})
const ping: Sending = {
  kind: 'packet',
  after: 1_000_000,
  packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'icmp', type: 8 },
}

function scenario(lines: readonly string[], traffic: readonly Sending[]): Scenario {
  return {
    version: 1,
    title: '',
    notes: '',
    seed: 1,
    host: {
      name: 'host',
      rules: rules(...lines),
      sets: '',
      network: 'ip addr add 192.0.2.1/24 dev eth0\n',
      services: 'tcp 22 ssh\ntcp 80 web\n',
    },
    traffic,
    decisions: {},
  }
}

let simulation: Simulation | null = null
afterEach(() => simulation?.close())

const SSH = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'
const LOG = '-A INPUT -j LOG'
const DROP = '-A INPUT -s 192.0.2.7 -j DROP'

/** Where everything changes, what comes first tells enough. */
const MOST_TOLD = 3

/** Each compared packet as `what: before -> now`. */
async function check(
  before: readonly string[],
  now: readonly string[],
  expected: readonly string[],
  traffic: { readonly before: readonly Sending[]; readonly now: readonly Sending[] } = { before: [connect(22)], now: [connect(22)] },
) {
  simulation = createInProcessSimulation()
  const then = await simulation.ask('outcomes', { scenario: scenario(before, traffic.before) })
  const later = await simulation.ask('outcomes', { scenario: scenario(now, traffic.now) })
  const compared = compareOutcomes(then.packets, later.packets, (sending) => {
    const at = traffic.now.findIndex((one) => JSON.stringify(one) === JSON.stringify(traffic.before[sending]))
    return at < 0 ? null : at
  })
  const different = compared.filter(({ difference }) => difference !== 'none').map(told)
  expect(different.slice(0, expected.length === 0 ? undefined : MOST_TOLD)).toEqual(expected)
}

function told({ difference, before, now }: ComparedPacket): string {
  const side = (outcome: ComparedPacket['before']) =>
    outcome === null
      ? '-'
      : `${outcome.fate?.kind}${outcome.fate?.kind === 'delivered' ? ` to ${outcome.fate.to}` : ''}${outcome.by === null ? '' : ` by ${outcome.by.chain} ${outcome.by.number} ${outcome.rule}`}`
  return `${(now ?? before)?.label} ${difference}: ${side(before)} -> ${side(now)}`
}

test('nothing changed, nothing differs', () => check([SSH], [SSH], []))

test('a rule that only moved is the same rule', () => check([SSH], [LOG, SSH], []))

test('a drop in front: the packet fares differently, and what would have followed is gone', () =>
  check(
    [SSH],
    [DROP, SSH],
    [
      'SYN verdict: delivered to tcp 22 by INPUT 1 -p tcp -m tcp --dport 22 -j ACCEPT -> dropped by INPUT 1 -s 192.0.2.7/32 -j DROP',
      'SYN+ACK gone: transmitted by OUTPUT 1 ACCEPT -> -',
      'ACK gone: delivered to tcp 22 by INPUT 1 -p tcp -m tcp --dport 22 -j ACCEPT -> -',
    ],
  ))

test('another rule with the same verdict is told as such', () =>
  check(
    ['-A INPUT -p icmp -j ACCEPT'],
    ['-A INPUT -i eth0 -j ACCEPT'],
    ['ping rule: delivered to icmp by INPUT 1 -p icmp -j ACCEPT -> delivered to icmp by INPUT 1 -i eth0 -j ACCEPT'],
    { before: [ping], now: [ping] },
  ))

test('a policy decides in the place of a rule', () =>
  check(['-A INPUT -p icmp -j DROP'], [], ['ping rule: dropped by INPUT 1 -p icmp -j DROP -> dropped by INPUT 1 DROP'], {
    before: [ping],
    now: [ping],
  }))

test('NAT sends it to another service', () =>
  check(
    ['-A INPUT -j ACCEPT'],
    ['-A INPUT -j ACCEPT', '-t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 80'],
    ['SYN', 'ACK', 'data'].map(
      (what) => `${what} verdict: delivered to tcp 22 by INPUT 1 -j ACCEPT -> delivered to tcp 80 by INPUT 1 -j ACCEPT`,
    ),
  ))

test('a sending less: its packets are gone, the others are found again', () =>
  check([], [], ['ping gone: dropped by INPUT 1 DROP -> -'], { before: [ping, connect(22)], now: [connect(22)] }))
