import type { SetType } from '../../model'

/** What one dimension of a set's elements is. `net` matches by longest prefix; `address` exactly. */
export type SetDimension = 'address' | 'net' | 'port' | 'mac' | 'interface' | 'mark' | 'set'

/** Every type's dimensions, in the order in which `src,dst` name them (net/netfilter/ipset/ip_set_*.c). */
export const SET_DIMENSIONS: Readonly<Record<SetType, readonly SetDimension[]>> = {
  'hash:ip': ['address'],
  'hash:net': ['net'],
  'hash:mac': ['mac'],
  'hash:ip,port': ['address', 'port'],
  'hash:ip,port,ip': ['address', 'port', 'address'],
  'hash:ip,port,net': ['address', 'port', 'net'],
  'hash:net,port': ['net', 'port'],
  'hash:net,iface': ['net', 'interface'],
  'hash:ip,mark': ['address', 'mark'],
  'hash:net,net': ['net', 'net'],
  'hash:net,port,net': ['net', 'port', 'net'],
  'hash:ip,mac': ['address', 'mac'],
  'bitmap:ip': ['address'],
  'bitmap:ip,mac': ['address', 'mac'],
  'bitmap:port': ['port'],
  'list:set': ['set'],
}
