import { defineTarget } from '../extension'
import { formatNatFlags, formatNatTo, natRange, readNatTo } from '../nat-range'
import { custom, flag } from '../option'

/** Sends the connection elsewhere. Kernel: net/netfilter/xt_nat.c xt_dnat_target_v2. */
export const DNAT = defineTarget({
  name: 'DNAT',
  summary: "Rewrites the destination of the connection's packets; answers are rewritten back.",
  wakes: 'conntrack',
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  options: {
    'to-destination': {
      type: custom('[ADDRESS[-ADDRESS]][:PORT[-PORT[/BASE]]]', readNatTo),
      required: true,
      doc: 'The new destination: an address or range, a port or range, or both.',
    },
    random: { type: flag, doc: 'Pick the port at random.' },
    persistent: { type: flag, doc: 'Give a client the same address each time.' },
  },
  save: (use) => ` --to-destination ${formatNatTo(use['to-destination'])}${formatNatFlags(use, '--')}`,
  list: (use) => ` to:${formatNatTo(use['to-destination'])}${formatNatFlags(use, '')}`,
  compile: (use) => {
    const range = natRange('destination', use['to-destination'], use)
    return (context) => context.bindNat(range)
  },
  examples: [
    { rule: '-j DNAT --to-destination 10.0.0.5', table: 'nat', chain: 'PREROUTING', saved: '=' },
    { rule: '-p tcp -j DNAT --to-destination 10.0.0.5-10.0.0.9:8080-8090 --persistent', table: 'nat', chain: 'PREROUTING', saved: '=' },
    {
      rule: '-p tcp -j DNAT --to-destination 10.0.0.5:http --random',
      table: 'nat',
      chain: 'OUTPUT',
      saved: '-p tcp -j DNAT --to-destination 10.0.0.5:80 --random',
    },
    { rule: '-p tcp -j DNAT --to-destination :5000-5010/7000', table: 'nat', chain: 'PREROUTING', saved: '=' },
    {
      rule: '-j DNAT --to-destination 10.0.0.5:80',
      table: 'nat',
      chain: 'PREROUTING',
      rejected: 'Need TCP, UDP, SCTP or DCCP with port specification',
      by: 'iptables',
    },
    { rule: '-j DNAT --to-destination host', table: 'nat', chain: 'PREROUTING', rejected: 'Bad IP address "host"', by: 'iptables' },
    { rule: '-j DNAT', table: 'nat', chain: 'PREROUTING', rejected: 'DNAT: option "--to-destination" must be specified', by: 'iptables' },
    { rule: '-j DNAT --to-destination 10.0.0.5', table: 'nat', chain: 'POSTROUTING', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
