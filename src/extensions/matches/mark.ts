import { defineMatch } from '../extension'
import { formatMarkMask } from '../marks'
import { markMask } from '../option'
import { ask, not } from '../test-forms'

/** The packet's mark on this host. Kernel: net/netfilter/xt_mark.c. */
export const mark = defineMatch({
  name: 'mark',
  summary: 'The mark that a rule (MARK) or the sender (SO_MARK) put on the packet.',
  options: {
    mark: { type: markMask, invertible: true, required: true, doc: 'The mark, under the mask if one is given.' },
  },
  save: ({ mark }) => ` ${not(mark)}--mark ${formatMarkMask(mark.value.value, mark.value.mask)}`,
  list: ({ mark }) => ` mark match ${not(mark)}${formatMarkMask(mark.value.value, mark.value.mask)}`,
  compile: ({ mark }) => {
    const { value, mask } = mark.value
    return [
      ask({
        subject: 'mark',
        wants: formatMarkMask(value, mask),
        inverted: mark.inverted,
        // The value is not masked: `--mark 0x11/0xf0` never matches.
        holds: (packet) => (packet.mark & mask) >>> 0 === value,
        is: (packet) => formatMarkMask(packet.mark, 0xffffffff),
      }),
    ]
  },
  examples: [
    { rule: '-m mark --mark 0x2a/0xff', saved: '=' },
    { rule: '-m mark ! --mark 42', saved: '-m mark ! --mark 0x2a' },
    { rule: '-m mark --mark green', rejected: 'mark: bad integer value for option "--mark", or out of range.', by: 'iptables' },
  ],
})
