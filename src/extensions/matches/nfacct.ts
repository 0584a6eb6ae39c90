import { defineMatch } from '../extension'
import { text } from '../option'

/** Counts into an accounting object. Kernel: net/netfilter/xt_nfacct.c. */
export const nfacct = defineMatch({
  name: 'nfacct',
  summary: 'Counts the packet in an accounting object (nfacct add NAME), and matches unless that has a quota that is not used up.',
  options: {
    'nfacct-name': { type: text({ min: 1, keep: 31 }), required: true, doc: 'The name of the object.' },
  },
  checkentry: (use, { host }) =>
    host?.hasAccounting?.(use['nfacct-name']) === false
      ? { error: 'No chain/target/match by that name', option: 'nfacct-name', hint: ['accounting object'] }
      : null,
  save: (use) => ` --nfacct-name ${use['nfacct-name']}`,
  list: (use) => ` nfacct-name  ${use['nfacct-name']}`,
  unmodelled: 'Accounting objects and their quotas are made outside of the rules (nfacct).',
  examples: [
    { rule: '-m nfacct --nfacct-name http', saved: '=' },
    {
      rule: '-m nfacct --nfacct-name a --nfacct-name b',
      rejected: 'nfacct: option "--nfacct-name" can only be used once.',
      by: 'iptables',
    },
    { rule: '-m nfacct', rejected: 'nfacct: option "--nfacct-name" must be specified', by: 'iptables' },
  ],
})
