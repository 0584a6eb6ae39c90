import { formatIpv4, type SetElement, type SetElementPart } from '../model'
import { icmpPortName } from '../model/icmp-port'

/** An element as `ipset` writes it: `10.0.0.1,tcp:80`. The part of `ipset save`'s line after the set's name, without options. */
export function setElementText(element: Pick<SetElement, 'parts'>): string {
  return element.parts.map(partText).join(',')
}

/** As /etc/protocols names them. */
const PROTOCOL_NAMES: { readonly [number: number]: string } = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipencap',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  89: 'ospf',
  94: 'ipip',
  103: 'pim',
  108: 'ipcomp',
  112: 'vrrp',
  115: 'l2tp',
  132: 'sctp',
  136: 'udplite',
}

function partText(part: SetElementPart): string {
  switch (part.kind) {
    case 'address':
      return formatIpv4(part.address)
    case 'net':
      return part.prefix.length === 32 ? formatIpv4(part.prefix.address) : `${formatIpv4(part.prefix.address)}/${part.prefix.length}`
    case 'port':
      if (part.protocol === 1) return `icmp:${icmpPortName(part.port)}`
      return part.protocol === null ? String(part.port) : `${PROTOCOL_NAMES[part.protocol] ?? part.protocol}:${part.port}`
    case 'mac':
      return part.mac.toUpperCase()
    case 'interface':
    case 'set':
      return part.name
    case 'mark':
      return `0x${part.mark.toString(16)}`
  }
}
