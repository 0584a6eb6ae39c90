const TABLE = /^(?:filter|nat|mangle|raw|security)$/

/**
 * What tools of the neighbourhood print that says nothing which a scenario holds, by the lines that they alone have. It is named, not
 * read: whoever pastes a whole session pastes it, too.
 */
const OTHERS: readonly (readonly [tool: string, line: RegExp])[] = [
  ['arp -n', /^Address\s+HWtype\s+HWaddress|^\S+\s+(?:ether\s+(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\s+[A-Z]+\s|\(incomplete\)\s)/],
  ['/proc/net/arp', /^IP address\s+HW type|^\d+\.\d+\.\d+\.\d+\s+0x[0-9a-f]+\s+0x[0-9a-f]+\s+(?:[0-9a-f]{2}:){5}/],
  ['ip maddr', /^\d+:\t\S+$|^\s+(?:link|inet6?) {1,2}(?:[0-9a-f:]+|\d+\.\d+\.\d+\.\d+)(?: users \d+)?(?: static)?$/],
  ['/proc/net/dev', /^Inter-\|\s+Receive|^\s*face \|bytes|^\s*\S+:\s*\d+(?:\s+\d+){12,}$/],
  ['netstat -i', /^Kernel Interface table|^Iface\s+MTU\s+RX-OK|^\S+\s+\d+(?:\s+\d+){8}\s+[A-Z]+$/],
  ['ss -s', /^Total: \d+|^TCP:\s+\d+ \(estab|^Transport\s+Total\s+IP\s+IPv6|^(?:RAW|UDP|TCP|INET|FRAG)\s+\d+\s+\d+\s+\d+\s*$/],
  ['nft list tables', /^table (?:ip6?|inet|arp|bridge|netdev) \S+$/],
  ['/proc/net/ip_tables_names', TABLE],
  ['lsmod', /^Module\s+Size\s+Used by|^(?:nf|xt|ipt|ip|ip6|nft|x|nfnetlink)\w*\s+\d+\s+\d+(?:\s+[\w,]+)?$/],
  ['tc qdisc', /^qdisc \S+ [0-9a-f]*: (?:dev|root|parent) /],
  ['iptables -V', /^ip6?tables v\d+\.\d+/],
]

/** A line of one word is none of them but the name of a table; a pattern that begins with any word takes its time to see that. */
const WORD = /^\S+$/
/** All of them in one: most lines are none of them. */
const ANY = new RegExp(OTHERS.map(([, line]) => line.source).join('|'))

/** The tool whose line this is, or null. */
export function otherTool(text: string): string | null {
  if (!(WORD.test(text) ? TABLE : ANY).test(text)) return null
  for (const [tool, line] of OTHERS) if (line.test(text)) return tool
  return null
}
