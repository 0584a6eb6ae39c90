import type { Interface, Ipv4, Network, Ruleset } from '../model'
import { formatIpv4, isLoopback, prefixContains, prefixMask } from '../model'
import type { PacketSpec } from '../scenario/scenario'
import type { SuggestedPacket } from '../worker/protocol'
import { namedInterface, optionValue, type RuleClue, ruleClues, usablePrefix } from './infer-network-evidence'
import { destinationPorts } from './infer-network-services'

/** A packet that is worth sending here. */
export interface Suggestion {
  readonly what: SuggestedPacket
  readonly packet: PacketSpec
}

/** Somebody on the internet (RFC 5737). */
const STRANGER = '198.51.100.7'
const RESOLVER = '9.9.9.9'
const CLIENT_PORT = 40_000

/** Packets that make sense for these rules and this network, likeliest first. */
export function suggestPackets(ruleset: Ruleset, network: Network): readonly Suggestion[] {
  const clues = ruleClues(ruleset)
  const outside = uplinkOf(network)
  const suggestions: Suggestion[] = []
  if (outside !== null) {
    const host = formatIpv4(outside.address)
    const from = { in: outside.interface.name, src: STRANGER }
    suggestions.push({
      what: { kind: 'ping', to: host },
      packet: { ...from, dst: host, proto: 'icmp', type: 8, code: 0, icmp_id: 1, icmp_seq: 1, payload: 56 },
    })
    const [service] = network.services.filter(({ protocol }) => protocol === 'tcp')
    if (service !== undefined)
      suggestions.push({
        what: { kind: 'connect', to: service.name === '' ? String(service.port) : service.name },
        packet: syn(from, host, service.port),
      })
    suggestions.push({ what: { kind: 'closed port', port: closedPort(network) }, packet: syn(from, host, closedPort(network)) })
    const stray = network.services[0]?.port ?? 80
    suggestions.push({
      what: { kind: 'stray ack' },
      packet: { ...from, dst: host, proto: 'tcp', sport: CLIENT_PORT + 1, dport: stray, flags: 'A', seq: 5000, ack: 5000 },
    })
    suggestions.push(...forwardSuggestions(clues, network, outside))
    const lan = network.interfaces.find((one) => !one.loopback && one !== outside.interface && one.addresses.length > 0)
    const lanHost = lan === undefined ? null : neighbour(lan)
    if (lan !== undefined && lanHost !== null) {
      suggestions.push({
        what: { kind: 'dns', from: lan.name },
        packet: { in: lan.name, src: lanHost, dst: RESOLVER, proto: 'udp', sport: CLIENT_PORT, dport: 53, payload: 32 },
      })
      suggestions.push({ what: { kind: 'web', from: lan.name }, packet: syn({ in: lan.name, src: lanHost }, STRANGER, 443) })
    }
    suggestions.push({
      what: { kind: 'dns', from: null },
      packet: { src: host, dst: RESOLVER, proto: 'udp', sport: CLIENT_PORT, dport: 53, payload: 32 },
    })
    suggestions.push({ what: { kind: 'web', from: null }, packet: syn({ src: host }, STRANGER, 443) })
  }
  return suggestions
}

function syn(from: { in?: string; src: string }, dst: string, dport: number): PacketSpec {
  return { ...from, dst, proto: 'tcp', sport: CLIENT_PORT, dport, flags: 'S' }
}

/** One packet through each of the first port forwards. */
function forwardSuggestions(
  clues: readonly RuleClue[],
  network: Network,
  outside: { readonly interface: Interface; readonly address: Ipv4 },
): readonly Suggestion[] {
  const suggestions: Suggestion[] = []
  for (const clue of clues) {
    const { target, header } = clue.rule
    if (suggestions.length >= 2 || target.kind !== 'modelled' || target.name !== 'DNAT' || !clue.hooks.has('PREROUTING')) continue
    const entry = header.in?.inverted === false ? (namedInterface(header.in) ?? outside.interface.name) : outside.interface.name
    const own = network.interfaces.find(({ name }) => name === entry)?.addresses[0]?.address ?? outside.address
    const destination = usablePrefix(header.destination)
    const dst = formatIpv4(destination !== null && destination.length === 32 ? destination.address : own)
    const to = optionValue(clue.words, '--to-destination') ?? ''
    const [port] = destinationPorts(clue.words)
    const from = { in: entry, src: STRANGER }
    const protocol = header.protocol?.number
    if (protocol === 6) suggestions.push({ what: { kind: 'port forward', port: port ?? 80, to }, packet: syn(from, dst, port ?? 80) })
    else if (protocol === 17)
      suggestions.push({
        what: { kind: 'port forward', port: port ?? 53, to },
        packet: { ...from, dst, proto: 'udp', sport: CLIENT_PORT, dport: port ?? 53, payload: 32 },
      })
  }
  return suggestions
}

/** The interface of the default route, else the first with an address, and the host's address there. */
function uplinkOf(network: Network): { readonly interface: Interface; readonly address: Ipv4 } | null {
  const byRoute = network.routes.find((route) => route.kind === 'unicast' && route.destination.length === 0)?.interface
  const ordinary = network.interfaces.filter((one) => !one.loopback)
  const chosen =
    ordinary.find(({ name, addresses }) => name === byRoute && addresses.length > 0) ??
    ordinary.find(({ addresses }) => addresses.length > 0)
  const address = chosen?.addresses.find((one) => !isLoopback(one.address))?.address
  return chosen === undefined || address === undefined ? null : { interface: chosen, address }
}

/** Another host in an interface's network. */
function neighbour(one: Interface): string | null {
  const [first] = one.addresses
  if (first === undefined) return null
  if (first.prefix.length >= 31) return formatIpv4(first.prefix.address)
  const last = (first.prefix.address | ~prefixMask(first.prefix.length)) >>> 0
  for (const candidate of [first.prefix.address + 20, first.prefix.address + 2, first.prefix.address + 1]) {
    if (candidate < last && prefixContains(first.prefix, candidate) && !one.addresses.some(({ address }) => address === candidate))
      return formatIpv4(candidate)
  }
  return null
}

function closedPort(network: Network): number {
  for (let port = 81; ; port++) if (!network.services.some((service) => service.protocol === 'tcp' && service.port === port)) return port
}
