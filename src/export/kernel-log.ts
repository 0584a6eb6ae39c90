import { traceHops, traceLine } from '../trace/log-line'
import type { Moment } from './moment'
import { neighbourOf } from './tcpdump/frames'

/** The kernel's TRACE lines, without the time that dmesg puts before them; each with its trailing space. */
export function exportedTrace({ events, network, senders }: Pick<Moment, 'events' | 'network' | 'senders'>): readonly string[] {
  const macs = new Map(network.interfaces.map((one) => [one.name, one]))
  const sendings = new Map<number, number | null>()
  for (const event of events) if (event.kind === 'packet appeared') sendings.set(event.packet, event.sending)
  return traceHops(events).map((hop) => {
    const own = hop.in === null ? undefined : macs.get(hop.in)
    const sending = sendings.get(hop.packet) ?? null
    const source = (sending === null ? undefined : senders[sending]) ?? neighbourOf(own)
    const mac = own?.mac == null || source === null ? null : { destination: own.mac, source }
    return traceLine(hop.place, hop.headers, { in: hop.in, out: hop.out, mac, mark: hop.mark, owner: null })
  })
}

/** What LOG rules wrote. */
export function exportedLog({ events }: Pick<Moment, 'events'>): readonly string[] {
  return events.flatMap((event) => (event.kind === 'line logged' ? [event.line] : []))
}
