import { defineMatch } from '../extension'
import { integers } from '../option'
import { listSpi, saveSpi, spiTest } from '../spi'

/** The index of an IPsec ESP header. Kernel: net/netfilter/xt_esp.c. */
export const esp = defineMatch({
  name: 'esp',
  summary: 'The security parameter index of an ESP header.',
  protocols: [50],
  options: {
    espspi: { type: integers(32), invertible: true, doc: 'The index, or a range.' },
  },
  save: ({ espspi }) => saveSpi('espspi', espspi),
  list: ({ espspi }) => ` esp${listSpi(espspi) === '' ? '' : ` ${listSpi(espspi)}`}`,
  compile: ({ espspi }) => [spiTest(espspi, 0)],
  examples: [
    { rule: '-p esp -m esp --espspi 500', saved: '=' },
    { rule: '-p esp -m esp ! --espspi 0x10:', saved: '-p esp -m esp ! --espspi 16:4294967295' },
    {
      rule: '-p esp -m esp --espspi x',
      rejected: 'esp: bad value for option "--espspi" near "x", or out of range (0-4294967295).',
      by: 'iptables',
    },
    { rule: '-m esp --espspi 5', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
