import { defineTarget } from '../extension'
import { custom, type OptionSite, Refusal } from '../option'

/** Drops the packet and says so to its sender. Kernel: net/ipv4/netfilter/ipt_REJECT.c. */
export const REJECT = defineTarget({
  name: 'REJECT',
  summary: 'Drops the packet and answers with an ICMP error or a TCP reset.',
  tables: ['filter'],
  hooks: ['INPUT', 'FORWARD', 'OUTPUT'],
  options: {
    'reject-with': {
      type: custom(
        'TYPE',
        readKind,
        kinds().map(({ name }) => name),
      ),
      doc: 'The answer; icmp-port-unreachable when it is not given.',
    },
  },
  checkentry: (use, { protocol }) =>
    use['reject-with'] === 'tcp-reset' && (protocol === null || protocol.inverted || protocol.number !== 6)
      ? { option: 'reject-with', hint: ['needs protocol', 'tcp-reset', 'tcp'] }
      : null,
  save: (use) => ` --reject-with ${use['reject-with'] ?? DEFAULT}`,
  list: (use) => ` reject-with ${use['reject-with'] ?? DEFAULT}`,
  compile: (use) => {
    const kind = use['reject-with'] ?? DEFAULT
    return (context) => {
      context.reject(kind)
      return 'DROP'
    }
  },
  examples: [
    { rule: '-j REJECT', saved: '-j REJECT --reject-with icmp-port-unreachable' },
    { rule: '-j REJECT --reject-with icmp-admin-prohibited', saved: '=' },
    { rule: '-p tcp -j REJECT --reject-with tcp-rst', saved: '-p tcp -j REJECT --reject-with tcp-reset' },
    { rule: '-j REJECT --reject-with kindly', rejected: 'unknown reject type "kindly"', by: 'iptables' },
    { rule: '-j REJECT --reject-with tcp-reset', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-j REJECT', table: 'mangle', chain: 'FORWARD', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

const DEFAULT = 'icmp-port-unreachable'

// In iptables' order: a beginning of a name or of its alias is enough, and the first one counts.
function kinds() {
  return [
    { name: 'icmp-net-unreachable', alias: 'net-unreach' },
    { name: 'icmp-host-unreachable', alias: 'host-unreach' },
    { name: 'icmp-proto-unreachable', alias: 'proto-unreach' },
    { name: 'icmp-port-unreachable', alias: 'port-unreach' },
    { name: 'icmp-net-prohibited', alias: 'net-prohib' },
    { name: 'icmp-host-prohibited', alias: 'host-prohib' },
    { name: 'tcp-reset', alias: 'tcp-rst' },
    { name: 'icmp-admin-prohibited', alias: 'admin-prohib' },
  ] as const
}

function readKind(argument: string, at: OptionSite): ReturnType<typeof kinds>[number]['name'] | Refusal {
  const beginning = argument.toLowerCase()
  if (argument === 'echo-reply' || argument === 'echoreply') at.warn('--reject-with echo-reply no longer supported')
  const found = kinds().find(({ name, alias }) => name.startsWith(beginning) || alias.startsWith(beginning))
  return (
    found?.name ??
    new Refusal(`unknown reject type "${argument}"`, [
      'one of',
      kinds()
        .map(({ name }) => name)
        .join(', '),
    ])
  )
}
