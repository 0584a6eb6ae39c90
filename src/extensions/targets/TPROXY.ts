import { formatIpv4 } from '../../model'
import { defineTarget } from '../extension'
import { hex } from '../marks'
import { host, markMask, port } from '../option'

/** Delivery to a local proxy without rewriting. Kernel: net/netfilter/xt_TPROXY.c. */
export const TPROXY = defineTarget({
  name: 'TPROXY',
  summary: 'Gives the packet to a local proxy socket without rewriting it.',
  wakes: 'defragmentation',
  tables: ['mangle'],
  hooks: ['PREROUTING'],
  options: {
    'on-port': { type: port, required: true, doc: "The proxy's port." },
    'on-ip': { type: host, doc: "The proxy's address; the incoming interface's when it is not given." },
    'tproxy-mark': { type: markMask, doc: 'The mark for the packet.' },
  },
  checkentry: (_, { protocol }) =>
    protocol === null || protocol.inverted || (protocol.number !== 6 && protocol.number !== 17)
      ? { hint: ['needs either protocol', 'TPROXY', 'tcp', 'udp'] }
      : null,
  save: (use) => ` --on-port ${use['on-port']} --on-ip ${formatIpv4(use['on-ip'] ?? 0)} --tproxy-mark ${markOf(use)}`,
  list: (use) => ` TPROXY redirect ${formatIpv4(use['on-ip'] ?? 0)}:${use['on-port']} mark ${markOf(use)}`,
  // tproxy_tg4: only a transparent socket may take the packet; without one it is dropped.
  compile: (use) => {
    const { value, mask } = use['tproxy-mark'] ?? { value: 0, mask: 0 }
    return (context) => {
      if (!context.giveToProxy(use['on-ip'] ?? 0, use['on-port'])) return 'DROP'
      context.setMark(((context.mark & ~mask) ^ value) >>> 0)
      return 'ACCEPT'
    }
  },
  examples: [
    {
      rule: '-p tcp -j TPROXY --on-port 3128 --tproxy-mark 1',
      table: 'mangle',
      chain: 'PREROUTING',
      saved: '-p tcp -j TPROXY --on-port 3128 --on-ip 0.0.0.0 --tproxy-mark 0x1/0xffffffff',
    },
    { rule: '-p udp -j TPROXY --on-port 53 --on-ip 127.0.0.1 --tproxy-mark 0x1/0x3', table: 'mangle', chain: 'PREROUTING', saved: '=' },
    {
      rule: '-p tcp -j TPROXY',
      table: 'mangle',
      chain: 'PREROUTING',
      rejected: 'TPROXY: option "--on-port" must be specified',
      by: 'iptables',
    },
    { rule: '-p tcp -j TPROXY --on-port 3128', table: 'mangle', chain: 'FORWARD', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function markOf(use: { readonly 'tproxy-mark'?: { readonly value: number; readonly mask: number } }): string {
  const { value, mask } = use['tproxy-mark'] ?? { value: 0, mask: 0 }
  return `${hex(value)}/${hex(mask)}`
}
