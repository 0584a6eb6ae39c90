import { isMulticast, LIMITED_BROADCAST, type Packet } from '../../model'
import type { RoutingTables } from './tables'

/**
 * rpfilter_lookup_reverse (net/ipv4/netfilter/ipt_rpfilter.c): the interface by which the route to a packet's source leads, or null.
 * It knows neither protocol nor ports. A local route leads by the interface that has the address, not by lo.
 */
export function routeBack(tables: RoutingTables, packet: Packet, mark: number, acceptLocal: boolean): string | null {
  const { source, destination } = packet
  const nobody = isMulticast(destination) || destination === LIMITED_BROADCAST || destination === 0
  const lookup = tables.lookup({
    source: nobody ? 0 : destination,
    destination: source,
    mark,
    tos: packet.tos,
    in: 'lo',
    out: null,
    protocol: 0,
    sourcePort: 0,
    destinationPort: 0,
  })
  if (lookup.kind === 'refused') return null
  const { kind } = lookup.route
  return kind === 'unicast' || (kind === 'local' && acceptLocal) ? lookup.interface : null
}
