import { formatIpv4, maskLength } from '../../model'
import { defineTarget } from '../extension'
import { hostMask } from '../option'

/** Maps a whole network onto another, host by host. Kernel: net/netfilter/xt_NETMAP.c netmap_tg4. */
export const NETMAP = defineTarget({
  name: 'NETMAP',
  summary: 'Replaces the network part of the address and keeps the host part: the destination on the way in, the source on the way out.',
  wakes: 'conntrack',
  tables: ['nat'],
  hooks: ['PREROUTING', 'POSTROUTING', 'OUTPUT', 'INPUT'],
  options: {
    to: { type: hostMask, required: true, doc: 'The network to map onto.' },
  },
  save: ({ to }) => ` --to ${format(to)}`,
  list: ({ to }) => ` to:${format(to)}`,
  compile: ({ to }) => {
    const network = (to.address & to.mask) >>> 0
    return (context) => {
      const { packet, hook } = context
      const manip = hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source'
      const address = ((packet[manip] & ~to.mask) | network) >>> 0
      return context.bindNat({
        manip,
        addresses: { first: address, last: address },
        ports: null,
        random: false,
        fullyRandom: false,
        persistent: false,
        netmap: true,
      })
    }
  },
  examples: [
    { rule: '-j NETMAP --to 10.1.0.0/16', table: 'nat', chain: 'PREROUTING', saved: '=' },
    { rule: '-j NETMAP --to 10.1.2.3/255.255.0.0', table: 'nat', chain: 'POSTROUTING', saved: '-j NETMAP --to 10.1.0.0/16' },
    { rule: '-j NETMAP --to 10.1.2.3', table: 'nat', chain: 'OUTPUT', saved: '-j NETMAP --to 10.1.2.3/32' },
    {
      rule: '-j NETMAP --to 10.1.0.0/x',
      table: 'nat',
      chain: 'PREROUTING',
      rejected: 'NETMAP: bad value for option "--to", neither a valid network mask nor valid CIDR (0-32).',
      by: 'iptables',
    },
    { rule: '-j NETMAP', table: 'nat', chain: 'PREROUTING', rejected: 'NETMAP: option "--to" must be specified', by: 'iptables' },
  ],
})

function format({ address, mask }: { readonly address: number; readonly mask: number }): string {
  return `${formatIpv4((address & mask) >>> 0)}/${maskLength(mask) ?? formatIpv4(mask)}`
}
