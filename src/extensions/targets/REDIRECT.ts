import { defineTarget } from '../extension'
import { formatNatFlags, formatNatPorts, natRange, readNatPorts } from '../nat-range'
import { custom, flag, Refusal } from '../option'

/** 127.0.0.1: where the host's own packets are redirected to. */
const LOCALHOST = 0x7f000001

/** DNAT to this host itself. Kernel: net/netfilter/nf_nat_redirect.c nf_nat_redirect_ipv4. */
export const REDIRECT = defineTarget({
  name: 'REDIRECT',
  summary: 'Sends the packet to this host itself: the incoming interface, or 127.0.0.1 for its own packets.',
  wakes: 'conntrack',
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  options: {
    'to-ports': { type: custom('PORT[-PORT]', readNatPorts), doc: 'The port to send it to, or a range to pick from.' },
    random: { type: flag, doc: 'Pick the port at random.' },
  },
  finalCheck: (given) =>
    given['to-ports']?.ports?.base != null ? new Refusal('Shifted portmap ranges not supported with this kernel') : null,
  save: (use) => `${use['to-ports'] ? ` --to-ports ${formatNatPorts(use['to-ports'])}` : ''}${formatNatFlags(use, '--')}`,
  list: (use) => `${use['to-ports'] ? ` redir ports ${formatNatPorts(use['to-ports'])}` : ''}${formatNatFlags(use, '')}`,
  compile: (use) => {
    const range = natRange('destination', use['to-ports'], use)
    return (context) => {
      const { hook, inInterface } = context
      const address = hook === 'OUTPUT' ? LOCALHOST : inInterface === null ? null : context.interfaceAddress(inInterface, null)
      return address === null ? 'DROP' : context.bindNat({ ...range, addresses: { first: address, last: address } })
    }
  },
  examples: [
    { rule: '-j REDIRECT', table: 'nat', chain: 'PREROUTING', saved: '=' },
    { rule: '-p tcp -j REDIRECT --to-ports 3128', table: 'nat', chain: 'PREROUTING', saved: '=' },
    {
      rule: '-p udp -j REDIRECT --to-ports domain --random',
      table: 'nat',
      chain: 'OUTPUT',
      saved: '-p udp -j REDIRECT --to-ports 53 --random',
    },
    { rule: '-p tcp -j REDIRECT --to-ports 70000', table: 'nat', chain: 'PREROUTING', rejected: "Port `70000' not valid", by: 'iptables' },
    {
      rule: '-p tcp -j REDIRECT --to-ports 10-20/30',
      table: 'nat',
      chain: 'PREROUTING',
      rejected: 'Shifted portmap ranges not supported with this kernel',
      by: 'iptables',
    },
    { rule: '-j REDIRECT', table: 'nat', chain: 'POSTROUTING', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
