import { defineMatch } from '../extension'
import { flag } from '../option'

/** Whether an answer would leave by the way the packet came. Kernel: net/ipv4/netfilter/ipt_rpfilter.c. */
export const rpfilter = defineMatch({
  name: 'rpfilter',
  summary: 'Whether an answer to the packet would leave by the interface it came in by (reverse path filter).',
  tables: ['raw', 'mangle'],
  hooks: ['PREROUTING'],
  options: {
    loose: { type: flag, doc: 'Any interface will do.' },
    validmark: { type: flag, doc: "Use the packet's mark in the look-up." },
    'accept-local': { type: flag, doc: "Pass packets from one of the host's own addresses." },
    invert: { type: flag, doc: 'Match the packets that fail.' },
  },
  save: (use) => OPTIONS.map((option) => (use[option] ? ` --${option}` : '')).join(''),
  list: (use) => ` rpfilter${OPTIONS.map((option) => (use[option] ? ` ${option}` : '')).join('')}`,
  unmodelled: 'The reverse route look-up of rpfilter is not modelled.',
  examples: [
    { rule: '-m rpfilter', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-m rpfilter --invert --loose', table: 'mangle', chain: 'PREROUTING', saved: '-m rpfilter --loose --invert' },
    { rule: '-m rpfilter --validmark --accept-local', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-m rpfilter', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
    {
      rule: '-m rpfilter --loose --loose',
      table: 'raw',
      chain: 'PREROUTING',
      rejected: 'rpfilter: option "--loose" can only be used once.',
      by: 'iptables',
    },
  ],
})

const OPTIONS = ['loose', 'validmark', 'accept-local', 'invert'] as const
