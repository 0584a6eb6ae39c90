import { formatIpv4 } from '../../model'
import { defineTarget } from '../extension'
import { host, text } from '../option'

/** A copy to another machine. Kernel: net/netfilter/xt_TEE.c. */
export const TEE = defineTarget({
  name: 'TEE',
  summary: 'Sends a copy of the packet to a gateway and goes on.',
  options: {
    gateway: { type: host, required: true, doc: 'Where the copy goes.' },
    oif: { type: text({ keep: 15 }), doc: 'The interface it leaves by.' },
  },
  save: ({ gateway, oif }) => ` --gateway ${formatIpv4(gateway)}${oif ? ` --oif ${oif}` : ''}`,
  list: ({ gateway, oif }) => ` TEE gw:${formatIpv4(gateway)}${oif ? ` oif=${oif}` : ''}`,
  checkentry: ({ gateway }) => (gateway === 0 ? { option: 'gateway', hint: ['copy for nobody'] } : null),
  compile:
    ({ gateway, oif }) =>
    (context) => {
      context.duplicate(gateway, oif ?? null)
      return 'CONTINUE'
    },
  examples: [
    { rule: '-j TEE --gateway 0.0.0.0', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-j TEE --gateway 10.0.0.9', saved: '=' },
    { rule: '-j TEE --oif eth0 --gateway 10.9', saved: '-j TEE --gateway 10.0.0.9 --oif eth0' },
    { rule: '-j TEE ! --gateway 10.0.0.9', rejected: 'TEE: option "--gateway" cannot be inverted.', by: 'iptables' },
    { rule: '-j TEE', rejected: 'TEE: option "--gateway" must be specified', by: 'iptables' },
  ],
})
