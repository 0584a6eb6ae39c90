import { DSCP_CLASSES, readDscpClass } from '../dscp-classes'
import { defineTarget } from '../extension'
import { hexByte } from '../marks'
import { custom, integer, Refusal } from '../option'

/** The six DSCP bits of the TOS byte. Kernel: net/netfilter/xt_DSCP.c dscp_tg. */
export const DSCP = defineTarget({
  name: 'DSCP',
  summary: 'Rewrites the differentiated-services code point; the two ECN bits stay.',
  tables: ['mangle'],
  options: {
    'set-dscp': { type: integer(8, { max: 63 }), excludes: ['set-dscp-class'], doc: 'The code point, 0 to 63.' },
    'set-dscp-class': {
      type: custom('CLASS', readDscpClass, Object.keys(DSCP_CLASSES)),
      excludes: ['set-dscp'],
      doc: 'The class by name: BE, EF, CS0-CS7, AF11-AF43.',
    },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('DSCP target: Parameter --set-dscp is required') : null),
  save: (use) => ` --set-dscp ${hexByte(codePointOf(use))}`,
  list: (use) => ` DSCP set ${hexByte(codePointOf(use))}`,
  compile: (use) => {
    const bits = codePointOf(use) << 2
    return (context) => {
      const { packet } = context
      const tos = (packet.tos & 3) | bits
      if (tos !== packet.tos) context.rewrite({ ...packet, tos })
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j DSCP --set-dscp 0x2e', table: 'mangle', saved: '=' },
    { rule: '-j DSCP --set-dscp 10', table: 'mangle', saved: '-j DSCP --set-dscp 0x0a' },
    { rule: '-j DSCP --set-dscp-class cs1', table: 'mangle', saved: '-j DSCP --set-dscp 0x08' },
    { rule: '-j DSCP --set-dscp-class best', table: 'mangle', saved: '-j DSCP --set-dscp 0x00' },
    {
      rule: '-j DSCP --set-dscp 64',
      table: 'mangle',
      rejected: 'DSCP: bad value for option "--set-dscp", or out of range (0-63).',
      by: 'iptables',
    },
    { rule: '-j DSCP --set-dscp-class gold', table: 'mangle', rejected: "Invalid DSCP value `gold'", by: 'iptables' },
    { rule: '-j DSCP --set-dscp 0', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function codePointOf(use: { readonly 'set-dscp'?: number; readonly 'set-dscp-class'?: number }): number {
  return use['set-dscp'] ?? use['set-dscp-class'] ?? 0
}
