import type { Ipv4, Packet } from '../../model'
import type { RoutingDecision } from '../../trace/event'
import type { Routed } from './decide'
import { dissectedPorts } from './dissected-ports'
import type { Flow } from './tables'

/** What the host's own packet looks like to a lookup. */
export function flowOf(packet: Packet, by: { readonly mark: number; readonly source: Ipv4; readonly tos: number }): Flow {
  const ports = dissectedPorts(packet)
  return {
    source: by.source,
    destination: packet.destination,
    mark: by.mark,
    tos: by.tos,
    in: 'lo',
    out: null,
    protocol: packet.transport.protocol,
    sourcePort: ports.sourcePort,
    destinationPort: ports.destinationPort,
  }
}

/** What is looked up by addresses alone: `ip rule ... ipproto` and ports are about others. */
export const WITHOUT_PORTS = { protocol: 0, sourcePort: 0, destinationPort: 0 } as const

/** What is looked up for a raw socket: IPPROTO_RAW, whatever it sends. */
export const OF_RAW_SOCKET = { ...WITHOUT_PORTS, protocol: 255 } as const

/** A decision as the event log tells it. */
export function decisionOf(reason: RoutingDecision['reason'], routed: Routed): RoutingDecision {
  if (routed.kind === 'refused') {
    const { lookup } = routed
    return {
      reason,
      outcome: 'refused',
      route: lookup?.route ?? null,
      table: lookup?.table ?? null,
      out: null,
      gateway: null,
      source: null,
      why: routed.why,
    }
  }
  const { destination } = routed
  const { route } = destination
  const outcome =
    destination.input === 'error'
      ? 'refused'
      : destination.broadcast
        ? 'broadcast'
        : destination.multicast
          ? 'multicast'
          : destination.input === 'forward'
            ? 'forward'
            : reason === 'input'
              ? 'local'
              : 'output'
  const why = destination.error === 'host unreachable' ? 'forwarding off' : (destination.error ?? '')
  return {
    reason,
    outcome,
    route,
    table: destination.table,
    out: outcome === 'refused' || outcome === 'local' ? null : destination.out,
    gateway: route?.gateway ?? null,
    source: reason === 'input' || destination.source === 0 ? null : destination.source,
    why,
  }
}
