import { defineTarget } from '../extension'
import { flag } from '../option'

/** Fills in a checksum that was left to the hardware. Kernel: net/netfilter/xt_CHECKSUM.c. Nothing to be seen: packets here always have theirs. */
export const CHECKSUM = defineTarget({
  name: 'CHECKSUM',
  summary: 'Fills in the checksum of a packet that was left without one.',
  tables: ['mangle'],
  options: {
    'checksum-fill': { type: flag, required: true, doc: 'Compute the checksum now.' },
  },
  save: () => ' --checksum-fill',
  list: () => ' CHECKSUM fill',
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j CHECKSUM --checksum-fill', table: 'mangle', saved: '=' },
    { rule: '-j CHECKSUM', table: 'mangle', rejected: 'CHECKSUM: option "--checksum-fill" must be specified', by: 'iptables' },
    { rule: '-j CHECKSUM --checksum-fill', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
