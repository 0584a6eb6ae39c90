import type { MatchEnvironment, SetDirection } from '../../extensions/semantics'
import type { SetElementPart } from '../../model'
import { Protocol } from '../../model'
import type { SetDimension } from './set-type'

/** What a set may look at of a packet: the part of a match's environment that sets use. */
export type SetSubject = Pick<MatchEnvironment, 'packet' | 'inInterface' | 'outInterface' | 'mark' | 'sourceMac' | 'destinationMac' | 'now'>

/**
 * The value that a packet has for one dimension, or null where it has none (a fragment has no ports, a local packet no MAC):
 * then it is in no set of that type. A `net` is the packet's whole address, a /32.
 */
export function packetPart(dimension: SetDimension, direction: SetDirection, subject: SetSubject): SetElementPart | null {
  switch (dimension) {
    case 'address':
      return { kind: 'address', address: addressOf(direction, subject) }
    case 'net':
      return { kind: 'net', prefix: { address: addressOf(direction, subject), length: 32 } }
    case 'port':
      return packetPort(direction, subject)
    case 'mac': {
      // ip_set_hash_mac.c and ip_set_bitmap_ipmac.c: none without a link layer, and none of zeros.
      const mac = (direction === 'src' ? subject.sourceMac : subject.destinationMac) ?? ''
      return mac === '' || mac === '00:00:00:00:00:00' ? null : { kind: 'mac', mac: mac.toLowerCase() }
    }
    case 'interface': {
      const name = direction === 'src' ? subject.inInterface : subject.outInterface
      return name === null ? null : { kind: 'interface', name }
    }
    case 'mark':
      return { kind: 'mark', mark: subject.mark }
    case 'set':
      return null
  }
}

/** A packet's address in a direction. */
function addressOf(direction: SetDirection, subject: SetSubject): number {
  return direction === 'src' ? subject.packet.source : subject.packet.destination
}

/** How long the headers are of protocols that have ports: all of one must be there (get_port). */
const HEADERS: { readonly [protocol: number]: number } = {
  [Protocol.ICMP]: 8,
  [Protocol.TCP]: 20,
  [Protocol.UDP]: 8,
  [Protocol.SCTP]: 12,
  [Protocol.UDPLITE]: 8,
}

/** ip_set_get_ip4_port (ip_set_getport.c): ICMP's "port" is type and code; other protocols have port 0, but protocol 0 has none. */
function packetPort(direction: SetDirection, subject: SetSubject): SetElementPart | null {
  const { transport, fragmentOffset } = subject.packet
  const source = direction === 'src'
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { kind: 'port', protocol: transport.protocol, port: source ? transport.sourcePort : transport.destinationPort }
    case 'icmp':
      return { kind: 'port', protocol: transport.protocol, port: (transport.type << 8) | transport.code }
    case 'other': {
      const { protocol, payload } = transport
      const header = HEADERS[protocol]
      if (header === undefined) return protocol === 0 ? null : { kind: 'port', protocol, port: 0 }
      if (fragmentOffset > 0 || payload.length < header) return null
      const at = source || protocol === Protocol.ICMP ? 0 : 2
      return { kind: 'port', protocol, port: (payload.charCodeAt(at) << 8) | payload.charCodeAt(at + 1) }
    }
  }
}
