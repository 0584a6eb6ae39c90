import { quoted } from '../listing/details'
import { ICMP_TYPES } from './icmp-types'

/**
 * What nft prints for iptables' matches (libxtables' translations, extensions/libxt_*.c and libipt_*.c `xlate`), read back.
 * `header` words are those of the rule itself (-s, -i, -p), in the order of their keys; all else stands in the order of the text.
 */
export interface NftMatch {
  /** Sticky: tried where the text stands. */
  readonly pattern: RegExp
  read(found: RegExpExecArray): NftWords | null
}

export interface NftWords {
  /** `-s 10.0.0.0/8`, by the option. */
  readonly header?: { readonly option: '-s' | '-d' | '-i' | '-o' | '-p' | '-f'; readonly words: string }
  /** `-m NAME`, and its options. Neighbours of the same match become one. */
  readonly match?: { readonly name: string; readonly words: string }
}

const not = (sign: string | undefined): string => (sign?.trim() === '!=' || sign?.trim() === '!' ? ' !' : '')
const range = (text: string): string => text.replace('-', ':')
const upper = (list: string): string => list.replace(/\s+/g, '').toUpperCase()
const hex = (text: string): string => `0x${Number(text).toString(16)}`
const SIGN = '(!= )?'
const LIST = '\\{ ([^{}]*?) ?\\}'
const ADDRESS = '\\d+\\.\\d+\\.\\d+\\.\\d+'
const PORTED = 'tcp|udp|udplite|sctp|dccp'

function matchOf(name: string, words: string): NftWords {
  return { match: { name, words } }
}

/** One place of an address: `ip saddr 10.0.0.0/8`, a mask that is no prefix, or a range. */
function address(found: RegExpExecArray): NftWords {
  const [, side, sign, first = '', second] = found
  const option = side === 'saddr' ? '-s' : '-d'
  if (second?.startsWith('-') === true)
    return matchOf('iprange', `${not(sign)} --${side === 'saddr' ? 'src' : 'dst'}-range ${first}${second}`)
  return { header: { option, words: `${not(sign)} ${option} ${first}${second ?? ''}` } }
}

const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']

function flags(text: string): string {
  const names = upper(text.replaceAll('|', ',').replace(/[()]/g, ''))
    .split(',')
    // nft -n: bits.
    .map((name) => (name.startsWith('0X') ? (FLAG_NAMES[Math.log2(Number(name))] ?? name) : name))
  const known = FLAG_NAMES.filter((name) => names.includes(name))
  return known.length === 0 ? 'NONE' : known.join(',')
}

function icmpType(name: string): number | null {
  const number = /^\d{1,3}$/.test(name) ? Number(name) : ICMP_TYPES[name]
  return number ?? null
}

const interfaceName = (name: string): string => (name === '*' ? '+' : name.replace(/\*$/, '+'))

export const NFT_MATCHES: readonly NftMatch[] = [
  {
    pattern: new RegExp(`(iif|oif)(?:name)? ${SIGN}"([^"]{1,16})"`, 'y'),
    read: ([, side, sign, name = '']) => {
      const option = side === 'iif' ? '-i' : '-o'
      return { header: { option, words: `${not(sign)} ${option} ${interfaceName(name)}` } }
    },
  },
  { pattern: /meta nfproto ipv4/y, read: () => ({}) },
  {
    pattern: new RegExp(`ip (saddr|daddr) & (${ADDRESS}) (==|!=) (${ADDRESS})`, 'y'),
    read: ([, side, mask, sign, value]) => {
      const option = side === 'saddr' ? '-s' : '-d'
      return { header: { option, words: `${not(sign)} ${option} ${value}/${mask}` } }
    },
  },
  { pattern: new RegExp(`ip (saddr|daddr) ${SIGN}(${ADDRESS})(/\\d+|-${ADDRESS})?(?=\\s|$)`, 'y'), read: address },
  {
    pattern: /meta l4proto icmp ip protocol (!= )?icmp(?=\s|$)/y,
    read: ([, sign]) => ({ header: { option: '-p', words: ' -p icmp' }, match: { name: 'icmp', words: `${not(sign)} --icmp-type any` } }),
  },
  {
    pattern: new RegExp(`(?:meta l4proto|ip protocol) ${SIGN}([\\w-]+)(?=\\s|$)`, 'y'),
    read: ([, sign, name]) => ({ header: { option: '-p', words: `${not(sign)} -p ${name}` } }),
  },
  {
    pattern: /ip frag-off & 0x1fff (!= )?0/y,
    read: ([, sign]) => ({ header: { option: '-f', words: sign === undefined ? ' ! -f' : ' -f' } }),
  },
  {
    pattern: new RegExp(`(${PORTED}) (sport|dport) ${SIGN}${LIST}`, 'y'),
    read: ([, protocol, side, sign, list = '']) =>
      /^[\d,\s-]+$/.test(list)
        ? {
            header: { option: '-p', words: ` -p ${protocol}` },
            match: { name: 'multiport', words: `${not(sign)} --${side}s ${list.replace(/\s+/g, '').replace(/(\d)-/g, '$1:')}` },
          }
        : null,
  },
  {
    pattern: new RegExp(`(${PORTED}) (sport|dport) ${SIGN}(\\d+(?:-\\d+)?)(?=\\s|$)`, 'y'),
    read: ([, protocol = '', side, sign, ports = '']) => ({
      header: { option: '-p', words: ` -p ${protocol}` },
      match: {
        name: protocol === 'udplite' ? 'multiport' : protocol,
        words: `${not(sign)} --${side}${protocol === 'udplite' ? 's' : ''} ${range(ports)}`,
      },
    }),
  },
  {
    pattern: /tcp flags (!= )?([a-z,]+|0x[0-9a-fx,]+) \/ ([a-z,]+|0x[0-9a-fx,]+)/y,
    read: ([, sign, set = '', mask = '']) => ({
      header: { option: '-p', words: ' -p tcp' },
      match: { name: 'tcp', words: `${not(sign)} --tcp-flags ${flags(mask)} ${flags(set)}` },
    }),
  },
  {
    pattern: /tcp flags & \(?([a-z| ]+?)\)? (==|!=) (0x0|\(?[a-z| ]+?\)?)(?= [a-z]+ |$)/y,
    read: ([, mask = '', sign, set = '']) => ({
      header: { option: '-p', words: ' -p tcp' },
      match: { name: 'tcp', words: `${not(sign)} --tcp-flags ${flags(mask)} ${flags(set)}` },
    }),
  },
  {
    pattern: /tcp flags ! ([a-z,]+)/y,
    read: ([, mask = '']) => ({
      header: { option: '-p', words: ' -p tcp' },
      match: { name: 'tcp', words: ` --tcp-flags ${flags(mask)} NONE` },
    }),
  },
  {
    pattern: /tcp flags (!= )?(ecn|cwr)(?=\s|$)/y,
    read: ([, sign, flag]) => ({
      header: { option: '-p', words: ' -p tcp' },
      match: { name: 'ecn', words: `${not(sign)} --ecn-tcp-${flag === 'ecn' ? 'ece' : 'cwr'}` },
    }),
  },
  {
    pattern: /tcp option maxseg size (!= )?(\d+(?:-\d+)?)(?=\s|$)/y,
    read: ([, sign, sizes = '']) => ({
      header: { option: '-p', words: ' -p tcp' },
      match: { name: 'tcpmss', words: `${not(sign)} --mss ${range(sizes)}` },
    }),
  },
  {
    pattern: /icmp type (!= )?([\w-]+)(?: icmp code (\d+|[a-z-]+))?(?=\s|$)/y,
    read: ([, sign, name = '', code]) => {
      const type = icmpType(name)
      if (type === null || (code !== undefined && !/^\d+$/.test(code))) return null
      const words = `${not(sign)} --icmp-type ${type}${code === undefined ? '' : `/${code}`}`
      return { header: { option: '-p', words: ' -p icmp' }, match: { name: 'icmp', words } }
    },
  },
  {
    pattern: /ct state (! |!= )?(?:\{ ([a-z, ]+?) ?\}|([a-z,]+))(?=\s|$)/y,
    read: ([, sign, list, states]) => matchOf('conntrack', `${not(sign)} --ctstate ${upper(list ?? states ?? '')}`),
  },
  {
    // A state beside SNAT or DNAT is not shown: then nobody knows what is asked.
    pattern: /ct status (! |!= )?((?:expected|seen-reply|assured|confirmed)(?:,(?:expected|seen-reply|assured|confirmed))*)(?=\s|$)/y,
    read: ([, sign, status = '']) => matchOf('conntrack', `${not(sign)} --ctstatus ${upper(status.replaceAll('-', '_'))}`),
  },
  {
    pattern: /ct direction (original|reply)/y,
    read: ([, direction = '']) => matchOf('conntrack', ` --ctdir ${upper(direction)}`),
  },
  {
    pattern: /ct original protocol (!= )?(\d+)/y,
    read: ([, sign, number]) => matchOf('conntrack', `${not(sign)} --ctproto ${number}`),
  },
  {
    pattern: new RegExp(`ct (original|reply) (saddr|daddr) ${SIGN}(${ADDRESS}(?:/\\d+)?)`, 'y'),
    read: ([, direction, side, sign, value]) =>
      matchOf('conntrack', `${not(sign)} --ct${direction === 'reply' ? 'repl' : 'orig'}${side === 'saddr' ? 'src' : 'dst'} ${value}`),
  },
  {
    pattern: new RegExp(`ct (original|reply) proto-(src|dst) ${SIGN}(\\d+(?:-\\d+)?)`, 'y'),
    read: ([, direction, side, sign, ports = '']) =>
      matchOf('conntrack', `${not(sign)} --ct${direction === 'reply' ? 'repl' : 'orig'}${side}port ${range(ports)}`),
  },
  {
    pattern: /ct expiration (!= )?(\d+(?:-\d+)?)s?(?=\s|$)/y,
    read: ([, sign, seconds = '']) => matchOf('conntrack', `${not(sign)} --ctexpire ${range(seconds)}`),
  },
  {
    pattern: /ct helper (!= )?"([^"]{1,40})"/y,
    read: ([, sign, name = '']) => matchOf('helper', `${not(sign)} --helper ${quoted(name)}`),
  },
  {
    pattern: /ct (?:(original|reply) )?(packets|bytes|avgpkt) (!= )?(\d+(?:-\d+)?|[gl]e \d+)(?=\s|$)/y,
    read: ([, direction, mode, sign, counts = '']) => {
      const words = counts.startsWith('ge ') ? counts.slice(3) : counts.startsWith('le ') ? `0:${counts.slice(3)}` : range(counts)
      return matchOf('connbytes', `${not(sign)} --connbytes ${words} --connbytes-mode ${mode} --connbytes-dir ${direction ?? 'both'}`)
    },
  },
  {
    pattern: /ct mark and (0x[0-9a-f]+) (==|!=) (0x[0-9a-f]+)/y,
    read: ([, mask, sign, value]) => matchOf('connmark', `${not(sign)} --mark ${value}/${mask}`),
  },
  {
    pattern: /ct mark (!= )?(0x[0-9a-f]+|\d+)(?=\s|$)/y,
    read: ([, sign, value = '']) => matchOf('connmark', `${not(sign)} --mark ${hex(value)}`),
  },
  {
    pattern: /(?:meta )?mark (?:&|and) (0x[0-9a-f]+) (==|!=) (0x[0-9a-f]+)/y,
    read: ([, mask = '', sign, value = '']) => matchOf('mark', `${not(sign)} --mark ${hex(value)}/${hex(mask)}`),
  },
  {
    pattern: /(?:meta )?mark (!= )?(0x[0-9a-f]+|\d+)(?=\s|$)/y,
    read: ([, sign, value = '']) => matchOf('mark', `${not(sign)} --mark ${hex(value)}`),
  },
  {
    pattern: /limit rate (\d+)\/(second|minute|hour|day)(?: burst (\d+) packets)?(?=\s|$)/y,
    read: ([, rate, unit = '', burst]) =>
      matchOf('limit', ` --limit ${rate}/${unit.slice(0, 3)}${burst === undefined ? '' : ` --limit-burst ${burst}`}`),
  },
  {
    // The sizes of its table and its times are not shown.
    pattern:
      /meter (\S{1,15}) \{ ((?:(?:ip saddr|ip daddr|tcp sport|tcp dport|udp sport|udp dport)(?: \. )?)+)(?: & (\d+\.\d+\.\d+\.\d+))? (?:timeout (\d+)s )?limit rate (over )?(\d+)\/(second|minute|hour|day)(?: burst (\d+) packets)? ?\}/y,
    read: ([, name, keys = '', , timeout, over, rate, unit = '', burst]) => {
      const modes = keys
        .split(' . ')
        .map((key) => (key.startsWith('ip ') ? `${key.slice(3, 4) === 's' ? 'src' : 'dst'}ip` : `${/sport/.test(key) ? 'src' : 'dst'}port`))
      return matchOf(
        'hashlimit',
        ` --hashlimit-${over === undefined ? 'upto' : 'above'} ${rate}/${unit.slice(0, 3)} --hashlimit-burst ${burst ?? '5'} --hashlimit-mode ${modes.join(',')} --hashlimit-name ${name}${timeout === undefined ? '' : ` --hashlimit-htable-expire ${timeout}000`}`,
      )
    },
  },
  {
    pattern: /fib (saddr|daddr)(?: \. (iif|oif))? type (!= )?([a-z]+)(?=\s|$)/y,
    read: ([, side, limit, sign, type = '']) =>
      matchOf(
        'addrtype',
        `${not(sign)} --${side === 'saddr' ? 'src' : 'dst'}-type ${upper(type)}${limit === undefined ? '' : ` --limit-iface-${limit === 'iif' ? 'in' : 'out'}`}`,
      ),
  },
  {
    pattern: /fib saddr \. (?:mark \. )?iif oif (!= )?0/y,
    read: ([found, sign]) => matchOf('rpfilter', `${found.includes('mark') ? ' --validmark' : ''}${sign === undefined ? ' --invert' : ''}`),
  },
  {
    pattern: /(?:meta )?length (!= )?(\d+(?:-\d+)?)(?=\s|$)/y,
    read: ([, sign, lengths = '']) => matchOf('length', `${not(sign)} --length ${range(lengths)}`),
  },
  {
    pattern: /ip ttl (lt |gt |!= |< |> )?(\d+)(?=\s|$)/y,
    read: ([, relation = '', value]) =>
      matchOf(
        'ttl',
        /lt|</.test(relation) ? ` --ttl-lt ${value}` : /gt|>/.test(relation) ? ` --ttl-gt ${value}` : `${not(relation)} --ttl-eq ${value}`,
      ),
  },
  {
    pattern: /ip dscp (!= )?(0x[0-9a-f]+)(?=\s|$)/y,
    read: ([, sign, value]) => matchOf('dscp', `${not(sign)} --dscp ${value}`),
  },
  {
    pattern: /ip ecn (!= )?(not-ect|ect0|ect1|ce)(?=\s|$)/y,
    read: ([, sign, name = '']) => matchOf('ecn', `${not(sign)} --ecn-ip-ect ${['not-ect', 'ect1', 'ect0', 'ce'].indexOf(name)}`),
  },
  {
    pattern: /(?:meta )?pkttype (!= )?(unicast|host|broadcast|multicast)/y,
    read: ([, sign, type = '']) => matchOf('pkttype', `${not(sign)} --pkt-type ${type === 'host' ? 'unicast' : type}`),
  },
  {
    pattern: /(?:meta )?sk(uid|gid) (!= )?(\d+(?:-\d+)?)(?=\s|$)/y,
    read: ([, what, sign, ids]) => matchOf('owner', `${not(sign)} --${what}-owner ${ids}`),
  },
  { pattern: /meta cgroup (!= )?(\d+)/y, read: ([, sign, id]) => matchOf('cgroup', `${not(sign)} --cgroup ${id}`) },
  {
    pattern: /(?:meta )?rtclassid (?:and (0x[0-9a-f]+) (==|!=) |(!= )?)(0x[0-9a-f]+)/y,
    read: ([, mask, relation, sign, realm]) =>
      matchOf('realm', `${not(relation ?? sign)} --realm ${realm}${mask === undefined ? '' : `/${mask}`}`),
  },
  { pattern: /cpu (!= )?(\d+)/y, read: ([, sign, cpu]) => matchOf('cpu', `${not(sign)} --cpu ${cpu}`) },
  {
    pattern: /ether saddr (!= )?((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/iy,
    read: ([, sign, mac]) => matchOf('mac', `${not(sign)} --mac-source ${mac}`),
  },
  {
    pattern: /quota (over )?(\d+) bytes/y,
    read: ([, over, bytes]) => matchOf('quota', `${over === undefined ? '' : ' !'} --quota ${bytes}`),
  },
  {
    pattern: /numgen inc mod (\d+) (!= )?(\d+)/y,
    read: ([, every, sign, packet]) => matchOf('statistic', ` --mode nth${not(sign)} --every ${every} --packet ${packet}`),
  },
  {
    pattern: /meta random & 2147483647 (<|>=|!=) (\d+)/y,
    read: ([, relation, value]) =>
      matchOf('statistic', ` --mode random${relation === '<' ? '' : ' !'} --probability ${(Number(value) / 0x80000000).toFixed(11)}`),
  },
  {
    pattern: /(esp|ah) spi (!= )?(\d+(?:-\d+)?)(?=\s|$)/y,
    read: ([, name = '', sign, spi = '']) => matchOf(name, `${not(sign)} --${name}spi ${range(spi)}`),
  },
  {
    pattern: /comp cpi (!= )?(\d+(?:-\d+)?)(?=\s|$)/y,
    read: ([, sign, cpi = '']) => matchOf('ipcomp', `${not(sign)} --ipcompspi ${range(cpi)}`),
  },
  { pattern: /meta secpath exists/y, read: () => matchOf('policy', ' --dir in --pol ipsec') },
  {
    pattern: /meta (iif|oif)group (!= )?(0x[0-9a-f]+|\d+|"default")(?=\s|$)/y,
    read: ([, side, sign, group = '']) =>
      matchOf('devgroup', `${not(sign)} --${side === 'iif' ? 'src' : 'dst'}-group ${group === '"default"' ? '0x0' : hex(group)}`),
  },
]
