import { defineMatch } from '../extension'
import { hexByte } from '../marks'
import { tosMask } from '../option'
import { tosName } from '../rare-values'
import { not } from '../test-forms'

/** The TOS byte. Kernel: net/netfilter/xt_dscp.c tos_mt. */
export const tos = defineMatch({
  name: 'tos',
  summary: 'The type-of-service byte, under a mask.',
  options: {
    tos: {
      type: tosMask(0x3f),
      invertible: true,
      required: true,
      doc: 'Value and mask, or one of the names Minimize-Delay, Maximize-Throughput, Maximize-Reliability, Minimize-Cost, Normal-Service.',
    },
  },
  save: ({ tos }) => ` ${not(tos)}--tos ${hexByte(tos.value.value)}/${hexByte(tos.value.mask)}`,
  list: ({ tos }, { names }) => {
    const symbol = names === true ? tosName(tos.value) : null
    if (symbol !== null) return ` tos match${tos.inverted ? '!' : ''} ${symbol}`
    return ` tos match${tos.inverted ? '!' : ''}${hexByte(tos.value.value)}/${hexByte(tos.value.mask)}`
  },
  compile: ({ tos }) => {
    const { value, mask } = tos.value
    return [
      {
        subject: 'tos',
        wants: `${not(tos)}${hexByte(value)}/${hexByte(mask)}`,
        holds: ({ packet }) => ((packet.tos & mask) === value) !== tos.inverted,
        is: ({ packet }) => hexByte(packet.tos),
      },
    ]
  },
  examples: [
    { rule: '-m tos --tos 0x10/0x3f', saved: '=' },
    { rule: '-m tos ! --tos minimize-cost', saved: '-m tos ! --tos 0x02/0x3f' },
    { rule: '-m tos --tos 8', saved: '-m tos --tos 0x08/0xff' },
    { rule: '-m tos --tos Fast', rejected: 'Symbolic name "Fast" is unknown', by: 'iptables' },
  ],
})
