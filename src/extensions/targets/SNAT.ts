import { defineTarget } from '../extension'
import { forgetBase, formatNatFlags, formatNatTo, natRange, readNatTo } from '../nat-range'
import { custom, flag } from '../option'

/** Gives the connection another source. Kernel: net/netfilter/xt_nat.c xt_snat_target_v2. */
export const SNAT = defineTarget({
  name: 'SNAT',
  summary: "Rewrites the source of the connection's packets; answers are rewritten back.",
  wakes: 'conntrack',
  tables: ['nat'],
  hooks: ['POSTROUTING', 'INPUT'],
  options: {
    'to-source': {
      type: custom('[ADDRESS[-ADDRESS]][:PORT[-PORT]]', (argument, at) => forgetBase(readNatTo(argument, at))),
      required: true,
      doc: 'The new source: an address or range, a port range, or both.',
    },
    random: { type: flag, doc: 'Pick the port at random.' },
    'random-fully': { type: flag, doc: 'Pick the port fully at random.' },
    persistent: { type: flag, doc: 'Give a client the same address each time.' },
  },
  save: (use) => ` --to-source ${formatNatTo(use['to-source'])}${formatNatFlags(use, '--')}`,
  list: (use) => ` to:${formatNatTo(use['to-source'])}${formatNatFlags(use, '')}`,
  compile: (use) => {
    const range = natRange('source', use['to-source'], use)
    return (context) => context.bindNat(range)
  },
  examples: [
    { rule: '-j SNAT --to-source 192.0.2.1', table: 'nat', chain: 'POSTROUTING', saved: '=' },
    {
      rule: '-p udp -j SNAT --to-source 192.0.2.1-192.0.2.4:1024-2048 --random --persistent',
      table: 'nat',
      chain: 'POSTROUTING',
      saved: '=',
    },
    {
      rule: '-j SNAT --random-fully --to-source 192.0.2.1',
      table: 'nat',
      chain: 'INPUT',
      saved: '-j SNAT --to-source 192.0.2.1 --random-fully',
    },
    {
      rule: '-p tcp -j SNAT --to-source 192.0.2.1:9-3',
      table: 'nat',
      chain: 'POSTROUTING',
      rejected: "Port range `3' funky",
      by: 'iptables',
    },
    { rule: '-j SNAT --to-source 192.0.2.1', table: 'nat', chain: 'PREROUTING', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-j SNAT --to-source 192.0.2.1', table: 'filter', chain: 'FORWARD', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
