import { type AddressMatch, formatIpv4, type HeaderMatch, type InterfaceMatch, type Ipv4, maskLength } from '../model'
import { protocolName } from './protocol-names'
import type { Test } from './semantics'

/**
 * The tests of a rule's own conditions, -s -d -i -o -p -f, in the order in which the kernel asks them
 * (net/ipv4/netfilter/ip_tables.c, ip_packet_match). They stand before the tests of the rule's matches, in the engine and in the view alike.
 */
export function headerTests(header: HeaderMatch): readonly Test[] {
  const tests: Test[] = []
  if (header.source !== null) tests.push(addressTest('source', header.source))
  if (header.destination !== null) tests.push(addressTest('destination', header.destination))
  if (header.in !== null) tests.push(interfaceTest('in', header.in))
  if (header.out !== null) tests.push(interfaceTest('out', header.out))
  if (header.protocol !== null) {
    const { number, inverted } = header.protocol
    tests.push({
      subject: 'protocol',
      wants: mark(inverted, protocolName(number)),
      holds: ({ packet }) => (packet.transport.protocol === number) !== inverted,
      is: ({ packet }) => protocolName(packet.transport.protocol),
    })
  }
  if (header.fragment !== null) {
    const { inverted } = header.fragment
    tests.push({
      subject: 'fragment',
      wants: mark(inverted, 'second or further fragment'),
      holds: ({ packet }) => (packet.fragmentOffset !== 0) !== inverted,
      is: ({ packet }) =>
        packet.fragmentOffset !== 0 ? 'second or further fragment' : packet.moreFragments ? 'first fragment' : 'whole packet',
    })
  }
  return tests
}

/** `10.0.0.0/8`, and `10.0.0.1` for a single address: shorter than iptables-save, which always writes the mask. */
export function formatMasked(address: Ipv4, mask: Ipv4): string {
  const length = maskLength(mask)
  if (length === 32) return formatIpv4(address)
  return `${formatIpv4(address)}/${length === null ? formatIpv4(mask) : length}`
}

function addressTest(subject: 'source' | 'destination', match: AddressMatch): Test {
  const { address, mask, inverted } = match
  return {
    subject,
    wants: mark(inverted, formatMasked(address, mask)),
    holds: ({ packet }) => ((packet[subject] & mask) >>> 0 === address) !== inverted,
    is: ({ packet }) => formatIpv4(packet[subject]),
  }
}

/** A packet without interface compares as the empty name (ip_tables.c passes `nulldevname`). */
function interfaceTest(subject: 'in' | 'out', match: InterfaceMatch): Test {
  const { name, wildcard, inverted } = match
  const key = subject === 'in' ? 'inInterface' : 'outInterface'
  return {
    subject: subject === 'in' ? 'in interface' : 'out interface',
    wants: mark(inverted, wildcard ? `${name}+` : name),
    holds: (environment) => {
      const actual = environment[key] ?? ''
      return (wildcard ? actual.startsWith(name) : actual === name) !== inverted
    },
    is: (environment) => environment[key] ?? '(none)',
  }
}

function mark(inverted: boolean, text: string): string {
  return inverted ? `! ${text}` : text
}
