import { cutToBytes } from '../byte-length'
import { defineTarget } from '../extension'
import { custom, Refusal, uint16, uint32 } from '../option'
import { saveString } from '../save-string'

/** A copy for a logging program. Kernel: net/netfilter/xt_NFLOG.c. Nothing of it shows in the kernel log. */
export const NFLOG = defineTarget({
  name: 'NFLOG',
  summary: 'Gives a copy to a logging program (ulogd) and goes on.',
  options: {
    'nflog-group': { type: uint16, doc: 'The netlink group that the program listens to.' },
    'nflog-prefix': { type: custom('TEXT', readPrefix), doc: 'A text beside the packet, up to 63 characters.' },
    'nflog-range': { type: uint32, excludes: ['nflog-size'], doc: 'Has never worked.' },
    'nflog-size': { type: uint32, excludes: ['nflog-range'], doc: 'How many bytes to copy.' },
    'nflog-threshold': { type: uint16, doc: 'How many packets to collect before handing them over.' },
  },
  finalCheck: (given, warn) => {
    if (given['nflog-range'] !== undefined)
      warn('warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead')
    return null
  },
  save: (use) => print(use, '--'),
  list: (use) => print(use, ''),
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j NFLOG --nflog-prefix "drop: " --nflog-group 5', saved: '=' },
    { rule: '-j NFLOG --nflog-threshold 0x14 --nflog-size 64', saved: '-j NFLOG --nflog-size 64 --nflog-threshold 20' },
    { rule: '-j NFLOG --nflog-range 10', saved: '=' },
    {
      rule: '-j NFLOG --nflog-group 65536',
      rejected: 'NFLOG: bad value for option "--nflog-group", or out of range (0-65535).',
      by: 'iptables',
    },
  ],
})

function readPrefix(argument: string): string | Refusal {
  if (argument === '') return new Refusal('Argument must have a minimum length of 1 characters')
  if (argument.includes('\n')) return new Refusal('Newlines not allowed in --log-prefix')
  return cutToBytes(argument, 63)
}

function print(
  use: {
    readonly 'nflog-group'?: number
    readonly 'nflog-prefix'?: string
    readonly 'nflog-range'?: number
    readonly 'nflog-size'?: number
    readonly 'nflog-threshold'?: number
  },
  dashes: string,
): string {
  const size = use['nflog-size']
  return [
    use['nflog-prefix'] ? ` ${dashes}nflog-prefix${saveString(use['nflog-prefix'])}` : '',
    use['nflog-group'] ? ` ${dashes}nflog-group ${use['nflog-group']}` : '',
    size !== undefined ? ` ${dashes}nflog-size ${size}` : use['nflog-range'] ? ` ${dashes}nflog-range ${use['nflog-range']}` : '',
    use['nflog-threshold'] ? ` ${dashes}nflog-threshold ${use['nflog-threshold']}` : '',
  ].join('')
}
