import { SECOND } from '../model'
import type { PacketSpec, Sending } from '../scenario/scenario'

/** The SYNs of a client that hears nothing: the first, and each again after so many seconds more. */
export function synAttempts(packet: Omit<PacketSpec, 'proto' | 'flags'>, pauses: readonly number[]): readonly Sending[] {
  return pauses.map((pause) => ({
    kind: 'packet',
    after: pause * SECOND,
    packet: { ...packet, proto: 'tcp', flags: 'S', mss: 1460 },
  }))
}
