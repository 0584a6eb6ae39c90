import type { SetType } from '../model'

/** What ipset's commands do. */
export const SET_COMMANDS = {
  create: 'Makes a set: create NAME TYPE [options]',
  add: 'Puts an entry into a set: add NAME ENTRY',
  del: 'Takes an entry out of a set: del NAME ENTRY',
  flush: 'Takes all entries out of a set, or of all sets.',
  destroy: 'Removes a set that no rule uses, or all of them.',
  rename: 'Gives a set another name: rename FROM TO',
  swap: 'Exchanges what two sets of the same type hold, all at once.',
} as const

/** What an entry of each type is, and how a packet is looked up. */
export const SET_TYPE_DOCS: { readonly [type in SetType]: string } = {
  'hash:ip': 'Addresses. The packet’s source or destination is looked up.',
  'hash:net': 'Networks of any size; the longest one that holds the address counts, and nomatch makes exceptions.',
  'hash:mac': 'MAC addresses of senders.',
  'hash:ip,port': 'An address together with a port (or an ICMP type).',
  'hash:ip,port,ip': 'An address, a port and a second address.',
  'hash:ip,port,net': 'An address, a port and a network.',
  'hash:net,port': 'A network together with a port.',
  'hash:net,iface': 'A network together with an interface.',
  'hash:ip,mark': 'An address together with the packet’s mark.',
  'hash:net,net': 'Two networks: source and destination, say.',
  'hash:net,port,net': 'A network, a port and a second network.',
  'hash:ip,mac': 'An address together with a MAC address.',
  'bitmap:ip': 'Addresses of one range, a bit each.',
  'bitmap:ip,mac': 'Addresses of one range, each with the MAC address that belongs to it.',
  'bitmap:port': 'Ports of one range, a bit each.',
  'list:set': 'Other sets: asked one after the other, in their order.',
}

export const SET_OPTION_DOCS: { readonly [option: string]: string } = {
  family: 'inet (IPv4) or inet6.',
  hashsize: 'How large the table is at first.',
  maxelem: 'The most entries that it takes; 65536 unless said.',
  netmask: 'Only so many bits of each address are kept.',
  bitmask: 'Only these bits of each address are kept.',
  markmask: 'Only these bits of each mark are kept.',
  range: 'The first and the last: 10.0.0.0/24, or 0-65535.',
  size: 'The most sets that the list takes.',
  timeout: 'Entries go after so many seconds; 0 is never, but an entry may say its own.',
  counters: 'Each entry counts packets and bytes.',
  comment: 'Entries may have a comment.',
  skbinfo: 'Entries may hold a mark, a priority and a queue, for SET --map-set.',
  forceadd: 'When it is full a random entry makes room.',
}

export const ENTRY_OPTION_DOCS: { readonly [option: string]: string } = {
  timeout: 'The entry goes after so many seconds.',
  comment: 'A word or "words" for people.',
  nomatch: 'An exception: what is in it does not match.',
  packets: 'What it has counted so far.',
  bytes: 'What it has counted so far.',
  skbmark: 'The mark that SET --map-set gives the packet.',
  skbprio: 'The priority that SET --map-set gives the packet.',
  skbqueue: 'The queue that SET --map-set gives the packet.',
  before: 'In a list: in front of this member.',
  after: 'In a list: behind this member.',
  wildcard: 'The interface is the beginning of a name.',
}
