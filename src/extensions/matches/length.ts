import { packetLength } from '../../model'
import { defineMatch } from '../extension'
import { integers } from '../option'
import { formatPorts } from '../ports'
import { not } from '../test-forms'

/** The packet's length in bytes, IP header included. Kernel: net/netfilter/xt_length.c. */
export const length = defineMatch({
  name: 'length',
  summary: 'How many bytes the packet has, its IP header included.',
  options: {
    length: { type: integers(16), invertible: true, required: true, doc: 'Bytes, or the least and the most.' },
  },
  save: ({ length }) => ` ${not(length)}--length ${format(length.value)}`,
  list: ({ length }) => ` length ${length.inverted ? '!' : ''}${format(length.value)}`,
  compile: ({ length }) => {
    const [least = 0, most = least] = length.value
    return [
      {
        subject: 'length',
        wants: not(length) + format(length.value),
        holds: ({ packet }) => {
          const bytes = packetLength(packet)
          return (bytes >= least && bytes <= most) !== length.inverted
        },
        is: ({ packet }) => String(packetLength(packet)),
      },
    ]
  },
  examples: [
    { rule: '-m length --length 40:1500', saved: '=' },
    { rule: '-m length ! --length 0x54', saved: '-m length ! --length 84' },
    { rule: '-m length --length 1000:', saved: '-m length --length 1000:65535' },
    { rule: '-m length --length 1:2:3', rejected: 'length: Too many components for option "--length" (max: 2)', by: 'iptables' },
  ],
})

function format([least = 0, most = least]: readonly number[]): string {
  return formatPorts([least, most])
}
