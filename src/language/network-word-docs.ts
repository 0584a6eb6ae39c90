/** What words of ip(8) mean, by what they stand behind. */
export const IP_OBJECTS = {
  addr: 'Addresses of interfaces: ip addr add 192.168.1.1/24 dev eth0',
  route: 'Where packets go: ip route add 10.0.0.0/8 via 192.168.1.254',
  rule: 'Which table of routes is asked, by what a packet looks like: ip rule add fwmark 1 lookup 100',
  link: 'Interfaces themselves: ip link set eth0 mtu 1400',
} as const

export const ADDRESS_VERBS = {
  add: 'Gives an interface an address. The network it is in becomes a route.',
  del: 'Takes an address away from an interface.',
  flush: 'Takes all addresses of an interface away.',
} as const

export const ADDRESS_WORDS = {
  dev: 'The interface that has the address.',
  peer: 'The other end of a tunnel: the route leads there and not to a network of its own.',
  brd: 'The broadcast address.',
  scope: 'How far the address is good for: global, link or host.',
} as const

export const ROUTE_VERBS = {
  add: 'Adds a route; refused where there is one to the same destination with the same metric.',
  replace: 'Adds a route, or changes the one that is there.',
  append: 'Adds a route behind others to the same destination.',
  del: 'Removes a route.',
} as const

export const ROUTE_KINDS = {
  default: 'Wherever no other route leads.',
  blackhole: 'Packets to there vanish without a word.',
  unreachable: 'Packets to there are answered with “host unreachable”.',
  prohibit: 'Packets to there are answered with “administratively prohibited”.',
  throw: 'This table does not know: the next routing rule is asked.',
  local: 'Packets to there are for this host itself.',
} as const

export const ROUTE_WORDS = {
  via: 'The gateway: the neighbour that passes the packets on.',
  dev: 'The interface by which the packets leave.',
  src: 'The address that this host’s own packets have as their source.',
  table: 'The table that the route is in; main unless said. ip rule says who asks it.',
  metric: 'Of several routes to the same destination the one with the lowest metric is taken.',
  scope: 'How far away the destination is: host, link (a neighbour) or global.',
  tos: 'Only for packets with this TOS.',
  onlink: 'The gateway is taken to be a neighbour, whatever its address.',
  realm: 'A number that the realm match can ask for.',
} as const

export const RULE_VERBS = { add: 'Adds a routing rule.', del: 'Removes a routing rule.' } as const

export const RULE_WORDS = {
  from: 'The packet’s source: an address, a network, or all.',
  to: 'The packet’s destination: an address, a network, or all.',
  fwmark: 'The mark that a rule of iptables has set (-j MARK).',
  iif: 'The interface the packet came in by.',
  oif: 'The interface that a local socket is bound to.',
  tos: 'The packet’s TOS.',
  ipproto: 'The packet’s protocol.',
  sport: 'The packet’s source port.',
  dport: 'The packet’s destination port.',
  not: 'For packets that do not look like this.',
  lookup: 'The table of routes that is asked then.',
  table: 'The table of routes that is asked then.',
  pref: 'Its place: rules with lower numbers are asked first. main has 32766.',
  priority: 'Its place: rules with lower numbers are asked first. main has 32766.',
  blackhole: 'The packet vanishes.',
  unreachable: 'The packet is answered with “network unreachable”.',
  prohibit: 'The packet is answered with “administratively prohibited”.',
} as const

export const LINK_VERBS = {
  add: 'Makes an interface.',
  set: 'Changes an interface.',
  del: 'Removes an interface.',
} as const

export const LINK_WORDS = {
  up: 'Switches the interface on.',
  down: 'Switches the interface off: nothing goes in or out.',
  mtu: 'The largest packet that leaves by it, in bytes.',
  address: 'Its link-layer (MAC) address.',
  group: 'A number that the devgroup match can ask for.',
  type: 'What kind of interface: dummy, wireguard, tun.',
} as const

export const LINK_TYPES = {
  dummy: 'An interface that leads nowhere.',
  wireguard: 'A tunnel of WireGuard: no link-layer addresses, mtu 1420.',
  tun: 'A tunnel of a program: no link-layer addresses.',
} as const

export const SCOPES = {
  global: 'Good everywhere.',
  link: 'Good among neighbours.',
  host: 'Good on this host alone.',
} as const

export const ROUTE_TABLES = {
  main: 'The table that ip route shows.',
  local: 'The host’s own addresses: asked first.',
  default: 'Asked last; empty unless someone fills it.',
} as const

/** Settings that the simulation knows, by their names; NAME stands for an interface. */
export const SYSCTLS: { readonly [name: string]: string } = {
  'net.ipv4.ip_forward': '1: packets for others are passed on. 0: they are dropped.',
  'net.ipv4.ip_default_ttl': 'The TTL of this host’s own packets; 64 unless said.',
  'net.ipv4.icmp_echo_ignore_all': '1: no ping is answered.',
  'net.ipv4.icmp_echo_ignore_broadcasts': '1: pings to a broadcast address are not answered.',
  'net.ipv4.conf.all.rp_filter':
    '1: a packet must come in where its answer would leave (strict). 2: its source must be reachable somehow (loose). 0: not asked.',
  'net.ipv4.conf.NAME.rp_filter': 'The same for one interface: the higher of its number and that of “all” counts.',
  'net.ipv4.conf.all.forwarding': '1: every interface passes packets on.',
  'net.ipv4.conf.NAME.forwarding': '1: packets that come in by this interface are passed on.',
  'net.ipv4.conf.all.send_redirects': '1: senders that could have gone a shorter way are told so.',
  'net.ipv4.conf.NAME.send_redirects': 'The same for one interface.',
  'net.ipv4.conf.all.accept_source_route': '1: packets may bring the way that they take along.',
  'net.ipv4.conf.NAME.route_localnet': '1: 127.0.0.0/8 may be used on this interface: needed to send packets to it by DNAT.',
  'net.netfilter.nf_conntrack_tcp_loose': '1: connections are picked up in the middle. 0: only a SYN begins one.',
  'net.netfilter.nf_conntrack_tcp_be_liberal': '1: packets out of the window are not INVALID.',
  'net.netfilter.nf_conntrack_tcp_timeout_established': 'Seconds that an idle TCP connection is remembered.',
  'net.netfilter.nf_conntrack_acct': '1: connections count their packets and bytes.',
}
