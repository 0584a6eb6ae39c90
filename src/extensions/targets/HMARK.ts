import { type Ipv4, maskLength, type Packet, Protocol, type Tuple } from '../../model'
import { defineTarget } from '../extension'
import { hashThreeWords, scale } from '../jhash'
import { type CustomType, custom, integer, type OptionType, prefixMask, Refusal, uint16, uint32 } from '../option'
import { wordAt } from '../ports'
import { readValue } from '../read-value'

/** Marks packets by a hash of what tells flows apart. Kernel: net/netfilter/xt_HMARK.c. */
export const HMARK = defineTarget({
  name: 'HMARK',
  summary: "Sets the packet's mark to a number that is the same for all packets of a flow, in both directions.",
  options: {
    'hmark-src-prefix': { type: unlessInTuple('src', plain<Ipv4>('LENGTH', prefixMask)), doc: 'So much of the source counts.' },
    'hmark-dst-prefix': { type: unlessInTuple('dst', plain<Ipv4>('LENGTH', prefixMask)), doc: 'So much of the destination counts.' },
    'hmark-sport-mask': { type: unlessInTuple('sport', plain<number>('NUMBER', uint16)), doc: 'These bits of the source port count.' },
    'hmark-dport-mask': { type: unlessInTuple('dport', plain<number>('NUMBER', uint16)), doc: 'These bits of the destination port count.' },
    'hmark-spi-mask': { type: unlessInTuple('spi', plain<number>('NUMBER', uint32)), doc: 'These bits of an ESP or AH index count.' },
    'hmark-sport': { type: uint16, doc: 'These bits of the source port are taken to be set.' },
    'hmark-dport': { type: uint16, doc: 'These bits of the destination port are taken to be set.' },
    'hmark-spi': { type: uint32, doc: 'These bits of an ESP or AH index are taken to be set.' },
    'hmark-proto-mask': { type: unlessInTuple('proto', plain<number>('NUMBER', uint16)), doc: 'These bits of the protocol count.' },
    'hmark-rnd': { type: uint32, doc: "The hash's seed." },
    'hmark-mod': { type: integer(32, { min: 1, max: 0xffffffff }), doc: 'How many marks there are.' },
    'hmark-offset': { type: uint32, doc: 'The first mark.' },
    'hmark-tuple': {
      type: custom('PART[,PART...]', readParts, ['src', 'dst', 'sport', 'dport', 'spi', 'proto', 'ct']),
      doc: 'What counts, in full; with ct as the connection began.',
    },
  },
  finalCheck: (given) => {
    if (given['hmark-mod'] === undefined) return new Refusal('--hmark-mod is mandatory')
    if (given['hmark-rnd'] === undefined) return new Refusal('--hmark-rnd is mandatory')
    const { source, destination, sourcePort, destinationPort, spi, protocol, ct } = whatCounts(given)
    const ports = (sourcePort ?? destinationPort) !== null
    if (spi !== null && ports) return new Refusal('you cannot use --hmark-spi-mask and --hmark-?port-mask,at the same time')
    const set = given['hmark-sport'] ?? given['hmark-dport'] ?? given['hmark-spi']
    const some = ct || ports || set !== undefined || (source ?? destination ?? spi ?? protocol) !== null
    return some ? null : new Refusal('you have to specify --hmark-tuple at least')
  },
  checkentry: (use) =>
    use['hmark-spi'] !== undefined && (use['hmark-sport'] ?? use['hmark-dport']) !== undefined
      ? { option: 'hmark-spi', hint: ['one of port and index'] }
      : null,
  save: (use) => {
    const { source, destination, sourcePort, destinationPort, spi, protocol, ct } = whatCounts(use)
    return [
      source === null ? '' : ` --hmark-src-prefix ${maskLength(source)}`,
      destination === null ? '' : ` --hmark-dst-prefix ${maskLength(destination)}`,
      sourcePort === null ? '' : ` --hmark-sport-mask ${hex(sourcePort, 4)}`,
      destinationPort === null ? '' : ` --hmark-dport-mask ${hex(destinationPort, 4)}`,
      spi === null ? '' : ` --hmark-spi-mask ${hex(spi, 8)}`,
      use['hmark-sport'] === undefined ? '' : ` --hmark-sport ${hex(use['hmark-sport'], 4)}`,
      use['hmark-dport'] === undefined ? '' : ` --hmark-dport ${hex(use['hmark-dport'], 4)}`,
      use['hmark-spi'] === undefined ? '' : ` --hmark-spi ${hex(use['hmark-spi'], 8)}`,
      protocol === null ? '' : ` --hmark-proto-mask ${hex(protocol, 2)}`,
      ` --hmark-rnd ${hex(use['hmark-rnd'] ?? 0, 8)} --hmark-mod ${use['hmark-mod']}`,
      use['hmark-offset'] === undefined ? '' : ` --hmark-offset ${use['hmark-offset']}`,
      ct ? ' --hmark-tuple ct' : '',
    ].join('')
  },
  list: (use) => {
    const { source, destination, sourcePort, destinationPort, spi, protocol, ct } = whatCounts(use)
    return [
      ` HMARK mod ${use['hmark-mod']} `,
      use['hmark-offset'] === undefined ? '' : `+ ${hex(use['hmark-offset'], 1)} `,
      ct ? 'ct, ' : '',
      source === null ? '' : `src-prefix ${maskLength(source)} `,
      destination === null ? '' : `dst-prefix ${maskLength(destination)} `,
      sourcePort === null ? '' : `sport-mask ${hex(sourcePort, 1)} `,
      destinationPort === null ? '' : `dport-mask ${hex(destinationPort, 1)} `,
      spi === null ? '' : `spi-mask ${hex(spi, 1)} `,
      use['hmark-sport'] === undefined ? '' : `sport ${hex(use['hmark-sport'], 1)} `,
      use['hmark-dport'] === undefined ? '' : `dport ${hex(use['hmark-dport'], 1)} `,
      use['hmark-spi'] === undefined ? '' : `spi ${hex(use['hmark-spi'], 1)} `,
      protocol === null ? '' : `proto-mask ${hex(protocol, 1)} `,
      `rnd ${hex(use['hmark-rnd'] ?? 0, 1)} `,
    ].join('')
  },
  compile: (use) => {
    const what = whatCounts(use)
    const mark = (flow: Flow) => {
      const hash = hashFlow(flow, what, use['hmark-rnd'] ?? 0)
      return (scale(hash, use['hmark-mod'] ?? 1) + (use['hmark-offset'] ?? 0)) >>> 0
    }
    return (context) => {
      const flow = what.ct ? connectionFlow(context.connection) : packetFlow(context.packet)
      if (flow !== null) context.setMark(mark(flow))
      return 'CONTINUE'
    }
  },
  examples: [
    {
      rule: '-j HMARK --hmark-tuple src,dst,sport,dport,proto --hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xdeafbeef',
      saved:
        '-j HMARK --hmark-src-prefix 32 --hmark-dst-prefix 32 --hmark-sport-mask 0xffff --hmark-dport-mask 0xffff --hmark-proto-mask 0xffff --hmark-rnd 0xdeafbeef --hmark-mod 10 --hmark-offset 100',
    },
    { rule: '-j HMARK --hmark-src-prefix 24 --hmark-dst-prefix 16 --hmark-rnd 0x00000001 --hmark-mod 5', saved: '=' },
    {
      rule: '-j HMARK --hmark-sport-mask 0x00ff --hmark-dport-mask 0x0001 --hmark-proto-mask 0x0f --hmark-rnd 0x00000001 --hmark-mod 5',
      saved: '=',
    },
    { rule: '-j HMARK --hmark-spi-mask 0x0000000f --hmark-rnd 0x00000001 --hmark-mod 5 --hmark-tuple ct', saved: '=' },
    { rule: '-j HMARK', rejected: '--hmark-mod is mandatory', by: 'iptables' },
    { rule: '-j HMARK --hmark-mod 5', rejected: '--hmark-rnd is mandatory', by: 'iptables' },
    { rule: '-j HMARK --hmark-mod 5 --hmark-rnd 1', rejected: 'you have to specify --hmark-tuple at least', by: 'iptables' },
    {
      rule: '-j HMARK --hmark-mod 5 --hmark-rnd 1 --hmark-tuple spi,sport',
      rejected: 'you cannot use --hmark-spi-mask and --hmark-?port-mask,at the same time',
      by: 'iptables',
    },
    { rule: '-j HMARK --hmark-mod 5 --hmark-rnd 1 --hmark-tuple hops', rejected: 'Bad type "hops"', by: 'iptables' },
    {
      rule: '-j HMARK --hmark-mod 0 --hmark-rnd 1',
      rejected: 'HMARK: bad value for option "--hmark-mod", or out of range (1-4294967295).',
      by: 'iptables',
    },
    {
      rule: '-j HMARK --hmark-sport-mask 0x0f --hmark-tuple sport --hmark-mod 5 --hmark-rnd 1',
      saved: '-j HMARK --hmark-sport-mask 0xffff --hmark-rnd 0x00000001 --hmark-mod 5',
    },
    {
      rule: '-j HMARK --hmark-tuple src,sport --hmark-src-prefix 8 --hmark-mod 5 --hmark-rnd 1',
      rejected: 'HMARK: option "--hmark-src-prefix" can only be used once.',
      by: 'iptables',
    },
    {
      rule: '-j HMARK --hmark-sport 5 --hmark-dport 0x10 --hmark-tuple src --hmark-rnd 1 --hmark-mod 50',
      saved: '-j HMARK --hmark-src-prefix 32 --hmark-sport 0x0005 --hmark-dport 0x0010 --hmark-rnd 0x00000001 --hmark-mod 50',
    },
    {
      rule: '-j HMARK --hmark-spi 5 --hmark-tuple src --hmark-rnd 1 --hmark-mod 50',
      saved: '-j HMARK --hmark-src-prefix 32 --hmark-spi 0x00000005 --hmark-rnd 0x00000001 --hmark-mod 50',
    },
    {
      rule: '-j HMARK --hmark-spi 5 --hmark-sport 5 --hmark-rnd 1 --hmark-mod 50',
      rejected: 'Invalid argument',
      by: 'kernel',
    },
    {
      rule: '-j HMARK --hmark-dport 65536 --hmark-rnd 1 --hmark-mod 50',
      rejected: 'HMARK: bad value for option "--hmark-dport", or out of range (0-65535).',
      by: 'iptables',
    },
  ],
})

/** In the order in which iptables compares them. */
const PARTS = ['ct', 'src', 'dst', 'sport', 'dport', 'proto', 'spi'] as const

type Part = 'src' | 'dst' | 'sport' | 'dport' | 'spi' | 'proto' | 'ct'

/** libxt_HMARK sets a tuple's parts like options of their own: said before, they cannot be said again; said after, they count. */
function unlessInTuple(part: Part, { placeholder, read }: CustomType<number>): CustomType<number> {
  return custom(placeholder, (argument, at) =>
    (at.given['hmark-tuple'] as readonly Part[] | undefined)?.includes(part) === true
      ? new Refusal(`HMARK: option "--${at.option}" can only be used once.`, ['tuple names', part])
      : read(argument, at),
  )
}

/** A value with no more to it. */
function plain<V extends number>(placeholder: string, type: OptionType): CustomType<V> {
  return custom(placeholder, (argument, at) => readValue(type, argument, at) as V | Refusal)
}

function readParts(argument: string): readonly Part[] | Refusal {
  const parts: Part[] = []
  let rest = argument
  for (const word of argument.split(',')) {
    if (rest === '') return new Refusal('"--hmark-tuple" requires a list of types with no spaces, e.g. src,dst,sport,dport,proto')
    // The beginning of a name is enough, in letters of any size.
    const part = word === '' ? undefined : PARTS.find((one) => one.startsWith(word.toLowerCase()))
    if (part === undefined) return new Refusal(`Bad type "${rest}"`)
    parts.push(part)
    rest = rest.slice(word.length + 1)
  }
  return parts
}

interface WhatCounts {
  readonly source: Ipv4 | null
  readonly destination: Ipv4 | null
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  readonly spi: number | null
  readonly protocol: number | null
  /** Bits of the two ports, or of the index in their place, that are taken to be set. */
  readonly set: { readonly source: number; readonly destination: number }
  readonly ct: boolean
}

function whatCounts(use: {
  readonly 'hmark-src-prefix'?: Ipv4
  readonly 'hmark-dst-prefix'?: Ipv4
  readonly 'hmark-sport-mask'?: number
  readonly 'hmark-dport-mask'?: number
  readonly 'hmark-spi-mask'?: number
  readonly 'hmark-proto-mask'?: number
  readonly 'hmark-sport'?: number
  readonly 'hmark-dport'?: number
  readonly 'hmark-spi'?: number
  readonly 'hmark-tuple'?: readonly Part[]
}): WhatCounts {
  const parts = use['hmark-tuple'] ?? []
  const all = (part: Part, mask: number) => (parts.includes(part) ? mask : null)
  return {
    source: all('src', 0xffffffff) ?? use['hmark-src-prefix'] ?? null,
    destination: all('dst', 0xffffffff) ?? use['hmark-dst-prefix'] ?? null,
    sourcePort: all('sport', 0xffff) ?? use['hmark-sport-mask'] ?? null,
    destinationPort: all('dport', 0xffff) ?? use['hmark-dport-mask'] ?? null,
    spi: all('spi', 0xffffffff) ?? use['hmark-spi-mask'] ?? null,
    protocol: all('proto', 0xffff) ?? use['hmark-proto-mask'] ?? null,
    set: {
      source: use['hmark-sport'] ?? (use['hmark-spi'] ?? 0) >>> 16,
      destination: use['hmark-dport'] ?? (use['hmark-spi'] ?? 0) & 0xffff,
    },
    ct: parts.includes('ct'),
  }
}

/** What is hashed; null for ports where there are none: then none of their bits is set either. */
interface Flow {
  readonly protocol: number
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ports: { readonly source: number; readonly destination: number } | null
}

/** hmark_hash: addresses and ports in order, the higher first or last, so that both directions have the same hash. */
function hashFlow(flow: Flow, what: WhatCounts, seed: number): number {
  const { source, destination, protocol } = what
  const one = (flow.source & (source ?? 0)) >>> 0
  const other = (flow.destination & (destination ?? 0)) >>> 0
  const hash = hashThreeWords(Math.min(one, other), Math.max(one, other), portsWord(flow, what), seed)
  return (hash ^ (flow.protocol & (protocol ?? 0))) >>> 0
}

function portsWord({ ports }: Flow, { sourcePort, destinationPort, spi, set }: WhatCounts): number {
  if (ports === null) return 0
  const a = (ports.source & (spi === null ? (sourcePort ?? 0) : spi >>> 16)) | set.source
  const b = (ports.destination & (spi === null ? (destinationPort ?? 0) : spi & 0xffff)) | set.destination
  return ((Math.max(a, b) << 16) | Math.min(a, b)) >>> 0
}

/** hmark_ct_set_htuple. */
function connectionFlow(connection: { readonly original: Tuple; readonly reply: Tuple } | null): Flow | null {
  if (connection === null) return null
  const { original, reply } = connection
  return {
    protocol: original.protocol,
    source: original.source,
    destination: reply.source,
    ports: original.protocol === Protocol.ICMP ? null : { source: original.sourcePort, destination: reply.sourcePort },
  }
}

/** hmark_pkt_set_htuple_ipv4: an ICMP error counts as the packet that it is about; fragments have no ports. */
function packetFlow(packet: Packet): Flow {
  const { transport } = packet
  const about = transport.kind === 'icmp' && transport.quoted !== null ? transport.quoted.packet : packet
  const { source, destination, fragmentOffset, moreFragments } = about
  const whole = fragmentOffset === 0 && !moreFragments
  return { protocol: about.transport.protocol, source, destination, ports: whole ? portsOf(about) : null }
}

/** proto_ports_offset: the first four bytes, of AH the second four. */
function portsOf({ transport }: Packet): Flow['ports'] {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return { source: transport.sourcePort, destination: transport.destinationPort }
  if (transport.kind !== 'other' || !PORTED.includes(transport.protocol)) return null
  const at = transport.protocol === Protocol.AH ? 4 : 0
  const [source, destination] = [wordAt(transport.payload, at), wordAt(transport.payload, at + 2)]
  return destination < 0 ? null : { source, destination }
}

const PORTED: readonly number[] = [Protocol.TCP, Protocol.UDP, Protocol.DCCP, Protocol.ESP, Protocol.AH, Protocol.SCTP, Protocol.UDPLITE]

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
