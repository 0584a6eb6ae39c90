/**
 * Every match and target that iptables 1.8.9 brings for IPv4 (iptables-extensions(8)). One that has no file in src/extensions yet
 * is accepted with its words as they stand and answers unknown; a name that is not here is iptables' own error.
 */
const MATCHES =
  'addrtype ah bpf cgroup cluster comment connbytes connlabel connlimit connmark conntrack cpu dccp devgroup dscp ecn esp hashlimit helper icmp ipcomp ' +
  'iprange ipvs length limit mac mark multiport nfacct osf owner physdev pkttype policy quota rateest realm recent rpfilter sctp set socket state statistic ' +
  'string tcp tcpmss time tos ttl u32 udp'

const TARGETS =
  'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DNAT DSCP ECN HMARK IDLETIMER LED LOG MARK MASQUERADE NETMAP NFLOG NFQUEUE NOTRACK RATEEST ' +
  'REDIRECT REJECT SECMARK SET SNAT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG'

/** Options of extensions without a file that would otherwise be read as abbreviations of iptables' own (--policy, --protocol, --set-counters, --new-chain). */
export const CLAIMED_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['policy', ['pol', 'proto']],
  ['connlabel', ['set']],
  ['CLUSTERIP', ['new']],
])

const IPV6_ONLY = 'dst eui64 frag hbh hl icmp6 icmpv6 ipv6-icmp ipv6header mh rt srh DNPT HL SNPT'

export const KNOWN_MATCHES: ReadonlySet<string> = new Set(MATCHES.split(' '))
export const KNOWN_TARGETS: ReadonlySet<string> = new Set(TARGETS.split(' '))

/** Those of ip6tables alone: to iptables they are unknown, to people they mean that the rules are IPv6. */
export const IPV6_EXTENSIONS: ReadonlySet<string> = new Set(IPV6_ONLY.split(' '))
