import type { SetType } from '../model'

/** One dimension of an element as ipset's own parser reads it. */
export type ElementDimension = 'ip' | 'plain ip' | 'net' | 'port' | 'port only' | 'mac' | 'iface' | 'mark' | 'set'

export interface SetTypeText {
  /** What an element is made of; a dimension after `required` ones may be missing. */
  readonly dimensions: readonly ElementDimension[]
  readonly required: number
  /** Options that `create` prints and the values they have when not written, in ipset save's order. Null: only when written. */
  readonly options: readonly { readonly name: string; readonly standard: string | null }[]
}

const HASH_SIZES = [
  { name: 'hashsize', standard: '1024' },
  { name: 'maxelem', standard: '65536' },
] as const

/** One of them at most. */
const MASKS = [
  { name: 'netmask', standard: null },
  { name: 'bitmask', standard: null },
] as const

function hash(dimensions: readonly ElementDimension[], before: readonly { name: string; standard: string | null }[] = []): SetTypeText {
  return { dimensions, required: dimensions.length, options: [{ name: 'family', standard: 'inet' }, ...before, ...HASH_SIZES] }
}

/** How each type is written (ipset(8), lib/ipset_*.c of ipset 7). `bucketsize` and `initval` follow the flags: see trace/ipset-line.ts. */
export const SET_TYPE_TEXT: Readonly<Record<SetType, SetTypeText>> = {
  'hash:ip': hash(['ip'], MASKS),
  'hash:net': hash(['net']),
  'hash:mac': { dimensions: ['mac'], required: 1, options: HASH_SIZES },
  'hash:ip,port': hash(['ip', 'port'], MASKS),
  'hash:ip,port,ip': hash(['ip', 'port', 'plain ip']),
  'hash:ip,port,net': hash(['ip', 'port', 'net']),
  'hash:net,port': hash(['net', 'port']),
  'hash:net,iface': hash(['net', 'iface']),
  'hash:ip,mark': hash(['ip', 'mark'], [{ name: 'markmask', standard: null }]),
  'hash:net,net': hash(['net', 'net']),
  'hash:net,port,net': hash(['net', 'port', 'net']),
  'hash:ip,mac': hash(['plain ip', 'mac']),
  'bitmap:ip': {
    dimensions: ['ip'],
    required: 1,
    options: [
      { name: 'range', standard: null },
      { name: 'netmask', standard: null },
    ],
  },
  'bitmap:ip,mac': { dimensions: ['plain ip', 'mac'], required: 1, options: [{ name: 'range', standard: null }] },
  'bitmap:port': { dimensions: ['port only'], required: 1, options: [{ name: 'range', standard: null }] },
  'list:set': { dimensions: ['set'], required: 1, options: [{ name: 'size', standard: '8' }] },
}

/** What older ipsets called the types. */
const TYPE_ALIASES: { readonly [name: string]: SetType } = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  ipmap: 'bitmap:ip',
  macipmap: 'bitmap:ip,mac',
  portmap: 'bitmap:port',
  setlist: 'list:set',
}

export function setTypeOf(text: string): SetType | null {
  if (Object.hasOwn(SET_TYPE_TEXT, text)) return text as SetType
  return TYPE_ALIASES[text] ?? null
}
