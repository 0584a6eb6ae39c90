import { packetLength } from '../../model'
import { defineMatch } from '../extension'
import { uint64 } from '../option'
import { not } from '../test-forms'

/** So many bytes and no more. Kernel: net/netfilter/xt_quota.c. */
export const quota = defineMatch({
  name: 'quota',
  summary: 'Matches until so many bytes have passed; the count belongs to the rule.',
  options: {
    quota: { type: uint64, invertible: true, required: true, doc: 'The bytes.' },
  },
  save: ({ quota }) => ` ${not(quota)}--quota ${quota.value}`,
  list: ({ quota }) => ` quota: ${quota.value} bytes`,
  compile: ({ quota }) => {
    let left = Number(quota.value)
    return [
      {
        subject: 'quota',
        wants: `${not(quota)}${quota.value} bytes`,
        holds: ({ packet }) => {
          const bytes = packetLength(packet)
          // The first packet that does not fit ends it: smaller ones after it find nothing left either.
          const fits = left >= bytes
          left = fits ? left - bytes : 0
          return fits !== quota.inverted
        },
        is: ({ packet }) => `${packetLength(packet)} of ${left} left`,
      },
    ]
  },
  examples: [
    { rule: '-m quota --quota 1000', saved: '=' },
    { rule: '-m quota ! --quota 0x10', saved: '-m quota ! --quota 16' },
    {
      rule: '-m quota --quota -1',
      rejected: 'quota: bad value for option "--quota", or out of range (0-18446744073709551615).',
      by: 'iptables',
    },
    { rule: '-m quota', rejected: 'quota: option "--quota" must be specified', by: 'iptables' },
  ],
})
