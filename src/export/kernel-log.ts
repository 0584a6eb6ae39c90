import type { PacketId, TraceEvent } from '../trace/event'
import { traceHops, traceLine } from '../trace/log-line'
import type { Moment } from './moment'
import { neighbourOf } from './tcpdump/frames'

type Appearance = Extract<TraceEvent, { readonly kind: 'packet appeared' }>

/** The kernel's TRACE lines, without the time that dmesg puts before them; each with its trailing space. */
export function exportedTrace({ events, network, senders }: Pick<Moment, 'events' | 'network' | 'senders'>): readonly string[] {
  const interfaces = new Map(network.interfaces.map((one) => [one.name, one]))
  const appearances = new Map<PacketId, Appearance>()
  for (const event of events) if (event.kind === 'packet appeared') appearances.set(event.packet, event)
  return traceHops(events).map((hop) => {
    const appearance = appearances.get(hop.packet)
    const sender = appearance?.sending == null ? undefined : senders[appearance.sending]
    const own = hop.in === null ? undefined : interfaces.get(hop.in)
    const source = own?.loopback === true ? own.mac : (sender?.mac ?? neighbourOf(own))
    const mac = own?.mac == null || source === null ? null : { destination: own.mac, source }
    const owner = hop.in === null && appearance !== undefined ? ownerOf(appearance, sender?.gid ?? 0) : null
    return traceLine(hop.place, hop.headers, { in: hop.in, out: hop.out, mac, mark: hop.mark, owner })
  })
}

/** What LOG rules wrote. */
export function exportedLog({ events }: Pick<Moment, 'events'>): readonly string[] {
  return events.flatMap((event) => (event.kind === 'line logged' ? [event.line] : []))
}

/** Whose socket it left through: a process's, or a service's. What the kernel answers by itself, and a half-open connection, has none. */
function ownerOf({ origin, headers }: Appearance, gid: number): { readonly uid: number; readonly gid: number } | null {
  if (origin.kind === 'process') return { uid: origin.owner === 'root' ? 0 : Number(origin.owner), gid }
  if (origin.kind !== 'answer') return null
  const { transport } = headers
  const established = origin.by === 'tcp' && transport.kind === 'tcp' && (transport.flags & SYN_OR_RST) === 0
  return established || (origin.by === 'udp' && transport.kind === 'udp') ? { uid: 0, gid: 0 } : null
}

const SYN_OR_RST = 6
