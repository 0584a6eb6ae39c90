import { cutToBytes } from '../byte-length'
import { defineTarget } from '../extension'
import { custom, flag, logLevel, Refusal } from '../option'
import { saveString } from '../save-string'

/** The kernel log. Kernel: net/netfilter/xt_LOG.c, nf_log_syslog.c. */
export const LOG = defineTarget({
  name: 'LOG',
  summary: 'Writes the packet to the kernel log and goes on.',
  options: {
    'log-level': { type: logLevel, doc: 'The level, 0 to 7 or a name; warning when it is not given.' },
    'log-prefix': { type: custom('TEXT', readPrefix), doc: 'What the line begins with, up to 29 characters.' },
    'log-tcp-sequence': { type: flag, doc: 'Log TCP sequence numbers.' },
    'log-tcp-options': { type: flag, doc: 'Log the options of the TCP header.' },
    'log-ip-options': { type: flag, doc: 'Log the options of the IP header.' },
    'log-uid': { type: flag, doc: 'Log the user whose process sent the packet.' },
    'log-macdecode': { type: flag, doc: 'Take the MAC header apart.' },
  },
  save: (use) =>
    [
      use['log-prefix'] ? ` --log-prefix${saveString(use['log-prefix'])}` : '',
      use['log-level'] === undefined || use['log-level'] === WARNING ? '' : ` --log-level ${use['log-level']}`,
      ...FLAGS.map(([option]) => (use[option] ? ` --${option}` : '')),
    ].join(''),
  list: (use, { names }) => {
    const prefix = use['log-prefix'] ? ` prefix "${use['log-prefix']}"` : ''
    if (names === true) {
      const switches = FLAGS.map(([option]) => (use[option] ? ` ${option.slice('log-'.length)}` : '')).join('')
      return ` LOG level ${LEVELS[use['log-level'] ?? WARNING]}${switches}${prefix}`
    }
    const bits = FLAGS.reduce((sum, [option, bit]) => sum + (use[option] ? bit : 0), 0)
    return ` LOG flags ${bits} level ${use['log-level'] ?? WARNING}${prefix}`
  },
  compile: (use) => {
    const request = {
      prefix: use['log-prefix'] ?? '',
      level: use['log-level'] ?? WARNING,
      tcpSequence: use['log-tcp-sequence'] === true,
      tcpOptions: use['log-tcp-options'] === true,
      ipOptions: use['log-ip-options'] === true,
      uid: use['log-uid'] === true,
      macDecode: use['log-macdecode'] === true,
    }
    return (context) => {
      context.log(request)
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j LOG', saved: '=' },
    { rule: '-j LOG --log-prefix "dropped: " --log-level 6', saved: '=' },
    {
      rule: '-j LOG --log-level error --log-tcp-sequence --log-tcp-options',
      saved: '-j LOG --log-level 3 --log-tcp-sequence --log-tcp-options',
    },
    { rule: '-j LOG --log-uid --log-ip-options --log-macdecode', saved: '-j LOG --log-ip-options --log-uid --log-macdecode' },
    { rule: '-j LOG --log-level warning', saved: '-j LOG' },
    { rule: '-j LOG --log-level loud', rejected: 'log level "loud" unknown', by: 'iptables' },
    { rule: '-j LOG --log-prefix ""', rejected: 'Argument must have a minimum length of 1 characters', by: 'iptables' },
  ],
})

const WARNING = 4

// The bits of xt_log_info.logflags; 16 is NFLOG's.
const FLAGS = [
  ['log-tcp-sequence', 1],
  ['log-tcp-options', 2],
  ['log-ip-options', 4],
  ['log-uid', 8],
  ['log-macdecode', 32],
] as const

function readPrefix(argument: string): string | Refusal {
  if (argument === '') return new Refusal('Argument must have a minimum length of 1 characters')
  if (argument.includes('\n')) return new Refusal('Newlines not allowed in --log-prefix')
  return cutToBytes(argument, 29)
}

/** syslog's levels by number. */
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const
