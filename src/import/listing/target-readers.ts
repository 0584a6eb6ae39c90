import { type ListReader, quoted } from './details'

const LOG_FLAGS = [
  [1, ' --log-tcp-sequence'],
  [2, ' --log-tcp-options'],
  [4, ' --log-ip-options'],
  [8, ' --log-uid'],
  [32, ' --log-macdecode'],
] as const

const LOG_WORDS: { readonly [word: string]: string } = {
  'tcp-sequence': ' --log-tcp-sequence',
  'tcp-options': ' --log-tcp-options',
  'ip-options': ' --log-ip-options',
  uid: ' --log-uid',
  'unknown-flags': '',
  macdecode: ' --log-macdecode',
}

/** CONNMARK of newer kernels moves the mark by so many bits. */
const SHIFT = '(?: ((?:left|right)-shift-mark \\d+))?'

function shifted(words: string, shift: string | undefined): string {
  return shift === undefined ? words : `${words} --${shift}`
}

const NAT_FLAGS = '((?: (?:random-fully|random|persistent))*)'

function dashed(words = ''): string {
  return words.replace(/ (?=[a-z])/g, ' --')
}

/** The inverse of each target's `list` (src/extensions/targets). The target's name stands in its column. */
export const TARGET_READERS: readonly ListReader[] = [
  { name: 'DNAT', pattern: new RegExp(`to:(\\S+)${NAT_FLAGS}`, 'y'), words: ([, to, flags]) => ` --to-destination ${to}${dashed(flags)}` },
  { name: 'SNAT', pattern: new RegExp(`to:(\\S+)${NAT_FLAGS}`, 'y'), words: ([, to, flags]) => ` --to-source ${to}${dashed(flags)}` },
  { name: 'NETMAP', pattern: /to:(\S+)|(\d+\.\d+\.\d+\.\d+\/\d+)/y, words: ([, to, old]) => ` --to ${to ?? old}` },
  {
    name: 'REDIRECT',
    pattern: new RegExp(`redir ports (\\S+)${NAT_FLAGS}|(random-fully|random)`, 'y'),
    words: ([, ports, flags, alone]) => (ports === undefined ? ` --${alone}` : ` --to-ports ${ports}${dashed(flags)}`),
  },
  {
    name: 'MASQUERADE',
    pattern: new RegExp(`masq ports: (\\S+)${NAT_FLAGS}|(random-fully|random)`, 'y'),
    words: ([, ports, flags, alone]) => (ports === undefined ? ` --${alone}` : ` --to-ports ${ports}${dashed(flags)}`),
  },
  { name: 'REJECT', pattern: /reject-with (\S+)/y, words: ([, what]) => ` --reject-with ${what}` },
  {
    name: 'LOG',
    pattern: /LOG flags (\d+) level (\d+)(?: prefix ["`](.*)['"])?/y,
    words: ([, flags, level, prefix]) =>
      `${prefixWords(prefix)}${level === '4' ? '' : ` --log-level ${level}`}${LOG_FLAGS.filter(([bit]) => Number(flags) & bit)
        .map(([, word]) => word)
        .join('')}`,
  },
  {
    name: 'LOG',
    pattern: /LOG level (\w+)((?: (?:tcp-sequence|tcp-options|ip-options|uid|macdecode|unknown-flags))*)(?: prefix ["`](.*)['"])?/y,
    words: ([, level, flags = '', prefix]) =>
      `${prefixWords(prefix)}${/^(?:4|warn|warning)$/.test(level ?? '') ? '' : ` --log-level ${level}`}${flags
        .trim()
        .split(' ')
        .map((word) => LOG_WORDS[word] ?? '')
        .join('')}`,
  },
  {
    name: 'MARK',
    pattern: /MARK (set|and|or|xor) (0x[0-9a-f]+)(?=\s|$)/y,
    words: ([, what, value]) => (what === 'set' ? ` --set-xmark ${value}/0xffffffff` : ` --${what}-mark ${value}`),
  },
  {
    name: 'MARK',
    pattern: /MARK xset (0x[0-9a-f]+)\/(0x[0-9a-f]+)/y,
    words: ([, value, mask]) => ` --set-xmark ${value}/${mask}`,
  },
  {
    name: 'CONNMARK',
    pattern: new RegExp(`CONNMARK (set|and|or|xor) (0x[0-9a-f]+)(?=\\s|$)${SHIFT}`, 'y'),
    words: ([, what, value, shift]) => shifted(what === 'set' ? ` --set-xmark ${value}/0xffffffff` : ` --${what}-mark ${value}`, shift),
  },
  {
    name: 'CONNMARK',
    pattern: new RegExp(`CONNMARK xset (0x[0-9a-f]+)/(0x[0-9a-f]+)${SHIFT}`, 'y'),
    words: ([, value, mask, shift]) => shifted(` --set-xmark ${value}/${mask}`, shift),
  },
  {
    name: 'CONNMARK',
    pattern: new RegExp(
      `CONNMARK (save|restore)(?: mask (0x[0-9a-f]+)| (?:nfmask|ctmask) (~?0x[0-9a-f]+) (?:nfmask|ctmask) (~?0x[0-9a-f]+))?${SHIFT}`,
      'y',
    ),
    words: ([, what, mask, first, second, shift]) => {
      if (mask !== undefined) return shifted(` --${what}-mark --nfmask ${mask} --ctmask ${mask}`, shift)
      if (first === undefined || second === undefined) return shifted(` --${what}-mark`, shift)
      const [one, other] = [first.replace('~', ''), second.replace('~', '')]
      const [nfmask, ctmask] = what === 'save' ? [one, other] : [other, one]
      return shifted(` --${what}-mark --nfmask ${nfmask} --ctmask ${ctmask}`, shift)
    },
  },
  { name: 'TOS', pattern: /TOS set([A-Z]\w+-[A-Z]\w+)/y, words: ([, name]) => ` --set-tos ${name}` },
  { name: 'TOS', pattern: /TOS set (0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)/y, words: ([, value]) => ` --set-tos ${value}` },
  {
    name: 'TOS',
    pattern: /TOS (and|or|xor) (0x[0-9a-f]+)/y,
    words: ([, what, value]) => ` --${what}-tos ${value}`,
  },
  { name: 'DSCP', pattern: /DSCP set (0x[0-9a-f]+)/y, words: ([, value]) => ` --set-dscp ${value}` },
  {
    name: 'TTL',
    pattern: /TTL (set to|decrement by|increment by) (\d+)/y,
    words: ([, what, value]) => ` --ttl-${what === 'set to' ? 'set' : what === 'decrement by' ? 'dec' : 'inc'} ${value}`,
  },
  {
    name: 'TCPMSS',
    pattern: /TCPMSS (?:(clamp) to PMTU|set (\d+))/y,
    words: ([, clamp, size]) => (clamp === undefined ? ` --set-mss ${size}` : ' --clamp-mss-to-pmtu'),
  },
  { name: 'CHECKSUM', pattern: /CHECKSUM fill/y, words: () => ' --checksum-fill' },
  { name: 'CLASSIFY', pattern: /CLASSIFY set ([0-9a-f]+:[0-9a-f]+)/y, words: ([, value]) => ` --set-class ${value}` },
  {
    name: 'NFQUEUE',
    pattern: /NFQUEUE (?:num (\d+)|balance (\d+:\d+))( bypass)?( cpu-fanout)?/y,
    words: ([, number, balance, bypass, fanout]) =>
      `${balance === undefined ? ` --queue-num ${number}` : ` --queue-balance ${balance}`}${bypass === undefined ? '' : ' --queue-bypass'}${
        fanout === undefined ? '' : ' --queue-cpu-fanout'
      }`,
  },
  {
    name: 'NFLOG',
    pattern: /((?:nflog-prefix (?:"[^"]*"|\S+) ?|nflog-(?:group|range|size|threshold) \d+ ?)+)/y,
    words: ([, options = '']) => ` ${options.trim().replace(/(^| )(?=nflog-)/g, '$1--')}`,
  },
  {
    name: 'TEE',
    pattern: /TEE gw:(\S+)(?: oif=(\S+))?/y,
    words: ([, gateway, out]) => ` --gateway ${gateway}${out === undefined ? '' : ` --oif ${out}`}`,
  },
  {
    name: 'TPROXY',
    pattern: /TPROXY redirect (\S+):(\d+) mark (\S+)/y,
    words: ([, address, port, mark]) => ` --on-port ${port} --on-ip ${address} --tproxy-mark ${mark}`,
  },
  { name: 'AUDIT', pattern: /AUDIT (\w+)/y, words: ([, type]) => ` --type ${type}` },
  { name: 'CONNSECMARK', pattern: /CONNSECMARK (save|restore)/y, words: ([, what]) => ` --${what}` },
  {
    name: 'CT',
    pattern: /CT( notrack)?((?: (?:helper|timeout|ctevents|expevents|zone|zone-orig|zone-reply) \S+)*)/y,
    words: ([, notrack, options]) =>
      `${notrack === undefined ? '' : ' --notrack'}${(options ?? '').replace(/ (?=(?:helper|timeout|ctevents|expevents|zone|zone-orig|zone-reply) )/g, ' --')}`,
  },
  { name: 'CT', pattern: /NOTRACK/y, words: () => ' --notrack' },
  {
    name: 'SYNPROXY',
    pattern: /SYNPROXY((?: sack-perm| timestamp)*)(?: wscale (\d+))?(?: mss (\d+))?( ecn)?/y,
    words: ([, flags, scale, size, ecn]) =>
      `${dashed(flags)}${scale === undefined ? '' : ` --wscale ${scale}`}${size === undefined ? '' : ` --mss ${size}`}${ecn === undefined ? '' : ' --ecn'}`,
  },
  {
    name: 'IDLETIMER',
    pattern: /timeout:(\d+) label:(\S+)( alarm)?/y,
    words: ([, timeout, label, alarm]) => ` --timeout ${timeout} --label ${label}${alarm === undefined ? '' : ' --alarm'}`,
  },
  {
    name: 'RATEEST',
    pattern: /name (\S+) interval (\S+) ewmalog (\S+)/y,
    words: ([, name, interval, log]) => ` --rateest-name ${name} --rateest-interval ${interval} --rateest-ewmalog ${log}`,
  },
  { name: 'NOTRACK', pattern: /NOTRACK/y, words: () => '' },
  {
    name: 'SET',
    pattern: /(add-set|del-set|map-set) (\S+) (\S+)((?: exist| timeout \d+| map-mark| map-prio| map-queue)*)/y,
    words: ([, what, name, directions, more]) => ` --${what} ${quoted(name ?? '')} ${directions}${dashed(more)}`,
  },
  {
    name: 'TCPOPTSTRIP',
    pattern: /TCPOPTSTRIP options (\S+)/y,
    words: ([, options]) => ` --strip-options ${options}`,
  },
  {
    name: 'ECN',
    pattern: /ECN( TCP remove)?(?: ECE=(\d))?(?: CWR=(\d))?(?: ECT codepoint=(\d))?/y,
    words: ([, remove, ece, cwr, ip]) =>
      [
        remove === undefined ? '' : ' --ecn-tcp-remove',
        ece === undefined ? '' : ` --ecn-tcp-ece ${ece}`,
        cwr === undefined ? '' : ` --ecn-tcp-cwr ${cwr}`,
        ip === undefined ? '' : ` --ecn-ip-ect ${ip}`,
      ].join(''),
  },
  {
    name: 'HMARK',
    pattern:
      /HMARK mod (\d+)(?: \+ (0x[0-9a-f]+))?( ct,)?((?: (?:(?:src|dst)-prefix \d+|(?:[sd]port|spi|proto)(?:-mask)? 0x[0-9a-f]+))*) rnd (0x[0-9a-f]+)/y,
    words: ([, modulus, offset, ct, parts = '', seed]) =>
      `${parts.replace(/ (?=[a-z])/g, ' --hmark-')} --hmark-rnd ${seed} --hmark-mod ${modulus}${
        offset === undefined ? '' : ` --hmark-offset ${offset}`
      }${ct === undefined ? '' : ' --hmark-tuple ct'}`,
  },
]

function prefixWords(prefix: string | undefined): string {
  return prefix === undefined || prefix === '' ? '' : ` --log-prefix ${quoted(prefix)}`
}
