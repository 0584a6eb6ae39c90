import { afterEach, expect, test } from 'vitest'
import { applyTextEdits } from '../language/editing/offset-edits'
import type { PacketSpec, Scenario } from '../scenario/scenario'
import type { Simulation } from './client'
import { createInProcessSimulation } from './in-process'

const RULES = `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
:asked - [0:0]
-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A INPUT -j asked
-A OUTPUT -j asked
COMMIT
`
const NETWORK = `2: eth0: <BROADCAST,UP> mtu 1500
    inet 192.0.2.1/24 scope global eth0
3: eth1: <BROADCAST,UP> mtu 1500
    inet 198.51.100.1/24 scope global eth1
net.ipv4.ip_forward = 1
`

const scenarioOf = (rules: string, packet: PacketSpec): Scenario => ({
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules, sets: '', network: NETWORK, services: 'tcp 22 ssh' },
  traffic: [{ kind: 'packet', after: 0, packet }],
  decisions: {},
})

let simulation: Simulation | null = null
afterEach(() => simulation?.close())

const inside: PacketSpec = { in: 'eth0', src: '192.0.2.7', dst: '192.0.2.1', proto: 'tcp', sport: 40_000, dport: 22 }
const through: PacketSpec = { ...inside, dst: '198.51.100.9' }
const { in: _in, ...local } = { ...inside, src: '192.0.2.1', dst: '192.0.2.7' }

test.each<readonly [what: string, packet: PacketSpec, table: string, chain: string, number: number]>([
  ['a connection to the host', inside, 'filter', 'INPUT', 1],
  ['what is nobody’s answer', { ...inside, flags: 'A' }, 'filter', 'INPUT', 2],
  ['a connection through the host', through, 'filter', 'FORWARD', 1],
  ['a datagram', { ...through, proto: 'udp', dport: 53 }, 'filter', 'FORWARD', 1],
  ['a ping', { ...through, proto: 'icmp', type: 8 }, 'filter', 'FORWARD', 1],
  ['another protocol', { ...through, proto: '47' }, 'filter', 'FORWARD', 1],
  ['before conntrack', through, 'raw', 'PREROUTING', 1],
  ['in a user chain', inside, 'filter', 'asked', 1],
  ['of the host itself, in a user chain', local, 'filter', 'asked', 1],
  ['of the host itself', local, 'filter', 'OUTPUT', 1],
])('the packet matches the rule that is made for it: %s', async (_what, packet, table, chain, number) => {
  simulation = createInProcessSimulation()
  const scenario = scenarioOf(RULES, packet)
  const answer = await simulation.ask('ruleForPacket', { scenario, packet, at: { table, chain, number }, target: 'ACCEPT' })
  if (answer.kind === 'refused') throw new Error(answer.words.join(' '))
  const after = scenarioOf(applyTextEdits(RULES, answer.edits.rules ?? []), packet)
  await simulation.ask('open', { scenario: after })
  const { events } = await simulation.ask('run', { scenario: after })
  const matched = events.flatMap((event) => (event.kind === 'rule matched' && event.place.kind === 'rule' ? [event.place] : []))
  expect(matched).toContainEqual(expect.objectContaining({ table, chain, number }))
})
