import { type Ipv4, maskLength } from '../../model'
import { defineMatch } from '../extension'
import { flag, prefixMask, Refusal, uint32 } from '../option'

/** How many connections a host or network has. Kernel: net/netfilter/xt_connlimit.c. */
export const connlimit = defineMatch({
  name: 'connlimit',
  summary: 'How many connections the client (or its network) has through this host.',
  options: {
    'connlimit-upto': { type: uint32, invertible: true, excludes: ['connlimit-above'], doc: 'At most so many.' },
    'connlimit-above': { type: uint32, invertible: true, excludes: ['connlimit-upto'], doc: 'More than so many.' },
    'connlimit-mask': { type: prefixMask, doc: 'Count networks of this prefix length together; 32 when it is not given.' },
    'connlimit-saddr': { type: flag, excludes: ['connlimit-daddr'], doc: 'Count by source (default).' },
    'connlimit-daddr': { type: flag, excludes: ['connlimit-saddr'], doc: 'Count by destination.' },
  },
  finalCheck: (given) =>
    given['connlimit-upto'] === undefined && given['connlimit-above'] === undefined
      ? new Refusal('You must specify "--connlimit-above" or "--connlimit-upto".')
      : null,
  save: (use) => {
    const { above, limit } = limitOf(use)
    return ` --connlimit-${above ? 'above' : 'upto'} ${limit} --connlimit-mask ${bits(use)} --connlimit-${use['connlimit-daddr'] ? 'daddr' : 'saddr'}`
  },
  list: (use) => {
    const { above, limit } = limitOf(use)
    return ` #conn ${use['connlimit-daddr'] ? 'dst' : 'src'}/${bits(use)} ${above ? '>' : '<='} ${limit}`
  },
  unmodelled: 'Counting the connections of a client is not modelled.',
  examples: [
    { rule: '-m connlimit --connlimit-above 10 --connlimit-mask 24 --connlimit-saddr', saved: '=' },
    { rule: '-m connlimit ! --connlimit-above 10', saved: '-m connlimit --connlimit-upto 10 --connlimit-mask 32 --connlimit-saddr' },
    {
      rule: '-m connlimit --connlimit-upto 0x10 --connlimit-daddr',
      saved: '-m connlimit --connlimit-upto 16 --connlimit-mask 32 --connlimit-daddr',
    },
    {
      rule: '-m connlimit --connlimit-upto 1 --connlimit-above 2',
      rejected: 'connlimit: option "--connlimit-upto" cannot be used together with "--connlimit-above".',
      by: 'iptables',
    },
    { rule: '-m connlimit', rejected: 'You must specify "--connlimit-above" or "--connlimit-upto".', by: 'iptables' },
  ],
})

function limitOf(
  use: { readonly [option in 'connlimit-upto' | 'connlimit-above']?: { readonly inverted: boolean; readonly value: number } },
): { readonly above: boolean; readonly limit: number } {
  const above = use['connlimit-above']
  if (above) return { above: !above.inverted, limit: above.value }
  return { above: use['connlimit-upto']?.inverted === true, limit: use['connlimit-upto']?.value ?? 0 }
}

function bits(use: { readonly 'connlimit-mask'?: Ipv4 }): number {
  return maskLength(use['connlimit-mask'] ?? 0xffffffff) ?? 0
}
