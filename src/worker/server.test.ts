import { afterEach, describe, expect, test } from 'vitest'
import type { Scenario, Sending } from '../scenario/scenario'
import type { Simulation } from './client'
import { createInProcessSimulation } from './in-process'
import { EVENTS_PER_MESSAGE } from './message'
import type { TrafficFrame } from './protocol'

const RULES = `*filter
:INPUT DROP [3:120]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`
const NETWORK = `2: eth0: <BROADCAST,UP> mtu 1500
    inet 192.0.2.1/24 scope global eth0
`

const syn = (dport: number): Sending => ({
  kind: 'packet',
  after: 0,
  packet: { in: 'eth0', src: '192.0.2.7', dst: '192.0.2.1', proto: 'tcp', sport: 40_000, dport, flags: 'S' },
})

const scenario = (change: Partial<Scenario> = {}): Scenario => ({
  version: 1,
  title: '',
  notes: '',
  seed: 1,
  host: { name: 'host', rules: RULES, sets: '', network: NETWORK, services: 'tcp 22 ssh' },
  traffic: [],
  decisions: {},
  ...change,
})

let simulation: Simulation | null = null
const start = () => {
  simulation = createInProcessSimulation()
  return simulation
}
afterEach(() => simulation?.close())

describe('open', () => {
  test('tells what the texts mean', async () => {
    const opened = await start().ask('open', { scenario: scenario() })
    expect(opened.rules.ruleCount).toBe(2)
    expect(opened.rules.tables[0]?.chains[0]).toMatchObject({ name: 'INPUT', policy: 'DROP', counters: { packets: 3, bytes: 120 } })
    expect(opened.network.network.interfaces.map((entry) => entry.name)).toContain('eth0')
    expect(opened.diagnostics.rules).toEqual([])
  })

  test('locates what is wrong and keeps the rest', async () => {
    const wrong = scenario({ host: { ...scenario().host, rules: RULES.replace('--dport 22', '--dport twentytwo') } })
    const opened = await start().ask('open', { scenario: wrong })
    expect(opened.diagnostics.rules[0]?.span.line).toBe(6)
    expect(opened.rules.ruleCount).toBe(1)
    expect(opened.refused).toMatchObject({ by: 'iptables-restore', problem: { span: { line: 6 } } })
  })

  test('nothing walks what the kernel would never hold; a script only loses the command', async () => {
    const loop = `*filter\n:INPUT ACCEPT [0:0]\n:a - [0:0]\n-A INPUT -j a\n-A a -j a\nCOMMIT\n`
    const script = 'iptables -N a\niptables -A INPUT -j a\niptables -A a -j a\n'
    const walked = async (rules: string) => {
      const asked = { scenario: scenario({ host: { ...scenario().host, rules }, traffic: [syn(22)] }) }
      const { refused } = await start().ask('open', asked)
      return { by: refused?.by ?? null, events: (await start().ask('run', asked)).events.length > 0 }
    }
    expect(await walked(RULES)).toEqual({ by: null, events: true })
    expect(await walked(loop)).toEqual({ by: 'kernel', events: false })
    expect(await walked(script)).toEqual({ by: null, events: true })
  })
})

describe('run', () => {
  const check = async (sending: Sending, fate: string) => {
    const { events } = await start().ask('run', { scenario: scenario({ traffic: [sending] }) })
    const end = events.find((event) => event.kind === 'packet ended' && event.packet === events[0]?.packet)
    expect(end?.kind === 'packet ended' && end.fate.kind).toBe(fate)
  }
  test('an open port', () => check(syn(22), 'delivered'))
  test('a closed one', () => check(syn(23), 'dropped'))
  test('the same scenario gives the same events', async () => {
    const asked = { scenario: scenario({ traffic: [syn(22), syn(23)] }) }
    const [first, second] = [await start().ask('run', asked), await start().ask('run', asked)]
    expect(second.events).toEqual(first.events)
  })
})

test('a long run arrives whole and in order', async () => {
  const traffic = Array.from({ length: 700 }, (_, index) => syn(1_000 + index))
  const { events } = await start().ask('run', { scenario: scenario({ traffic }) })
  expect(events.length).toBeGreaterThan(2 * EVENTS_PER_MESSAGE)
  const appeared = events.filter((event) => event.kind === 'packet appeared').map((event) => event.packet)
  expect(appeared).toEqual(appeared.map((_, index) => index + (appeared[0] ?? 0)))
  expect(events.at(-1)?.kind).toBe('packet ended')
})

test('save prints the rules, with what was counted when that is wanted', async () => {
  const asked = scenario({ traffic: [syn(22), syn(23)] })
  const plain = await start().ask('save', { scenario: asked, counters: false })
  expect(plain.text).toContain('-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT')
  const counted = await start().ask('save', { scenario: asked, counters: true })
  expect(counted.text).toContain(':INPUT DROP [4:160]')
  expect(counted.text).toMatch(/\[1:40\] -A INPUT -i eth0/)
})

test('traffic streams frames until it is stopped', async () => {
  const running = start()
  const frames: TrafficFrame[] = []
  const enough = new Promise<void>((resolve) => {
    running.onFrame((frame) => {
      frames.push(frame)
      if (frames.length === 8) resolve()
    })
  })
  await running.ask('startTraffic', { scenario: scenario(), mix: { packetsPerSecond: 2_000, flows: ['tcp', 'udp', 'ping', 'scan'] } })
  await enough
  await running.ask('stopTraffic', null)
  const seen = frames.length
  const totals = frames.at(-1)?.totals
  expect(totals?.sent).toBeGreaterThan(0)
  expect(frames.flatMap((frame) => frame.counters).some((counter) => counter.chain === 'INPUT')).toBe(true)
  expect(frames.flatMap((frame) => frame.journeys)[0]?.stops[0]?.kind).toMatch(/wire in|local/)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(frames.length - seen, 'nothing comes after the stop but what was under way').toBeLessThanOrEqual(1)
})
