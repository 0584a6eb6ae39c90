import { defineTarget } from '../extension'
import { integer, Refusal, uint8 } from '../option'

/** The time to live. Kernel: net/netfilter/xt_HL.c ttl_tg. */
export const TTL = defineTarget({
  name: 'TTL',
  summary: 'Sets, raises or lowers the time to live.',
  tables: ['mangle'],
  options: {
    'ttl-set': { type: uint8, excludes: ['ttl-inc', 'ttl-dec'], doc: 'Set it to this.' },
    'ttl-dec': { type: integer(8, { min: 1 }), excludes: ['ttl-set', 'ttl-inc'], doc: 'Lower it by this, to 0 at least.' },
    'ttl-inc': { type: integer(8, { min: 1 }), excludes: ['ttl-set', 'ttl-dec'], doc: 'Raise it by this, to 255 at most.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('TTL: You must specify an action') : null),
  save: (use) => {
    const { option, by } = actionOf(use)
    return ` --${option} ${by}`
  },
  list: (use) => {
    const { option, by } = actionOf(use)
    return ` TTL ${LISTED[option]} ${by}`
  },
  compile: (use) => {
    const { option, by } = actionOf(use)
    return (context) => {
      const { packet } = context
      const ttl = option === 'ttl-set' ? by : option === 'ttl-inc' ? Math.min(255, packet.ttl + by) : Math.max(0, packet.ttl - by)
      if (ttl !== packet.ttl) context.rewrite({ ...packet, ttl })
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j TTL --ttl-set 64', table: 'mangle', saved: '=' },
    { rule: '-j TTL --ttl-dec 0x2', table: 'mangle', saved: '-j TTL --ttl-dec 2' },
    { rule: '-j TTL --ttl-inc 1', table: 'mangle', saved: '=' },
    {
      rule: '-j TTL --ttl-set 256',
      table: 'mangle',
      rejected: 'TTL: bad value for option "--ttl-set", or out of range (0-255).',
      by: 'iptables',
    },
    {
      rule: '-j TTL --ttl-inc 0',
      table: 'mangle',
      rejected: 'TTL: bad value for option "--ttl-inc", or out of range (1-255).',
      by: 'iptables',
    },
    {
      rule: '-j TTL --ttl-dec 1 --ttl-set 3',
      table: 'mangle',
      rejected: 'TTL: option "--ttl-set" cannot be used together with "--ttl-dec".',
      by: 'iptables',
    },
    { rule: '-j TTL', table: 'mangle', rejected: 'TTL: You must specify an action', by: 'iptables' },
    { rule: '-j TTL --ttl-set 1', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

const LISTED = { 'ttl-set': 'set to', 'ttl-dec': 'decrement by', 'ttl-inc': 'increment by' } as const

function actionOf(use: { readonly 'ttl-set'?: number; readonly 'ttl-dec'?: number; readonly 'ttl-inc'?: number }) {
  if (use['ttl-dec'] !== undefined) return { option: 'ttl-dec', by: use['ttl-dec'] } as const
  if (use['ttl-inc'] !== undefined) return { option: 'ttl-inc', by: use['ttl-inc'] } as const
  return { option: 'ttl-set', by: use['ttl-set'] ?? 0 } as const
}
