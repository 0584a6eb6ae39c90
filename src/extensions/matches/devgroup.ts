import { defineMatch } from '../extension'
import { formatMarkMask } from '../marks'
import { custom, type Invertible, type OptionSite, Refusal, type ValueMask } from '../option'
import { readNamedMask } from '../rare-values'
import type { MatchEnvironment, Test } from '../semantics'
import { not } from '../test-forms'

/** The groups of interfaces (`ip link set eth0 group 1`). Kernel: net/netfilter/xt_devgroup.c. */
export const devgroup = defineMatch({
  name: 'devgroup',
  summary: 'The group of the interface (ip link set ... group).',
  options: {
    'src-group': {
      type: custom('GROUP[/MASK]', readGroup, ['default']),
      invertible: true,
      doc: 'The group of the interface that it came in by.',
    },
    'dst-group': {
      type: custom('GROUP[/MASK]', readGroup, ['default']),
      invertible: true,
      doc: 'The group of the interface that it leaves by.',
    },
  },
  finalCheck: (given) =>
    given['src-group'] === undefined && given['dst-group'] === undefined
      ? new Refusal("devgroup match: You must specify either '--src-group' or '--dst-group'")
      : null,
  checkentry: (use, { hooks }) => {
    if (use['src-group'] && hooks.some((hook) => hook === 'OUTPUT' || hook === 'POSTROUTING'))
      return { option: 'src-group', hint: ['no incoming in', 'OUTPUT, POSTROUTING'] }
    if (use['dst-group'] && hooks.some((hook) => hook === 'PREROUTING' || hook === 'INPUT'))
      return { option: 'dst-group', hint: ['no outgoing in', 'PREROUTING, INPUT'] }
    return null
  },
  save: (use) => print(use, '--', true),
  list: (use, { names }) => print(use, '', names === true),
  compile: (use) => {
    const tests: Test[] = []
    if (use['src-group']) tests.push(groupTest('incoming interface group', 'inInterface', use['src-group']))
    if (use['dst-group']) tests.push(groupTest('outgoing interface group', 'outInterface', use['dst-group']))
    return tests
  },
  examples: [
    { rule: '-m devgroup --src-group 0x1', saved: '=' },
    { rule: '-m devgroup ! --src-group 1/0xf --dst-group 12', saved: '-m devgroup ! --src-group 0x1/0xf --dst-group 0xc' },
    { rule: '-m devgroup --dst-group default', saved: '=' },
    {
      rule: '-m devgroup --src-group lan',
      rejected: 'devgroup: could not map name lan to an integer value for option "--src-group".',
      by: 'iptables',
    },
    {
      rule: '-m devgroup --dst-group 1/x',
      rejected: 'devgroup: bad integer value for option "--dst-group", or out of range.',
      by: 'iptables',
    },
    { rule: '-m devgroup', rejected: "devgroup match: You must specify either '--src-group' or '--dst-group'", by: 'iptables' },
    { rule: '-m devgroup --src-group 1', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** The one name in /etc/iproute2/group of a fresh system. */
const DEFAULT_GROUP = 'default'

function readGroup(argument: string, at: OptionSite): ValueMask | Refusal {
  return readNamedMask(argument, at, { [DEFAULT_GROUP]: 0 })
}

function print(
  use: { readonly 'src-group'?: Invertible<ValueMask>; readonly 'dst-group'?: Invertible<ValueMask> },
  dashes: string,
  named: boolean,
): string {
  return (['src-group', 'dst-group'] as const)
    .map((option) => {
      const group = use[option]
      if (group === undefined) return ''
      const { value, mask } = group.value
      const text = named && value === 0 && mask === 0xffffffff ? DEFAULT_GROUP : formatMarkMask(value, mask)
      return ` ${not(group)}${dashes}${option} ${text}`
    })
    .join('')
}

function groupTest(subject: string, side: 'inInterface' | 'outInterface', group: Invertible<ValueMask>): Test {
  const { value, mask } = group.value
  const groupOf = (environment: MatchEnvironment): number => {
    const name = environment[side]
    return name === null ? 0 : environment.host.groupOf(name)
  }
  return {
    subject,
    wants: `${not(group)}${formatMarkMask(value, mask)}`,
    // The kernel masks its own value, too (xt_devgroup.c).
    holds: (environment) => (((groupOf(environment) ^ value) & mask) === 0) !== group.inverted,
    is: (environment) => `0x${groupOf(environment).toString(16)}`,
  }
}
