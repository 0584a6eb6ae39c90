import { defineMatch } from '../extension'
import { flag } from '../option'

/** Whether a socket of this host waits for the packet. Kernel: net/netfilter/xt_socket.c. */
export const socket = defineMatch({
  name: 'socket',
  summary: 'A socket of this host would take the packet, even one bound to a foreign address (transparent proxies).',
  wakes: 'defragmentation',
  hooks: ['PREROUTING', 'INPUT'],
  options: {
    transparent: { type: flag, doc: 'Only sockets that were opened as transparent.' },
    nowildcard: { type: flag, doc: 'Sockets bound to any address count too.' },
    'restore-skmark': { type: flag, doc: "Take over the socket's mark." },
  },
  save: (use) => print(use),
  list: (use) => ` socket${print(use)}`,
  compile: (use) => {
    const { transparent, nowildcard, 'restore-skmark': restore } = use
    return [
      {
        subject: 'socket',
        wants: transparent ? 'transparent' : nowildcard ? 'any' : 'bound to an address',
        // No socket here was opened as transparent.
        holds: (environment) => {
          const socket = transparent ? null : environment.host.socketFor(environment)
          const found = socket === 'bound' || (nowildcard === true && socket === 'wildcard')
          // The sockets of services have no mark.
          if (found && restore) environment.setMark?.(0)
          return found
        },
        is: (environment) => environment.host.socketFor(environment) ?? 'none',
      },
    ]
  },
  examples: [
    { rule: '-m socket', chain: 'INPUT', saved: '=' },
    {
      rule: '-m socket --restore-skmark --transparent --nowildcard',
      chain: 'INPUT',
      saved: '-m socket --transparent --nowildcard --restore-skmark',
    },
    {
      rule: '-m socket --transparent --transparent',
      chain: 'INPUT',
      rejected: 'socket: option "--transparent" can only be used once.',
      by: 'iptables',
    },
    { rule: '-m socket', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

// Listings print the options with their dashes, as iptables-save does.
function print(use: { readonly transparent?: true; readonly nowildcard?: true; readonly 'restore-skmark'?: true }): string {
  return (['transparent', 'nowildcard', 'restore-skmark'] as const).map((option) => (use[option] ? ` --${option}` : '')).join('')
}
