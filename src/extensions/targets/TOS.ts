import { defineTarget } from '../extension'
import { hexByte } from '../marks'
import { Refusal, tosMask, uint8, type ValueMask } from '../option'
import { tosName } from '../rare-values'

/** The TOS byte. Kernel: net/netfilter/xt_DSCP.c tos_tg. */
export const TOS = defineTarget({
  name: 'TOS',
  summary: 'Rewrites the type-of-service byte.',
  tables: ['mangle'],
  options: {
    'set-tos': {
      type: tosMask(0x3f),
      excludes: ['and-tos', 'or-tos', 'xor-tos'],
      doc: "Zero the mask's bits, then XOR the value; or a name like Minimize-Delay.",
    },
    'and-tos': { type: uint8, excludes: ['set-tos', 'or-tos', 'xor-tos'], doc: 'AND the byte with this.' },
    'or-tos': { type: uint8, excludes: ['set-tos', 'and-tos', 'xor-tos'], doc: 'OR the byte with this.' },
    'xor-tos': { type: uint8, excludes: ['set-tos', 'and-tos', 'or-tos'], doc: 'XOR the byte with this.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('TOS: An action is required') : null),
  save: (use) => {
    const { value, mask } = changeOf(use)
    return ` --set-tos ${hexByte(value)}/${hexByte(mask)}`
  },
  list: (use, { names }) => {
    const { value, mask } = changeOf(use)
    if (names === true) {
      const symbol = tosName({ value, mask })
      // iptables puts no space between, and one too many before.
      if (symbol !== null) return `  TOS set${symbol}`
      if (value === 0) return ` TOS and ${hexByte(~mask & 0xff)}`
      if (value === mask) return ` TOS or ${hexByte(value)}`
      if (mask === 0) return ` TOS xor ${hexByte(value)}`
    }
    return ` TOS set ${hexByte(value)}/${hexByte(mask)}`
  },
  compile: (use) => {
    const { value, mask } = changeOf(use)
    return (context) => {
      const { packet } = context
      const tos = (packet.tos & ~mask & 0xff) ^ value
      if (tos !== packet.tos) context.rewrite({ ...packet, tos })
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j TOS --set-tos 0x10/0x3f', table: 'mangle', saved: '=' },
    { rule: '-j TOS --set-tos maximize-throughput', table: 'mangle', saved: '-j TOS --set-tos 0x08/0x3f' },
    { rule: '-j TOS --and-tos 0xfc', table: 'mangle', saved: '-j TOS --set-tos 0x00/0x03' },
    { rule: '-j TOS --or-tos 4', table: 'mangle', saved: '-j TOS --set-tos 0x04/0x04' },
    { rule: '-j TOS --xor-tos 4', table: 'mangle', saved: '-j TOS --set-tos 0x04/0x00' },
    {
      rule: '-j TOS --and-tos 256',
      table: 'mangle',
      rejected: 'TOS: bad value for option "--and-tos", or out of range (0-255).',
      by: 'iptables',
    },
    { rule: '-j TOS', table: 'mangle', rejected: 'TOS: An action is required', by: 'iptables' },
    { rule: '-j TOS --set-tos 4', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function changeOf(use: {
  readonly 'set-tos'?: ValueMask
  readonly 'and-tos'?: number
  readonly 'or-tos'?: number
  readonly 'xor-tos'?: number
}): ValueMask {
  if (use['set-tos']) return use['set-tos']
  if (use['and-tos'] !== undefined) return { value: 0, mask: ~use['and-tos'] & 0xff }
  if (use['or-tos'] !== undefined) return { value: use['or-tos'], mask: use['or-tos'] }
  return { value: use['xor-tos'] ?? 0, mask: 0 }
}
