import { defineMatch } from '../extension'
import { formatMarkMask } from '../marks'
import { markMask } from '../option'
import { not } from '../test-forms'

/** The routing realm. Kernel: net/netfilter/xt_realm.c. */
export const realm = defineMatch({
  name: 'realm',
  summary: 'The realm of the route that the packet takes.',
  hooks: ['POSTROUTING', 'FORWARD', 'OUTPUT', 'INPUT'],
  options: {
    realm: { type: markMask, invertible: true, required: true, doc: 'The realm, under the mask if one is given.' },
  },
  save: ({ realm }) => ` ${not(realm)}--realm ${formatMarkMask(realm.value.value, realm.value.mask)}`,
  list: ({ realm }) => ` ${not(realm)}realm ${formatMarkMask(realm.value.value, realm.value.mask)}`,
  unmodelled: 'Routes here have no realms.',
  examples: [
    { rule: '-m realm --realm 0x1/0xf0', saved: '=' },
    { rule: '-m realm ! --realm 12', saved: '-m realm ! --realm 0xc' },
    { rule: '-m realm --realm nowhere', rejected: 'realm: bad integer value for option "--realm", or out of range.', by: 'iptables' },
    { rule: '-m realm', rejected: 'realm: option "--realm" must be specified', by: 'iptables' },
  ],
})
