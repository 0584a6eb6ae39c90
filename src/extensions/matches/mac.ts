import { defineMatch } from '../extension'
import { mac as macAddress } from '../option'
import { not } from '../test-forms'

/** The sender on the link. Kernel: net/netfilter/xt_mac.c. */
export const mac = defineMatch({
  name: 'mac',
  summary: 'The source MAC address of a frame that came in by an Ethernet.',
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  options: {
    'mac-source': { type: macAddress, invertible: true, required: true, doc: 'The address, six hexadecimal bytes with colons between.' },
  },
  save: ({ 'mac-source': address }) => ` ${not(address)}--mac-source ${address.value}`,
  list: ({ 'mac-source': address }) => ` MAC ${not(address)}${address.value}`,
  compile: ({ 'mac-source': address }) => [
    {
      subject: 'source mac',
      wants: not(address) + address.value,
      // Without a link-layer header there is nothing to compare: no, inverted or not.
      holds: ({ sourceMac }) => sourceMac !== null && (sourceMac === address.value) !== address.inverted,
      is: ({ sourceMac }) => sourceMac ?? 'none',
    },
  ],
  examples: [
    { rule: '-m mac --mac-source 02:00:00:00:00:01', saved: '=' },
    { rule: '-m mac ! --mac-source 2:0:0:0:0:A', saved: '-m mac ! --mac-source 02:00:00:00:00:0a' },
    { rule: '-m mac --mac-source 02:00:00', rejected: 'Invalid MAC address specified.', by: 'iptables' },
    { rule: '-m mac --mac-source 02:00:00:00:00:01', chain: 'OUTPUT', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
