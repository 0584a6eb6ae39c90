import { formatIpv4, type Packet } from '../model'
import type { FieldChange } from '../trace/event'

/** What differs between a packet before and after a rewrite, in the event log's words. */
export function packetChanges(before: Packet, after: Packet): readonly FieldChange[] {
  const changes: FieldChange[] = []
  const note = (field: FieldChange['field'], from: string, to: string): void => {
    if (from !== to) changes.push({ field, from, to })
  }
  note('source', formatIpv4(before.source), formatIpv4(after.source))
  note('destination', formatIpv4(before.destination), formatIpv4(after.destination))
  note('ttl', String(before.ttl), String(after.ttl))
  note('tos', hex(before.tos), hex(after.tos))
  if (before.ipOptions !== after.ipOptions) note('options', bytes(before.ipOptions), bytes(after.ipOptions))
  const a = before.transport
  const b = after.transport
  if ((a.kind === 'tcp' && b.kind === 'tcp') || (a.kind === 'udp' && b.kind === 'udp')) {
    note('sourcePort', String(a.sourcePort), String(b.sourcePort))
    note('destinationPort', String(a.destinationPort), String(b.destinationPort))
  }
  if (a.kind === 'icmp' && b.kind === 'icmp') {
    note('identifier', String(a.identifier), String(b.identifier))
    if (a.quoted !== b.quoted && a.quoted !== null && b.quoted !== null) {
      const inner = (packet: Packet): string => `${formatIpv4(packet.source)} > ${formatIpv4(packet.destination)}`
      note('quoted', inner(a.quoted.packet), inner(b.quoted.packet))
    }
  }
  if (a.kind === 'tcp' && b.kind === 'tcp' && a.options !== b.options) {
    const from = maximumSegment(a.options)
    const to = maximumSegment(b.options)
    if (from !== to) note('mss', from === null ? '(none)' : String(from), to === null ? '(none)' : String(to))
    else note('options', bytes(a.options), bytes(b.options))
  }
  return changes
}

/** The MSS option's value among TCP option bytes, or null. */
export function maximumSegment(options: string): number | null {
  let i = 0
  while (i < options.length) {
    const kind = options.charCodeAt(i)
    if (kind === 0) return null
    if (kind === 1) {
      i++
      continue
    }
    const length = options.charCodeAt(i + 1)
    if (!(length >= 2)) return null
    if (kind === 2 && length === 4 && i + 4 <= options.length) return options.charCodeAt(i + 2) * 256 + options.charCodeAt(i + 3)
    i += length
  }
  return null
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}

function bytes(options: string): string {
  return [...options].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')
}
