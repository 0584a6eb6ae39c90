import { defineTarget } from '../extension'
import { flag, Refusal } from '../option'

/** Security marks between packets and connections. Kernel: net/netfilter/xt_CONNSECMARK.c. */
export const CONNSECMARK = defineTarget({
  name: 'CONNSECMARK',
  summary: 'Copies a security mark (SELinux) from the packet to its connection or back.',
  wakes: 'conntrack',
  tables: ['mangle', 'security'],
  options: {
    save: { type: flag, excludes: ['restore'], doc: 'From the packet to the connection.' },
    restore: { type: flag, excludes: ['save'], doc: 'From the connection to the packet.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('CONNSECMARK target: parameter required') : null),
  save: ({ save }) => (save ? ' --save' : ' --restore'),
  list: ({ save }) => ` CONNSECMARK ${save ? 'save' : 'restore'}`,
  // Nothing here ever has a security mark, so there is nothing to copy.
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j CONNSECMARK --save', table: 'mangle', saved: '=' },
    { rule: '-j CONNSECMARK --restore', table: 'mangle', saved: '=' },
    { rule: '-j CONNSECMARK', table: 'mangle', rejected: 'CONNSECMARK target: parameter required', by: 'iptables' },
    { rule: '-j CONNSECMARK --save', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
