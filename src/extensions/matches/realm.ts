import { defineMatch } from '../extension'
import { formatMarkMask } from '../marks'
import { custom, type OptionSite, type Refusal, type ValueMask } from '../option'
import { readNamedMask } from '../rare-values'
import { not } from '../test-forms'

/** The routing realm. Kernel: net/netfilter/xt_realm.c. */
export const realm = defineMatch({
  name: 'realm',
  summary: 'The realm of the route that the packet takes.',
  hooks: ['POSTROUTING', 'FORWARD', 'OUTPUT', 'INPUT'],
  options: {
    realm: { type: custom('VALUE[/MASK]', readRealm), invertible: true, required: true, doc: 'The realm, under the mask if one is given.' },
  },
  save: ({ realm }) => ` ${not(realm)}--realm ${isDefault(realm.value) ? NO_REALM : formatMarkMask(realm.value.value, realm.value.mask)}`,
  list: ({ realm }, { names }) =>
    ` ${not(realm)}realm ${names === true && isDefault(realm.value) ? NO_REALM : formatMarkMask(realm.value.value, realm.value.mask)}`,
  compile: ({ realm }) => [
    {
      subject: 'realm',
      wants: `${not(realm)}${formatMarkMask(realm.value.value, realm.value.mask)}`,
      holds: (environment) => (realm.value.value === ((environment.realm ?? 0) & realm.value.mask) >>> 0) !== realm.inverted,
      is: (environment) => (environment.realm ? `0x${environment.realm.toString(16)}` : NO_REALM),
    },
  ],
  examples: [
    { rule: '-m realm --realm 0x1/0xf0', saved: '=' },
    { rule: '-m realm ! --realm 12', saved: '-m realm ! --realm 0xc' },
    { rule: '-m realm --realm 0', saved: '-m realm --realm cosmos' },
    {
      rule: '-m realm --realm nowhere',
      rejected: 'realm: could not map name nowhere to an integer value for option "--realm".',
      by: 'iptables',
    },
    { rule: '-m realm', rejected: 'realm: option "--realm" must be specified', by: 'iptables' },
  ],
})

/** The one name in /etc/iproute2/rt_realms of a fresh system. */
const NO_REALM = 'cosmos'

function isDefault({ value, mask }: ValueMask): boolean {
  return value === 0 && mask === 0xffffffff
}

function readRealm(argument: string, at: OptionSite): ValueMask | Refusal {
  return readNamedMask(argument, at, { [NO_REALM]: 0 })
}
