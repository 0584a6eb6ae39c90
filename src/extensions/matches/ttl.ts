import { defineMatch } from '../extension'
import { Refusal, uint8 } from '../option'

/** The time to live. Kernel: net/netfilter/xt_hl.c ttl_mt. */
export const ttl = defineMatch({
  name: 'ttl',
  summary: 'The time to live of the packet.',
  options: {
    'ttl-lt': { type: uint8, excludes: ['ttl-eq', 'ttl-gt'], doc: 'Less than this.' },
    'ttl-gt': { type: uint8, excludes: ['ttl-eq', 'ttl-lt'], doc: 'More than this.' },
    'ttl-eq': { type: uint8, invertible: true, aliases: ['ttl'], excludes: ['ttl-lt', 'ttl-gt'], doc: 'Exactly this.' },
  },
  finalCheck: (given) =>
    Object.keys(given).length === 0 ? new Refusal("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt") : null,
  save: (use) => {
    const { option, inverted, value } = comparison(use)
    return ` ${inverted ? '! ' : ''}--${option} ${value}`
  },
  list: (use) => {
    const { sign, value } = comparison(use)
    return ` TTL match TTL ${sign} ${value}`
  },
  compile: (use) => {
    const { option, inverted, value, sign } = comparison(use)
    const is = (environment: { readonly packet: { readonly ttl: number } }) => String(environment.packet.ttl)
    switch (option) {
      case 'ttl-lt':
        return [{ subject: 'ttl', wants: `${sign} ${value}`, holds: ({ packet }) => packet.ttl < value, is }]
      case 'ttl-gt':
        return [{ subject: 'ttl', wants: `${sign} ${value}`, holds: ({ packet }) => packet.ttl > value, is }]
      case 'ttl-eq':
        return [
          { subject: 'ttl', wants: `${inverted ? '! ' : ''}${value}`, holds: ({ packet }) => (packet.ttl === value) !== inverted, is },
        ]
    }
  },
  examples: [
    { rule: '-m ttl --ttl-eq 64', saved: '=' },
    { rule: '-m ttl ! --ttl-eq 0x40', saved: '-m ttl ! --ttl-eq 64' },
    { rule: '-m ttl --ttl 64', saved: '-m ttl --ttl-eq 64' },
    { rule: '-m ttl --ttl-lt 2', saved: '=' },
    { rule: '-m ttl --ttl-gt 010', saved: '-m ttl --ttl-gt 8' },
    { rule: '-m ttl --ttl-lt 300', rejected: 'ttl: bad value for option "--ttl-lt", or out of range (0-255).', by: 'iptables' },
    { rule: '-m ttl ! --ttl-gt 5', rejected: 'ttl: option "--ttl-gt" cannot be inverted.', by: 'iptables' },
    { rule: '-m ttl --ttl-lt 5 --ttl-gt 2', rejected: 'ttl: option "--ttl-lt" cannot be used together with "--ttl-gt".', by: 'iptables' },
    { rule: '-m ttl', rejected: "TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt", by: 'iptables' },
  ],
})

function comparison(use: {
  readonly 'ttl-eq'?: { readonly inverted: boolean; readonly value: number }
  readonly 'ttl-lt'?: number
  readonly 'ttl-gt'?: number
}) {
  if (use['ttl-lt'] !== undefined) return { option: 'ttl-lt', inverted: false, value: use['ttl-lt'], sign: '<' } as const
  if (use['ttl-gt'] !== undefined) return { option: 'ttl-gt', inverted: false, value: use['ttl-gt'], sign: '>' } as const
  const { inverted, value } = use['ttl-eq'] ?? { inverted: false, value: 0 }
  return { option: 'ttl-eq', inverted, value, sign: inverted ? '!=' : '==' } as const
}
