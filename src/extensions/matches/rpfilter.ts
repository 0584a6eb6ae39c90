import { LIMITED_BROADCAST } from '../../model'
import { defineMatch } from '../extension'
import { flag } from '../option'
import type { MatchEnvironment } from '../semantics'

/** Whether an answer would leave by the way the packet came. Kernel: net/ipv4/netfilter/ipt_rpfilter.c. */
export const rpfilter = defineMatch({
  name: 'rpfilter',
  summary: 'Whether an answer to the packet would leave by the interface it came in by (reverse path filter).',
  tables: ['raw', 'mangle'],
  hooks: ['PREROUTING'],
  options: {
    loose: { type: flag, doc: 'Any interface will do.' },
    validmark: { type: flag, doc: "Use the packet's mark in the look-up." },
    'accept-local': { type: flag, doc: "Pass packets from one of the host's own addresses." },
    invert: { type: flag, doc: 'Match the packets that fail.' },
  },
  save: (use) => OPTIONS.map((option) => (use[option] ? ` --${option}` : '')).join(''),
  list: (use) => ` rpfilter${OPTIONS.map((option) => (use[option] ? ` ${option}` : '')).join('')}`,
  compile: (use) => {
    const { loose = false, validmark = false, invert = false } = use
    const acceptLocal = use['accept-local'] === true
    const back = ({ packet, mark, host }: MatchEnvironment) => host.routeBack(packet, validmark ? mark : 0, acceptLocal)
    return [
      {
        subject: 'route back',
        wants: `${invert ? '! ' : ''}${loose ? 'any' : 'the interface it came in by'}`,
        holds: (environment) => {
          const { inInterface } = environment
          if (isExempt(environment)) return !invert
          const out = back(environment)
          return (out !== null && (loose || out === inInterface)) !== invert
        },
        is: (environment) => (isExempt(environment) ? 'not asked' : (back(environment) ?? 'none')),
      },
    ]
  },
  examples: [
    { rule: '-m rpfilter', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-m rpfilter --invert --loose', table: 'mangle', chain: 'PREROUTING', saved: '-m rpfilter --loose --invert' },
    { rule: '-m rpfilter --validmark --accept-local', table: 'raw', chain: 'PREROUTING', saved: '=' },
    { rule: '-m rpfilter', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
    {
      rule: '-m rpfilter --loose --loose',
      table: 'raw',
      chain: 'PREROUTING',
      rejected: 'rpfilter: option "--loose" can only be used once.',
      by: 'iptables',
    },
  ],
})

/** Loopback has no way back to check, and a host that asks for its address has none yet (0.0.0.0 to everybody). */
function isExempt({ packet, packetType, inInterface }: MatchEnvironment): boolean {
  if (inInterface === 'lo' || packetType === 'loopback') return true
  const { source, destination } = packet
  return source === 0 && (destination === LIMITED_BROADCAST || destination >>> 8 === LINK_MULTICAST)
}

/** 224.0.0.0/24. */
const LINK_MULTICAST = 0xe00000

const OPTIONS = ['loose', 'validmark', 'accept-local', 'invert'] as const
