/** ICMP types as ipset prints and takes them (lib/icmp.c): `type << 8 | code`. */
export const ICMP_PORT_NAMES: { readonly [name: string]: number } = {
  'echo-reply': 0x000,
  pong: 0x000,
  'network-unreachable': 0x300,
  'host-unreachable': 0x301,
  'protocol-unreachable': 0x302,
  'port-unreachable': 0x303,
  'fragmentation-needed': 0x304,
  'source-route-failed': 0x305,
  'network-unknown': 0x306,
  'host-unknown': 0x307,
  'network-prohibited': 0x309,
  'host-prohibited': 0x30a,
  'TOS-network-unreachable': 0x30b,
  'TOS-host-unreachable': 0x30c,
  'communication-prohibited': 0x30d,
  'host-precedence-violation': 0x30e,
  'precedence-cutoff': 0x30f,
  'source-quench': 0x400,
  'network-redirect': 0x500,
  'host-redirect': 0x501,
  'TOS-network-redirect': 0x502,
  'TOS-host-redirect': 0x503,
  'echo-request': 0x800,
  ping: 0x800,
  'router-advertisement': 0x900,
  'router-solicitation': 0xa00,
  'ttl-zero-during-transit': 0xb00,
  'ttl-zero-during-reassembly': 0xb01,
  'ip-header-bad': 0xc00,
  'required-option-missing': 0xc01,
  'timestamp-request': 0xd00,
  'timestamp-reply': 0xe00,
  'address-mask-request': 0x1100,
  'address-mask-reply': 0x1200,
}

/** The name that ipset prints for an ICMP "port", or `type/code`. */
export function icmpPortName(port: number): string {
  const name = Object.entries(ICMP_PORT_NAMES).find(([alias, value]) => value === port && alias !== 'pong' && alias !== 'ping')
  return name === undefined ? `${port >> 8}/${port & 255}` : name[0]
}
