import type { Packet } from '../../model'
import { defineMatch } from '../extension'
import { custom, type OptionSite, Refusal } from '../option'
import { formatPorts } from '../ports'
import { readIntegers } from '../rare-values'
import { optionLength } from '../tcp-options'
import { not, optionsAreMissing, withoutHeader } from '../test-forms'

/** The maximum segment size that a SYN announces. Kernel: net/netfilter/xt_tcpmss.c. */
export const tcpmss = defineMatch({
  name: 'tcpmss',
  summary: 'The maximum segment size in the TCP options of a SYN.',
  protocols: [6],
  options: {
    mss: { type: custom('MSS[:MSS]', readRange), invertible: true, required: true, doc: 'The size, or a range.' },
  },
  save: ({ mss }) => ` ${not(mss)}--mss ${formatPorts(mss.value)}`,
  list: ({ mss }) => ` tcpmss match ${mss.inverted ? '!' : ''}${formatPorts(mss.value)}`,
  compile: ({ mss }) => {
    const [least, most] = mss.value
    return [
      {
        subject: 'mss',
        wants: not(mss) + formatPorts(mss.value),
        holds: (environment) => {
          const { packet } = environment
          if (packet.transport.kind !== 'tcp') return withoutHeader(environment, 20)
          if (optionsAreMissing(environment)) return false
          const size = mssOf(packet)
          return (size >= least && size <= most) !== mss.inverted
        },
        is: ({ packet }) => (mssOf(packet) < 0 ? 'none' : String(mssOf(packet))),
      },
    ]
  },
  examples: [
    { rule: '-p tcp -m tcpmss --mss 1400:1500', saved: '=' },
    { rule: '-p tcp -m tcpmss ! --mss 0x200', saved: '-p tcp -m tcpmss ! --mss 512' },
    { rule: '-p tcp -m tcpmss --mss 9:3', rejected: 'tcpmss: invalid range given', by: 'iptables' },
    { rule: '-m tcpmss --mss 1400', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function readRange(argument: string, at: OptionSite): readonly [number, number] | Refusal {
  const numbers = readIntegers(argument, 0xffff, 2, at)
  if (numbers instanceof Refusal) return numbers
  const [least = 0, most = least] = numbers
  return most < least ? new Refusal('tcpmss: invalid range given') : [least, most]
}

/** The announced size, or -1. */
function mssOf({ transport }: Packet): number {
  if (transport.kind !== 'tcp') return -1
  const { options } = transport
  for (let at = 0; at <= options.length - 4; at += optionLength(options, at)) {
    if (options.charCodeAt(at) === 2 && options.charCodeAt(at + 1) === 4)
      return options.charCodeAt(at + 2) * 256 + options.charCodeAt(at + 3)
  }
  return -1
}
