import { quoted } from '../listing/details'

/** What nft prints for iptables' targets, read back into what stands behind `-j`. Each pattern takes the rest of the rule. */
export interface NftTarget {
  readonly pattern: RegExp
  /** ` -j DROP`; null when it only looked alike. */
  words(found: RegExpExecArray): string | null
}

const LEVELS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug']
const NAT_FLAGS: { readonly [flag: string]: string } = {
  random: ' --random',
  'fully-random': ' --random-fully',
  persistent: ' --persistent',
}
const REJECTIONS: { readonly [name: string]: string } = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'net-prohibited': 'icmp-net-prohibited',
  'host-prohibited': 'icmp-host-prohibited',
  'admin-prohibited': 'icmp-admin-prohibited',
}
const LOG_FLAGS: { readonly [flag: string]: string } = {
  'tcp sequence': ' --log-tcp-sequence',
  'tcp options': ' --log-tcp-options',
  'tcp sequence,options': ' --log-tcp-sequence --log-tcp-options',
  'ip options': ' --log-ip-options',
  skuid: ' --log-uid',
  ether: ' --log-macdecode',
  all: ' --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode',
}

function natFlags(text = ''): string {
  return text
    .trim()
    .split(/[\s,]+/)
    .map((flag) => NAT_FLAGS[flag] ?? '')
    .join('')
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`

/** `0x1`, `mark or 0x1`, `mark and 0xff xor 0x1`: (mark & and) ^ xor, as --set-xmark has it. */
function xmark(text: string): string | null {
  const [, plain, operation, first = '0', second] =
    /^(?:(0x[0-9a-f]+|\d+)|(?:meta |ct )?mark (and|or|xor) (0x[0-9a-f]+)(?: xor (0x[0-9a-f]+))?)$/.exec(text) ?? []
  if (plain !== undefined) return `${hex(Number(plain))}/0xffffffff`
  const value = Number(first)
  if (operation === 'or') return second === undefined ? `${hex(value)}/${hex(value)}` : null
  if (operation === 'xor') return second === undefined ? `${hex(value)}/0x0` : null
  if (operation === 'and') return `${second === undefined ? '0x0' : hex(Number(second))}/${hex(~value)}`
  return null
}

/** The masks of --save-mark and --restore-mark; nft shows one of the two. */
function copied(mask: string | undefined): string {
  const shown = mask === undefined ? '0xffffffff' : hex(Number(mask))
  return ` --nfmask ${shown} --ctmask ${shown}`
}

export const NFT_TARGETS: readonly NftTarget[] = [
  { pattern: /^(accept|drop|return)$/, words: ([, verdict = '']) => ` -j ${verdict.toUpperCase()}` },
  { pattern: /^(jump|goto) (\S+)$/, words: ([, how, chain]) => ` -${how === 'jump' ? 'j' : 'g'} ${chain}` },
  {
    pattern: /^reject(?: with (?:icmp (?:type )?([a-z-]+)|(tcp reset)))?$/,
    words: ([, type, reset]) => {
      const name = reset !== undefined ? 'tcp-reset' : REJECTIONS[type ?? 'port-unreachable']
      return name === undefined ? null : ` -j REJECT --reject-with ${name}`
    },
  },
  {
    pattern: /^log(?: prefix "((?:\\.|[^"\\])*)")? group (\d+)(?: snaplen (\d+))?(?: queue-threshold (\d+))?$/,
    words: ([, prefix, group, length, threshold]) =>
      ` -j NFLOG${prefix === undefined ? '' : ` --nflog-prefix ${quoted(unescaped(prefix))}`}${group === '0' ? '' : ` --nflog-group ${group}`}${length === undefined ? '' : ` --nflog-size ${length}`}${threshold === undefined ? '' : ` --nflog-threshold ${threshold}`}`,
  },
  {
    pattern: /^log(?: prefix "((?:\\.|[^"\\])*)")?(?: level ([a-z]+))?((?: flags (?:tcp [a-z,]+|ip options|skuid|ether|all))*)$/,
    words: ([, prefix, level, flags = '']) => {
      // AUDIT prints as a level of its own, and not what it audits.
      const number = level === undefined ? 4 : LEVELS.indexOf(level)
      if (number < 0) return null
      const options = flags.split(' flags ').map((flag) => LOG_FLAGS[flag.trim()] ?? '')
      return ` -j LOG${prefix === undefined ? '' : ` --log-prefix ${quoted(unescaped(prefix))}`}${number === 4 ? '' : ` --log-level ${number}`}${options.join('')}`
    },
  },
  {
    pattern: /^(snat|dnat)(?: ip)? to ([\d.]+(?:-[\d.]+)?(?::\d+(?:-\d+)?)?)((?: [a-z,-]+)?)$/,
    words: ([, kind = '', to, flags]) =>
      ` -j ${kind.toUpperCase()} --to-${kind === 'snat' ? 'source' : 'destination'} ${to}${natFlags(flags)}`,
  },
  {
    pattern: /^(masquerade|redirect)(?: to :(\d+(?:-\d+)?))?((?: [a-z,-]+)?)$/,
    words: ([, kind = '', ports, flags]) =>
      ` -j ${kind.toUpperCase()}${ports === undefined ? '' : ` --to-ports ${ports}`}${natFlags(flags)}`,
  },
  { pattern: /^notrack$/, words: () => ' -j CT --notrack' },
  { pattern: /^meta nftrace set 1$/, words: () => ' -j TRACE' },
  { pattern: /^meta mark set ct mark(?: and (0x[0-9a-f]+))?$/, words: ([, mask]) => ` -j CONNMARK --restore-mark${copied(mask)}` },
  { pattern: /^ct mark set (?:meta )?mark(?: and (0x[0-9a-f]+))?$/, words: ([, mask]) => ` -j CONNMARK --save-mark${copied(mask)}` },
  {
    pattern: /^(meta|ct) mark set (.+)$/,
    words: ([, what, value = '']) => {
      const read = xmark(value)
      return read === null ? null : ` -j ${what === 'ct' ? 'CONNMARK' : 'MARK'} --set-xmark ${read}`
    },
  },
  {
    pattern: /^tcp option maxseg size set (?:(rt mtu)|(\d+))$/,
    words: ([, mtu, size]) => ` -j TCPMSS ${mtu === undefined ? `--set-mss ${size}` : '--clamp-mss-to-pmtu'}`,
  },
  { pattern: /^ip dscp set (0x[0-9a-f]+)$/, words: ([, value]) => ` -j DSCP --set-dscp ${value}` },
  { pattern: /^meta priority set ([0-9a-f]+):([0-9a-f]+)$/, words: ([, major, minor]) => ` -j CLASSIFY --set-class ${major}:${minor}` },
  {
    pattern: /^queue(?: num (\d+)(?:-(\d+))?)?(?: (?:flags )?([a-z,]+))?$/,
    words: ([, first = '0', last, flags = '']) =>
      ` -j NFQUEUE ${last === undefined ? `--queue-num ${first}` : `--queue-balance ${first}:${last}`}${flags.includes('bypass') ? ' --queue-bypass' : ''}${flags.includes('fanout') ? ' --queue-cpu-fanout' : ''}`,
  },
  {
    pattern: /^dup to ([\d.]+)(?: device "?([^"\s]+)"?)?$/,
    words: ([, gateway, out]) => ` -j TEE --gateway ${gateway}${out === undefined ? '' : ` --oif ${out}`}`,
  },
  {
    pattern: /^synproxy((?: sack-perm| timestamp)*)(?: wscale (\d+))?(?: mss (\d+))?$/,
    words: ([, flags = '', scale, size]) =>
      ` -j SYNPROXY${flags.replace(/ (?=[a-z])/g, ' --')}${scale === undefined ? '' : ` --wscale ${scale}`}${size === undefined ? '' : ` --mss ${size}`}`,
  },
  // It has but one thing to do.
  { pattern: /^xt target CHECKSUM$/, words: () => ' -j CHECKSUM --checksum-fill' },
]

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}
