import { defineTarget } from '../extension'
import { forgetBase, formatNatFlags, formatNatPorts, natRange, readNatPorts } from '../nat-range'
import { custom, flag } from '../option'

/** SNAT to the outgoing interface's own address. Kernel: net/netfilter/nf_nat_masquerade.c nf_nat_masquerade_ipv4. */
export const MASQUERADE = defineTarget({
  name: 'MASQUERADE',
  summary: 'Rewrites the source to the address of the interface that the packet leaves by.',
  wakes: 'conntrack',
  tables: ['nat'],
  hooks: ['POSTROUTING'],
  options: {
    'to-ports': {
      type: custom('PORT[-PORT]', (argument, at) => forgetBase(readNatPorts(argument, at))),
      doc: 'Take the source port from this range.',
    },
    random: { type: flag, doc: 'Pick the port at random.' },
    'random-fully': { type: flag, doc: 'Pick the port fully at random.' },
  },
  save: (use) => `${use['to-ports'] ? ` --to-ports ${formatNatPorts(use['to-ports'])}` : ''}${formatNatFlags(use, '--')}`,
  list: (use) => `${use['to-ports'] ? ` masq ports: ${formatNatPorts(use['to-ports'])}` : ''}${formatNatFlags(use, '')}`,
  compile: (use) => {
    const range = natRange('source', use['to-ports'], use)
    return (context) => {
      const { packet, outInterface } = context
      // A host that has no address yet asks for one (DHCP): its packets are left alone.
      if (packet.source === 0 || outInterface === null) return 'ACCEPT'
      const address = context.interfaceAddress(outInterface, packet.destination)
      return address === null ? 'DROP' : context.bindNat({ ...range, addresses: { first: address, last: address } })
    }
  },
  examples: [
    { rule: '-j MASQUERADE', table: 'nat', chain: 'POSTROUTING', saved: '=' },
    {
      rule: '-p tcp -j MASQUERADE --to-ports 1024-0x1000 --random',
      table: 'nat',
      chain: 'POSTROUTING',
      saved: '-p tcp -j MASQUERADE --to-ports 1024-4096 --random',
    },
    { rule: '-j MASQUERADE --random-fully', table: 'nat', chain: 'POSTROUTING', saved: '=' },
    {
      rule: '-j MASQUERADE --to-ports 80',
      table: 'nat',
      chain: 'POSTROUTING',
      rejected: 'Need TCP, UDP, SCTP or DCCP with port specification',
      by: 'iptables',
    },
    { rule: '-j MASQUERADE', table: 'nat', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
