import { protocolNumber } from '../extensions/protocol-names'
import { formatIpv4, Protocol, parseIpv4 } from '../model'

/** Options of conntrack(8) that say what a connection is, by all their names. */
const OPTIONS: { readonly [option: string]: string } = {
  '-s': 'src',
  '--src': 'src',
  '--orig-src': 'src',
  '-d': 'dst',
  '--dst': 'dst',
  '--orig-dst': 'dst',
  '-r': 'reply-src',
  '--reply-src': 'reply-src',
  '-q': 'reply-dst',
  '--reply-dst': 'reply-dst',
  '-n': 'snat',
  '--src-nat': 'snat',
  '-g': 'dnat',
  '--dst-nat': 'dnat',
  '-p': 'proto',
  '--proto': 'proto',
  '-t': 'timeout',
  '--timeout': 'timeout',
  '-u': 'status',
  '--status': 'status',
  '-m': 'mark',
  '--mark': 'mark',
  '-w': 'zone',
  '--zone': 'zone',
  '--orig-zone': 'zone-orig',
  '--reply-zone': 'zone-reply',
  '--sport': 'sport',
  '--orig-port-src': 'sport',
  '--dport': 'dport',
  '--orig-port-dst': 'dport',
  '--reply-port-src': 'reply-sport',
  '--reply-port-dst': 'reply-dport',
  '--state': 'state',
  '--icmp-type': 'type',
  '--icmp-code': 'code',
  '--icmp-id': 'id',
  '--srckey': 'srckey',
  '--dstkey': 'dstkey',
  '--reply-key-src': 'reply-srckey',
  '--reply-key-dst': 'reply-dstkey',
  '-f': 'family',
  '--family': 'family',
}

/** The types that answer each other (nf_conntrack_proto_icmp.c invmap). */
const ANSWERS: { readonly [type: string]: string } = { 8: '0', 0: '8', 13: '14', 14: '13', 15: '16', 16: '15', 17: '18', 18: '17' }

/**
 * What conntrack prints with `-o save`, and takes with -I and -R: `-A -t 30 -u SEEN_REPLY -s ... -d ... -r ... -q ... -p udp --sport ...`,
 * as the line that it prints without. The other direction is the reversed one where it is not said. Null where that is no connection.
 */
export function lineOfOptions(text: string): string | null {
  const said = new Map<string, string>()
  const words = text.trim().split(/\s+/)
  for (const [index, word] of words.entries()) {
    const name = OPTIONS[word]
    const value = words[index + 1]
    if (name !== undefined && value !== undefined && !said.has(name)) said.set(name, value)
  }
  const proto = said.get('proto') ?? ''
  const number = protocolNumber(proto)
  const of = (name: string): string | null => said.get(name) ?? null
  const [src, dst] = [of('src'), of('dst')]
  if (number === null || src === null || dst === null || of('family') === 'ipv6') return null
  const [snat, dnat] = [translated(of('snat')), translated(of('dnat'))]
  const replied = (/SEEN_REPLY/.test(of('status') ?? '') && 'yes') || null
  const own = pairs(number, of)
  const reply = pairs(number, (name) => {
    switch (name) {
      case 'sport':
        return of('reply-sport') ?? dnat.port ?? of('dport')
      case 'dport':
        return of('reply-dport') ?? snat.port ?? of('sport')
      case 'srckey':
      case 'dstkey':
        return of(`reply-${name}`)
      case 'type':
        return ANSWERS[of('type') ?? ''] ?? of('type')
      default:
        return of(name)
    }
  })
  const mark = of('mark')
  return [
    'ipv4 2',
    proto,
    String(number),
    of('timeout') ?? '0',
    of('state') ?? (number === Protocol.TCP ? 'NONE' : ''),
    `src=${src} dst=${dst}`,
    own,
    replied === null ? '[UNREPLIED]' : '',
    `src=${of('reply-src') ?? dnat.address ?? dst} dst=${of('reply-dst') ?? snat.address ?? src}`,
    reply,
    /ASSURED/.test(of('status') ?? '') ? '[ASSURED]' : '',
    `mark=${mark === null ? 0 : Number(mark.split('/')[0])}`,
    ...['zone', 'zone-orig', 'zone-reply'].map((name) => (of(name) === null ? '' : `${name}=${of(name)}`)),
  ]
    .filter((word) => word !== '')
    .join(' ')
}

/** `10.0.0.1:80`, as --dst-nat takes it. */
function translated(text: string | null): { readonly address: string | null; readonly port: string | null } {
  const [address = '', port = null] = (text ?? '').split(':')
  const parsed = parseIpv4(address)
  return { address: parsed === null ? null : formatIpv4(parsed), port }
}

function pairs(protocol: number, of: (name: string) => string | null): string {
  const names = protocol === Protocol.ICMP ? ['type', 'code', 'id'] : of('srckey') === null ? ['sport', 'dport'] : ['srckey', 'dstkey']
  return names.flatMap((name) => (of(name) === null ? [] : [`${name}=${of(name)}`])).join(' ')
}
