import { type Packet, TcpFlag } from '../../model'
import { defineTarget } from '../extension'
import { flag, integer, Refusal } from '../option'

/** Explicit congestion notification. Kernel: net/ipv4/netfilter/ipt_ECN.c. */
export const ECN = defineTarget({
  name: 'ECN',
  summary: 'Rewrites the ECN bits of TCP (ECE, CWR) or of the IP header.',
  tables: ['mangle'],
  options: {
    'ecn-tcp-remove': {
      type: flag,
      excludes: ['ecn-tcp-cwr', 'ecn-tcp-ece'],
      doc: 'Clear ECE and CWR: works around hosts that refuse ECN.',
    },
    'ecn-tcp-cwr': { type: integer(8, { max: 1 }), excludes: ['ecn-tcp-remove'], doc: 'Set or clear CWR.' },
    'ecn-tcp-ece': { type: integer(8, { max: 1 }), excludes: ['ecn-tcp-remove'], doc: 'Set or clear ECE.' },
    'ecn-ip-ect': { type: integer(8, { max: 3 }), doc: 'Set the two ECN bits of the IP header.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('ECN target: An operation is required') : null),
  checkentry: (use, { protocol }) => {
    const { ece, cwr } = changeOf(use)
    return (ece !== null || cwr !== null) && (protocol === null || protocol.inverted || protocol.number !== 6)
      ? { hint: ['needs protocol', 'ECE, CWR', 'tcp'] }
      : null
  },
  save: (use) => print(use, { remove: ' --ecn-tcp-remove', ece: ' --ecn-tcp-ece ', cwr: ' --ecn-tcp-cwr ', ip: ' --ecn-ip-ect ' }),
  list: (use) => ` ECN${print(use, { remove: ' TCP remove', ece: ' ECE=', cwr: ' CWR=', ip: ' ECT codepoint=' })}`,
  compile: (use) => {
    const { ece, cwr, ip } = changeOf(use)
    return (context) => {
      const { transport } = context.packet
      // set_ect_tcp: there has to be a header to change.
      if ((ece !== null || cwr !== null) && transport.kind === 'other' && transport.payload.length < 20) return 'DROP'
      const packet = withTcpBits(ip === null ? context.packet : { ...context.packet, tos: (context.packet.tos & ~3) | ip }, ece, cwr)
      if (packet.tos !== context.packet.tos || packet.transport !== context.packet.transport) context.rewrite(packet)
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-p tcp -j ECN --ecn-tcp-remove', table: 'mangle', saved: '=' },
    { rule: '-p tcp -j ECN --ecn-tcp-cwr 0 --ecn-tcp-ece 1', table: 'mangle', saved: '-p tcp -j ECN --ecn-tcp-ece 1 --ecn-tcp-cwr 0' },
    { rule: '-j ECN --ecn-ip-ect 0x2', table: 'mangle', saved: '-j ECN --ecn-ip-ect 2' },
    {
      rule: '-j ECN --ecn-ip-ect 4',
      table: 'mangle',
      rejected: 'ECN: bad value for option "--ecn-ip-ect", or out of range (0-3).',
      by: 'iptables',
    },
    {
      rule: '-p tcp -j ECN --ecn-tcp-ece 2',
      table: 'mangle',
      rejected: 'ECN: bad value for option "--ecn-tcp-ece", or out of range (0-1).',
      by: 'iptables',
    },
    {
      rule: '-p tcp -j ECN --ecn-tcp-remove --ecn-tcp-cwr 1',
      table: 'mangle',
      rejected: 'ECN: option "--ecn-tcp-remove" cannot be used together with "--ecn-tcp-cwr".',
      by: 'iptables',
    },
    { rule: '-j ECN', table: 'mangle', rejected: 'ECN target: An operation is required', by: 'iptables' },
    { rule: '-j ECN --ecn-tcp-remove', table: 'mangle', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

interface Use {
  readonly 'ecn-tcp-remove'?: true
  readonly 'ecn-tcp-cwr'?: number
  readonly 'ecn-tcp-ece'?: number
  readonly 'ecn-ip-ect'?: number
}

function changeOf(use: Use): { readonly ece: number | null; readonly cwr: number | null; readonly ip: number | null } {
  const removed = use['ecn-tcp-remove'] ? 0 : null
  return { ece: use['ecn-tcp-ece'] ?? removed, cwr: use['ecn-tcp-cwr'] ?? removed, ip: use['ecn-ip-ect'] ?? null }
}

function print(use: Use, words: { readonly remove: string; readonly ece: string; readonly cwr: string; readonly ip: string }): string {
  const { ece, cwr, ip } = changeOf(use)
  // Both cleared prints as the removal, and then the IP part is not printed at all.
  if (ece === 0 && cwr === 0) return words.remove
  return [ece === null ? '' : words.ece + ece, cwr === null ? '' : words.cwr + cwr, ip === null ? '' : words.ip + ip].join('')
}

function withTcpBits(packet: Packet, ece: number | null, cwr: number | null): Packet {
  const { transport } = packet
  if (transport.kind !== 'tcp') return packet
  const flags = withBit(withBit(transport.flags, TcpFlag.ECE, ece), TcpFlag.CWR, cwr)
  return flags === transport.flags ? packet : { ...packet, transport: { ...transport, flags } }
}

function withBit(flags: number, bit: number, to: number | null): number {
  return to === null ? flags : to === 0 ? flags & ~bit : flags | bit
}
