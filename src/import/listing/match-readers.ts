import { typeNames } from '../../extensions/matches/dccp'
import { chunkName } from '../../extensions/matches/sctp'
import { type ListReader, not, quoted } from './details'

/**
 * The inverse of each match's `list` (src/extensions/matches), newest form first and older iptables' forms beside it. The first
 * pattern that fits where the text stands is taken; longer names come before shorter ones.
 */
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const

function flagWords(text: string): string {
  if (!text.startsWith('0x')) return text
  const bits = Number.parseInt(text, 16)
  const names = FLAG_NAMES.filter((_, bit) => bits & (1 << bit))
  return names.length === 6 ? 'ALL' : names.length === 0 ? 'NONE' : names.join(',')
}

/** `spt:80`, `dpts:1:2`, `spt:!80`. */
function portWords(text: string): string {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, side, sign, value] = /^([sd])pts?:(!?)(\S+)$/.exec(word) ?? []
      return `${not(sign)} --${side === 's' ? 'sport' : 'dport'} ${value}`
    })
    .join('')
}

const PORTS = '((?: [sd]pts?:!?[^\\s:]+(?::[^\\s:]+)?)*)'

const ICMP_OLD = /^(any|[a-zA-Z][\w-]*)$/

export const MATCH_READERS: readonly ListReader[] = [
  {
    name: 'comment',
    pattern: /\/\* (.*?) ?\*\//y,
    words: ([, comment = '']) => ` -m comment --comment ${quoted(comment)}`,
  },
  {
    name: 'tcp',
    pattern: new RegExp(`tcp(?= |$)${PORTS}(?: option=(!?)(\\d+))?(?: flags:(!?)([\\w,]+)/([\\w,]+))?`, 'y'),
    words: ([, ports = '', optionSign, option, flagSign, mask, set]) =>
      ` -m tcp${portWords(ports)}${flags(flagSign, mask, set)}${option === undefined ? '' : `${not(optionSign)} --tcp-option ${option}`}`,
  },
  {
    name: 'udp',
    pattern: new RegExp(`udp(?= |$)${PORTS}`, 'y'),
    words: ([, ports = '']) => ` -m udp${portWords(ports)}`,
  },
  {
    name: 'icmp',
    pattern: /icmp ?( ?!)?type (\d+)(?: code (\d+))?(?! *(?:set|:))/y,
    words: ([, sign, type, code]) =>
      ` -m icmp${not(sign)} --icmp-type ${type === '255' ? 'any' : `${type}${code === undefined ? '' : `/${code}`}`}`,
  },
  {
    name: 'icmp',
    pattern: /icmp (!?)([a-zA-Z][\w-]*)(?=\s|$)/y,
    words: ([, sign, name = '']) => (ICMP_OLD.test(name) && name !== 'type' ? ` -m icmp${not(sign)} --icmp-type ${name}` : null),
  },
  {
    name: 'state',
    pattern: /(! ?)?state ([A-Z]+(?:,[A-Z]+)*)(?=\s|$)/y,
    words: ([, sign, states]) => ` -m state${not(sign)} --state ${states}`,
  },
  {
    name: 'multiport',
    pattern: /multiport (sports|dports|ports) {1,2}(!?)([^\s]+)/y,
    words: ([, option, sign, ports]) => ` -m multiport${not(sign)} --${option} ${ports}`,
  },
  {
    name: 'limit',
    pattern: /limit: avg (\S+) burst (\d+)/y,
    words: ([, rate, burst]) => ` -m limit --limit ${rate}${burst === '5' ? '' : ` --limit-burst ${burst}`}`,
  },
  {
    name: 'set',
    pattern:
      /((?:! )?)(?:match-)?set (\S+) ((?:src|dst)(?:,(?:src|dst))*)((?: return-nomatch| ! update-counters| ! update-subcounters|(?: !)? (?:packets|bytes)-(?:eq|lt|gt) \d+)*)/y,
    words: ([, sign, name, directions, more = '']) =>
      ` -m set${not(sign)} --match-set ${quoted(name ?? '')} ${directions}${more.replace(/(^| )(?=[a-z])/g, '$1--').replace(/^--/, ' --')}`,
  },
  {
    name: 'mark',
    pattern: /(?:mark match|MARK match) (! ?)?(0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)/y,
    words: ([, sign, mark]) => ` -m mark${not(sign)} --mark ${mark}`,
  },
  {
    name: 'connmark',
    pattern: /(?:connmark|CONNMARK) match (! ?| )?(0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)/y,
    words: ([, sign, mark]) => ` -m connmark${not(sign)} --mark ${mark}`,
  },
  {
    name: 'addrtype',
    pattern: /ADDRTYPE match((?: (?:src|dst)-type !?[A-Z,]+)*)((?: limit-(?:in|out))?)/y,
    words: ([, types = '', limit = '']) =>
      ` -m addrtype${[...types.matchAll(/ (src|dst)-type (!?)([A-Z,]+)/g)]
        .map(([, side, sign, list]) => `${not(sign)} --${side}-type ${list}`)
        .join('')}${limit === '' ? '' : ` --limit-iface-${limit.trim().slice(6)}`}`,
  },
  {
    name: 'mac',
    pattern: /MAC (! ?)?((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})/y,
    words: ([, sign, mac]) => ` -m mac${not(sign)} --mac-source ${mac?.toUpperCase() === mac ? mac : mac?.toLowerCase()}`,
  },
  {
    name: 'owner',
    pattern: /((?:(?:! )?owner (?:UID match \S+|GID match \S+|socket exists) ?)+)(incl\. suppl\. groups)?/y,
    words: ([, parts = '', groups]) => {
      const listed = [...parts.matchAll(/(! )?owner (UID match|GID match|socket exists) ?(?!!|owner)(\S+)?/g)].map(
        ([, sign, what, value]) =>
          what === 'socket exists'
            ? `${not(sign)} --socket-exists`
            : `${not(sign)} --${what === 'UID match' ? 'uid' : 'gid'}-owner ${value === 'root' ? '0' : value}`,
      )
      // Only /etc/passwd knows other names than root's.
      return listed.some((words) => /-owner [^\d]/.test(words))
        ? null
        : ` -m owner${listed.join('')}${groups === undefined ? '' : ' --suppl-groups'}`
    },
  },
  {
    name: 'recent',
    pattern:
      /(! ?)?recent: (SET|CHECK|UPDATE|REMOVE)( seconds: \d+)?( reap)?( hit_count: \d+)?( TTL-Match)? name: (\S+) side: (source|dest)(?: mask: (\d+\.\d+\.\d+\.\d+))?/y,
    words: ([, sign, what = '', seconds, reap, hits, ttl, name, side, mask]) =>
      ` -m recent${not(sign)} --${what === 'CHECK' ? 'rcheck' : what.toLowerCase()}${seconds === undefined ? '' : ` --seconds ${seconds.slice(10)}`}${reap === undefined ? '' : ' --reap'}${
        hits === undefined ? '' : ` --hitcount ${hits.slice(12)}`
      }${ttl === undefined ? '' : ' --rttl'} --name ${quoted(name ?? '')}${mask === undefined ? '' : ` --mask ${mask}`} --r${side}`,
  },
  {
    name: 'iprange',
    pattern: /((?:(?:source|destination) IP range (?:! ?)?\S+-\S+ ?)+)/y,
    words: ([, ranges = '']) =>
      ` -m iprange${[...ranges.matchAll(/(source|destination) IP range (! ?)?(\S+)/g)]
        .map(([, side, sign, range]) => `${not(sign)} --${side === 'source' ? 'src' : 'dst'}-range ${range}`)
        .join('')}`,
  },
  {
    name: 'length',
    pattern: /length (!?)(\d+(?::\d+)?)(?=\s|$)/y,
    words: ([, sign, length]) => ` -m length${not(sign)} --length ${length}`,
  },
  {
    name: 'ttl',
    pattern: /TTL match TTL (==|!=|<|>) (\d+)/y,
    words: ([, sign, value]) =>
      ` -m ttl${sign === '==' ? ' --ttl-eq' : sign === '!=' ? ' ! --ttl-eq' : sign === '<' ? ' --ttl-lt' : ' --ttl-gt'} ${value}`,
  },
  { name: 'dscp', pattern: /DSCP match (!?)(0x[0-9a-f]+)/y, words: ([, sign, value]) => ` -m dscp${not(sign)} --dscp ${value}` },
  {
    name: 'tos',
    pattern: /tos match ?(!?)(0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)/y,
    words: ([, sign, value]) => ` -m tos${not(sign)} --tos ${value}`,
  },
  { name: 'pkttype', pattern: /PKTTYPE (!?)= (\w+)/y, words: ([, sign, type]) => ` -m pkttype${not(sign)} --pkt-type ${type}` },
  {
    name: 'statistic',
    pattern: /statistic mode random( !)? probability (\S+)/y,
    words: ([, sign, value]) => ` -m statistic --mode random${not(sign)} --probability ${value}`,
  },
  {
    name: 'statistic',
    pattern: /statistic mode nth( !)? every (\d+)(?: packet (\d+))?/y,
    words: ([, sign, every, packet]) => ` -m statistic --mode nth${not(sign)} --every ${every} --packet ${packet ?? 0}`,
  },
  {
    name: 'connlimit',
    pattern: /#conn(?: (src|dst))?\/(\d+) (>|<=) (\d+)/y,
    words: ([, side, mask, sign, count]) =>
      ` -m connlimit --connlimit-${sign === '>' ? 'above' : 'upto'} ${count} --connlimit-mask ${mask} --connlimit-${side === 'dst' ? 'd' : 's'}addr`,
  },
  {
    name: 'connbytes',
    pattern: /(! )?connbytes (\d+(?::\d*)?) connbytes mode (\w+) connbytes direction (\w+)/y,
    words: ([, sign, range, mode, direction]) =>
      ` -m connbytes${not(sign)} --connbytes ${range} --connbytes-mode ${mode} --connbytes-dir ${direction}`,
  },
  { name: 'quota', pattern: /quota: (\d+) bytes/y, words: ([, bytes]) => ` -m quota --quota ${bytes}` },
  { name: 'cpu', pattern: /cpu (! ?)?(\d+)/y, words: ([, sign, cpu]) => ` -m cpu${not(sign)} --cpu ${cpu}` },
  {
    name: 'helper',
    pattern: /helper match (! ?)?"([^"]*)"/y,
    words: ([, sign, name]) => ` -m helper${not(sign)} --helper ${quoted(name ?? '')}`,
  },
  {
    name: 'realm',
    pattern: /(! ?)?realm (0x[0-9a-f]+(?:\/0x[0-9a-f]+)?|\w+)/y,
    words: ([, sign, realm]) => ` -m realm${not(sign)} --realm ${realm}`,
  },
  {
    name: 'string',
    pattern: /STRING match (! ?)? ?(".*?(?<!\\)") ALGO name (\w+)(?: FROM (\d+))?(?: TO (\d+))?( ICASE)?/y,
    words: ([, sign, text = '', algorithm, from, to, icase]) =>
      ` -m string${not(sign)} --${/^"\|[0-9a-f]+\|"$/.test(text) ? 'hex-string' : 'string'} ${text} --algo ${algorithm}${option('from', from)}${option('to', to)}${
        icase === undefined ? '' : ' --icase'
      }`,
  },
  {
    name: 'tcpmss',
    pattern: /tcpmss match (!?)(\d+(?::\d+)?)/y,
    words: ([, sign, range]) => ` -m tcpmss${not(sign)} --mss ${range}`,
  },
  {
    name: 'esp',
    pattern: /esp(?: spis?:(!?)(\S+))?(?=\s|$)/y,
    words: ([, sign, spi]) => ` -m esp${spi === undefined ? '' : `${not(sign)} --espspi ${spi}`}`,
  },
  {
    name: 'ah',
    pattern: /ah(?: spis?:(!?)(\S+))?(?=\s|$)/y,
    words: ([, sign, spi]) => ` -m ah${spi === undefined ? '' : `${not(sign)} --ahspi ${spi}`}`,
  },
  {
    name: 'rpfilter',
    pattern: /rpfilter((?: (?:loose|validmark|accept-local|invert))*)/y,
    words: ([, options = '']) => ` -m rpfilter${dashed(options)}`,
  },
  {
    name: 'socket',
    pattern: /socket((?: (?:--)?(?:transparent|nowildcard|restore-skmark))*)/y,
    words: ([, options = '']) => ` -m socket${dashed(options)}`,
  },
  {
    name: 'ecn',
    pattern: /ECN match((?: !?(?:ECE|CWR|ECT=\d))+)/y,
    words: ([, parts = '']) =>
      ` -m ecn${[...parts.matchAll(/ (!?)(ECE|CWR|ECT=(\d))/g)]
        .map(([, sign, what, value]) => `${not(sign)} --ecn-${what === 'ECE' ? 'tcp-ece' : what === 'CWR' ? 'tcp-cwr' : `ip-ect ${value}`}`)
        .join('')}`,
  },
  {
    name: 'u32',
    pattern: /u32( !)? "([^"]*)"/y,
    words: ([, sign, program]) => ` -m u32${not(sign)} --u32 "${program}"`,
  },
  {
    name: 'physdev',
    pattern: /PHYSDEV match((?:(?: !)? --physdev-(?:in|out) \S+|(?: !)? --physdev-is-(?:in|out|bridged))+)/y,
    words: ([, options]) => ` -m physdev${options}`,
  },
  {
    name: 'sctp',
    pattern: new RegExp(`sctp(?= |$)${PORTS}(?: (! )?(any|all|only) (\\S+))?`, 'y'),
    words: ([, ports = '', sign, how, chunks]) =>
      ` -m sctp${portWords(ports)}${how === undefined || chunks === undefined ? '' : `${not(sign)} --chunk-types ${how} ${chunkWords(chunks)}`}`,
  },
  {
    name: 'dccp',
    pattern: new RegExp(`dccp(?= |$)${PORTS}(?: (! )?([\\d,]+|[A-Z,]+)(?=\\s|$))?(?: option=(!?)(\\d+))?`, 'y'),
    words: ([, ports = '', typeSign, types, sign, number]) =>
      ` -m dccp${portWords(ports)}${types === undefined ? '' : `${not(typeSign)} --dccp-types ${typeWords(types)}`}${
        number === undefined ? '' : `${not(sign)} --dccp-option ${number}`
      }`,
  },
  {
    name: 'policy',
    pattern:
      /policy match dir (in|out) pol (none|ipsec)((?: (?:strict|\[\d+\]|!(?= )|reqid \S+|spi \S+|proto \S+|mode \S+|tunnel-(?:src|dst) \S+))*)/y,
    words: ([, direction, policy, rest = '']) =>
      ` -m policy --dir ${direction} --pol ${policy}${rest.replace(/ \[(\d+)\]/g, (_, index) => (index === '0' ? '' : ' --next')).replace(/ (?=(?:strict|reqid|spi|proto|mode|tunnel-))/g, ' --')}`,
  },
  {
    name: 'time',
    pattern:
      /TIME(?: from (\S+) to (\S+))?(?: on (!? ?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Za-z,]*))?(?: on ([\d][\w,]*))?(?: starting from (\S+) (\S+))?(?: until date (\S+) (\S+))?( UTC)?( contiguous)?/y,
    words: ([, start, stop, weekdays, monthdays, fromDate, fromTime, untilDate, untilTime, utc, contiguous]) =>
      ` -m time${option('timestart', start)}${option('timestop', stop)}${option('monthdays', monthdays?.replace(/[a-z]/g, ''))}${option('weekdays', weekdays)}${
        fromDate === undefined ? '' : ` --datestart ${fromDate}T${fromTime}`
      }${untilDate === undefined ? '' : ` --datestop ${untilDate}T${untilTime}`}${utc === undefined ? ' --kerneltz' : ''}${contiguous === undefined ? '' : ' --contiguous'}`,
  },
  {
    name: 'hashlimit',
    pattern:
      /limit: (up to|above) (\S+)(?: burst (\S+))?(?: mode (\S+))?((?: (?:htable-size|htable-max|htable-gcinterval|htable-expire|srcmask|dstmask|rate-interval) \d+| rate-match)*)/y,
    words: ([, side, rate, burst, mode, rest = '']) =>
      ` -m hashlimit --hashlimit-${side === 'above' ? 'above' : 'upto'} ${rate}${option('hashlimit-burst', burst)}${option('hashlimit-mode', mode?.replaceAll('-', ','))}${rest.replace(/ (?=[a-z])/g, ' --hashlimit-')} --hashlimit-name ${nameFor(`${side} ${rate} ${burst} ${mode} ${rest}`)}`,
  },
  {
    name: 'ipcomp',
    pattern: /comp(?: spis?:(!?)(\S+))?(?=\s|$)/y,
    words: ([, sign, spi]) => ` -m ipcomp${spi === undefined ? '' : `${not(sign)} --ipcompspi ${spi}`}`,
  },
  {
    name: 'connlabel',
    pattern: /connlabel (! )?"?([\w.-]+)"?( set)?/y,
    words: ([, sign, label, set]) => ` -m connlabel${not(sign)} --label ${label}${set === undefined ? '' : ' --set'}`,
  },
  {
    name: 'cgroup',
    pattern: /cgroup (! )?(\d+)(?=\s|$)/y,
    words: ([, sign, id]) => ` -m cgroup${not(sign)} --cgroup ${id}`,
  },
  {
    name: 'cgroup',
    pattern: /cgroup (! )?([a-zA-Z/]\S*)(?=\s|$)/y,
    words: ([, sign, path]) => ` -m cgroup${not(sign)} --path "${path}"`,
  },
  {
    name: 'cluster',
    pattern: /cluster (! ?)?node_mask=(\S+) total_nodes=(\d+) hash_seed=(\S+)/y,
    words: ([, sign, mask, total, seed]) =>
      ` -m cluster${not(sign)} --cluster-local-nodemask ${mask} --cluster-total-nodes ${total} --cluster-hash-seed ${seed}`,
  },
  {
    name: 'devgroup',
    pattern: /(?:! )?(?:src|dst)-group \S+(?: (?:! )?(?:src|dst)-group \S+)*/y,
    words: ([all]) => ` -m devgroup ${all.replace(/(?:src|dst)-group/g, '--$&')}`,
  },
  {
    name: 'conntrack',
    pattern:
      /((?:! ?)?(?:ctstate \S+|ctstatus \S+|ctproto \S+|ctorigsrc \S+|ctorigdst \S+|ctreplsrc \S+|ctrepldst \S+|ctorigsrcport \S+|ctorigdstport \S+|ctreplsrcport \S+|ctrepldstport \S+|ctexpire \S+|ctdir (?:ORIGINAL|REPLY)) ?)+/y,
    words: ([all]) => {
      const parts = [...all.matchAll(/(! ?)?(ct\w+) (\S+)/g)]
      return ` -m conntrack${parts.map(([, sign, option, value]) => `${not(sign)} --${option} ${value}`).join('')}`
    },
  },
]

/** `0x0000:U,0x0084`: the letters of the flags stay. */
function chunkWords(text: string): string {
  return text.replace(/0x([0-9A-F]{4})/g, (_, type: string) => chunkName(Number.parseInt(type, 16)))
}

/** `0,2,10`, a number for each bit. */
function typeWords(text: string): string {
  return /^\d/.test(text) ? typeNames(text.split(',').reduce((bits, type) => bits | (1 << Number(type)), 0)) : text
}

function flags(sign: string | undefined, mask: string | undefined, set: string | undefined): string {
  return mask === undefined || set === undefined ? '' : `${not(sign)} --tcp-flags ${flagWords(mask)} ${flagWords(set)}`
}

function option(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` --${name} ${value}`
}

/** A listing does not name a hashlimit's table: rules with different limits get different ones, as they must have had. */
function nameFor(limit: string): string {
  let hash = 0
  for (let at = 0; at < limit.length; at++) hash = (Math.imul(hash, 31) + limit.charCodeAt(at)) | 0
  return `listed-${(hash >>> 0).toString(36)}`
}

/** `loose invert` to ` --loose --invert`. */
function dashed(words: string): string {
  return words.replace(/ (?:--)?(?=[a-z])/g, ' --')
}
