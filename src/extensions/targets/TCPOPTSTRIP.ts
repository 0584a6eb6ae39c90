import type { Packet } from '../../model'
import { defineTarget } from '../extension'
import { custom, Refusal } from '../option'
import { readUnsigned } from '../strtoul'
import { optionLength } from '../tcp-options'

/** Overwrites TCP options. Kernel: net/netfilter/xt_TCPOPTSTRIP.c. */
export const TCPOPTSTRIP = defineTarget({
  name: 'TCPOPTSTRIP',
  summary: 'Overwrites TCP options with NOPs.',
  tables: ['mangle'],
  protocols: [6],
  options: {
    'strip-options': {
      type: custom('OPTION[,OPTION...]', readKinds, ['wscale', 'mss', 'sack-permitted', 'sack', 'timestamp', 'md5']),
      doc: 'The options, by number or name.',
    },
  },
  save: (use) => (kindsOf(use).length === 0 ? '' : ` --strip-options ${kindsOf(use).join(',')}`),
  list: (use, { names }) => {
    const named = (kind: number): string =>
      Object.entries(NAMES).find(([, number]) => names === true && number === kind)?.[0] ?? String(kind)
    return kindsOf(use).length === 0 ? '' : ` TCPOPTSTRIP options ${kindsOf(use).map(named).join(',')}`
  },
  compile: (use) => {
    const kinds = new Set(kindsOf(use))
    return (context) => {
      const { packet } = context
      if (packet.transport.kind !== 'tcp') return packet.fragmentOffset === 0 ? 'DROP' : 'CONTINUE'
      if (packet.transport.dataOffset !== undefined) return 'DROP'
      const stripped = strip(packet, kinds)
      if (stripped !== packet) context.rewrite(stripped)
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-p tcp -j TCPOPTSTRIP --strip-options 2,8', table: 'mangle', saved: '=' },
    {
      rule: '-p tcp -j TCPOPTSTRIP --strip-options timestamp,wscale,0x13',
      table: 'mangle',
      saved: '-p tcp -j TCPOPTSTRIP --strip-options 3,8,19',
    },
    { rule: '-p tcp -j TCPOPTSTRIP --strip-options 1', table: 'mangle', rejected: 'Option value may not be 0 or 1', by: 'iptables' },
    { rule: '-p tcp -j TCPOPTSTRIP --strip-options speed', table: 'mangle', rejected: 'Bad TCP option value "speed"', by: 'iptables' },
    { rule: '-j TCPOPTSTRIP --strip-options 2', table: 'mangle', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

const NAMES: { readonly [name: string]: number } = { wscale: 3, mss: 2, 'sack-permitted': 4, sack: 5, timestamp: 8, md5: 19 }
const NOP = '\x01'

function readKinds(argument: string): readonly number[] | Refusal {
  const kinds: number[] = []
  for (const word of argument.split(',')) {
    const kind = (Object.hasOwn(NAMES, word) ? NAMES[word] : undefined) ?? readUnsigned(word, 0, 255)
    if (kind === null) return new Refusal(`Bad TCP option value "${word}"`)
    if (kind < 2) return new Refusal('Option value may not be 0 or 1')
    if (kinds.includes(kind)) return new Refusal(`Option "${word}" already specified`)
    kinds.push(kind)
  }
  return kinds.sort((one, other) => one - other)
}

function kindsOf(use: { readonly 'strip-options'?: readonly number[] }): readonly number[] {
  return use['strip-options'] ?? []
}

function strip(packet: Packet, kinds: ReadonlySet<number>): Packet {
  const { transport } = packet
  if (transport.kind !== 'tcp') return packet
  let options = transport.options
  for (let i = 0; i < options.length - 1; ) {
    const length = optionLength(options, i)
    if (i + length > options.length) break
    if (kinds.has(options.charCodeAt(i))) options = options.slice(0, i) + NOP.repeat(length) + options.slice(i + length)
    i += length
  }
  return options === transport.options ? packet : { ...packet, transport: { ...transport, options } }
}
