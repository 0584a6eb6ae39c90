import { recorder } from '../src/engine/observer'
import { createSimulator } from '../src/engine/simulator'
import { formatIpv4, type Packet, SECOND, TcpFlag } from '../src/model'
import { prepareScenario } from '../src/scenario/prepare'
import type { PacketSpec, Scenario, Sending } from '../src/scenario/scenario'
import { catalogue } from '../src/stories'
import { isSame, statesOf } from '../src/stories/lesson'
import type { TraceEvent } from '../src/trace/event'
import type { Case } from './case'
import { scenarioCase } from './scenario-case'

/**
 * Pauses are no longer than this, in seconds: whoever records holds the kernel log meanwhile. Stamps that grow old have a case
 * of their own here, entries of sets that run out among those of sets.
 */
const LONGEST_PAUSE = 0.1

/** Wires that the recorder has. */
const WIRES = 4

/** Every state of every story as a case: its hosts one by one, as they are opened and as each step leaves them. */
export async function storyCases(): Promise<readonly Case[]> {
  const cases: Case[] = []
  for (const entry of catalogue) {
    const states: Scenario[] = []
    for (const state of statesOf(await entry.load())) if (!states.some((other) => isSame(other, state))) states.push(state)
    for (const [index, state] of states.entries()) {
      const name = `story-${entry.id}-${index + 1}`
      const one = scenarioCase({ ...withFewWires(packetByPacket(state)), title: name }, name)
      cases.push({
        ...one,
        packets: one.packets.map((packet) => ({
          ...packet,
          ...(packet.sleep !== undefined && { sleep: Math.min(packet.sleep, LONGEST_PAUSE) }),
        })),
      })
    }
  }
  return [...cases, ...cases.filter(({ name }) => name === 'story-rate-limit-1').map(aWhileLater)]
}

/**
 * The limiter with a second in place of its minute: the last attempt comes when that is over, and is let in again. Nothing listens,
 * or the kernel would repeat its half-open connections' answers meanwhile.
 */
function aWhileLater(one: Case): Case {
  return {
    ...one,
    name: 'story-rate-limit-a-while-later',
    listen: [],
    iptables: one.iptables.replace('--seconds 60', '--seconds 1'),
    packets: one.packets.map((packet, index) => (index === one.packets.length - 1 ? { ...packet, sleep: 1.5 } : packet)),
  }
}

/**
 * Exchanges as the packets that their parties send in the engine's own run. What is said to the host's TCP after its first answer
 * is left out: the kernel numbers its side of a connection as it likes. So is what a process of the host says after its first packet.
 */
function packetByPacket(scenario: Scenario): Scenario {
  const observer = recorder()
  createSimulator(prepareScenario(scenario).input, observer).run()
  const traffic: Sending[] = []
  const over = new Set<number>()
  let before = 0
  for (const event of observer.events) {
    if (event.kind !== 'packet appeared' || event.sending === null) continue
    const { origin, sending } = event
    if (origin.kind === 'answer' && origin.by === 'tcp') over.add(sending)
    if ((origin.kind !== 'wire' && origin.kind !== 'process') || over.has(sending)) continue
    if (origin.kind === 'process') over.add(sending)
    const written = scenario.traffic[sending]
    const packet = written?.kind === 'packet' ? written.packet : specOf(event)
    traffic.push({ kind: 'packet', after: event.at - before, packet })
    before = event.at
  }
  const { recording: _, before: __, ...rest } = scenario
  return { ...rest, traffic: traffic.map((one) => ({ ...one, after: one.after < SECOND / 100 ? 0 : one.after })) }
}

function specOf({ headers, origin }: Extract<TraceEvent, { kind: 'packet appeared' }>): PacketSpec {
  const { transport } = headers
  const spec = {
    ...(origin.kind === 'wire' && { in: origin.interface }),
    src: formatIpv4(headers.source),
    dst: formatIpv4(headers.destination),
    ttl: headers.ttl,
    id: headers.id,
    df: headers.dontFragment,
  }
  switch (transport.kind) {
    case 'tcp':
      return {
        ...spec,
        proto: 'tcp',
        sport: transport.sourcePort,
        dport: transport.destinationPort,
        flags: flagsOf(transport.flags),
        seq: transport.sequence,
        ack: transport.acknowledgement,
        win: transport.window,
        ...(transport.options !== '' && { tcp_options: Buffer.from(transport.options, 'latin1').toString('hex') }),
        ...(transport.payload.length > 0 && { payload: transport.payload }),
      }
    case 'icmp':
      return {
        ...spec,
        proto: 'icmp',
        type: transport.type,
        code: transport.code,
        icmp_id: transport.identifier,
        icmp_seq: transport.sequence,
        ...(transport.payload.length > 0 && { payload: transport.payload }),
      }
    case 'udp':
      return { ...spec, proto: 'udp', sport: transport.sourcePort, dport: transport.destinationPort, payload: transport.payload }
    case 'other':
      throw new Error(`a story sends protocol ${transport.protocol} in an exchange`)
  }
}

const FLAGS = [
  ['F', TcpFlag.FIN],
  ['S', TcpFlag.SYN],
  ['R', TcpFlag.RST],
  ['P', TcpFlag.PSH],
  ['A', TcpFlag.ACK],
] as const

function flagsOf(flags: Extract<Packet['transport'], { kind: 'tcp' }>['flags']): string {
  return FLAGS.flatMap(([letter, bit]) => ((flags & bit) !== 0 ? [letter] : [])).join('')
}

/** The recorder's kernel knows tables by number, and has four wires: interfaces by which nothing goes are left out. */
function withFewWires(scenario: Scenario): Scenario {
  const prepared = prepareScenario(scenario)
  const used = new Set(scenario.traffic.flatMap((one) => (one.kind === 'packet' && one.packet.in !== undefined ? [one.packet.in] : [])))
  const observer = recorder()
  createSimulator(prepared.input, observer).run()
  for (const event of observer.events) if (event.kind === 'routed' && event.decision.out !== null) used.add(event.decision.out)
  const names = prepared.network.interfaces.filter(({ loopback }) => !loopback).map(({ name }) => name)
  const spare = names.filter((name) => !used.has(name)).slice(0, Math.max(0, names.length - WIRES))
  const tables = ['wan', 'T1', 'T2']
  const lines = prepared.networkText
    .split('\n')
    .filter((line) => !spare.some((name) => line.endsWith(` dev ${name}`)))
    .map((line) =>
      line.replace(/\b(table|lookup) (wan|T1|T2)\b/, (_, word: string, table: string) => `${word} ${100 + (tables.indexOf(table) % 2)}`),
    )
  return { ...scenario, host: { ...scenario.host, network: lines.join('\n') } }
}
