import type { IpSet, SetType } from '../model'

/** What a type takes before it has elements, and what one element takes without its extensions, in bytes of a 64-bit kernel. */
type Footprint =
  | { readonly kind: 'hash'; readonly empty: number; readonly element: number }
  | { readonly kind: 'bitmap'; readonly empty: number; readonly element: number }
  | { readonly kind: 'list'; readonly empty: number; readonly element: number }

/** Measured where a kernel had the type, else by its structs (net/netfilter/ipset/ip_set_*.c). */
const FOOTPRINTS: Readonly<Record<SetType, Footprint>> = {
  'hash:ip': { kind: 'hash', empty: 216, element: 4 },
  'hash:net': { kind: 'hash', empty: 456, element: 8 },
  'hash:mac': { kind: 'hash', empty: 208, element: 8 },
  'hash:ip,port': { kind: 'hash', empty: 216, element: 8 },
  'hash:ip,port,ip': { kind: 'hash', empty: 208, element: 12 },
  'hash:ip,port,net': { kind: 'hash', empty: 464, element: 12 },
  'hash:net,port': { kind: 'hash', empty: 456, element: 8 },
  'hash:net,iface': { kind: 'hash', empty: 488, element: 28 },
  'hash:ip,mark': { kind: 'hash', empty: 216, element: 8 },
  'hash:net,net': { kind: 'hash', empty: 472, element: 16 },
  'hash:net,port,net': { kind: 'hash', empty: 472, element: 16 },
  'hash:ip,mac': { kind: 'hash', empty: 208, element: 12 },
  'bitmap:ip': { kind: 'bitmap', empty: 88, element: 0 },
  'bitmap:ip,mac': { kind: 'bitmap', empty: 80, element: 8 },
  'bitmap:port': { kind: 'bitmap', empty: 72, element: 0 },
  'list:set': { kind: 'list', empty: 80, element: 48 },
}

/** A hash's bucket, and the room that it makes at first (AHASH_INIT_SIZE). */
const BUCKET = 32
const FIRST_ELEMENTS = 2
/** struct ip_set_region, one for each 1024 buckets of a hash. */
const REGION = 24
/** struct ip_set_comment_rcu, before the text and its end. */
const COMMENT = 17

/**
 * `Size in memory` of `ipset list`. What a hash takes depends on where its random start puts the elements: here each has a bucket of
 * its own, as nearly always in a sparse hash.
 */
export function memorySize(set: IpSet): number {
  const { kind, empty, element } = FOOTPRINTS[set.type]
  const size = extended(set, element)
  const comments = set.elements.reduce((sum, { comment }) => sum + (comment === null || comment === '' ? 0 : COMMENT + comment.length), 0)
  switch (kind) {
    case 'hash': {
      const buckets = Number(set.options.hashsize ?? 1024)
      const regions = Math.max(1, 2 ** Math.ceil(Math.log2(Math.max(1, buckets))) / 1024)
      return empty + (regions - 1) * REGION + set.elements.length * (BUCKET + FIRST_ELEMENTS * size) + comments
    }
    case 'bitmap': {
      const count = rangeOf(set)
      return empty + 8 * Math.ceil(count / 64) + count * size + comments
    }
    case 'list':
      return empty + set.elements.length * size + comments
  }
}

/** An element with counters, timeout, comment and skbinfo behind it, each where it may lie (ip_set_elem_len). */
function extended(set: IpSet, element: number): number {
  let size = element
  const add = (bytes: number): void => {
    size = Math.ceil(size / 8) * 8 + bytes
  }
  if (set.counters) add(16)
  if (set.timeout !== null) add(8)
  if (set.options.comment === true) add(8)
  if (set.options.skbinfo === true) add(16)
  return size
}

/** How many addresses, networks or ports a bitmap has room for. */
function rangeOf({ options }: IpSet): number {
  const [first = '', last = first] = String(options.range ?? '0').split('-')
  const netmask = typeof options.netmask === 'string' ? Number(options.netmask) : 32
  return Math.floor((numberOf(last) - numberOf(first)) / 2 ** (32 - netmask)) + 1
}

function numberOf(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
