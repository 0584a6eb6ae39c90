import type { Network } from '../../model'
import type { PacketSpec, Sending } from '../../scenario/scenario'
import { readSets } from '../../syntax/ipset'
import { readNetwork } from '../../syntax/network'
import { readServices } from '../../syntax/network-services'
import { readRules } from '../../syntax/read-rules'
import type { Fate, Place, TraceEvent } from '../../trace/event'
import { traceHops } from '../../trace/log-line'
import { recorder } from '../observer'
import type { SimulationInput } from '../simulation-input'
import { createSimulator, type Simulator } from '../simulator'

/** What a test's host is made from, as text. Lines of `network` come after those of the standard router. */
export interface LabText {
  readonly rules?: string
  readonly network?: string
  readonly services?: string
  readonly sets?: string
  readonly traffic?: readonly Sending[]
  readonly seed?: number
  readonly decisions?: SimulationInput['decisions']
}

/** eth0 10.0.0.1/24 inside, eth1 192.0.2.1/24 outside with the default route; it forwards. */
const ROUTER = `ip addr add 10.0.0.1/24 dev eth0
ip link set eth0 address 02:00:00:00:00:01 up
ip addr add 192.0.2.1/24 dev eth1
ip link set eth1 address 02:00:00:00:01:01 up
ip route add default via 192.0.2.254 dev eth1
sysctl -w net.ipv4.ip_forward=1
`

export function labInput(text: LabText): SimulationInput {
  const rules = readRules(text.rules ?? '', 'save')
  const network = readNetwork(ROUTER + (text.network ?? ''))
  const services = readServices(text.services ?? '')
  const sets = readSets(text.sets ?? '')
  for (const { diagnostics } of [rules, network, services, sets]) {
    const first = diagnostics.find(({ severity }) => severity === 'error')
    if (first !== undefined) throw new Error(`line ${first.span.line}: ${first.message}`)
  }
  const whole: Network = { ...network.value, services: services.value }
  return {
    ruleset: rules.value,
    network: whole,
    sets: sets.value,
    seed: text.seed ?? 1,
    traffic: text.traffic ?? [],
    decisions: text.decisions ?? {},
    connections: [],
  }
}

export interface Lab {
  readonly simulator: Simulator
  readonly events: readonly TraceEvent[]
}

export function lab(text: LabText): Lab {
  const observer = recorder()
  return { simulator: createSimulator(labInput(text), observer, { traceEverything: true }), events: observer.events }
}

/** The TRACE places of one packet and what it caused: `filter:FORWARD:policy:1`. */
export function placesOf(text: LabText, packet: PacketSpec): readonly string[] {
  const { simulator, events } = lab(text)
  simulator.send(packet)
  return traceHops(events).map(({ place }) => placeText(place))
}

function placeText({ table, chain, kind, number }: Place): string {
  return `${table}:${chain}:${kind}:${number}`
}

/** How each packet ended, in order: `#1 transmitted eth1`. */
export function fatesOf(events: readonly TraceEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'packet ended' ? [`#${event.packet} ${fateText(event.fate)}`] : []))
}

function fateText(fate: Fate): string {
  switch (fate.kind) {
    case 'transmitted':
      return `transmitted ${fate.interface}`
    case 'delivered':
      return `delivered ${fate.to}`
    case 'dropped':
      return `dropped ${placeText(fate.by)}`
    case 'rejected':
      return `rejected ${placeText(fate.by)}`
    case 'died':
      return `died ${fate.where}: ${fate.reason}`
    case 'untold':
      return `untold after ${fate.after}`
  }
}
