import { DSCP_CLASSES, readDscpClass } from '../dscp-classes'
import { defineMatch } from '../extension'
import { hexByte } from '../marks'
import { custom, type Invertible, integer, Refusal } from '../option'
import { not } from '../test-forms'

/** The six DSCP bits of the TOS byte. Kernel: net/netfilter/xt_dscp.c dscp_mt. */
export const dscp = defineMatch({
  name: 'dscp',
  summary: 'The differentiated-services code point: the upper six bits of the TOS byte.',
  options: {
    dscp: { type: integer(8, { max: 63 }), invertible: true, excludes: ['dscp-class'], doc: 'The code point, 0 to 63.' },
    'dscp-class': {
      type: custom('CLASS', readDscpClass, Object.keys(DSCP_CLASSES)),
      invertible: true,
      excludes: ['dscp'],
      doc: 'The class by name: BE, EF, CS0-CS7, AF11-AF43.',
    },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('DSCP match: Parameter --dscp is required') : null),
  save: (use) => ` ${not(wantedOf(use))}--dscp ${hexByte(wantedOf(use).value)}`,
  list: (use) => ` DSCP match ${wantedOf(use).inverted ? '!' : ''}${hexByte(wantedOf(use).value)}`,
  compile: (use) => {
    const wanted = wantedOf(use)
    return [
      {
        subject: 'dscp',
        wants: not(wanted) + hexByte(wanted.value),
        holds: ({ packet }) => (packet.tos >> 2 === wanted.value) !== wanted.inverted,
        is: ({ packet }) => hexByte(packet.tos >> 2),
      },
    ]
  },
  examples: [
    { rule: '-m dscp --dscp 0x2e', saved: '=' },
    { rule: '-m dscp ! --dscp 10', saved: '-m dscp ! --dscp 0x0a' },
    { rule: '-m dscp --dscp-class af21', saved: '-m dscp --dscp 0x12' },
    { rule: '-m dscp ! --dscp-class EF', saved: '-m dscp ! --dscp 0x2e' },
    { rule: '-m dscp --dscp 64', rejected: 'dscp: bad value for option "--dscp", or out of range (0-63).', by: 'iptables' },
    { rule: '-m dscp --dscp-class XX', rejected: "Invalid DSCP value `XX'", by: 'iptables' },
    { rule: '-m dscp', rejected: 'DSCP match: Parameter --dscp is required', by: 'iptables' },
  ],
})

function wantedOf(use: { readonly dscp?: Invertible<number>; readonly 'dscp-class'?: Invertible<number> }): Invertible<number> {
  return use.dscp ?? use['dscp-class'] ?? { inverted: false, value: 0 }
}
