import { type Ipv4, type Prefix, parseIpv4, prefixMask } from './address'

/** The sets' types, as `ipset create NAME TYPE` names them. */
export type SetType =
  | 'hash:ip'
  | 'hash:net'
  | 'hash:mac'
  | 'hash:ip,port'
  | 'hash:ip,port,ip'
  | 'hash:ip,port,net'
  | 'hash:net,port'
  | 'hash:net,iface'
  | 'hash:ip,mark'
  | 'hash:net,net'
  | 'hash:net,port,net'
  | 'hash:ip,mac'
  | 'bitmap:ip'
  | 'bitmap:ip,mac'
  | 'bitmap:port'
  | 'list:set'

/** One dimension's value of an element. */
export type SetElementPart =
  | { readonly kind: 'address'; readonly address: Ipv4 }
  | { readonly kind: 'net'; readonly prefix: Prefix }
  | { readonly kind: 'port'; readonly protocol: number | null; readonly port: number }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'set'; readonly name: string }

export interface SetElement {
  readonly parts: readonly SetElementPart[]
  readonly nomatch: boolean
  /** Seconds, or null for for ever. */
  readonly timeout: number | null
  readonly comment: string | null
  readonly packets: number
  readonly bytes: number
  /** What `SET --map-set` gives packets, of a set with `skbinfo`; absent where nothing is. */
  readonly mapping?: SetElementMapping
}

/** `skbmark`, `skbprio` and `skbqueue` of an element; 0 is none. Priority is a class, `major:minor`. */
export interface SetElementMapping {
  readonly mark: number
  readonly markMask: number
  readonly priority: number
  readonly queue: number
}

export interface IpSet {
  readonly name: string
  readonly type: SetType
  readonly family: 'inet' | 'inet6'
  /** The options of `create` as written, for ipset save (`hashsize 1024 maxelem 65536`). */
  readonly options: { readonly [name: string]: string | true }
  /** Default timeout in seconds; null when the set has no timeouts. */
  readonly timeout: number | null
  readonly counters: boolean
  readonly elements: readonly SetElement[]
}

/** The bits of an address that a set keeps: `netmask` or `bitmask`; all where it has neither. */
export function setMask({ options }: Pick<IpSet, 'options'>): Ipv4 {
  if (typeof options.netmask === 'string') return prefixMask(Number(options.netmask))
  return typeof options.bitmask === 'string' ? (parseIpv4(options.bitmask) ?? 0xffffffff) : 0xffffffff
}
