import { type Microseconds, type Packet, Protocol, SECOND, transportLength } from '../model'

/** net.ipv4.ipfrag_time: how long parts of a packet are kept. */
const FRAGMENT_TIME = 30 * SECOND

interface Parts {
  readonly since: Microseconds
  /** By offset in bytes. */
  readonly pieces: Map<number, Packet>
}

/** Who gathers (enum ip_defrag_users): each has queues of its own. */
export type FragmentUser = 'PREROUTING' | 'OUTPUT' | 'delivery'

/**
 * Gathers fragments into packets before conntrack sees them (nf_defrag_ipv4, at PREROUTING and OUTPUT): with connection tracking
 * no rule ever meets a fragment. Without it, the host still puts together what is for itself (ip_local_deliver).
 */
export class Defragmenter {
  private readonly waiting = new Map<string, Parts>()

  /** The whole packet once its last missing part is here, or null. */
  add(packet: Packet, user: FragmentUser, now: Microseconds): Packet | null {
    const key = `${user} ${packet.source} ${packet.destination} ${packet.transport.protocol} ${packet.id}`
    let parts = this.waiting.get(key)
    if (parts === undefined || now - parts.since > FRAGMENT_TIME) {
      parts = { since: now, pieces: new Map() }
      this.waiting.set(key, parts)
    }
    parts.pieces.set(packet.fragmentOffset * 8, packet)
    const whole = assemble(parts.pieces)
    if (whole !== null) this.waiting.delete(key)
    return whole
  }
}

function assemble(pieces: ReadonlyMap<number, Packet>): Packet | null {
  const first = pieces.get(0)
  if (first === undefined) return null
  const transport = first.transport
  if (transport.kind === 'icmp' && transport.quoted !== null) return null
  let { payload } = transport
  let offset = transportLength(transport)
  let last = first
  let added = ''
  while (last.moreFragments) {
    const next = pieces.get(offset)
    if (next === undefined || next.transport.kind !== 'other') return null
    payload += next.transport.payload
    added += next.transport.payload
    offset += next.transport.payload.length
    last = next
  }
  const whole: Packet = { ...first, moreFragments: false, transport: { ...transport, payload } }
  return sumsToNothing(transport.protocol, added) ? whole : { ...whole, wrongChecksum: true }
}

/**
 * Whether the first piece's checksum holds for the whole, too. Each piece was written down as a packet of its own, so what came later
 * was not summed; of UDP, nothing behind its own length is.
 */
function sumsToNothing(protocol: number, added: string): boolean {
  if (protocol !== Protocol.TCP && protocol !== Protocol.ICMP) return true
  // TCP's pseudo header has the length.
  let sum = protocol === Protocol.TCP ? added.length : 0
  for (let i = 0; i < added.length; i++) sum += i % 2 === 0 ? added.charCodeAt(i) << 8 : added.charCodeAt(i)
  return sum % 0xffff === 0
}

/** Whether a packet is part of a larger one. */
export function isFragment(packet: Packet): boolean {
  return packet.moreFragments || packet.fragmentOffset !== 0
}
