import { defineTarget } from '../extension'
import { text } from '../option'

/** Marks packets for SELinux. Kernel: net/netfilter/xt_SECMARK.c. */
export const SECMARK = defineTarget({
  name: 'SECMARK',
  summary: 'Puts the context of a security system (SELinux) on the packet.',
  tables: ['mangle', 'security'],
  options: {
    selctx: { type: text({ keep: 255 }), required: true, doc: 'The SELinux context.' },
  },
  save: ({ selctx }) => ` --selctx ${selctx}`,
  list: ({ selctx }) => ` SECMARK selctx ${selctx}`,
  unmodelled: 'SELinux contexts are not modelled.',
  examples: [
    { rule: '-j SECMARK --selctx system_u:object_r:http_packet_t:s0', table: 'security', chain: 'INPUT', saved: '=' },
    {
      rule: '-j SECMARK --selctx a --selctx b',
      table: 'mangle',
      rejected: 'SECMARK: option "--selctx" can only be used once.',
      by: 'iptables',
    },
    { rule: '-j SECMARK', table: 'mangle', rejected: 'SECMARK: option "--selctx" must be specified', by: 'iptables' },
    { rule: '-j SECMARK --selctx a', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
