import type { Interface, Microseconds, Network, Packet } from '../../model'
import type { Moment } from '../moment'

/** A packet on a wire of the host, or on `lo`. */
export interface Frame {
  readonly at: Microseconds
  readonly interface: string
  readonly packet: Packet
  /** Null on interfaces without link layer. */
  readonly mac: { readonly source: string; readonly destination: string } | null
}

/**
 * Everything that went over the host's interfaces, in order: what arrived on wires as it arrived, what left as it left, and what the
 * host sent to itself once, as tcpdump sees it on `lo`. A packet that was put together of pieces leaves in one here.
 */
export function framesOf({ events, network, senders }: Pick<Moment, 'events' | 'network' | 'senders'>): readonly Frame[] {
  const frames: Frame[] = []
  const now = new Map<number, Packet>()
  const interfaces = new Map(network.interfaces.map((one) => [one.name, one]))
  for (const event of events) {
    switch (event.kind) {
      case 'packet appeared':
        now.set(event.packet, event.headers)
        if (event.origin.kind === 'wire') {
          const own = interfaces.get(event.origin.interface)
          const source = (event.sending === null ? null : senders[event.sending]?.mac) ?? neighbourOf(own)
          const mac = own?.mac == null || source === null ? null : { source, destination: own.mac }
          frames.push({ at: event.at, interface: event.origin.interface, packet: event.headers, mac })
        }
        break
      case 'packet changed':
        now.set(event.packet, event.headers)
        break
      case 'hook entered': {
        const packet = now.get(event.packet)
        if (event.hook === 'PREROUTING' && event.in === 'lo' && packet !== undefined)
          frames.push({ at: event.at, interface: 'lo', packet, mac: { source: NO_MAC, destination: NO_MAC } })
        break
      }
      case 'packet ended':
        if (event.fate.kind === 'transmitted') {
          const own = interfaces.get(event.fate.interface)
          const destination = neighbourOf(own)
          const mac = own?.mac == null || destination === null ? null : { source: own.mac, destination }
          frames.push({ at: event.at, interface: event.fate.interface, packet: event.headers, mac })
        }
        break
    }
  }
  return frames
}

/** Where something may be seen: the interfaces in their order, `lo` last. */
export function wiresOf(network: Network): readonly string[] {
  const names = network.interfaces.filter(({ loopback }) => !loopback).map(({ name }) => name)
  return [...names, 'lo']
}

const NO_MAC = '00:00:00:00:00:00'

/** Who stands at the far end of a wire: the address after the interface's own (engine/simulator.ts). */
export function neighbourOf(own: Interface | undefined): string | null {
  const mac = own?.mac ?? null
  if (mac === null) return null
  const last = (Number.parseInt(mac.slice(-2), 16) + 1) & 255
  return `${mac.slice(0, -2)}${last.toString(16).padStart(2, '0')}`
}
