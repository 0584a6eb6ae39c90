import type { PacketId, TraceEvent } from './event'

/**
 * Packets that are there, or fare as they do, only because another one fared as it did, and whose own verdict hangs on something
 * that is not modelled: each with the packet that met the unknown. Three ways lead from one packet to another: the host answers it,
 * the other side of the same exchange does (or sends again), or it made the connection that conntrack knows the other by.
 * What it left in sets and lists of recent addresses is not followed.
 */
export function dependences(events: readonly TraceEvent[]): ReadonlyMap<PacketId, PacketId> {
  const dependent = new Map<PacketId, PacketId>()
  const unknown = new Set<PacketId>()
  const sendings = new Map<number, PacketId>()
  const connections = new Map<number, PacketId>()
  const sendingOf = new Map<PacketId, number>()
  const rootOf = (packet: PacketId): PacketId | undefined => (unknown.has(packet) ? packet : dependent.get(packet))
  const depend = (packet: PacketId, on: PacketId | undefined) => {
    if (on !== undefined && on !== packet && rootOf(packet) === undefined) dependent.set(packet, on)
  }
  for (const event of events) {
    switch (event.kind) {
      case 'packet appeared':
        if (event.sending !== null) sendingOf.set(event.packet, event.sending)
        depend(event.packet, event.origin.kind === 'answer' ? rootOf(event.origin.to) : undefined)
        depend(event.packet, event.origin.kind === 'copy' ? rootOf(event.origin.of) : undefined)
        depend(event.packet, event.sending === null ? undefined : sendings.get(event.sending))
        break
      case 'rule unknown':
        unknown.add(event.packet)
        break
      case 'connection looked up':
        depend(event.packet, event.connection === null ? undefined : connections.get(event.connection))
        break
      case 'connection confirmed': {
        const root = rootOf(event.packet)
        if (root !== undefined && !connections.has(event.entry.id)) connections.set(event.entry.id, root)
        break
      }
      case 'packet ended': {
        const root = rootOf(event.packet)
        const sending = sendingOf.get(event.packet)
        if (root !== undefined && sending !== undefined && !sendings.has(sending)) sendings.set(sending, root)
        break
      }
      default:
    }
  }
  return dependent
}
