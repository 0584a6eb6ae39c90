import { formatIpv4, type Packet } from '../../model'
import type { FieldChange } from '../../trace/event'

/** What a recorder shows of a packet at a line. */
export interface SeenPacket {
  readonly headers: Packet
  readonly mark: number
}

/** The header fields that differ between two lines of a recording. What a recorder does not print is the same in both. */
export function changesBetween(before: SeenPacket, after: SeenPacket): readonly FieldChange[] {
  const one = fieldsOf(before)
  const other = fieldsOf(after)
  return Object.entries(other).flatMap(([name, to]) => {
    const field = name as keyof Fields
    const from = one[field]
    return from === to || from === null || to === null ? [] : [{ field, from, to }]
  })
}

type Fields = Readonly<Record<'source' | 'destination' | 'sourcePort' | 'destinationPort' | 'ttl' | 'tos' | 'mark', string | null>>

function fieldsOf({ headers, mark }: SeenPacket): Fields {
  const { transport } = headers
  const ports = transport.kind === 'tcp' || transport.kind === 'udp'
  return {
    source: formatIpv4(headers.source),
    destination: formatIpv4(headers.destination),
    sourcePort: ports ? String(transport.sourcePort) : null,
    destinationPort: ports ? String(transport.destinationPort) : null,
    ttl: String(headers.ttl),
    tos: `0x${headers.tos.toString(16).padStart(2, '0')}`,
    mark: `0x${mark.toString(16)}`,
  }
}
