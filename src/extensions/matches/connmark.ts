import { defineMatch } from '../extension'
import { formatMarkMask, hex } from '../marks'
import { markMask } from '../option'
import { not } from '../test-forms'

/** The connection's mark. Kernel: net/netfilter/xt_connmark.c connmark_mt. */
export const connmark = defineMatch({
  name: 'connmark',
  summary: 'The mark that CONNMARK put on the connection.',
  wakes: 'conntrack',
  options: {
    mark: { type: markMask, invertible: true, required: true, doc: 'The mark, under the mask if one is given.' },
  },
  save: ({ mark }) => ` ${not(mark)}--mark ${formatMarkMask(mark.value.value, mark.value.mask)}`,
  list: ({ mark }) => ` connmark match ${mark.inverted ? '!' : ''} ${formatMarkMask(mark.value.value, mark.value.mask)}`,
  compile: ({ mark }) => {
    const { value, mask } = mark.value
    return [
      {
        subject: 'connmark',
        wants: `${not(mark)}${formatMarkMask(value, mask)}`,
        // Without a connection there is no mark to compare: no, inverted or not.
        holds: ({ connection }) => connection !== null && ((connection.mark & mask) >>> 0 === value) !== mark.inverted,
        is: ({ connection }) => (connection === null ? 'no connection' : hex(connection.mark)),
      },
    ]
  },
  examples: [
    { rule: '-m connmark --mark 0x1/0xf', saved: '=' },
    { rule: '-m connmark ! --mark 7', saved: '-m connmark ! --mark 0x7' },
    { rule: '-m connmark --mark -1', rejected: 'connmark: bad integer value for option "--mark", or out of range.', by: 'iptables' },
    { rule: '-m connmark', rejected: 'connmark: option "--mark" must be specified', by: 'iptables' },
  ],
})
