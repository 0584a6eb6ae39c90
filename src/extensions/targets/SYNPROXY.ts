import { defineTarget } from '../extension'
import { flag, uint32 } from '../option'

/** Answers SYNs in a server's place. Kernel: net/ipv4/netfilter/ipt_SYNPROXY.c. */
export const SYNPROXY = defineTarget({
  name: 'SYNPROXY',
  summary: 'Shakes hands with clients in the place of a server, by cookies, and only then with the server.',
  wakes: 'conntrack',
  hooks: ['INPUT', 'FORWARD'],
  protocols: [6],
  options: {
    'sack-perm': { type: flag, doc: 'Offer selective acknowledgements.' },
    timestamp: { type: flag, doc: 'Offer timestamps, which the cookie needs for options.' },
    wscale: { type: uint32, doc: "The server's window scale." },
    mss: { type: uint32, doc: "The server's maximum segment size." },
    ecn: { type: flag, doc: 'Offer explicit congestion notification.' },
  },
  save: (use) => print(use, '--', ''),
  list: (use) => ` SYNPROXY ${print(use, '', ' ').trimStart()}`,
  compile: (use) => {
    const offer = {
      // iptables keeps 16 and 8 bits of the numbers.
      mss: use.mss === undefined ? null : use.mss & 0xffff,
      windowScale: use.wscale === undefined ? null : use.wscale & 0xff,
      timestamp: use.timestamp === true,
      selective: use['sack-perm'] === true,
      congestion: use.ecn === true,
    }
    return (context) => context.proxySyn(offer)
  },
  examples: [
    { rule: '-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460', saved: '=' },
    { rule: '-p tcp -j SYNPROXY --ecn --mss 70000', saved: '-p tcp -j SYNPROXY --mss 4464 --ecn' },
    {
      rule: '-p tcp -j SYNPROXY --mss big',
      rejected: 'SYNPROXY: bad value for option "--mss", or out of range (0-4294967295).',
      by: 'iptables',
    },
    { rule: '-p tcp -j SYNPROXY --ecn --ecn', rejected: 'SYNPROXY: option "--ecn" can only be used once.', by: 'iptables' },
    { rule: '-j SYNPROXY', rejected: 'Invalid argument', by: 'kernel' },
    { rule: '-p tcp -j SYNPROXY', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

// iptables keeps 8 and 16 bits of the numbers.
function print(
  use: { readonly 'sack-perm'?: true; readonly timestamp?: true; readonly wscale?: number; readonly mss?: number; readonly ecn?: true },
  dashes: string,
  end: string,
): string {
  return [
    use['sack-perm'] ? ` ${dashes}sack-perm` : '',
    use.timestamp ? ` ${dashes}timestamp` : '',
    use.wscale === undefined ? '' : ` ${dashes}wscale ${use.wscale & 0xff}`,
    use.mss === undefined ? '' : ` ${dashes}mss ${use.mss & 0xffff}`,
    use.ecn ? ` ${dashes}ecn` : '',
    end,
  ].join('')
}
