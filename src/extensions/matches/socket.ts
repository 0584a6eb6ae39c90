import { defineMatch } from '../extension'
import { flag } from '../option'
import type { SocketFacts } from '../semantics'

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
        holds: (environment) => {
          const socket = environment.host.socketFor(environment)
          const found = socket !== null && (!socket.wildcard || nowildcard === true) && (socket.transparent || transparent !== true)
          // The sockets of services have no mark.
          if (found && restore) environment.setMark?.(0)
          return found
        },
        is: (environment) => nameOf(environment.host.socketFor(environment)),
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

function nameOf(socket: SocketFacts | null): string {
  if (socket === null) return 'none'
  return `${socket.transparent ? 'transparent, ' : ''}${socket.wildcard ? 'any' : 'bound to an address'}`
}

// Listings print the options with their dashes, as iptables-save does.
function print(use: { readonly transparent?: true; readonly nowildcard?: true; readonly 'restore-skmark'?: true }): string {
  return (['transparent', 'nowildcard', 'restore-skmark'] as const).map((option) => (use[option] ? ` --${option}` : '')).join('')
}
