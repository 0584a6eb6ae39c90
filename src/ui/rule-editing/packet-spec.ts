import { formatIpv4, TcpFlag } from '../../model'
import type { PacketSpec } from '../../scenario/scenario'
import type { PacketNow } from '../../trace/world'

const FLAGS = [
  ['F', TcpFlag.FIN],
  ['S', TcpFlag.SYN],
  ['R', TcpFlag.RST],
  ['P', TcpFlag.PSH],
  ['A', TcpFlag.ACK],
  ['U', TcpFlag.URG],
  ['E', TcpFlag.ECE],
  ['C', TcpFlag.CWR],
] as const

/** A packet of the run as people write it, as it is now: rewritten as it may be. What a rule cannot ask is left out. */
export function specOf({ headers, in: interfaceName }: Pick<PacketNow, 'headers' | 'in'>): PacketSpec {
  const { transport } = headers
  const spec: PacketSpec = {
    ...(interfaceName !== null && { in: interfaceName }),
    src: formatIpv4(headers.source),
    dst: formatIpv4(headers.destination),
    proto: String(transport.protocol),
    ttl: headers.ttl,
    tos: headers.tos,
    ...(headers.fragmentOffset > 0 && { frag_off: headers.fragmentOffset }),
  }
  switch (transport.kind) {
    case 'tcp': {
      const flags = FLAGS.filter(([, bit]) => (transport.flags & bit) !== 0).map(([letter]) => letter)
      return { ...spec, proto: 'tcp', sport: transport.sourcePort, dport: transport.destinationPort, flags: flags.join('') }
    }
    case 'udp':
      return { ...spec, proto: 'udp', sport: transport.sourcePort, dport: transport.destinationPort }
    case 'icmp':
      return { ...spec, proto: 'icmp', type: transport.type, code: transport.code }
    case 'other':
      return spec
  }
}
