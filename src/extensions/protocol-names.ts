/**
 * Protocol names and numbers as iptables knows them: its own short list first (libxtables), then the system's protocols file
 * as Debian ships it (IANA's registry, and a number of Linux' own that no packet has). Names are compared in lower case.
 */
const OWN: readonly (readonly [string, number])[] = [
  ['tcp', 6],
  ['sctp', 132],
  ['udp', 17],
  ['udplite', 136],
  ['icmp', 1],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['esp', 50],
  ['ah', 51],
  ['mobility-header', 135],
  ['ipv6-mh', 135],
  ['mh', 135],
  ['all', 0],
]

const SYSTEM =
  'ip 0, hopopt 0, igmp 2, ggp 3, ipencap 4, st 5, egp 8, igp 9, pup 12, hmp 20, xns-idp 22, rdp 27, iso-tp4 29, dccp 33, xtp 36, ddp 37, idpr-cmtp 38, ' +
  'ipv6 41, ipv6-route 43, ipv6-frag 44, idrp 45, rsvp 46, gre 47, skip 57, ipv6-nonxt 59, ipv6-opts 60, rspf 73, vmtp 81, eigrp 88, ospf 89, ax.25 93, ' +
  'ipip 94, etherip 97, encap 98, pim 103, ipcomp 108, vrrp 112, l2tp 115, isis 124, fc 133, mpls-in-ip 137, manet 138, hip 139, shim6 140, wesp 141, ' +
  'rohc 142, ethernet 143, mptcp 262'

function entries(list: string): (readonly [string, number])[] {
  return list.split(', ').map((entry) => {
    const space = entry.indexOf(' ')
    return [entry.slice(0, space), Number(entry.slice(space + 1))] as const
  })
}

const numberByName = new Map<string, number>([...entries(SYSTEM), ...OWN])
const nameByNumber = new Map<number, string>()
for (const [name, number] of [...OWN, ...entries(SYSTEM)]) if (!nameByNumber.has(number)) nameByNumber.set(number, name)

/** The number of a protocol name in lower case, or null. */
export function protocolNumber(name: string): number | null {
  return numberByName.get(name) ?? null
}

/** Second names in the system's file that are not the first in capitals, as written there. */
const WRITTEN =
  'IP-ENCAP 4, IPv6 41, IPv6-Route 43, IPv6-Frag 44, IPSEC-ESP 50, IPSEC-AH 51, IPv6-ICMP 58, IPv6-NoNxt 59, IPv6-Opts 60, CPHB 73, OSPFIGP 89, ' +
  'Mobility-Header 135, UDPLite 136, MPLS-in-IP 137, Shim6 140, Ethernet 143'
const numberByWritten = new Map<string, number>(entries(WRITTEN))
const otherwiseWritten = new Set([...numberByWritten.values(), 138].filter((number) => number !== 73))

/** The number of a name as it stands (getprotobyname): first names are in lower case, most second names the same in capitals. */
export function exactProtocolNumber(name: string): number | null {
  const lower = name.toLowerCase()
  if (lower === name) return protocolNumber(name)
  // `all` is no protocol of the system's file.
  const number = name === name.toUpperCase() && name !== 'ALL' ? protocolNumber(lower) : null
  return numberByWritten.get(name) ?? (number === null || otherwiseWritten.has(number) ? null : number)
}

/** The name that iptables-save prints after `-p`, or the number as text where it has none. */
export function protocolName(number: number): string {
  return nameByNumber.get(number) ?? String(number)
}

/** All names, iptables' own first: for completion. */
export const PROTOCOL_NAMES: readonly string[] = [...new Set([...OWN, ...entries(SYSTEM)].map(([name]) => name))]
