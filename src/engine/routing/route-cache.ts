import type { Ipv4 } from '../../model'
import type { SocketBuffer } from '../skb'
import { type Routed, type RoutingSettings, routeInput } from './decide'
import type { RoutingTables } from './tables'

interface Remembered {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly mark: number
  readonly tos: number
  readonly interfaceName: string
  readonly routed: Routed
}

const SLOTS = 1024

/**
 * Remembers input routes. Tables and settings never change, so the same addresses, mark, TOS and interface always get the same
 * answer; only where an `ip rule` looks at protocols or ports is every packet looked up anew.
 */
export class RouteCache {
  private readonly slots: (Remembered | undefined)[] = new Array<Remembered | undefined>(SLOTS).fill(undefined)

  constructor(
    private readonly tables: RoutingTables,
    private readonly settings: RoutingSettings,
  ) {}

  input(skb: SocketBuffer, interfaceName: string): Routed {
    if (this.tables.looksAtPorts) return routeInput(this.tables, this.settings, skb, interfaceName)
    const { mark } = skb
    const { source, destination, tos } = skb.packet
    const hash = Math.imul(source ^ (destination << 5), 0x9e3779b1)
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
    const known = this.slots[slot]
    if (
      known !== undefined &&
      known.source === source &&
      known.destination === destination &&
      known.mark === mark &&
      known.tos === tos &&
      known.interfaceName === interfaceName
    ) {
      return known.routed
    }
    const routed = routeInput(this.tables, this.settings, skb, interfaceName)
    this.slots[slot] = { source, destination, mark, tos, interfaceName, routed }
    return routed
  }
}
