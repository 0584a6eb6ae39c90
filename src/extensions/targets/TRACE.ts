import { defineTarget } from '../extension'

/** Makes the kernel log every rule that the packet matches from here on. Kernel: net/netfilter/xt_TRACE.c. */
export const TRACE = defineTarget({
  name: 'TRACE',
  summary: 'From here on the kernel logs every rule that the packet matches.',
  tables: ['raw'],
  options: {},
  save: () => '',
  list: () => '',
  compile: () => (context) => {
    context.trace()
    return 'CONTINUE'
  },
  examples: [
    { rule: '-j TRACE', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-j TRACE', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
