import type { ConnectionEntry, Counters, Ipv4, Microseconds, Packet, SetElement } from '../model'
import type { Fate, Origin, PacketId, Place } from './event'

/** The state of everything after some events: what the page shows at a cursor. Plain immutable data. */
export interface World {
  readonly now: Microseconds
  /** By placeKey: rules and policies that have counted since the beginning. Loaded counters are not included. */
  readonly counters: { readonly [placeKey: string]: Counters }
  readonly packets: { readonly [id: PacketId]: PacketNow }
  /** By id, living ones only, in the order in which they came to be. */
  readonly connections: { readonly [id: number]: ConnectionEntry }
  readonly log: readonly LoggedLine[]
  /** Set elements added (present) or removed (null) by rules, by `set element-text`. */
  readonly sets: { readonly [key: string]: SetElement | null }
  readonly recent: { readonly [list: string]: { readonly [address: Ipv4]: readonly Microseconds[] } }
  /** The packet that the last event was about. */
  readonly current: PacketId | null
}

export interface PacketNow {
  readonly id: PacketId
  readonly origin: Origin
  readonly sending: number | null
  /** As it appeared, and as it is. */
  readonly first: Packet
  readonly headers: Packet
  readonly mark: number
  readonly in: string | null
  readonly out: string | null
  readonly connection: number | null
  /** Null while it walks. */
  readonly fate: Fate | null
}

export interface LoggedLine {
  readonly at: Microseconds
  readonly packet: PacketId
  readonly level: number
  readonly line: string
}

/** `filter/FORWARD/16`; a policy is `filter/FORWARD/policy`, so that it keeps its key when rules come and go. */
export function placeKey(place: Pick<Place, 'table' | 'chain' | 'kind' | 'number'>): string {
  return place.kind === 'policy' ? `${place.table}/${place.chain}/policy` : `${place.table}/${place.chain}/${place.number}`
}
