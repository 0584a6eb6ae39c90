import { defineMatch } from '../extension'
import { flag, integers } from '../option'
import { listSpi, saveSpi } from '../spi'
import { not } from '../test-forms'

/** The index of an IP compression header. Kernel: net/netfilter/xt_ipcomp.c. */
export const ipcomp = defineMatch({
  name: 'ipcomp',
  summary: 'The compression parameter index of an IPComp header.',
  protocols: [108],
  options: {
    ipcompspi: { type: integers(32), invertible: true, doc: 'The index, or a range.' },
    compres: { type: flag, doc: 'Kept, but asked by nobody.' },
  },
  // Left out, the index is 0.
  save: (use) => `${saveSpi('ipcompspi', use.ipcompspi ?? ZERO)}${use.compres ? ' --compres' : ''}`,
  list: (use) => ` comp ${listSpi(use.ipcompspi ?? ZERO)}${use.compres ? ' reserved' : ''}`,
  compile: (use) => {
    const { inverted, value } = use.ipcompspi ?? ZERO
    const [first = 0, last = first] = value
    return [
      {
        subject: 'cpi',
        wants: `${not({ inverted })}${first === last ? first : `${first}:${last}`}`,
        holds: (environment) => {
          const { transport, fragmentOffset } = environment.packet
          if (fragmentOffset !== 0 || transport.kind !== 'other') return false
          if (transport.payload.length < 4) {
            environment.hotdrop()
            return false
          }
          const index = indexOf(transport.payload)
          return (index >= first && index <= last) !== inverted
        },
        is: ({ packet: { transport, fragmentOffset } }) =>
          fragmentOffset !== 0 || transport.kind !== 'other' ? 'fragment' : String(indexOf(transport.payload)),
      },
    ]
  },
  examples: [
    { rule: '-p ipcomp -m ipcomp --ipcompspi 18', saved: '=' },
    { rule: '-p ipcomp -m ipcomp ! --ipcompspi 0x10: --compres', saved: '-p ipcomp -m ipcomp ! --ipcompspi 16:4294967295 --compres' },
    { rule: '-p ipcomp -m ipcomp', saved: '-p ipcomp -m ipcomp --ipcompspi 0' },
    {
      rule: '-p ipcomp -m ipcomp --ipcompspi x',
      rejected: 'ipcomp: bad value for option "--ipcompspi" near "x", or out of range (0-4294967295).',
      by: 'iptables',
    },
    { rule: '-p ipcomp -m ipcomp --compres --compres', rejected: 'ipcomp: option "--compres" can only be used once.', by: 'iptables' },
    { rule: '-m ipcomp --ipcompspi 5', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

const ZERO = { inverted: false, value: [0] } as const

/** Next header, flags, and 16 bits of index. */
function indexOf(header: string): number {
  return header.charCodeAt(2) * 256 + header.charCodeAt(3)
}
