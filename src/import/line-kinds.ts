import { otherTool } from './other-tools'

/** What one line looks like. Kinds are named for the tool that prints them. */
export type LineKind =
  /** `iptables-save`. */
  | 'save'
  /** `iptables -S`. */
  | 'rule-list'
  /** `iptables -L`. */
  | 'listing'
  /** Shell commands, iptables' own among them. */
  | 'script'
  | 'wg-quick'
  | 'ipset-save'
  | 'ipset-list'
  /** `ip addr`, `ip link`, in all their forms. */
  | 'address'
  | 'route'
  | 'rule'
  /** What `ip route get` answers. */
  | 'route-answer'
  /** `ip neigh`. */
  | 'neighbours'
  /** `route -n`, `netstat -rn`. */
  | 'route-table'
  | 'ifconfig'
  /** `ss -lntu`, `netstat -lntu`. */
  | 'sockets'
  | 'sysctl'
  | 'tcpdump'
  /** LOG and TRACE lines of the kernel. */
  | 'kernel-log'
  | 'xtables-monitor'
  | 'nft-trace'
  /** `conntrack -L`, `conntrack -E`, /proc/net/nf_conntrack. */
  | 'conntrack'
  | 'conntrack-statistics'
  | 'nft-ruleset'
  /** What says nothing that a scenario holds: `arp`, `ip maddr`, `lsmod` and the like. */
  | 'other-tool'
  | 'json'
  | 'xml'

const ROW = /\s(?:--|-f|!f)\s+\S+\s+\S+/
const COLUMNS = /^\s*(?:num\s+)?(?:pkts\s+bytes\s+)?target\s+prot\b/
const CHAIN = /^\s*Chain\s+\S+(?:\s+\(|$)/
const SAVE_CHAIN = /^:\S+\s+(?:ACCEPT|DROP|-)(?:\s+\[\d+:\d+\])?$/
/** `conntrack -o save` begins its lines like rules. */
const CONNTRACK_SAVE = /^\s*-[AIUD]\s+(?:-t \d+ )?-u [A-Z_,]+ /
const RULE = /^\s*(?:-[APNI]\s+(?!(?:-t \d+ )?-u )\S|--(?:append|policy|new-chain|insert)\s)/
/** /proc/net/route, in hexadecimal. */
const ROUTE_IN_HEX = /^\S+\s+[0-9A-F]{8}\s+[0-9A-F]{8}\s+[0-9A-F]{4}\s+\d/
const ROUTE_FLAGS = /^\s*(?:default|\d+\.\d+\.\d+\.\d+)\s+(?:\S+)\s+(?:\d+\.\d+\.\d+\.\d+)\s+[UGHRDMAC!]+\s/
const ROUTE_KIND = /^\s*(?:default|unicast|local|broadcast|multicast|anycast|blackhole|unreachable|prohibit|throw|[\da-f.:]+(?:\/\d+)?)\s/
const ROUTE = /\s(?:dev|via|proto|scope|metric)\s+\S|^\s*(?:blackhole|unreachable|prohibit|throw)\s+[\da-f]/
const ADDRESS = /^\d+:\s+\S+(?::\s+<|\s+inet6?\s)/
const ADDRESS_BELOW = /^\s+(?:inet6?|link\/\S+|valid_lft|altname|RX:|TX:|veth|bridge|tun|wireguard|vlan|ether)(?:\s|$)/
/** What `ip -s link` counts. */
const STATISTICS_BELOW = /^\s+(?:[RT]X errors:|\d+(?:\s+\d+){3,}\s*$)/
const NEIGHBOUR = /^[\d.a-f:]+ dev \S+ (?:lladdr \S+ )?(?:router )?(?:REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|PERMANENT|NOARP)\s*$/
const BRIEF = /^\S+\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)(?:\s|$)/
const IP_RULE = /^\s*\d+:\s+(?:not\s+)?from\s/
const IFCONFIG = /^\S+:?\s+(?:flags=\d+<|Link encap:)/
const SOCKET =
  /^\s*(?:(?:(?:tcp|udp|icmp|raw|sctp|mptcp)6?|nl|u_\w+|p_\w+|v_\w+|vsock|xdp)\s+)?(?:LISTEN|UNCONN|ESTAB)\s+\d+\s+\d+\s|^(?:raw|icmp|unix)6?\s+\d+\s+(?:\d+\s|\[)|^\s*(?:tcp|udp)6?\s+\d+\s+\d+\s+\S+:\S+\s/
const SOCKET_HEADER = /^\s*(?:Netid\s+State|State\s+Recv-Q|Proto\s+Recv-Q|Active (?:Internet|UNIX)|Proto\s+RefCnt)/
const SYSCTL = /^\s*(?:abi|debug|dev|fs|kernel|net|user|vm)[./][\w./-]+\s*=(?:\s|$)/
const CAPTURE = /^\s*(?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d(?:\.\d+)?\s|IP6?\s|\d{10}\.\d+\s)/
const CAPTURE_PACKET = /(?:^|\s)(?:IP6?|ethertype|ARP)\b/
const CONNTRACK = /^\s*(?:\[\d+\.\d+\]\s+)?(?:\[\w+\]\s+)?(?:ipv[46]\s+\d+\s+)?\w+\s+\d+\s.*\bsrc=\S+\s+dst=/
const WG_KEY =
  /^\s*(?:PrivateKey|PublicKey|PresharedKey|Address|ListenPort|AllowedIPs|Endpoint|PersistentKeepalive|DNS|MTU|Table|SaveConfig|FwMark|PreUp|PostUp|PreDown|PostDown)\s*=/i
const IPSET_SAVE = /^(?:create \S+ (?:hash|bitmap|list):|add \S+ \S)/
const IPSET_LIST = /^(?:Name|Type|Revision|Header|Size in memory|References|Number of entries|Members):/
const IPTABLES =
  /(?:^|[\s/;&|({`$"'])(?:ip6?tables(?:-legacy|-nft)?(?:-restore|-save)?|xtables-(?:legacy-|nft-)?multi|ipset)(?:\s|$)|^\s*["']?\$\{?I?P?6?T(?:ABLES)?\}?["']?\s/i
const SHELL =
  /^\s*(?:(?:export\s+|local\s+|readonly\s+)?[A-Za-z_]\w*=|(?:for|while|until|if|elif|else|then|do|done|fi|case|esac|function|return|exit|set|modprobe|echo|sysctl|source|\.|sudo|export|local|shift|break|continue|true|false)(?:\s|;|$)|\}|\{|[\w-]+\s*\(\)\s*\{?|(?:\/\S*\/)?ip\s+(?:-\S+\s+)*(?:a|l|r|ru|addr|address|link|route|rule|neigh|netns)\b|"?\$[\w{]|EOF$|;;|\w[\w|*-]*\))/

/**
 * What a line is, given what stands above it. Cheap looks at the first character come first, since most texts are long lists of
 * the same.
 */
export function classifyLine(text: string, above: LineKind | 'unknown' | null, afterBlank: boolean): LineKind | 'comment' | 'unknown' {
  const kind = readLine(text, above, afterBlank)
  return kind === 'unknown' && otherTool(text) !== null ? 'other-tool' : kind
}

function readLine(text: string, above: LineKind | 'unknown' | null, afterBlank: boolean): LineKind | 'comment' | 'unknown' {
  const here = within(text, above, afterBlank)
  if (here !== null) return here
  let first = 0
  while (text.charCodeAt(first) === SPACE || text.charCodeAt(first) === TAB) first++
  const code = text.charCodeAt(first)
  const rest = text.length - first
  if (code === HASH) {
    if (text.startsWith('# Generated by', first) || text.startsWith('# Completed on', first)) return 'save'
    return text.startsWith('# Warning: table ', first) ? 'nft-ruleset' : 'comment'
  }
  if (rest < 3) return code === CLOSE_BRACE && above === 'script' ? 'script' : 'unknown'
  switch (code) {
    case STAR:
      return /^\*(?:filter|nat|mangle|raw|security)$/.test(text.trim()) ? 'save' : byWords(text, above)
    case COLON:
      return SAVE_CHAIN.test(text.trim()) ? 'save' : above === 'script' ? 'script' : 'unknown'
    case DASH:
      if (RULE.test(text)) return above === 'save' ? 'save' : 'rule-list'
      if (CONNTRACK_SAVE.test(text)) return 'conntrack'
      return byWords(text, above)
    case BRACKET:
      if (/^\s*\[\d+:\d+\]\s+-A\s/.test(text)) return 'save'
      if (/^\s*\[\s*\{/.test(text)) return 'json'
      if (/^\s*\[(?:Interface|Peer)\]/i.test(text)) return 'wg-quick'
      return byWords(text, above)
    case OPEN_BRACE:
      return above === 'script' ? 'script' : /^\s*\{\s*"/.test(text) ? 'json' : 'unknown'
    case LESS:
      return /^\s*<(?:\?xml|conntrack|flow|\/conntrack|ipsets)/.test(text) ? 'xml' : 'unknown'
    default:
      return byWords(text, above)
  }
}

/** Lines that only what stands above them explains. */
function within(text: string, above: LineKind | 'unknown' | null, afterBlank: boolean): LineKind | null {
  switch (above) {
    case 'save':
      return /^\s*(?:-[A-Z]\s|COMMIT\b)/.test(text) ? 'save' : null
    case 'ipset-list':
      return !afterBlank || IPSET_LIST.test(text) ? 'ipset-list' : null
    case 'address':
      // What a kind of interface has of its own stands below it, too.
      return ADDRESS_BELOW.test(text) || STATISTICS_BELOW.test(text) || (!afterBlank && /^\s{4}\S/.test(text) && !startsSomething(text)) ? 'address' : null
    case 'route':
      // A route by several ways has a line for each.
      return /^\s+nexthop\s/.test(text) || /^(?:unicast )?\d+\.\d+\.\d+\.\d+(?:\/\d+)?\s*$/.test(text) ? 'route' : null
    case 'ifconfig':
      return /^\s/.test(text) ? 'ifconfig' : null
    case 'route-answer':
      return /^\s+cache\b|^rc=\d|^RTNETLINK|\suid \d+\s*$/.test(text) ? 'route-answer' : null
    case 'tcpdump':
      // With -A what a packet holds follows it.
      if (!afterBlank && !startsSomething(text)) return 'tcpdump'
      return /^\s+\S/.test(text) && !/^\s+(?:TRACE|num|pkts|target|Chain)\b/.test(text) ? 'tcpdump' : null
    case 'wg-quick':
      return /^\s*[A-Za-z]+\s*=/.test(text) ? 'wg-quick' : null
    case 'xml':
      return /^\s*</.test(text) ? 'xml' : null
    case 'json':
      return /^\s*["[\]{}]/.test(text) ? 'json' : null
    case 'listing':
      // A terminal wraps long rows: what follows directly and looks like nothing else is the end of the row above.
      return !afterBlank && !startsSomething(text) ? 'listing' : null
    default:
      return null
  }
}

function startsSomething(text: string): boolean {
  const kind = byWords(text, null)
  return kind !== 'unknown' && kind !== 'listing'
}

function byWords(text: string, above: LineKind | 'unknown' | null): LineKind | 'unknown' {
  // Nothing but shell words and `ip route get`'s status is that short.
  if (text.length < 9) {
    if (IPSET_SAVE.test(text)) return 'ipset-save'
    if (IPSET_LIST.test(text)) return 'ipset-list'
    return SHELL.test(text) ? 'script' : /^rc=\d+$/.test(text) ? 'route-answer' : 'unknown'
  }
  if (text.includes('trace id ')) return 'nft-trace'
  // A packet of the host itself has no IN=.
  if (text.includes(': ') && /^\s*(?:TRACE|PACKET): \d+ [0-9a-f]+ /.test(text)) return 'xtables-monitor'
  // A search for a few letters is many times quicker than a pattern: most lines are none of most things.
  if (text.includes(' OUT=') && text.includes('SRC=') && /\bIN=\S* OUT=/.test(text)) return 'kernel-log'
  if (text.includes(' src=') && CONNTRACK.test(text)) return 'conntrack'
  if (text.startsWith('conntrack v') || text.startsWith('conntrack: ')) return 'conntrack'
  if (text.startsWith('cpu=') && /^cpu=\d+\s+found=/.test(text)) return 'conntrack-statistics'
  if (CHAIN.test(text) || COLUMNS.test(text)) return 'listing'
  if ((text.includes(' --') || text.includes('f ')) && ROW.test(text) && isRow(text)) return 'listing'
  if (/^\s*\d/.test(text)) return byDigits(text)
  if ((text.includes('tables') || text.includes('ipset') || text.includes('$') || text.includes('-multi')) && IPTABLES.test(text))
    return /^\s*ip6?tables v\d/.test(text) ? 'unknown' : 'script'
  if (IPSET_SAVE.test(text)) return 'ipset-save'
  if (text.includes(':') && IPSET_LIST.test(text)) return 'ipset-list'
  if (/^\s*(?:tcpdump:|listening on |dropped privs|IP6? (?!address ))/.test(text)) return 'tcpdump'
  if (text.includes(' IP') && /^\S{1,64}\s+(?:In|Out|B|M|P)\s+(?:ifindex \d+ \S+ )?(?:ethertype )?IP(?:v4)?\b/.test(text)) return 'tcpdump'
  if (text.startsWith('RTNETLINK') || (text.startsWith('rc=') && /^rc=\d+$/.test(text))) return 'route-answer'
  if (/^(?:Kernel IP routing|(?:Iface\s+)?Destination\s+Gateway)/.test(text) || ROUTE_FLAGS.test(text)) return 'route-table'
  if (ROUTE_IN_HEX.test(text)) return 'route-table'
  if ((text.includes('flags=') || text.includes('encap:')) && IFCONFIG.test(text)) return 'ifconfig'
  if (SOCKET_HEADER.test(text) || SOCKET.test(text)) return 'sockets'
  if (text.includes('=') && SYSCTL.test(text)) return 'sysctl'
  if ((text.includes('UP') || text.includes('DOWN') || text.includes('UNKNOWN')) && BRIEF.test(text)) return 'address'
  if (ROUTE_KIND.test(text) && ROUTE.test(text)) return /\suid \d+\s*$/.test(text) ? 'route-answer' : 'route'
  if (/^\s+cache\b/.test(text)) return 'route-answer'
  if (text.startsWith('table ') && /^table (?:ip|ip6|inet|bridge|arp|netdev) \S+ \{/.test(text)) return 'nft-ruleset'
  if (above === 'wg-quick' && WG_KEY.test(text)) return 'wg-quick'
  if (SHELL.test(text) || (text.includes('|') && /\|\s*(?:while|xargs)\s/.test(text))) return 'script'
  return 'unknown'
}

function byDigits(text: string): LineKind | 'unknown' {
  if (CAPTURE.test(text) && CAPTURE_PACKET.test(text)) return 'tcpdump'
  if (NEIGHBOUR.test(text)) return 'neighbours'
  if (ADDRESS.test(text)) return 'address'
  if (/^\d+\.\d+\.\d+\.\d+\/\d+\s*$/.test(text)) return 'route'
  if (IP_RULE.test(text)) return 'rule'
  if (ROUTE_FLAGS.test(text)) return 'route-table'
  if (isAnswer(text)) return ROUTE.test(text) ? 'route-answer' : 'unknown'
  if (ROUTE_KIND.test(text) && ROUTE.test(text)) return 'route'
  return /^\s*\d+ packets? (?:captured|received|dropped)/.test(text) ? 'tcpdump' : 'unknown'
}

/** What `ip route get` says of an answer alone: whose it is, where it came in, from what it was asked. */
function isAnswer(text: string): boolean {
  if (text.includes(' from ') && / from \d/.test(text)) return true
  return (text.includes(' uid ') || text.includes('cache') || text.includes(' iif ')) && /\suid \d+\s*$|\scache\b|\siif \S+\s*$/.test(text)
}

/** Whether a line has a listing's columns: a protocol before the `--`, addresses behind it. */
function isRow(text: string): boolean {
  const words = text.trim().split(/\s+/, 14)
  const opt = words.findIndex((word) => word === '--' || word === '-f' || word === '!f')
  if (opt < 1 || opt > 5 || words.length < opt + 3) return false
  if (!/^!?[\w.-]+$/.test(words[opt - 1] ?? '')) return false
  return words.slice(opt + 1, opt + 5).filter(looksLikeAddress).length >= 2
}

/** An address column of a listing: `0.0.0.0/0`, `!10.0.0.0/8`, `anywhere`, or a name. */
export function looksLikeAddress(word: string): boolean {
  return /^!?(?:anywhere|localhost|\d+\.\d+\.\d+\.\d+(?:\/[\d.]+)?|[\w-]+(?:\.[\w-]+)+(?:\/\d+)?)$/.test(word)
}

const TAB = 9
const SPACE = 32
const HASH = 35
const STAR = 42
const DASH = 45
const COLON = 58
const LESS = 60
const BRACKET = 91
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
