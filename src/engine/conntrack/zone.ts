import type { ConnectionTemplate } from '../../extensions/semantics'
import type { ConnectionEntry, Direction } from '../../model'
import { DEFAULT_ZONE, type Zone } from './connection'

/** The zone that a packet is looked up in (nf_ct_zone_tmpl). Zones have 16 bits, also those that are a packet's mark. */
export function zoneOf({ zone }: ConnectionTemplate, mark: number): Zone {
  if (zone === null) return DEFAULT_ZONE
  return zoneWith((zone.id === 'mark' ? mark : zone.id) & 0xffff, zone.direction)
}

/** The zone that a connection was written down with. */
export function zoneEntry({ zone, zoneDirection }: ConnectionEntry): Zone {
  return zoneWith(zone, zoneDirection ?? 'both')
}

/** A zone by its number, of one direction or both. */
export function zoneWith(id: number, direction: Direction | 'both'): Zone {
  if (id === 0) return DEFAULT_ZONE
  return { id, original: direction === 'reply' ? 0 : id, reply: direction === 'original' ? 0 : id, direction }
}
