import { defineMatch } from '../extension'
import { integers } from '../option'
import { listSpi, saveSpi, spiTest } from '../spi'

/** The index of an IPsec AH header. Kernel: net/ipv4/netfilter/ipt_ah.c. */
export const ah = defineMatch({
  name: 'ah',
  summary: 'The security parameter index of an AH header.',
  protocols: [51],
  options: {
    ahspi: { type: integers(32), invertible: true, doc: 'The index, or a range.' },
  },
  save: ({ ahspi }) => saveSpi('ahspi', ahspi),
  list: ({ ahspi }) => ` ah ${listSpi(ahspi)}`,
  // The index follows next header, length and two reserved bytes.
  compile: ({ ahspi }) => [spiTest(ahspi, 4)],
  examples: [
    { rule: '-p ah -m ah --ahspi 500', saved: '=' },
    { rule: '-p ah -m ah ! --ahspi :0x10', saved: '-p ah -m ah ! --ahspi 0:16' },
    { rule: '-p ah -m ah --ahspi 1:2:3', rejected: 'ah: Too many components for option "--ahspi" (max: 2)', by: 'iptables' },
    { rule: '-m ah --ahspi 5', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
